// A start that can't happen: one clear sentence for the person at the terminal.

export type StartupProblemCode =
  | 'binaries-missing'
  | 'database-busy'
  | 'database-failed'
  | 'database-unreachable'
  | 'database-version'
  | 'disk-full'
  | 'no-permission'
  | 'no-unprivileged-user'
  | 'password-missing'
  | 'port-in-use'
  | 'setting-invalid';

/** Thrown when the program can't start for a reason outside itself; `message` says what is wrong and what to do. */
export class StartupProblem extends Error {
  override readonly name = 'StartupProblem';

  constructor(
    readonly code: StartupProblemCode,
    message: string,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
  }
}

/** Turns an error of the file system about `path` into a StartupProblem; any other error comes back as it is. */
export function explainFileError(error: unknown, path: string): unknown {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return new StartupProblem(
      'no-permission',
      `No permission to read and write ${path}: choose another folder with --data DIR, or change its owner.`,
      { cause: error },
    );
  }
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new StartupProblem('disk-full', diskFull(path), { cause: error });
  }
  if (code === 'ENOTDIR' || code === 'EEXIST') {
    return new StartupProblem(
      'no-permission',
      `${path} can't be made because a file has that name: choose another folder with --data DIR.`,
      { cause: error },
    );
  }
  return error;
}

/** Turns the last words of PostgreSQL's log into a StartupProblem. */
export function explainServerLog(lines: string, dataDir: string, logFile: string): StartupProblem {
  if (/No space left on device|Disk quota exceeded/i.test(lines)) {
    return new StartupProblem('disk-full', diskFull(dataDir));
  }
  if (/database files are incompatible with server/i.test(lines)) {
    return new StartupProblem(
      'database-version',
      `The database in ${dataDir} was made by another version of PostgreSQL: run the version of this program that made it, or choose another folder with --data DIR.`,
    );
  }
  if (/Permission denied|has wrong ownership|has invalid permissions/i.test(lines)) {
    return new StartupProblem(
      'no-permission',
      `The database in ${dataDir} belongs to another user: start as the user who made it, or choose another folder with --data DIR.`,
    );
  }
  const fatal = /(?:FATAL|PANIC): +(.*)/.exec(lines)?.[1] ?? lines.trim().split('\n').at(-1) ?? '';
  return new StartupProblem(
    'database-failed',
    `The database in ${dataDir} did not start (${fatal || 'it gave no reason'}): its log is ${logFile}.`,
  );
}

function diskFull(path: string): string {
  return `The disk that holds ${path} is full: free at least 200 MB there, or choose another folder with --data DIR. Nothing that was acknowledged is lost.`;
}
