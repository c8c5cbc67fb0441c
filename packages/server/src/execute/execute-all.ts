// Many commands in one transaction: all of them are in the record, or none is.
import type { Refusal, TrialId } from '@equipoise/trial';
import pg from 'pg';
import { ConnectionLost, isConnectionLost } from '../store/connection-lost.js';
import { inTransaction } from '../store/pool.js';
import type { System } from '../system.js';
import { CommandExecutor, type ExecuteResult, type Submission } from './execute.js';

type Accepted = Extract<ExecuteResult, { accepted: true }>;

/** What came of it: of every command its result, or the first refusal, and by which command. */
export type ExecuteAllResult =
  | { readonly accepted: true; readonly results: readonly Accepted[] }
  | { readonly accepted: false; readonly index: number; readonly refusal: Refusal };

/** A command, made once the results of those before it are known. */
export type LateSubmission = (before: readonly Accepted[]) => Submission;

const attempts = 5;

/**
 * Executes commands one after another in one transaction, each decided on what those before it made; the first refusal undoes
 * them all. A crash before the commit leaves nothing of them, one after it leaves all: sent again under the same ids they
 * are answered as repeated.
 *
 * The states of this transaction are folded anew and dropped with it; other executors find by their versions that theirs
 * are old, as they do for what another process wrote.
 *
 * @throws ConnectionLost when the database went away while it was under way
 */
export async function executeAll(
  system: System,
  trialId: TrialId,
  submissions: readonly LateSubmission[],
): Promise<ExecuteAllResult> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await inTransaction(system.pools.writer, 'begin', (client) =>
        runAll(client, { system, trialId, submissions }),
      );
    } catch (cause) {
      if (cause instanceof Refused) return { accepted: false, index: cause.index, refusal: cause.refusal };
      if (isConnectionLost(cause)) throw lost(cause);
      if (attempt === attempts || !isOvertaken(cause)) throw cause;
    }
  }
}

async function runAll(
  client: pg.PoolClient,
  {
    system,
    trialId,
    submissions,
  }: { readonly system: System; readonly trialId: TrialId; readonly submissions: readonly LateSubmission[] },
): Promise<ExecuteAllResult> {
  const executor = new CommandExecutor(onOneConnection(system, client));
  const results: Accepted[] = [];
  for (const [index, make] of submissions.entries()) {
    const result = await executor.execute(trialId, make(results));
    // Thrown, so that what came before it is undone.
    if (!result.accepted) throw new Refused(index, result);
    results.push(result);
  }
  return { accepted: true, results };
}

class Refused extends Error {
  constructor(
    readonly index: number,
    readonly refusal: Refusal,
  ) {
    super(refusal.code);
  }
}

/**
 * The system with one connection in place of the writers' pool: reads see what was written before in the transaction. Queries
 * that are asked for side by side go one after another, as a connection wants them.
 */
function onOneConnection(system: System, client: pg.PoolClient): System {
  let last: Promise<unknown> = Promise.resolve();
  const query = (...asked: Parameters<pg.PoolClient['query']>): Promise<unknown> => {
    const next = last.then(() => (client.query as (...args: unknown[]) => Promise<unknown>)(...asked));
    last = next.catch(() => undefined);
    return next;
  };
  // Of a pool an executor uses `query` alone, but for commands that must run something after their events: none of a batch.
  const writer = { query, connect: refuseToConnect } as unknown as pg.Pool;
  return { ...system, pools: { ...system.pools, writer } };
}

function refuseToConnect(): never {
  throw new Error('a command that opens a transaction of its own cannot be one of many');
}

/** Somebody was faster, which ends a transaction: a key was taken, a deadlock was broken, or what came after such an end. */
function isOvertaken(cause: unknown): boolean {
  return cause instanceof pg.DatabaseError && ['25P02', '23505', '40P01', '40001'].includes(cause.code ?? '');
}

function lost(cause: unknown): ConnectionLost {
  return new ConnectionLost(
    'The connection to the database was lost while several commands were under way: all of them are in the record or none is. Send them again with the same ids; they are done once.',
    { cause },
  );
}
