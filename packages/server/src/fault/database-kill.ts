// Kills the embedded database's processes as an out-of-memory killer or a power switch would: without a word.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { findCluster } from '../embedded/cluster.js';
import { findPostmaster } from '../embedded/postmaster.js';

/** The processes of a data folder's server, its postmaster first; none where no server runs. */
export function listDatabaseProcesses(dataDir: string): readonly number[] {
  const cluster = findCluster(dataDir);
  const postmaster = cluster && findPostmaster(cluster.pgData);
  return postmaster ? [postmaster.pid, ...listChildren(postmaster.pid)] : [];
}

/** kill -9; a process that is gone already is no matter. */
export function killProcesses(pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'ESRCH') throw cause;
    }
  }
}

function listChildren(parent: number): readonly number[] {
  return process.platform === 'linux' ? listLinuxChildren(parent) : listOtherChildren(parent);
}

function listLinuxChildren(parent: number): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        const text = readFileSync(`/proc/${name}/stat`, 'utf8');
        // After "123 (name) ": the state, then the parent.
        return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[1]) === parent;
      } catch {
        return false;
      }
    })
    .map(Number);
}

function listOtherChildren(parent: number): readonly number[] {
  return execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([pid, ppid]) => (pid !== undefined && ppid === parent ? [pid] : []));
}
