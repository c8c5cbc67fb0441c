// Everything is lost but the shares of the key and a backup; and a login of the database that is no superuser.
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { runRestore } from '../cli/backup.js';
import { escrow, recover } from '../cli/key.js';
import { readPlan } from '../cli/rehearse.js';
import { runRehearsal } from '../drive/rehearsal.js';
import { rotateMasterKey } from '../seal/rotate.js';
import { roleNames } from '../store/pool.js';
import { openOn } from '../system.js';
import { backup } from './backup.js';

const prefix = `t${randomBytes(5).toString('hex')}`;
const role = roleNames(prefix);

describe.each(Object.keys(inject('clusters')).slice(-1))(
  'an installation on %s whose login may create roles and nothing more',
  (cluster) => {
    let folder: string;
    const databases: string[] = [];
    const administer = async (sql: string) => {
      const client = new pg.Client({ connectionString: inject('clusters')[cluster] });
      await client.connect();
      await client.query(sql).finally(() => client.end());
    };
    /** A database that the login owns. */
    const newDatabase = async (): Promise<string> => {
      const name = `test_${prefix}_${databases.length}`;
      await administer(`create database ${name} owner ${prefix}`);
      databases.push(name);
      const url = new URL(inject('clusters')[cluster] ?? '');
      url.username = prefix;
      url.password = prefix;
      url.pathname = `/${name}`;
      return url.href;
    };

    beforeAll(async () => {
      folder = await mkdtemp(path.join(tmpdir(), 'equipoise-lost-'));
      await administer(`create role ${prefix} login createrole password '${prefix}'`);
    });
    afterAll(async () => {
      vi.unstubAllEnvs();
      for (const name of databases) await administer(`drop database if exists ${name} with (force)`);
      for (const name of [...Object.values(role), prefix]) await administer(`drop role if exists ${name}`);
      await rm(folder, { recursive: true, force: true });
    });

    it('comes back whole from a backup and two of three shares, though the master key was rotated', async () => {
      const [keys, shares, file] = ['keys', 'shares', 'whole.age'].map((name) => path.join(folder, name)) as [
        string,
        string,
        string,
      ];
      const url = await newDatabase();
      vi.stubEnv('EQUIPOISE_ROLE_PREFIX', prefix);
      vi.stubEnv('EQUIPOISE_KEYS', keys);
      vi.stubEnv('DATABASE_URL', url);
      const system = await openOn(
        { connectionString: url, kind: 'external', dataDir: folder, close: async () => undefined },
        { dataDir: folder },
      );
      const plan = readPlan({ trial: 'raynaud', participants: 2, seed: 11 });
      try {
        await runRehearsal(system, plan);
        await rotateMasterKey(system, { kind: 'file' });
      } finally {
        await system.close();
      }
      expect(await escrow({ dataDir: folder, shares: 3, threshold: 2, output: shares })).toBe(0);
      const rotated = await openOn(
        { connectionString: url, kind: 'external', dataDir: folder, close: async () => undefined },
        { dataDir: folder },
      );
      const note = await backup(rotated, { file }).finally(() => rotated.close());
      expect(note).toMatchObject({ trials: 1, masterKeyFingerprint: rotated.keyring.masterKeyFingerprint });
      expect(note.events).toBeGreaterThan(10);

      await rm(keys, { recursive: true });
      vi.stubEnv('DATABASE_URL', await newDatabase());
      const output = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
      try {
        const files = (await readdir(shares)).sort().map((name) => path.join(shares, name));
        const two = [files[0], files[2]] as string[];
        expect(await recover({ dataDir: folder, shares: two })).toBe(0);
        await expect(recover({ dataDir: folder, shares: two })).rejects.toThrow(/restore its backup/);
        expect(await runRestore({ dataDir: folder, file })).toBe(0);
        expect(output.mock.calls.flat().join('')).toMatch(/1 trial\(s\), \d+ rows, all sound/);
        expect(await recover({ dataDir: folder, shares: two })).toBe(0);
        expect(output.mock.calls.flat().join('')).toContain('The recovery works');
      } finally {
        output.mockRestore();
      }
      const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
      await client.connect();
      const { rows } = await client.query(
        "select relforcerowsecurity as forced from pg_class where oid = 'record.event'::regclass",
      );
      await client.end();
      expect(rows).toEqual([{ forced: true }]);
    });
  },
);
