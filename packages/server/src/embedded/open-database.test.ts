// The embedded database: shared, adopted, killed, in odd places. Real servers in folders of their own.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { findCluster } from './cluster.js';
import { openDatabase, removeDatabase } from './open-database.js';
import { findPostmaster, isAlive } from './postmaster.js';

const folders: string[] = [];
const processes: ChildProcess[] = [];

/** A folder with a blank in its name, which the user that runs the database can pass through. */
function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'equipoise test-'));
  chmodSync(folder, 0o711);
  folders.push(folder);
  return folder;
}

/** Such a folder with a database that was made, and closed, before: a copy, since making one takes a second. */
function makeUsedFolder(): string {
  const dataDir = makeFolder();
  execFileSync('cp', ['-a', join(usedDataDir, 'postgres'), dataDir]);
  return dataDir;
}

const open = (dataDir: string) => openDatabase({ dataDir, databaseUrl: '' });

async function query<T extends pg.QueryResultRow>(connectionString: string, sql: string): Promise<readonly T[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}

function postmasterOf(dataDir: string): number {
  const cluster = findCluster(dataDir);
  if (cluster === undefined) throw new Error(`no cluster in ${dataDir}`);
  return findPostmaster(cluster.pgData)?.pid ?? 0;
}

async function waitUntil(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(20);
}

/** The program of another process that opens the database (from the built package: Node runs no TypeScript) and stays. */
function openAndStay(dataDir: string): string {
  const built = new URL('../../dist/embedded/open-database.js', import.meta.url).href;
  return `const { openDatabase } = await import(${JSON.stringify(built)});
await openDatabase({ dataDir: ${JSON.stringify(dataDir)}, databaseUrl: '' });
console.log('open'); setInterval(() => {}, 1000);`;
}

let usedDataDir = '';

beforeAll(async () => {
  usedDataDir = makeFolder();
  folders.length = 0;
  await (await open(usedDataDir)).close();
});

afterAll(() => rmSync(usedDataDir, { recursive: true, force: true }));

afterEach(async () => {
  for (const child of processes.splice(0)) child.kill('SIGKILL');
  for (const folder of folders.splice(0)) {
    await removeDatabase(folder).catch(() => undefined);
    rmSync(folder, { recursive: true, force: true });
  }
});

describe('openDatabase', () => {
  it('makes a durable UTF-8 database that only this computer reaches, and stops it', async () => {
    const dataDir = makeFolder();
    const database = await open(dataDir);
    const [row] = await query<Record<string, string>>(
      database.connectionString,
      `select current_setting('fsync') as fsync, current_setting('listen_addresses') as addresses, current_setting('unix_socket_directories') as sockets,
        (select datlocale || ' ' || pg_encoding_to_char(encoding) from pg_database where datname = current_database()) as locale,
        (select rolsuper::text from pg_roles where rolname = current_user) as super`,
    );
    expect(row).toEqual({ fsync: 'on', addresses: '127.0.0.1', sockets: '', locale: 'C.UTF-8 UTF8', super: 'true' });
    const pid = postmasterOf(dataDir);
    expect(isAlive(pid)).toBe(true);
    await database.close();
    expect(isAlive(pid)).toBe(false);
  });

  it('never runs the server as root and keeps the password to its owner', async () => {
    const dataDir = makeUsedFolder();
    const database = await open(dataDir);
    const home = findCluster(dataDir)?.home ?? '';
    expect(statSync(join(home, 'pgdata')).uid).not.toBe(0);
    expect(statSync(join(home, 'password')).mode & 0o777).toBe(0o600);
    await database.close();
  });

  it('refuses a connection without the password', async () => {
    const dataDir = makeUsedFolder();
    const database = await open(dataDir);
    const url = new URL(database.connectionString);
    url.password = 'wrong';
    await expect(query(url.toString(), 'select 1')).rejects.toMatchObject({ code: '28P01' });
    await database.close();
  });

  it('keeps what was committed from one opening to the next', async () => {
    const dataDir = makeUsedFolder();
    const first = await open(dataDir);
    await query(first.connectionString, 'create table kept as select 42 as answer');
    await first.close();
    const second = await open(dataDir);
    expect(await query(second.connectionString, 'select answer from kept')).toEqual([{ answer: 42 }]);
    await second.close();
  });

  it('shares one server among all who open it, and the last one stops it', async () => {
    const dataDir = makeFolder();
    const [first, second, third] = await Promise.all([open(dataDir), open(dataDir), open(dataDir)]);
    const pid = postmasterOf(dataDir);
    expect(new Set([first, second, third].map((each) => new URL(each.connectionString).port)).size).toBe(1);
    await first.close();
    await second.close();
    expect(isAlive(pid)).toBe(true);
    expect(await query(third.connectionString, 'select 1 as one')).toEqual([{ one: 1 }]);
    await third.close();
    expect(isAlive(pid)).toBe(false);
  });

  it('stands by one who opens while the last one stops', async () => {
    const dataDir = makeUsedFolder();
    let database = await open(dataDir);
    for (let round = 0; round < 3; round += 1) {
      const [, next] = await Promise.all([database.close(), open(dataDir)]);
      expect(await query(next.connectionString, 'select 1 as one')).toEqual([{ one: 1 }]);
      database = next;
    }
    await database.close();
  });

  it('works again after kill -9 of the server, with all that was committed', async () => {
    const dataDir = makeUsedFolder();
    let isLost = false;
    const first = await openDatabase({
      dataDir,
      databaseUrl: '',
      onLost: () => {
        isLost = true;
      },
    });
    await query(first.connectionString, 'create table kept as select generate_series(1, 1000) as n');
    process.kill(postmasterOf(dataDir), 'SIGKILL');
    const second = await open(dataDir);
    expect(await query(second.connectionString, 'select count(*)::int as n from kept')).toEqual([{ n: 1000 }]);
    await waitUntil(() => isLost);
    await first.close();
    expect(await query(second.connectionString, 'select 1 as one')).toEqual([{ one: 1 }]);
    await second.close();
  });

  it('adopts the server of a process that was killed', async () => {
    const dataDir = makeUsedFolder();
    const child = spawn(process.execPath, ['--input-type=module', '-e', openAndStay(dataDir)], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, DATABASE_URL: '' },
    });
    processes.push(child);
    await new Promise((succeed) => child.stdout?.once('data', succeed));
    const pid = postmasterOf(dataDir);
    child.kill('SIGKILL');
    await new Promise((succeed) => child.once('exit', succeed));
    expect(isAlive(pid)).toBe(true);
    const database = await open(dataDir);
    expect(postmasterOf(dataDir)).toBe(pid);
    await database.close();
    expect(isAlive(pid)).toBe(false);
  });

  it('takes no other program for its server when a lock file is stale', async () => {
    const dataDir = makeUsedFolder();
    const cluster = findCluster(dataDir);
    const stale = `${process.pid}\n${cluster?.pgData}\n1700000000\n5432\n\n127.0.0.1\n 1 1\nready   \n`;
    writeFileSync(join(cluster?.pgData ?? '', 'postmaster.pid'), stale);
    const database = await open(dataDir);
    expect(await query(database.connectionString, 'select 1 as one')).toEqual([{ one: 1 }]);
    await database.close();
  });

  it.skipIf(process.getuid?.() !== 0)(
    'puts the database of root elsewhere when others may not enter the folder',
    async () => {
      const outer = makeFolder();
      chmodSync(outer, 0o700);
      const dataDir = join(outer, 'data');
      const lines: string[] = [];
      const database = await openDatabase({ dataDir, databaseUrl: '', log: (line) => lines.push(line) });
      const home = findCluster(dataDir)?.home ?? '';
      expect(home.startsWith(outer)).toBe(false);
      expect(lines.join('\n')).toContain(home);
      await database.close();
      await (await open(dataDir)).close();
      expect(findCluster(dataDir)?.home).toBe(home);
      await removeDatabase(dataDir);
    },
  );
});

