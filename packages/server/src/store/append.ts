// Appends what decisions yielded: one database call, one transaction, all or nothing.
import type { ActorId, CommandId, EventType, Outcome, StreamId, TrialId, Visibility } from '@equipoise/trial';
import pg from 'pg';
import type { SealingKey } from '../seal/seal.js';
import { AppendQueue } from './append-queue.js';
import { isConnectionLost } from './connection-lost.js';
import { packRows } from './packed-rows.js';
import { inTransaction } from './pool.js';
import type { ReadTable } from './read-table/read-table.js';

export type ReadRows = Partial<Record<ReadTable, readonly Readonly<Record<string, unknown>>[]>>;

export interface AppendedEvent {
  readonly streamId: StreamId;
  /** The place that the decision counted on; taken meanwhile, the whole append is stale. */
  readonly version: number;
  readonly siteId?: string;
  readonly type: EventType;
  readonly schemaVersion: number;
  readonly visibility: Visibility;
  readonly salt: Uint8Array;
  readonly body: Uint8Array;
  readonly reason?: string;
  readonly keyId?: string;
}

export interface Append {
  readonly trialId: TrialId;
  /** Only for the first command of a trial. */
  readonly create?: {
    readonly mode: string;
    readonly protocolId: string;
    readonly key: SealingKey & { readonly wrappedPrivateKey: Buffer };
  };
  /** Holds the trial alone (lock, go-live, cut, unblinding …); other commands share it. */
  readonly exclusive: boolean;
  readonly commandId: CommandId;
  readonly commandName: string;
  readonly actorId: ActorId;
  readonly bodyDigest: Uint8Array;
  /** Simulated instant; refused by the database in a live trial. */
  readonly at?: string;
  readonly protocolVersion: string;
  readonly softwareVersion: string;
  readonly outcome: Outcome;
  /** Versions that the decision rested on, those of the streams that it writes included. */
  readonly reads: readonly { readonly streamId: StreamId; readonly version: number }[];
  readonly events: readonly AppendedEvent[];
  readonly rows: ReadRows;
  /** Runs in the same transaction after the events are in (erasure). */
  readonly afterwards?: (client: pg.PoolClient) => Promise<void>;
}

export type AppendResult =
  | { readonly status: 'appended'; readonly outcome: Outcome }
  /** The same command was executed before: its answer of then. */
  | { readonly status: 'done-before'; readonly outcome: Outcome }
  /** Somebody was faster: load again and decide again. */
  | { readonly status: 'stale' }
  /** This command id was used before, for something else. */
  | { readonly status: 'other-body' }
  | { readonly status: 'unknown-trial' }
  /** The database finds that the sender does not hold the right to this command, now, at the sites it writes to. */
  | { readonly status: 'no-right' }
  /** A number or code that must be unique in the trial is in use; `constraint` names it. */
  | { readonly status: 'taken'; readonly constraint: string };

/** Thrown by what runs afterwards where the decision does not hold under the lock that the append took. */
export class NotAsDecided extends Error {}

/** Appends; answers what became of it. Throws only for what is a bug or a lost connection. */
export async function append(pool: pg.Pool, input: Append): Promise<AppendResult> {
  const { afterwards } = input;
  // What takes the trial for itself, goes on in its transaction, or must not wait for others, goes alone.
  if (input.create === undefined && !input.exclusive && afterwards === undefined && !urgent.has(input.commandName))
    return queueOf(pool, input.trialId).add(input);
  try {
    if (!afterwards) return await appendOne(pool, input);
    return await inTransaction(pool, 'begin', async (client) => {
      const result = await appendOne(client, input);
      if (result.status === 'appended') await afterwards(client);
      return result;
    });
  } catch (cause) {
    return resultOfViolation(cause);
  }
}

/** An emergency waits for nobody. */
const urgent: ReadonlySet<string> = new Set(['breakCode', 'collectAnswer']);

const queues = new WeakMap<pg.Pool, Map<TrialId, AppendQueue<Append, AppendResult>>>();

function queueOf(pool: pg.Pool, trialId: TrialId): AppendQueue<Append, AppendResult> {
  const ofPool = queues.get(pool) ?? new Map<TrialId, AppendQueue<Append, AppendResult>>();
  queues.set(pool, ofPool);
  const queue =
    ofPool.get(trialId) ??
    new AppendQueue(
      ({ events }) => events.map(({ streamId }) => streamId),
      (inputs) => appendTogether(pool, inputs),
      () => ofPool.delete(trialId),
    );
  ofPool.set(trialId, queue);
  return queue;
}

