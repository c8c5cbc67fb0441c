// Who runs the database: PostgreSQL refuses to run as root, so root lends it an unprivileged user.
import { execFileSync } from 'node:child_process';
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { StartupProblem } from './startup-problem.js';

/** A user of the operating system under whom the database runs. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

const unprivilegedNames = ['postgres', 'nobody', 'daemon'] as const;

/** The account that the database must run under, or undefined where the current user will do (not root). */
export function findServerAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of unprivilegedNames) {
    const account = findAccount(name);
    if (account !== undefined && account.uid !== 0) return account;
  }
  throw new StartupProblem(
    'no-unprivileged-user',
    `PostgreSQL never runs as root, and none of the users ${unprivilegedNames.join(', ')} exists: start as an ordinary user, or set DATABASE_URL.`,
  );
}

function findAccount(name: string): Account | undefined {
  return findInPasswd(name) ?? findByCommand(name);
}

function findInPasswd(name: string): Account | undefined {
  try {
    const fields = readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .map((line) => line.split(':'))
      .find(([user]) => user === name);
    if (fields === undefined) return undefined;
    return { name, uid: Number(fields[2]), gid: Number(fields[3]) };
  } catch {
    return undefined;
  }
}

function findByCommand(name: string): Account | undefined {
  try {
    const ask = (flag: string) =>
      Number(execFileSync('id', [flag, name], { stdio: ['ignore', 'pipe', 'ignore'] }).toString());
    const [uid, gid] = [ask('-u'), ask('-g')];
    return Number.isInteger(uid) && Number.isInteger(gid) ? { name, uid, gid } : undefined;
  } catch {
    return undefined;
  }
}

/** True if the account may pass through every folder from the root down to `path` (which must exist), itself included. */
export function canReach(account: Account | undefined, path: string): boolean {
  if (account === undefined) return true;
  let folder = realpathSync(path);
  for (;;) {
    const { mode, uid, gid } = statSync(folder);
    const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    const parent = dirname(folder);
    if (parent === folder) return true;
    folder = parent;
  }
}
