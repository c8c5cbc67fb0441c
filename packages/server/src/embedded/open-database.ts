// Opens the database: the embedded one of a data folder, or the one that DATABASE_URL names.
import { rmSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { type Account, findServerAccount } from './account.js';
import { type Binaries, prepareBinaries } from './binaries.js';
import {
  type Cluster,
  checkVersion,
  findCluster,
  makeCluster,
  makeDataDir,
  removeOldDrafts,
  superuserRole,
} from './cluster.js';
import { openExternalDatabase } from './external-database.js';
import { findPostmaster, readLogTail, startPostmaster, stopPostmaster } from './postmaster.js';
import { explainServerLog, StartupProblem } from './startup-problem.js';

/** A database that is ready; whoever opened it closes it. */
export interface Database {
  /** Of the superuser, who may create roles and databases. Holds a password: never print it. */
  readonly connectionString: string;
  readonly kind: 'embedded' | 'external';
  /** The real path of the data folder; it exists. */
  readonly dataDir: string;
  /** Lets go of the database; the last process to do so stops an embedded server. */
  close(): Promise<void>;
}

export interface OpenDatabaseOptions {
  readonly dataDir: string;
  /** Gets one line on what a person should know, such as a database that lies elsewhere. */
  readonly log?: (line: string) => void;
  /** An outside database instead of the embedded one; the default is DATABASE_URL. "" means embedded. */
  readonly databaseUrl?: string;
  /**
   * Called once if the embedded server goes away while it is open (it was killed, or the computer is out of memory). One
   * connection that dies, or a server that recovers from the death of one, is no loss: it is taken up again.
   */
  readonly onLost?: () => void;
}

const databaseName = 'equipoise';
/** Held shared by every process that uses the server, and exclusively by the one that stops it. */
const usersLock = 4_300_001;
const patienceMs = 20_000;

/**
 * Opens the database of a data folder. Several processes may do so at once: the first starts the server, the last one stops it,
 * and one that was left running by a killed process is used as it is.
 *
 * @throws StartupProblem with one clear sentence
 */
export async function openDatabase(options: OpenDatabaseOptions): Promise<Database> {
  const dataDir = makeDataDir(options.dataDir);
  const url = options.databaseUrl ?? process.env.DATABASE_URL ?? '';
  if (url !== '') return openExternalDatabase(url, dataDir);
  const log = options.log ?? (() => undefined);
  const found = findCluster(dataDir);
  const account = found === undefined ? findServerAccount() : findOwner(found.pgData);
  const binaries = prepareBinaries(account, dataDir);
  const cluster = found ?? (await makeFirstCluster({ dataDir, binaries, account, log }));
  checkVersion(cluster.pgData, binaries.majorVersion);
  const { port, client } = await reachServer({ cluster, binaries, account, dataDir });
  const pid = findPostmaster(cluster.pgData)?.pid;
  const hold = keepHold(client, {
    again: () => holdAgain(cluster, pid),
    onLost: () => options.onLost?.(),
  });
  let isClosing = false;
  return {
    connectionString: connectionString(cluster, port, databaseName),
    kind: 'embedded',
    dataDir,
    close: async () => {
      if (isClosing) return;
      isClosing = true;
      await letGo(cluster, await hold.end());
    },
  };
}

/** Keeps a connection that holds the users' lock: another one is made where it dies. */
function keepHold(
  first: pg.Client,
  { again, onLost }: { readonly again: () => Promise<pg.Client | undefined>; readonly onLost: () => void },
): { readonly end: () => Promise<pg.Client> } {
  let client = first;
  let isEnding = false;
  let mending: Promise<void> = Promise.resolve();
  const mend = async () => {
    const next = await again();
    if (next === undefined) {
      if (!isEnding) onLost();
      return;
    }
    client = next;
    watch();
  };
  const watch = () => {
    // The driver tells the same loss more than once.
    client.once('error', () => {
      if (!isEnding) mending = mend();
    });
  };
  watch();
  return {
    end: async () => {
      isEnding = true;
      await mending;
      return client;
    },
  };
}

/** Connects again to the server that was in use, once it answers; undefined where it is gone, or another one runs. */
async function holdAgain(cluster: Cluster, pid: number | undefined): Promise<pg.Client | undefined> {
  const giveUpAt = Date.now() + patienceMs;
  while (Date.now() < giveUpAt) {
    const running = findPostmaster(cluster.pgData);
    if (running === undefined || running.pid !== pid) return undefined;
    const attempt = await connect(cluster, running.port);
    if (attempt.kind === 'connected') return attempt.client;
    if (attempt.kind === 'refused') return undefined;
    await sleep(50);
  }
  return undefined;
}

async function makeFirstCluster(options: Parameters<typeof makeCluster>[0]): Promise<Cluster> {
  const hourAgo = Date.now() - 3_600_000;
  removeOldDrafts(options.dataDir, (path) => statSync(path).mtimeMs < hourAgo);
  return makeCluster(options);
}

/** PostgreSQL runs under the owner of its files; root can lend itself to whoever that is. */
function findOwner(pgData: string): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const { uid, gid } = statSync(pgData);
  return uid === 0 ? findServerAccount() : { name: String(uid), uid, gid };
}

