// A disk that fills up under the database: what was acknowledged stays, what failed leaves nothing half, and room heals it.
import { spawnSync } from 'node:child_process';
import { chmodSync, closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { drive } from '../drive/drive.js';
import { type Database, openDatabase, removeDatabase } from '../embedded/open-database.js';
import { CommandExecutor } from '../execute/execute.js';
import { openOn, type System } from '../system.js';
import { checkRecord } from './check-record.js';
import { planLoad } from './load.js';

it('leaves nothing half when the disk is full, and does the failed commands once when there is room again', async (test) => {
  const root = mkdtempSync(path.join(tmpdir(), 'equipoise-full-disk-'));
  // The user that runs the database for root must pass through.
  chmodSync(root, 0o711);
  const disk = path.join(root, 'disk');
  mkdirSync(disk, { mode: 0o711 });
  const isMounted =
    process.platform === 'linux' &&
    spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=400m,mode=711', 'tmpfs', disk]).status === 0;
  try {
    if (!isMounted) return test.skip('a small disk can only be mounted by root');
    await fillAndHeal(disk, path.join(root, 'keys'));
  } finally {
    if (isMounted) spawnSync('umount', [disk]);
    rmSync(root, { recursive: true, force: true });
  }
});

async function fillAndHeal(disk: string, keyDirectory: string): Promise<void> {
  const { trialId, opening, screening } = planLoad();
  const dataDir = path.join(disk, 'data');
  const filler = path.join(disk, 'filler');
  let { database, system } = await open(dataDir, keyDirectory);
  try {
    const executor = new CommandExecutor(system);
    await drive(system, executor, trialId, opening);
    fill(filler);
    const accepted: number[] = [];
    const failures: unknown[] = [];
    for (let number = 0; failures.length < 5; number += 1) {
      if (number > 5000) throw new Error('the full disk took 5000 commands');
      try {
        const result = await executor.execute(trialId, screening(number));
        expect(result).toMatchObject({ accepted: true, repeated: false });
        accepted.push(number);
      } catch (cause) {
        failures.push(cause);
      }
    }
    for (const failure of failures)
      expect((failure as Error).message).toMatch(/No space left on device|connection to the database was lost/);

    rmSync(filler);
    await system.close();
    await database.close();
    ({ database, system } = await open(dataDir, keyDirectory));
    const done = accepted.map((number) => ({ trialId, commandId: screening(number).commandId }));
    expect(await checkRecord(system, done, new Map())).toEqual([]);

    const later = new CommandExecutor(system);
    const last = (accepted.at(-1) ?? -1) + failures.length;
    for (let number = 0; number <= last; number += 1) {
      const result = await later.execute(trialId, screening(number));
      expect(result).toMatchObject({ accepted: true, ...(accepted.includes(number) ? { repeated: true } : {}) });
    }
    const { rows } = await system.pools.owner.query(
      'select count(*)::int as n from read.participant where trial_id = $1',
      [trialId],
    );
    expect(rows).toEqual([{ n: last + 1 }]);
    expect(await checkRecord(system, done, new Map())).toEqual([]);
  } finally {
    await system.close();
    await database.close();
    await removeDatabase(dataDir);
  }
}

async function open(dataDir: string, keyDirectory: string): Promise<{ database: Database; system: System }> {
  const database = await openDatabase({ dataDir, databaseUrl: '' });
  return { database, system: await openOn(database, { dataDir: database.dataDir, keyDirectory }) };
}

/** Takes all the room there is. */
function fill(file: string): void {
  const handle = openSync(file, 'w');
  try {
    for (const block of [Buffer.alloc(1 << 20), Buffer.alloc(4096)]) {
      for (;;) {
        try {
          writeSync(handle, block);
        } catch (cause) {
          if ((cause as NodeJS.ErrnoException).code !== 'ENOSPC') throw cause;
          break;
        }
      }
    }
  } finally {
    closeSync(handle);
  }
}
