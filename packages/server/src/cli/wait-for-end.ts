// When a server of the command line ends: a signal, npm gone, or the loss of its database.
import { StartupProblem } from '../embedded/startup-problem.js';
import { exitCodes } from './options.js';
import { whenNpmIsGone } from './parent.js';

/** The end of the run: a signal, or the loss of the database. A second signal ends the process at once. */
export function waitForEnd() {
  let isReached = false;
  let finish: () => void = () => undefined;
  let fail: (problem: StartupProblem) => void = () => undefined;
  const reached = new Promise<void>((succeed, reject) => {
    finish = succeed;
    fail = reject;
  });
  // It may be lost while nobody waits yet.
  reached.catch(() => undefined);
  const stop = () => {
    if (isReached) process.exit(exitCodes.problem);
    isReached = true;
    finish();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  whenNpmIsGone(stop);
  return {
    reached,
    isReached: () => isReached,
    lose: () =>
      fail(
        new StartupProblem(
          'database-failed',
          'The database was ended from outside. Nothing that was acknowledged is lost: start again.',
        ),
      ),
  };
}
