// What earlier releases wrote is restored by this one: schema, events, read tables, keys. Each frozen backup stays as it is.
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { TrialId } from '@equipoise/trial';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { readPlan } from '../cli/rehearse.js';
import { runRehearsal } from '../drive/rehearsal.js';
import { Opener, openSecret } from '../seal/opener.js';
import { isSchemaCurrent } from '../store/migrate.js';
import { roleNames } from '../store/pool.js';
import { listTrialStatuses } from '../store/trial-status.js';
import { openOn } from '../system.js';
import { openEmptyDatabase } from '../test-support/system.js';
import type { BackupNote } from './backup.js';
import { loadBackup, verifyRestored } from './restore.js';

const frozen = fileURLToPath(new URL('../../../../validation/frozen', import.meta.url));
const releases = readdirSync(frozen).filter((name) => statSync(path.join(frozen, name)).isDirectory());
const [cluster = ''] = Object.keys(inject('clusters'));
const json = (...place: readonly string[]) => JSON.parse(readFileSync(path.join(frozen, ...place), 'utf8'));

it('there is one frozen backup at least, and each is small', () => {
  expect(releases.length).toBeGreaterThan(0);
  for (const release of releases) expect(statSync(path.join(frozen, release, 'backup.age')).size).toBeLessThan(200_000);
});

describe.each(releases)('the backup of release %s', (release) => {
  const file = path.join(frozen, release, 'backup.age');
  const note: BackupNote = json(release, 'backup.age.json');
  let keyDirectory: string;
  beforeEach(() => {
    // A key file of an earlier form is written anew when it is opened.
    keyDirectory = mkdtempSync(path.join(tmpdir(), 'equipoise-frozen-'));
    cpSync(path.join(frozen, release, 'test-key'), keyDirectory, { recursive: true });
  });
  afterEach(() => rmSync(keyDirectory, { recursive: true, force: true }));

  it('was not changed since it was written', () => {
    expect(createHash('sha256').update(readFileSync(file)).digest('hex')).toBe(note.sha256);
  });

  it('is restored, brought to this version, verified, opened, and gone on with', { timeout: 180_000 }, async () => {
    const database = await openEmptyDatabase(cluster);
    try {
      const { header } = await loadBackup(database, { file, role: roleNames('equipoise'), keyDirectory });
      const options = { dataDir: database.dataDir, keyDirectory, logins: 'one' } as const;
      const system = await openOn(database, options);
      try {
        expect(await verifyRestored(system, header)).toEqual([]);
        expect(await isSchemaCurrent(system.pools.writer)).toBe(true);
        expect(header.checkpoints.reduce((sum, { events }) => sum + events, 0)).toBe(note.events);
        // What people saw of it then is what they see now.
        const trials: readonly object[] = json(release, 'trials.json');
        expect(await listTrialStatuses(system.pools.writer)).toMatchObject(trials);
        for (const { trialId } of header.checkpoints) {
          const opener = new Opener(system.pools.sealed, TrialId.parse(trialId), system.keyring);
          expect(await openSecret(opener)).toHaveProperty('kind');
        }
        const plan = readPlan({ trial: 'raynaud', participants: 2, seed: 77 });
        await runRehearsal(system, plan);
        expect((await listTrialStatuses(system.pools.writer)).length).toBe(trials.length + 1);
      } finally {
        await system.close();
      }
      // Rows that were derived anew once are not derived anew at each start.
      const again = await openOn(database, { ...options, log: (line) => expect.fail(line) });
      expect(again.migrated).toEqual([]);
      await again.close();
    } finally {
      await database.discard();
    }
  });
});
