// Many randomisations at the same moment: by two processes whose connections are cut in the middle, and by minimisation.
import path from 'node:path';
import type { SubmittedCommand } from '@equipoise/trial';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPlan } from '../cli/rehearse.js';
import { drive } from '../drive/drive.js';
import { CommandExecutor, type ExecuteResult } from '../execute/execute.js';
import { checkReadTables } from '../store/rebuild.js';
import { verifyRecord } from '../store/verify.js';
import { openOn, type System } from '../system.js';
import { openTestSystem } from '../test-support/system.js';

type Plan = ReturnType<typeof readPlan>;
const mostAttempts = 200;

describe('randomisations that come at once', () => {
  let one: Awaited<ReturnType<typeof openTestSystem>>;
  let other: System;
  beforeAll(async () => {
    one = await openTestSystem();
    const { url: connectionString, dataDir, keyring } = one;
    other = await openOn(
      { connectionString, kind: 'external', dataDir, close: async () => undefined },
      { dataDir, keyDirectory: path.dirname(keyring.file), logins: 'one' },
    );
  });
  afterAll(async () => {
    await other.close();
    await one.discard();
  });

  /** Everything up to go-live and everything that randomising rests on; the randomisations are held back. */
  async function readyToRandomise(plan: Plan): Promise<readonly SubmittedCommand[]> {
    const held = plan.commands.filter(({ command }) => command.name === 'randomise');
    const turn = new Map(held.map((each) => [participantOf(each), plan.commands.indexOf(each)]));
    const last = Math.max(...turn.values());
    const before = plan.commands.filter((each, index) => {
      const participantId = participantOf(each);
      return index < (participantId === undefined ? last : (turn.get(participantId) ?? -1));
    });
    await drive(one, new CommandExecutor(one), plan.trialId, before);
    return held;
  }

  /** Sends a command again, under the same id, whenever its answer was lost or the server was busy. */
  async function persistently(executor: CommandExecutor, plan: Plan, submitted: SubmittedCommand) {
    for (let attempt = 1; attempt <= mostAttempts; attempt += 1) {
      const result: ExecuteResult | undefined = await executor.execute(plan.trialId, submitted).catch(() => undefined);
      if (result !== undefined && (result.accepted || result.code !== 'busy')) return result;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error(`no answer to ${submitted.commandId} after ${mostAttempts} attempts`);
  }

  /** Of each stratum, the entries that were taken, in the order of the record. */
  async function entriesByStratum(plan: Plan): Promise<readonly (readonly number[])[]> {
    const { rows } = await one.pools.owner.query<{ entries: number[] }>(
      `select array_agg((convert_from(p.body, 'UTF8')::jsonb->>'index')::int order by e.version) as entries
       from record.event e join record.payload p using (trial_id, stream_id, version)
       where e.trial_id = $1 and e.type = 'AllocationClaimed' group by e.stream_id order by count(*) desc`,
      [plan.trialId],
    );
    return rows.map(({ entries }) => entries);
  }

  async function expectSound(plan: Plan): Promise<void> {
    expect((await verifyRecord(one.pools.sealed, plan.trialId)).findings).toEqual([]);
    expect(await checkReadTables(one.pools.owner, plan.trialId)).toEqual([]);
  }

  it('take the entries 0 to 49 of a stratum, each once, though all connections are cut in the middle', async () => {
    const plan = readPlan({ trial: 'raynaud', participants: 50, seed: 23 });
    const held = await readyToRandomise(plan);
    const executors = [new CommandExecutor(one), new CommandExecutor(other)] as const;
    let answered = 0;
    let cut: Promise<unknown> | undefined;
    const results = await Promise.all(
      held.map(async (each, i) => {
        const result = await persistently(executors[i % 2] ?? executors[0], plan, each);
        answered += 1;
        if (answered === 10) cut = cutConnections(one.url);
        return result;
      }),
    );
    expect(await cut).toBeGreaterThan(1);
    expect(results.filter((result) => !result.accepted)).toEqual([]);
    expect(await entriesByStratum(plan)).toEqual([firstEntries(50)]);
    await expectSound(plan);
  });

  it('are balanced one after another by minimisation, without a gap and without a double', async () => {
    const plan = readPlan({ trial: 'three-arm', participants: 30, seed: 24 });
    const held = await readyToRandomise(plan);
    const executors = [new CommandExecutor(one), new CommandExecutor(other)] as const;
    const results = await Promise.all(
      held.map((each, i) => persistently(executors[i % 2] ?? executors[0], plan, each)),
    );
    expect(results.filter((result) => !result.accepted)).toEqual([]);
    const entries = await entriesByStratum(plan);
    expect(entries).toEqual(entries.map(({ length }) => firstEntries(length)));
    expect(entries.flat()).toHaveLength(held.length);
    await expectSound(plan);
  });
});

function participantOf({ command }: SubmittedCommand): string | undefined {
  return 'participantId' in command.body ? command.body.participantId : undefined;
}

function firstEntries(length: number): readonly number[] {
  return Array.from({ length }, (_, index) => index);
}

/** Ends every other connection to a database, as an operator or a failing network does. How many there were. */
async function cutConnections(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rowCount } = await client.query(
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  );
  await client.end();
  return rowCount ?? 0;
}
