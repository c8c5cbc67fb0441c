// The database server's process: who it is, whether it lives, how it starts and stops.
import { execFileSync, spawn } from 'node:child_process';
import { closeSync, fstatSync, openSync, readFileSync, readSync, renameSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Account } from './account.js';
import type { Binaries } from './binaries.js';
import { type Cluster, spawnOptions } from './cluster.js';
import { explainFileError } from './startup-problem.js';

/** What a running server says of itself in postmaster.pid. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
}

/**
 * Finds the server that runs on this cluster. A file that a killed server left behind, and whose process id now belongs to some
 * other program, is removed: PostgreSQL itself would take that program for a server.
 */
export function findPostmaster(pgData: string): Postmaster | undefined {
  const file = join(pgData, 'postmaster.pid');
  let lines: readonly string[];
  try {
    lines = readFileSync(file, 'utf8').split('\n');
  } catch {
    return undefined;
  }
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  const program = programOf(pid);
  if (program === 'gone') return undefined;
  if (program === 'other') {
    rmSync(file, { force: true });
    return undefined;
  }
  return { pid, port: Number.isInteger(port) ? port : 0 };
}

/** True while the process is there and is not a zombie. */
export function isAlive(pid: number): boolean {
  return programOf(pid) !== 'gone';
}

function programOf(pid: number): 'postgres' | 'other' | 'gone' {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return 'gone';
  }
  if (process.platform === 'linux') return linuxProgramOf(pid);
  try {
    const command = execFileSync('ps', ['-o', 'stat=,comm=', '-p', String(pid)], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const text = command.toString().trim();
    if (text.startsWith('Z')) return 'gone';
    return text.includes('postgres') ? 'postgres' : 'other';
  } catch {
    return 'gone';
  }
}

function linuxProgramOf(pid: number): 'postgres' | 'other' | 'gone' {
  try {
    // "123 (postgres) S …": the name may hold blanks and brackets.
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const close = text.lastIndexOf(')');
    const state = text.slice(close + 2, close + 3);
    if (state === 'Z' || state === 'X') return 'gone';
    return text.slice(text.indexOf('(') + 1, close).startsWith('postgres') ? 'postgres' : 'other';
  } catch {
    return 'gone';
  }
}

/** Why a server that was started is not there. */
export type StartOutcome =
  | { readonly kind: 'started' }
  | { readonly kind: 'lock-file' }
  | { readonly kind: 'port-taken' }
  | { readonly kind: 'failed'; readonly log: string };

/**
 * Starts the server as a process of its own (it outlives this one if this one is killed, and Ctrl-C at the terminal does not reach
 * it) and waits until it has its lock file or has given up.
 */
export async function startPostmaster(options: {
  readonly cluster: Cluster;
  readonly binaries: Binaries;
  readonly account: Account | undefined;
}): Promise<StartOutcome> {
  const { cluster, binaries, account } = options;
  const port = await findFreePort();
  rotateLog(cluster.logFile);
  const log = openLog(cluster);
  const from = fstatSync(log).size;
  try {
    const child = spawn(binaries.postgres, ['-D', cluster.pgData, '-p', String(port)], {
      ...spawnOptions(account, binaries),
      cwd: cluster.home,
      detached: true,
      stdio: ['ignore', log, log],
    });
    let exited = false;
    let spawnError: Error | undefined;
    child.once('exit', () => {
      exited = true;
    });
    child.once('error', (error) => {
      exited = true;
      spawnError = error;
    });
    child.unref();
    while (!exited) {
      if (child.pid !== undefined && findPostmaster(cluster.pgData)?.pid === child.pid) return { kind: 'started' };
      await sleep(10);
    }
    if (spawnError !== undefined) throw explainFileError(spawnError, binaries.postgres);
    return explainExit(readFrom(cluster.logFile, from));
  } finally {
    closeSync(log);
  }
}

function explainExit(log: string): StartOutcome {
  if (/lock file ".*" already exists|pre-existing shared memory block/.test(log)) return { kind: 'lock-file' };
  if (/could not (bind|create any TCP)|Address already in use/i.test(log)) return { kind: 'port-taken' };
  return { kind: 'failed', log };
}

/** What the server wrote since the log had this many bytes. */
function readFrom(file: string, position: number): string {
  const log = openSync(file, 'r');
  try {
    const text = Buffer.alloc(Math.max(0, Math.min(fstatSync(log).size - position, 65_536)));
    readSync(log, text, 0, text.length, position);
    return text.toString();
  } finally {
    closeSync(log);
  }
}

/** The last lines of the server's log. */
export function readLogTail(file: string): string {
  return readFrom(file, Math.max(0, statSync(file).size - 4096));
}

function openLog(cluster: Cluster): number {
  try {
    return openSync(cluster.logFile, 'a', 0o600);
  } catch (error) {
    throw explainFileError(error, cluster.logFile);
  }
}

function rotateLog(file: string): void {
  try {
    if (statSync(file).size > 5_000_000) renameSync(file, `${file}.1`);
  } catch {
    // There is no log yet.
  }
}

/** A port of the loopback interface that nobody listens on. */
export function findFreePort(): Promise<number> {
  return new Promise((succeed, fail) => {
    const probe = createServer();
    probe.once('error', fail);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => succeed(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/** Stops the server ("fast": sessions end, everything is written) and waits until it is gone. */
export async function stopPostmaster(pgData: string): Promise<void> {
  const running = findPostmaster(pgData);
  if (running === undefined) return;
  try {
    process.kill(running.pid, 'SIGINT');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return;
    throw error;
  }
  while (isAlive(running.pid)) await sleep(10);
}
