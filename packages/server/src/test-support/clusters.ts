// For the whole test run: one embedded PostgreSQL, and one of Debian's where that is installed; each in a temporary folder.
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { openDatabase, removeDatabase } from '../embedded/open-database.js';
import { migrate } from '../store/migrate.js';
import { roleNames } from '../store/pool.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Connection strings of owners by a name that tests print. */
    clusters: Readonly<Record<string, string>>;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'equipoise-test-'));
  // The user that runs the database for root must pass through.
  chmodSync(dataDir, 0o711);
  const embedded = await openDatabase({ dataDir, databaseUrl: '' });
  const debian = await startDebian();
  for (const owner of [embedded.connectionString, ...(debian ? [debian.url] : [])]) await prepare(owner);
  project.provide('clusters', {
    'embedded PostgreSQL': embedded.connectionString,
    ...(debian ? { [debian.name]: debian.url } : {}),
  });
  return async () => {
    await embedded.close();
    await removeDatabase(dataDir);
    debian?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
}

/** The database that those of tests are copies of: its migrations ran. */
export const template = 'equipoise_template';

/** Makes a cluster of tests quick: what it holds outlives its processes, and need not outlive the computer. */
async function prepare(owner: string): Promise<void> {
  const asOwner = async (database: string | undefined, work: (client: pg.Client) => Promise<unknown>) => {
    const url = new URL(owner);
    if (database !== undefined) url.pathname = `/${database}`;
    const client = new pg.Client({ connectionString: url.href });
    await client.connect();
    await work(client);
    await client.end();
  };
  await asOwner(undefined, async (client) => {
    for (const setting of ['fsync', 'full_page_writes']) await client.query(`alter system set ${setting} = off`);
    await client.query('select pg_reload_conf()');
    await client.query(`create database ${template}`);
  });
  await asOwner(template, (client) => migrate(client, roleNames(process.env.EQUIPOISE_ROLE_PREFIX ?? 'equipoise')));
}

interface DebianCluster {
  readonly name: string;
  readonly url: string;
  stop(): void;
}

/** A PostgreSQL of Debian's packages under /usr/lib/postgresql, the oldest that we support (15) first. */
async function startDebian(): Promise<DebianCluster | undefined> {
  const root = '/usr/lib/postgresql';
  if (process.env.DATABASE_URL || !existsSync(root)) return undefined;
  const version = readdirSync(root)
    .filter((name) => Number(name) >= 15)
    .sort()[0];
  if (version === undefined || !existsSync(`${root}/${version}/bin/initdb`)) return undefined;
  const bin = `${root}/${version}/bin`;
  const home = mkdtempSync(path.join(tmpdir(), 'equipoise-test-debian-'));
  const account = unprivileged();
  if (account) chownSync(home, account.uid, account.gid);
  const run = (command: string, args: readonly string[]) =>
    spawnSync(`${bin}/${command}`, args, {
      ...(account ?? {}),
      cwd: home,
      encoding: 'utf8',
      env: { PATH: process.env.PATH ?? '', LC_ALL: 'C.UTF-8' },
    });
  const port = await freePort();
  const made = run('initdb', [
    '-D',
    `${home}/data`,
    '-U',
    'owner',
    '--auth=trust',
    '--encoding=UTF8',
    '--locale=C.UTF-8',
    '--no-sync',
  ]);
  const started =
    made.status === 0 &&
    run('pg_ctl', [
      '-D',
      `${home}/data`,
      '-w',
      '-l',
      `${home}/log`,
      '-o',
      `-p ${port} -c listen_addresses=127.0.0.1 -k ${home}`,
      'start',
    ]).status === 0;
  const stop = () => {
    run('pg_ctl', ['-D', `${home}/data`, '-m', 'immediate', '-w', 'stop']);
    rmSync(home, { recursive: true, force: true });
  };
  if (!started) {
    stop();
    throw new Error(`PostgreSQL ${version} is installed in ${bin} but did not start: ${made.stderr}`);
  }
  return { name: `PostgreSQL ${version}`, url: `postgres://owner@127.0.0.1:${port}/postgres`, stop };
}

/** PostgreSQL refuses to run as root. */
function unprivileged(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const number = (flag: string) =>
    Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout.trim() || '65534');
  return { uid: number('-u'), gid: number('-g') };
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no free port')),
      );
    });
  });
}
