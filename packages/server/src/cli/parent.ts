// `npm start` runs the program under a shell, and neither passes signals on reliably: whoever ends npm would leave a server behind.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const intervalMs = 500;

/** Calls back once when the npm that started this process, or the shell between, is gone; does nothing where npm did not start it. */
export function whenNpmIsGone(callBack: () => void): void {
  if (process.env.npm_lifecycle_event === undefined) return;
  const shell = process.ppid;
  const npm = findParentOf(shell);
  const timer = setInterval(() => {
    if (process.ppid === shell && (npm === undefined || isThere(npm))) return;
    clearInterval(timer);
    callBack();
  }, intervalMs);
  timer.unref();
}

function findParentOf(pid: number): number | undefined {
  try {
    // "123 (sh) S 122 …": the name may hold blanks and brackets.
    const parent =
      process.platform === 'linux'
        ? readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) \S /s, '')
        : execFileSync('ps', ['-o', 'ppid=', '-p', String(pid)], { encoding: 'utf8', stdio: 'pipe' });
    const number = Number.parseInt(parent, 10);
    return number > 1 ? number : undefined;
  } catch {
    return undefined;
  }
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
