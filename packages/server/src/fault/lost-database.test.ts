// The database dies under a process that lives on: commands under way fail with a clear error, and are done once when sent again.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { drive } from '../drive/drive.js';
import { type Database, openDatabase, removeDatabase } from '../embedded/open-database.js';
import { CommandExecutor, type ExecuteResult } from '../execute/execute.js';
import { makeApp } from '../http/app.js';
import { ConnectionLost } from '../store/connection-lost.js';
import { readAs } from '../store/pool.js';
import { openOn, type System } from '../system.js';
import { testAuthenticator } from '../test-support/server.js';
import { checkRecord, readEventHashes } from './check-record.js';
import { killProcesses, listDatabaseProcesses } from './database-kill.js';
import { planLoad } from './load.js';

const { trialId, opening, screening } = planLoad();

describe('a record whose database was killed under a running process', () => {
  let root: string;
  let losses = 0;
  let database: Database;
  let system: System;
  const open = async () => {
    database = await openDatabase({ dataDir: path.join(root, 'data'), databaseUrl: '', onLost: () => (losses += 1) });
    system = await openOn(database, { dataDir: database.dataDir, keyDirectory: path.join(root, 'keys') });
  };
  const close = async () => {
    await system.close();
    await database.close();
  };
  beforeAll(async () => {
    root = mkdtempSync(path.join(tmpdir(), 'equipoise-lost-'));
    // The user that runs the database for root must pass through.
    chmodSync(root, 0o711);
    await open();
    await drive(system, new CommandExecutor(system), trialId, opening);
  });
  afterAll(async () => {
    await close();
    await removeDatabase(path.join(root, 'data'));
    rmSync(root, { recursive: true, force: true });
  });

  /** Sends the screenings of some numbers at once and kills as soon as 20 are acknowledged. */
  async function sendAndKill(executor: CommandExecutor, numbers: readonly number[], kill: () => void) {
    let acknowledged = 0;
    return Promise.allSettled(
      numbers.map(async (number) => {
        const result = await executor.execute(trialId, screening(number));
        acknowledged += 1;
        if (acknowledged === 20) kill();
        return result;
      }),
    );
  }

  /** Sends the same again: what was acknowledged is repeated, the rest is done now or was done unheard; each once. */
  async function expectEachOnce(
    executor: CommandExecutor,
    numbers: readonly number[],
    first: readonly PromiseSettledResult<ExecuteResult>[],
  ) {
    const lost = first.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    expect(lost.length).toBeGreaterThan(0);
    for (const reason of lost) {
      expect(reason).toBeInstanceOf(ConnectionLost);
      expect(reason.message).toMatch(/^The connection to the database was lost while screenParticipant .* same id/);
    }
    const again = await Promise.all(numbers.map((number) => executor.execute(trialId, screening(number))));
    expect(again.filter((result) => !result.accepted)).toEqual([]);
    for (const [index, result] of first.entries())
      if (result.status === 'fulfilled') expect(again[index]).toMatchObject({ accepted: true, repeated: true });
    const acknowledged = numbers.map((number) => ({ trialId, commandId: screening(number).commandId }));
    expect(await checkRecord(system, acknowledged, new Map())).toEqual([]);
    const { rows } = await system.pools.owner.query(
      `select count(*)::int as n from record.event where trial_id = $1 and type = 'ParticipantScreened' and command_id = any ($2)`,
      [trialId, acknowledged.map(({ commandId }) => commandId)],
    );
    expect(rows).toEqual([{ n: numbers.length }]);
  }

  it('lets the same process go on when only a backend was killed and the server comes back by itself', async () => {
    const numbers = Array.from({ length: 150 }, (_, index) => index);
    const executor = new CommandExecutor(system);
    const first = await sendAndKill(executor, numbers, () =>
      killProcesses(listDatabaseProcesses(database.dataDir).slice(-1)),
    );
    await untilItAnswers(system);
    await expectEachOnce(executor, numbers, first);
    expect(losses).toBe(0);
  });

  it('goes on serving while its backends are ended one by one, the one that holds the server open included', async () => {
    const app = await makeApp({ system, authenticator: testAuthenticator() });
    let ended = 0;
    try {
      const killer = new pg.Client({ connectionString: database.connectionString });
      await killer.connect();
      const others = `from pg_stat_activity where pid <> pg_backend_pid() and backend_type = 'client backend'`;
      for (let round = 0; round < 4; round += 1) {
        await app.inject({ url: '/readyz' });
        const { rows } = await killer.query<{ application_name: string }>(
          `select application_name, pg_terminate_backend(pid) ${others}`,
        );
        ended += rows.length;
        expect(rows.map((row) => row.application_name)).toContain('equipoise holder');
        await untilItAnswers(system);
        // The holder is back, under the lock that all users of the server share.
        await vi.waitFor(async () => {
          const held = await killer.query(
            `select 1 from pg_locks l join pg_stat_activity a using (pid) where l.locktype = 'advisory' and a.application_name = 'equipoise holder'`,
          );
          expect(held.rowCount).toBe(1);
        }, 10_000);
        expect((await app.inject({ url: '/readyz' })).statusCode).toBe(200);
        const number = 2000 + round;
        expect(await new CommandExecutor(system).execute(trialId, screening(number))).toMatchObject({ accepted: true });
      }
      await killer.end();
    } finally {
      await app.close();
    }
    expect(ended).toBeGreaterThan(8);
    expect(losses).toBe(0);
  });

  it('lets a process that opens it again go on when the postmaster was killed', async () => {
    await close();
    await open();
    losses = 0;
    const numbers = Array.from({ length: 150 }, (_, index) => 1000 + index);
    const first = await sendAndKill(new CommandExecutor(system), numbers, () =>
      killProcesses(listDatabaseProcesses(database.dataDir).slice(0, 1)),
    );
    expect(losses).toBe(1);
    await close();
    await open();
    await expectEachOnce(new CommandExecutor(system), numbers, first);
  });

  it('is told from a sound one: a command that was lost, and one that wrote something else', async () => {
    const sound = { trialId, commandId: screening(0).commandId };
    const lost = { trialId, commandId: screening(999_999).commandId };
    const expected = new Map(await readEventHashes(system.pools.sealed, trialId));
    expect(await checkRecord(system, [sound], new Map([[trialId, expected]]))).toEqual([]);
    expected.set(sound.commandId, 'f'.repeat(64));
    expect(await checkRecord(system, [sound, lost], new Map([[trialId, expected]]))).toEqual([
      `command ${lost.commandId} was acknowledged and is in the record 0 times`,
      `command ${lost.commandId} was acknowledged and has no event`,
      `1 command(s) did not write the events of an undisturbed run, such as ${sound.commandId}`,
    ]);
  });

  it('fails a reader in the midst of its transaction, and serves the next one', async () => {
    const actor = opening[0]?.actorId ?? '';
    const reading = readAs(system.pools, actor, async (client) => {
      killProcesses(listDatabaseProcesses(database.dataDir).slice(-1));
      // Between two statements nobody waits for the connection: its death must not end the process.
      await sleep(200);
      await client.query('select * from api.trial');
    });
    await expect(reading).rejects.toThrow();
    await untilItAnswers(system);
    expect(await readAs(system.pools, actor, (client) => client.query('select 1 as one'))).toMatchObject({
      rows: [{ one: 1 }],
    });
  });
});

async function untilItAnswers(system: System): Promise<void> {
  for (;;) {
    try {
      await system.pools.writer.query('select 1');
      return;
    } catch {
      await sleep(20);
    }
  }
}
