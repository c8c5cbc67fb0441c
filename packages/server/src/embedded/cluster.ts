// Where the embedded database's files lie, and how they are made the first time.
import { spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type Account, canReach } from './account.js';
import type { Binaries } from './binaries.js';
import { explainFileError, explainServerLog, StartupProblem } from './startup-problem.js';

/** One embedded database on the disk. */
export interface Cluster {
  /** Holds everything of the database: cluster, password, log. */
  readonly home: string;
  /** PostgreSQL's own data folder. */
  readonly pgData: string;
  readonly logFile: string;
  readonly password: string;
}

export const superuserRole = 'equipoise_superuser';

const pointerName = 'database-location.txt';

const settings = `
# Equipoise: an acknowledged command is on the disk; nobody but this computer can connect; no datum reaches the log.
fsync = on
synchronous_commit = on
full_page_writes = on
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
password_encryption = 'scram-sha-256'
timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C'
log_statement = 'none'
log_min_error_statement = panic
log_error_verbosity = terse
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
jit = off
max_connections = 100
`;

/** Finds the database that belongs to a data folder, if one was made. */
export function findCluster(dataDir: string): Cluster | undefined {
  for (const home of homes(dataDir)) {
    if (existsSync(join(home, 'pgdata'))) return readCluster(home);
  }
  return undefined;
}

function homes(dataDir: string): readonly string[] {
  const pointer = join(dataDir, pointerName);
  const inside = join(dataDir, 'postgres');
  if (!existsSync(pointer)) return [inside];
  return [inside, readFileSync(pointer, 'utf8').trim()];
}

function readCluster(home: string): Cluster {
  const passwordFile = join(home, 'password');
  try {
    const password = readFileSync(passwordFile, 'utf8').trim();
    return { home, pgData: realpathSync(join(home, 'pgdata')), logFile: join(home, 'server.log'), password };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw explainFileError(error, passwordFile);
    throw new StartupProblem(
      'password-missing',
      `The database's password file ${passwordFile} is missing: put it back from a backup, or choose another folder with --data DIR.`,
      { cause: error },
    );
  }
}

/**
 * Checks that the folder holds a database of this PostgreSQL version.
 *
 * @throws StartupProblem `database-version`, `database-failed`
 */
