// Backup and restore on real databases: what goes in comes out, verified; what was altered does not.
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { readPlan } from '../cli/rehearse.js';
import { runRehearsal } from '../drive/rehearsal.js';
import { roleNames } from '../store/pool.js';
import { openOn, type System } from '../system.js';
import { openEmptyDatabase, openTestSystem } from '../test-support/system.js';
import { backup } from './backup.js';
import { BackupProblem, readBackupFile } from './backup-file.js';
import { loadBackup, verifyRestored } from './restore.js';

type TestSystem = Awaited<ReturnType<typeof openTestSystem>>;
const role = roleNames('equipoise');

describe.each(Object.keys(inject('clusters')))('a backup on %s', (cluster) => {
  let system: TestSystem;
  let folder: string;
  let file: string;
  let offlineIdentity: string;
  const trialId = () => plan.trialId;
  const plan = readPlan({ trial: 'raynaud', participants: 4, seed: 5 });

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'equipoise-backup-'));
    system = await openTestSystem(cluster);
    await runRehearsal(system, plan);
    file = path.join(folder, 'whole.age');
    offlineIdentity = await generateX25519Identity();
    await backup(system, { file, recipients: [await identityToRecipient(offlineIdentity)] });
  });
  afterAll(async () => {
    await system.discard();
    await rm(folder, { recursive: true, force: true });
  });

  const restore = async (options: Partial<Parameters<typeof loadBackup>[1]> = {}) => {
    const database = await openEmptyDatabase(cluster);
    const keyDirectory = path.dirname(system.keyring.file);
    const given = { file, role, keyDirectory, ...options };
    return { database, loaded: () => loadBackup(database, given), keyDirectory };
  };
  const contentOf = async (one: System) => {
    const { rows: events } = await one.pools.sealed.query(
      `select e.stream_id, e.version, e.hash, coalesce(p.body, s.body) as body from record.event e
       left join record.payload p using (trial_id, stream_id, version) left join sealed.payload s using (trial_id, stream_id, version)
       order by 1, 2`,
    );
    const { rows: read } = await one.pools.owner.query(
      'select * from read.form order by trial_id, participant_id, visit, form, occurrence',
    );
    const { rows: keys } = await one.pools.sealed.query('select * from sealed.data_key');
    const { rows: commands } = await one.pools.sealed.query('select * from record.command order by command_id');
    return { events, read, keys, commands };
  };

  it('comes back whole in a new database: record, read tables, keys, and it verifies', async () => {
    const { database, loaded, keyDirectory } = await restore();
    const { header } = await loaded();
    const restored = await openOn(database, { dataDir: database.dataDir, keyDirectory });
    try {
      expect(await verifyRestored(restored, header)).toEqual([]);
      expect(await contentOf(restored)).toEqual(await contentOf(system));
      expect(header.checkpoints.map((checkpoint) => checkpoint.trialId)).toEqual([trialId()]);
    } finally {
      await restored.close();
      await database.discard();
    }
  });

  it('goes on after the restore: new events get positions after the old ones', async () => {
    const { database, loaded, keyDirectory } = await restore();
    await loaded();
    const restored = await openOn(database, { dataDir: database.dataDir, keyDirectory });
    try {
      await runRehearsal(restored, readPlan({ trial: 'raynaud', participants: 2, seed: 6 }));
      const { rows } = await restored.pools.sealed.query(
        'select min(position) filter (where trial_id <> $1) > max(position) filter (where trial_id = $1) as after from record.event',
        [trialId()],
      );
      expect(rows).toEqual([{ after: true }]);
    } finally {
      await restored.close();
      await database.discard();
    }
  });

  it('is a file that only its owner reads, and that holds nothing in the clear', async () => {
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const bytes = await readFile(file);
    expect(bytes.includes('ParticipantScreened')).toBe(false);
    expect(bytes.subarray(0, 21).toString()).toBe('age-encryption.org/v1');
    const note = await readFile(`${file}.json`, 'utf8');
    expect(JSON.parse(note)).toMatchObject({ trials: 1, installationId: path.basename(system.keyring.file, '.json') });
  });

  it('opens with a further recipient’s key, and with no other', async () => {
    const names: string[] = [];
    for await (const { name } of readBackupFile(file, [offlineIdentity])) names.push(name);
    expect(names[0]).toBe('header.json');
    expect(names.at(-1)).toBe('footer.json');
    const stranger = readBackupFile(file, [await generateX25519Identity()]);
    await expect(stranger.next()).rejects.toThrow(/can't be opened with the keys that are here/);
  });

  it.each([
    ['cut', (bytes: Buffer) => bytes.subarray(0, bytes.length - 5000)],
    [
      'altered',
      (bytes: Buffer) => {
        const copy = Buffer.from(bytes);
        copy.writeUInt8(copy.readUInt8(copy.length >> 1) ^ 1, copy.length >> 1);
        return copy;
      },
    ],
  ])('is refused whole when it was %s, and leaves the database free for another try', async (how, damage) => {
    const damaged = path.join(folder, `${how}.age`);
    await writeFile(damaged, damage(await readFile(file)));
    const { database, loaded, keyDirectory } = await restore({ file: damaged });
    try {
      await expect(loaded()).rejects.toThrow(BackupProblem);
      await loadBackup(database, { file, role, keyDirectory });
    } finally {
      await database.discard();
    }
  });

  it('is not restored over a database that is in use, nor over another backup', async () => {
    const keyDirectory = path.dirname(system.keyring.file);
    const inUse = { connectionString: system.url, kind: 'external' as const, dataDir: folder, close: async () => {} };
    await expect(loadBackup(inUse, { file, role, keyDirectory })).rejects.toThrow(/was used already/);
    await expect(backup(system, { file })).rejects.toThrow(/is there already/);
  });

  it('says what is missing when no key file is there', async () => {
    const { database, loaded } = await restore({ keyDirectory: folder });
    try {
      await expect(loaded()).rejects.toThrow(/no key file in/);
    } finally {
      await database.discard();
    }
  });
});
