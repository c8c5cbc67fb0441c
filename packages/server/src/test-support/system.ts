// A system of its own for one test file: a fresh database on one of the run's clusters, keys in a temporary folder.
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { inject } from 'vitest';
import type { Database } from '../embedded/open-database.js';
import { openOn, type System } from '../system.js';
import { template } from './clusters.js';

/** Opens a system on a new database; close it with `discard`. */
export async function openTestSystem(
  cluster = 'embedded PostgreSQL',
): Promise<System & { readonly url: string; discard(): Promise<void> }> {
  const owner = inject('clusters')[cluster];
  if (owner === undefined) throw new Error(`no cluster "${cluster}" in this run`);
  const name = `test_${randomBytes(8).toString('hex')}`;
  await administer(owner, `create database ${name} template ${template}`);
  const dataDir = await mkdtemp(path.join(tmpdir(), 'equipoise-system-'));
  const url = new URL(owner);
  url.pathname = `/${name}`;
  // A copy is an installation of its own.
  await administer(url.href, 'update ops.installation set installation_id = gen_random_uuid()');
  const database = { connectionString: url.href, kind: 'external' as const, dataDir, close: async () => undefined };
  const system = await openOn(database, {
    dataDir,
    // The roles of a cluster are shared by the databases of all tests.
    logins: 'one',
    keyDirectory: path.join(dataDir, '..', `${path.basename(dataDir)}-keys`),
  });
  return {
    ...system,
    url: url.href,
    discard: async () => {
      await system.close();
      await administer(owner, `drop database ${name} with (force)`);
      await rm(dataDir, { recursive: true, force: true });
      await rm(`${dataDir}-keys`, { recursive: true, force: true });
    },
  };
}

/** A new database without a schema; end it with `discard`. */
export async function openEmptyDatabase(cluster: string): Promise<Database & { discard(): Promise<void> }> {
  const owner = inject('clusters')[cluster];
  if (owner === undefined) throw new Error(`no cluster "${cluster}" in this run`);
  const name = `test_${randomBytes(8).toString('hex')}`;
  await administer(owner, `create database ${name}`);
  const dataDir = await mkdtemp(path.join(tmpdir(), 'equipoise-database-'));
  const url = new URL(owner);
  url.pathname = `/${name}`;
  return {
    connectionString: url.href,
    kind: 'external',
    dataDir,
    close: async () => undefined,
    discard: async () => {
      await administer(owner, `drop database ${name} with (force)`);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function administer(connectionString: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  await client.query(sql);
  await client.end();
}