export function checkVersion(pgData: string, majorVersion: number): void {
  let found: string;
  try {
    found = readFileSync(join(pgData, 'PG_VERSION'), 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw explainFileError(error, pgData);
    throw new StartupProblem(
      'database-failed',
      `${pgData} is not a whole PostgreSQL data folder (PG_VERSION is missing): put it back from a backup, or choose another folder with --data DIR.`,
      { cause: error },
    );
  }
  if (found === String(majorVersion)) return;
  throw new StartupProblem(
    'database-version',
    `The database in ${pgData} was made by PostgreSQL ${found}, and this program brings PostgreSQL ${majorVersion}: run the version of this program that made it, or choose another folder with --data DIR.`,
  );
}

/** Makes the data folder if it is missing and answers its real path. */
export function makeDataDir(dataDir: string): string {
  const folder = resolve(dataDir);
  try {
    // Root's folder may be passed through (not listed) by the account that runs the database.
    mkdirSync(folder, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
    return realpathSync(folder);
  } catch (error) {
    throw explainFileError(error, folder);
  }
}

/** Makes a new, empty database for a data folder; safe when two processes do so at once. */
export async function makeCluster(options: {
  readonly dataDir: string;
  readonly binaries: Binaries;
  readonly account: Account | undefined;
  readonly log: (line: string) => void;
}): Promise<Cluster> {
  const { dataDir, account, log } = options;
  if (existsSync(join(dataDir, 'PG_VERSION'))) {
    throw new StartupProblem(
      'database-version',
      `${dataDir} is itself a PostgreSQL data folder: choose an empty folder with --data DIR, or set DATABASE_URL to use that database.`,
    );
  }
  const draft = makeDraft(dataDir, account);
  try {
    const password = randomBytes(24).toString('base64url');
    await initialise({ ...options, draft, password });
    writeFileSync(join(draft, 'password'), `${password}\n`, { mode: 0o600 });
    const home = settle(draft, dataDir);
    if (!home.startsWith(dataDir))
      log(`The database lies in ${home} (${dataDir} is closed to the user ${account?.name}).`);
    return readCluster(home);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    throw explainFileError(error, dataDir);
  }
}

/** Makes the folder in which a database is prepared before it gets its lasting name. */
function makeDraft(dataDir: string, account: Account | undefined): string {
  const folders =
    account === undefined
      ? [dataDir]
      : [dataDir, '/var/lib/equipoise', `/var/tmp/equipoise-${process.getuid?.() ?? 0}`];
  let problem: unknown;
  for (const folder of folders) {
    const draft = join(folder, `postgres.${randomUUID()}`);
    try {
      mkdirSync(folder, { recursive: true, mode: 0o711 });
      if (!canReach(account, folder)) continue;
      mkdirSync(draft, { mode: 0o700 });
      if (account !== undefined) chownSync(draft, account.uid, account.gid);
      return draft;
    } catch (error) {
      rmSync(draft, { recursive: true, force: true });
      problem ??= error;
      if ((error as NodeJS.ErrnoException).code === 'ENOSPC') break;
    }
  }
  throw explainFileError(problem, dataDir);
}

/** Gives the draft its lasting name; if another process was quicker, its database is the one. */
function settle(draft: string, dataDir: string): string {
  const inside = join(dataDir, 'postgres');
  if (dirname(draft) === dataDir) {
    try {
      renameSync(draft, inside);
    } catch (error) {
      if (!existsSync(join(inside, 'pgdata'))) throw error;
      rmSync(draft, { recursive: true, force: true });
    }
    return inside;
  }
  const pointer = join(dataDir, pointerName);
  // Whole or not at all: a process that is killed here must not leave an empty pointer.
  const written = `${pointer}.${randomUUID()}`;
  try {
    writeFileSync(written, `${draft}\n`, { flag: 'wx', mode: 0o644 });
    linkSync(written, pointer);
    return draft;
  } catch (error) {
    const other = existsSync(pointer) ? readFileSync(pointer, 'utf8').trim() : '';
    if (!existsSync(join(other, 'pgdata'))) {
      if (other === '') throw error;
      writeFileSync(pointer, `${draft}\n`, { mode: 0o644 });
      return draft;
    }
    rmSync(draft, { recursive: true, force: true });
    return other;
  } finally {
    rmSync(written, { force: true });
  }
}

async function initialise(options: {
  readonly draft: string;
  readonly password: string;
  readonly binaries: Binaries;
  readonly account: Account | undefined;
}): Promise<void> {
  const { draft, account, binaries } = options;
  const pgData = join(draft, 'pgdata');
  const passwordFile = join(draft, 'initial-password');
  writeFileSync(passwordFile, `${options.password}\n`, { mode: 0o600 });
  if (account !== undefined) chownSync(passwordFile, account.uid, account.gid);
  const args = ['-D', pgData, '-U', superuserRole, '--encoding=UTF8', '--locale=C', '--locale-provider=builtin'];
  args.push('--builtin-locale=C.UTF-8', '--auth=scram-sha-256', `--pwfile=${passwordFile}`, '--no-instructions');
  const { code, output } = await run(binaries.initdb, args, { cwd: draft, account, binaries });
  rmSync(passwordFile, { force: true });
  if (code !== 0) throw explainServerLog(output, dirname(draft), 'the text above');
  appendFileSync(join(pgData, 'postgresql.conf'), settings);
  chmodSync(draft, 0o700);
}

/** Options under which a program of PostgreSQL is spawned: the account, its libraries, English messages. */
export function spawnOptions(account: Account | undefined, binaries: Binaries) {
  const { PATH, HOME, TMPDIR } = process.env;
  return {
    env: {
      PATH,
      HOME,
      TMPDIR,
      LC_ALL: 'C',
      TZ: 'UTC',
      ...(process.platform === 'linux' ? { LD_LIBRARY_PATH: binaries.libraries } : {}),
    },
    ...(account === undefined ? {} : { uid: account.uid, gid: account.gid }),
  };
}

function run(
  program: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly account: Account | undefined; readonly binaries: Binaries },
): Promise<{ readonly code: number | null; readonly output: string }> {
  return new Promise((succeed, fail) => {
    const child = spawn(program, args, {
      ...spawnOptions(options.account, options.binaries),
      cwd: options.cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (text: Buffer) => {
      output += text.toString();
    });
    child.stderr.on('data', (text: Buffer) => {
      output += text.toString();
    });
    child.on('error', fail);
    child.on('close', (code) => succeed({ code, output }));
  });
}

/** Removes drafts that a killed process left behind, once they are older than an hour. */
export function removeOldDrafts(dataDir: string, olderThan: (path: string) => boolean): void {
  for (const name of readdirSync(dataDir)) {
    const path = join(dataDir, name);
    if (/^postgres\.[0-9a-f-]{36}$/.test(name) && olderThan(path)) rmSync(path, { recursive: true, force: true });
  }
}