interface Holder {
  readonly client: pg.Client;
  readonly port: number;
}

/** Connects to the server and holds the users' lock; starts the server where none runs. */
async function reachServer(options: {
  readonly cluster: Cluster;
  readonly binaries: Binaries;
  readonly account: Account | undefined;
  readonly dataDir: string;
}): Promise<Holder> {
  const { cluster, dataDir } = options;
  let giveUpAt = Date.now() + patienceMs;
  for (;;) {
    const running = findPostmaster(cluster.pgData);
    if (running !== undefined && running.port > 0) {
      const attempt = await connect(cluster, running.port);
      if (attempt.kind === 'connected') return { client: attempt.client, port: running.port };
      // Recovery after a crash may take its time: a server that says so is waited for.
      if (attempt.kind === 'recovering') giveUpAt = Date.now() + patienceMs;
      if (attempt.kind === 'refused') throw attempt.problem;
    }
    if (running === undefined) {
      const outcome = await startPostmaster(options);
      if (outcome.kind === 'started') continue;
      if (outcome.kind === 'failed') throw explainServerLog(outcome.log, dataDir, cluster.logFile);
    }
    if (Date.now() > giveUpAt) throw explainSilence(cluster, dataDir);
    await sleep(running === undefined ? 100 : 15);
  }
}

function explainSilence(cluster: Cluster, dataDir: string): StartupProblem {
  const problem = explainServerLog(readLogTail(cluster.logFile), dataDir, cluster.logFile);
  if (problem.code === 'disk-full') return problem;
  return new StartupProblem(
    'database-busy',
    `The database in ${dataDir} did not answer within ${patienceMs / 1000} s: its log is ${cluster.logFile}; try again in a minute.`,
  );
}

type Attempt =
  | { readonly kind: 'connected'; readonly client: pg.Client }
  | { readonly kind: 'recovering' }
  | { readonly kind: 'not-yet' }
  | { readonly kind: 'refused'; readonly problem: StartupProblem };

async function connect(cluster: Cluster, port: number): Promise<Attempt> {
  const client = new pg.Client({
    connectionString: connectionString(cluster, port, 'postgres'),
    connectionTimeoutMillis: 5000,
    application_name: 'equipoise holder',
  });
  // A server that goes away while we wait for it is told by the failed query.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select pg_advisory_lock_shared($1)', [usersLock]);
    await createDatabase(client);
    return { kind: 'connected', client };
  } catch (error) {
    await client.end().catch(() => undefined);
    return explainAttempt(error, cluster);
  }
}

function explainAttempt(error: unknown, cluster: Cluster): Attempt {
  const code = (error as { readonly code?: string }).code;
  if (code === '57P03') return { kind: 'recovering' };
  if (code === '28P01') {
    return {
      kind: 'refused',
      problem: new StartupProblem(
        'password-missing',
        `The database does not accept the password in ${cluster.home}/password: put that file back from a backup.`,
        { cause: error },
      ),
    };
  }
  if (code === '53100') {
    return { kind: 'refused', problem: explainServerLog('No space left on device', cluster.home, cluster.logFile) };
  }
  return { kind: 'not-yet' };
}

async function createDatabase(client: pg.Client): Promise<void> {
  const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [databaseName]);
  if (rowCount !== 0) return;
  try {
    await client.query(`create database ${databaseName}`);
  } catch (error) {
    const code = (error as { readonly code?: string }).code;
    // Another process was quicker.
    if (code !== '42P04' && code !== '23505') throw error;
  }
}

function connectionString(cluster: Cluster, port: number, database: string): string {
  return `postgres://${superuserRole}:${encodeURIComponent(cluster.password)}@127.0.0.1:${port}/${database}`;
}

/** The last user stops the server: it alone gets the lock that all others hold shared. */
async function letGo(cluster: Cluster, client: pg.Client): Promise<void> {
  try {
    await client.query('select pg_advisory_unlock_shared($1)', [usersLock]);
    const { rows } = await client.query<{ last: boolean }>('select pg_try_advisory_lock($1) as last', [usersLock]);
    if (rows[0]?.last === true) await stopPostmaster(cluster.pgData);
  } catch {
    // The server is gone already.
  }
  await client.end().catch(() => undefined);
}

/** Stops the embedded server of a data folder, whoever uses it, and deletes its database; for tests and for starting over. */
export async function removeDatabase(dataDir: string): Promise<void> {
  const cluster = findCluster(makeDataDir(dataDir));
  if (cluster === undefined) return;
  await stopPostmaster(cluster.pgData);
  rmSync(cluster.home, { recursive: true, force: true });
}
