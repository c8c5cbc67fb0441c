// Each pool has a login of its own: a connection that somebody else's SQL got into can't become another role.
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { openOn, type System } from '../system.js';
import { givenLogins } from './login.js';
import { roleNames } from './pool.js';

const prefix = `t${randomBytes(5).toString('hex')}`;
const database = `test_${prefix}`;
const role = roleNames(prefix);
const [owner = ''] = Object.values(inject('clusters'));
let folder: string;
let url: string;
let system: System;

const administer = async (sql: string) => {
  const client = new pg.Client({ connectionString: owner });
  await client.connect();
  await client.query(sql).finally(() => client.end());
};
const open = (keys: string, log?: (line: string) => void) =>
  openOn(
    { connectionString: url, kind: 'external', dataDir: folder, close: async () => undefined },
    {
      dataDir: folder,
      keyDirectory: path.join(folder, keys),
      rolePrefix: prefix,
      ...(log ? { log } : {}),
    },
  );

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'equipoise-login-'));
  await administer(`create database ${database}`);
  const made = new URL(owner);
  made.pathname = `/${database}`;
  url = made.href;
  system = await open('keys');
});
afterAll(async () => {
  await system.close();
  await administer(`drop database ${database} with (force)`);
  for (const name of Object.values(role)) await administer(`drop role if exists ${name}`);
  await rm(folder, { recursive: true, force: true });
});

const pools = ['writer', 'reader', 'sealed', 'account', 'job', 'identity', 'owner'] as const;

describe('a connection of a pool', () => {
  it.each(pools)('of %s is logged in as that role, and can become no other', async (name) => {
    const pool = system.pools[name];
    const { rows } = await pool.query('select session_user as login, current_user as role');
    expect(rows).toEqual([{ login: role[name], role: role[name] }]);
    for (const other of pools.filter((each) => each !== name)) {
      await expect(pool.query(`set role ${role[other]}`)).rejects.toThrow(/permission denied to set role/);
      await expect(pool.query(`set session authorization ${role[other]}`)).rejects.toThrow(/permission denied/);
    }
    await pool.query('reset role');
    const { rows: still } = await pool.query(
      'select current_user as role, rolsuper, rolcreaterole, rolbypassrls from pg_roles where rolname = current_user',
    );
    expect(still).toEqual([{ role: role[name], rolsuper: false, rolcreaterole: false, rolbypassrls: false }]);
  });

  it('does not read what another role reads', async () => {
    const { reader, account, job, identity, writer, sealed } = system.pools;
    for (const pool of [reader, account, job, identity, writer]) {
      await expect(pool.query('select * from sealed.payload')).rejects.toThrow(/permission denied/);
    }
    for (const pool of [reader, job, identity, writer])
      await expect(pool.query('select * from account."user"')).rejects.toThrow(/permission denied/);
    for (const pool of [reader, account, job, writer, sealed])
      await expect(pool.query('select * from identity.kept')).rejects.toThrow(/permission denied/);
    for (const pool of [account, job, identity])
      await expect(pool.query('select * from record.event')).rejects.toThrow(/permission denied/);
  });
});

describe('the logins of an installation', () => {
  it('are the same for every process that has its keys', async () => {
    const other = await open('keys');
    const { rows } = await other.pools.reader.query('select session_user as login');
    expect(rows).toEqual([{ login: role.reader }]);
    await other.close();
    await system.pools.writer.query('select 1');
  });

  it('are not taken over by another installation that uses the same roles: it says so, and takes them on', async () => {
    const second = `${database}_b`;
    await administer(`create database ${second}`);
    const before = url;
    const made = new URL(owner);
    made.pathname = `/${second}`;
    url = made.href;
    const lines: string[] = [];
    try {
      const other = await open('other-keys', (line) => lines.push(line));
      const { rows } = await other.pools.reader.query('select session_user <> current_user as shared');
      expect(rows).toEqual([{ shared: true }]);
      await other.close();
    } finally {
      url = before;
      await administer(`drop database ${second} with (force)`);
    }
    expect(lines.join()).toMatch(/share one login.*EQUIPOISE_ROLE_PREFIX/);
    const again = await open('keys');
    await again.pools.sealed.query('select 1');
    await again.close();
  });

  it('can be given by whoever runs the database, role by role', () => {
    const environment = { EQUIPOISE_DATABASE_URL_READER: 'postgres://r@x/y', EQUIPOISE_DATABASE_URL_WRITER: '' };
    expect(givenLogins(role, environment)).toEqual({ reader: 'postgres://r@x/y' });
  });
});
