// `equipoise start`: database, first rehearsal, web server; stays until Ctrl-C, then stops everything cleanly.
import { openHttpServer } from '../http/http-server.js';
import { installationPages } from '../http/installation-pages.js';
import { listTrialStatuses } from '../store/trial-status.js';
import { openSystem, type System } from '../system.js';
import { readDefaultTrial } from './default-trial.js';
import { type ExitCode, exitCodes, type StartOptions } from './options.js';
import { waitForEnd } from './wait-for-end.js';

/** Starts, and ends on SIGINT or SIGTERM with exit code 0. */
export async function run(options: StartOptions): Promise<ExitCode> {
  const print = (line: string) => void process.stderr.write(`${line}\n`);
  const end = waitForEnd();
  const system = await openSystem({ dataDir: options.dataDir, log: print, onLost: end.lose });
  try {
    const server = await openHttpServer({ source: installationPages(system), port: options.port, log: print });
    try {
      await Promise.race([rehearseFirst(system, options), end.reached]);
      if (!end.isReached())
        print(`Equipoise runs at ${server.url} (Ctrl-C stops it). Its data are in ${system.dataDir}.`);
      await end.reached;
      print('Stopping …');
    } finally {
      await server.close();
    }
  } finally {
    await system.close();
  }
  return exitCodes.done;
}

/** Rehearses the trial if the database holds none; goes on with a rehearsal that was cut. */
async function rehearseFirst(system: System, options: StartOptions): Promise<void> {
  if (options.rehearsesNothing) return;
  const trials = await listTrialStatuses(system.pools.writer);
  const [only] = trials;
  const isCut = trials.length === 1 && only?.mode === 'rehearsal' && only.status !== 'unblinded';
  if (trials.length > 0 && !isCut) return;
  const { readPlan, rehearse } = await import('./rehearse.js');
  const named = options.rehearse === undefined ? readDefaultTrial() : { trial: options.rehearse };
  const plan = readPlan({ ...named, ...(options.scenario === undefined ? {} : { scenario: options.scenario }) });
  if (only === undefined || only.id === plan.trialId) await rehearse(system, plan);
}