/** Appends several commands of one trial in one transaction. Where some stand against it, the others go without them. */
async function appendTogether(
  pool: pg.Pool,
  inputs: readonly Append[],
): Promise<readonly PromiseSettledResult<AppendResult>[]> {
  let answers: readonly Answer[];
  try {
    answers = await callAppend(pool, inputs);
  } catch (cause) {
    if (inputs.length === 1 || isConnectionLost(cause)) return inputs.map(() => settledViolation(cause));
    // Nothing was written: which of them it was is found by appending each for itself.
    const results: PromiseSettledResult<AppendResult>[] = [];
    for (const input of inputs) results.push(...(await appendTogether(pool, [input])));
    return results;
  }
  if (answers[0]?.of_command === 0) return inputs.map(({ outcome }) => fulfilled({ status: 'appended', outcome }));
  const refused = new Map(answers.map((answer) => [answer.of_command - 1, fulfilled(resultOf(answer))]));
  const others = inputs.filter((_, index) => !refused.has(index));
  const rest = others.length === 0 ? [] : [...(await appendTogether(pool, others))];
  return inputs.map((_, index) => refused.get(index) ?? (rest.shift() as PromiseSettledResult<AppendResult>));
}

function fulfilled(value: AppendResult): PromiseSettledResult<AppendResult> {
  return { status: 'fulfilled', value };
}

function settledViolation(cause: unknown): PromiseSettledResult<AppendResult> {
  try {
    return fulfilled(resultOfViolation(cause));
  } catch (reason) {
    return { status: 'rejected', reason };
  }
}

async function appendOne(client: pg.ClientBase | pg.Pool, input: Append): Promise<AppendResult> {
  const [answer] = await callAppend(client, [input]);
  return answer?.of_command === 0 ? { status: 'appended', outcome: input.outcome } : resultOf(answer);
}

const text = `select of_command, status, outcome from record.append(${Array.from({ length: 27 }, (_, index) => `$${index + 1}`).join(', ')})`;

async function callAppend(client: pg.ClientBase | pg.Pool, inputs: readonly Append[]): Promise<readonly Answer[]> {
  const [{ trialId, create, exclusive, softwareVersion }] = inputs as readonly [Append];
  const reads = inputs.flatMap((input, index) => input.reads.map((read) => ({ ...read, of: index + 1 })));
  const events = inputs.flatMap(({ events: own }, index) => own.map((event) => ({ event, of: index + 1 })));
  const { rows } = await client.query<Answer>({
    name: 'append',
    text,
    values: [
      trialId,
      create
        ? JSON.stringify({
            mode: create.mode,
            protocolId: create.protocolId,
            keyId: create.key.keyId,
            publicKey: create.key.publicKey.toString('hex'),
            wrappedPrivateKey: create.key.wrappedPrivateKey.toString('hex'),
          })
        : null,
      exclusive,
      softwareVersion,
      inputs.map((input) => input.commandId),
      inputs.map((input) => input.commandName),
      inputs.map((input) => input.actorId),
      inputs.map((input) => Buffer.from(input.bodyDigest)),
      inputs.map((input) => input.at ?? null),
      inputs.map((input) => input.protocolVersion),
      inputs.map((input) => JSON.stringify(input.outcome)),
      reads.map((read) => read.of),
      reads.map((read) => read.streamId),
      reads.map((read) => read.version),
      events.map(({ of }) => of),
      previousOf(events.map(({ event }) => event)),
      events.map(({ event }) => event.streamId),
      events.map(({ event }) => event.version),
      events.map(({ event }) => event.siteId ?? null),
      events.map(({ event }) => event.type),
      events.map(({ event }) => event.schemaVersion),
      events.map(({ event }) => event.visibility),
      events.map(({ event }) => Buffer.from(event.salt)),
      events.map(({ event }) => Buffer.from(event.body)),
      events.map(({ event }) => event.reason ?? null),
      events.map(({ event }) => event.keyId ?? null),
      JSON.stringify(packRows(inputs.map((input) => input.rows))),
    ],
  });
  return rows;
}

/** By event the number of the one before it in its stream, where that is among them. */
function previousOf(events: readonly AppendedEvent[]): readonly (number | null)[] {
  const last = new Map<StreamId, number>();
  return events.map(({ streamId }, index) => {
    const previous = last.get(streamId) ?? null;
    last.set(streamId, index + 1);
    return previous;
  });
}

interface Answer {
  /** From 1; 0 where all were appended. */
  readonly of_command: number;
  readonly status: string;
  readonly outcome: string | null;
}

function resultOf(row: Answer | undefined): AppendResult {
  switch (row?.status) {
    case 'done-before':
      return { status: row.status, outcome: JSON.parse(row.outcome ?? '{}') as Outcome };
    case 'stale':
    case 'other-body':
    case 'unknown-trial':
    case 'no-right':
      return { status: row.status };
    default:
      throw new Error(`the database answered "${row?.status}" to an append`);
  }
}

function resultOfViolation(cause: unknown): AppendResult {
  if (cause instanceof NotAsDecided) return { status: 'stale' };
  if (cause instanceof pg.DatabaseError && cause.code === '23505' && cause.constraint) {
    // Primary keys are what two writers may reach for at once: the slower one loads and decides again.
    return cause.constraint.endsWith('_pkey') ? { status: 'stale' } : { status: 'taken', constraint: cause.constraint };
  }
  if (cause instanceof pg.DatabaseError && ['40P01', '40001', 'EQ004'].includes(cause.code ?? ''))
    return { status: 'stale' };
  throw cause;
}