describe('openDatabase says in one sentence', () => {
  it('that another version of PostgreSQL made the data', async () => {
    const dataDir = makeUsedFolder();
    const file = join(findCluster(dataDir)?.pgData ?? '', 'PG_VERSION');
    writeFileSync(file, '16\n');
    await expect(open(dataDir)).rejects.toMatchObject({
      code: 'database-version',
      message: expect.stringContaining('PostgreSQL 16'),
    });
    writeFileSync(file, '18\n');
  });

  it('that the folder is itself a data folder of PostgreSQL', async () => {
    const dataDir = makeFolder();
    writeFileSync(join(dataDir, 'PG_VERSION'), '15\n');
    await expect(open(dataDir)).rejects.toMatchObject({ code: 'database-version' });
  });

  it('that a file stands where the folder should be', async () => {
    const folder = makeFolder();
    writeFileSync(join(folder, 'data'), '');
    await expect(open(join(folder, 'data'))).rejects.toMatchObject({ name: 'StartupProblem' });
  });

  it.skipIf(process.getuid?.() === 0)('that the folder may not be written', async () => {
    const folder = makeFolder();
    mkdirSync(join(folder, 'closed'), { mode: 0o500 });
    await expect(open(join(folder, 'closed', 'data'))).rejects.toMatchObject({ code: 'no-permission' });
  });

  it('that the password file is gone', async () => {
    const dataDir = makeUsedFolder();
    const file = join(findCluster(dataDir)?.home ?? '', 'password');
    const password = readFileSync(file);
    rmSync(file);
    await expect(open(dataDir)).rejects.toMatchObject({ code: 'password-missing' });
    writeFileSync(file, password, { mode: 0o600 });
  });

  it('that DATABASE_URL names nothing that answers, without its password', async () => {
    const taken = createServer();
    await new Promise<void>((succeed) => taken.listen(0, '127.0.0.1', succeed));
    const port = (taken.address() as { readonly port: number }).port;
    await new Promise((succeed) => taken.close(succeed));
    const attempt = openDatabase({
      dataDir: makeFolder(),
      databaseUrl: `postgres://someone:secret@127.0.0.1:${port}/x`,
    });
    await expect(attempt).rejects.toMatchObject({
      code: 'database-unreachable',
      message: expect.not.stringContaining('secret'),
    });
  });
});
