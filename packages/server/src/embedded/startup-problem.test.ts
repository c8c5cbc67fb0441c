// What a person reads when the database can't start; the log lines are PostgreSQL's own words.
import { describe, expect, it } from 'vitest';
import { explainFileError, explainServerLog } from './startup-problem.js';

const fileError = (code: string) => Object.assign(new Error(code), { code });

describe('explainServerLog', () => {
  it.each([
    ['FATAL:  could not write lock file "postmaster.pid": No space left on device', 'disk-full'],
    ['PANIC:  could not write to file "pg_wal/xlogtemp.29": No space left on device', 'disk-full'],
    ['FATAL:  could not extend file "base/5/2619": Disk quota exceeded', 'disk-full'],
    ['FATAL:  database files are incompatible with server', 'database-version'],
    ['FATAL:  data directory "/x" has wrong ownership', 'no-permission'],
    ['FATAL:  could not open file "global/pg_control": Permission denied', 'no-permission'],
    ['FATAL:  could not map anonymous shared memory: Cannot allocate memory', 'database-failed'],
  ] as const)('reads "%s" as %s', (line, code) => {
    const problem = explainServerLog(`LOG:  starting\n${line}\n`, '/data', '/data/log');
    expect(problem.code).toBe(code);
    expect(problem.message).toContain('/data');
    expect(problem.message).not.toContain('\n');
  });

  it("repeats PostgreSQL's reason where it knows none of its own", () => {
    const problem = explainServerLog('FATAL:  could not map anonymous shared memory\n', '/data', '/data/log');
    expect(problem.message).toContain('could not map anonymous shared memory');
    expect(problem.message).toContain('/data/log');
  });
});

describe('explainFileError', () => {
  it.each([
    ['EACCES', 'no-permission'],
    ['EROFS', 'no-permission'],
    ['ENOSPC', 'disk-full'],
    ['ENOTDIR', 'no-permission'],
  ])('makes %s a problem of the kind %s that names the path', (errno, code) => {
    expect(explainFileError(fileError(errno), '/data')).toMatchObject({
      code,
      message: expect.stringContaining('/data'),
    });
  });

  it('leaves what it does not know as it is', () => {
    const error = fileError('EIO');
    expect(explainFileError(error, '/data')).toBe(error);
  });
});
