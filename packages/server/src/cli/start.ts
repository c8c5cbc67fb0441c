// `equipoise start`: database, first rehearsal, web server; stays until Ctrl-C, then stops everything cleanly.
import { type Accounts, openAccounts } from '../account/accounts.js';
import { readAccountSettings } from '../account/settings.js';
import { makeApp } from '../http/app.js';
import { installationPages } from '../http/installation-pages.js';
import { choosePort, explainListenError, loopback } from '../http/listen.js';
import { addStatusPages } from '../http/status-page-route.js';
import { addWebPages } from '../http/web-pages.js';
import { readProtocolOf } from '../store/protocol.js';
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
    const port = await choosePort(options.port);
    const url = `http://${loopback}:${port}`;
    const settings = readAccountSettings(url);
    const accounts = openAccounts({ system, settings, log: print });
    const app = await makeApp({
      ...{ system, authenticator: accounts },
      settings: { publicUrl: settings.publicUrl },
      pages: async (own) => {
        await own.register((status) => addStatusPages(status, { source: installationPages(system), log: print }));
        await addWebPages(own);
      },
    });
    try {
      await app.listen({ host: loopback, port }).catch((error: unknown) => {
        throw explainListenError(error, port);
      });
      await Promise.race([rehearseFirst(system, options), end.reached]);
      if (!end.isReached()) {
        await demonstrate(system, accounts, { url, print });
        print(`Equipoise runs at ${url} (Ctrl-C stops it). Its data are in ${system.dataDir}.`);
      }
      await end.reached;
      print('Stopping …');
      await accounts.closeDemonstration();
    } finally {
      await app.close();
    }
  } finally {
    await system.close();
  }
  return exitCodes.done;
}

/** Opens an account for each role of the rehearsal that is under way, with passwords that are drawn for this run. */
async function demonstrate(
  system: System,
  accounts: Accounts,
  { url, print }: { readonly url: string; readonly print: (line: string) => void },
): Promise<void> {
  const trials = await listTrialStatuses(system.pools.writer);
  const rehearsals = trials.filter(({ mode }) => mode === 'rehearsal');
  const rehearsal = rehearsals.find(({ status }) => status !== 'unblinded') ?? rehearsals[0];
  if (rehearsal === undefined) return;
  const protocol = await readProtocolOf(system.pools.writer, rehearsal.id);
  const opened = await accounts.openDemonstration({ trialId: rehearsal.id, protocol }, url);
  if ('refused' in opened) return;
  print(`Accounts to try ${rehearsal.acronym} with, on this computer and until it stops:`);
  const width = Math.max(...opened.accounts.map(({ email }) => email.length));
  for (const { email, password, roleName } of opened.accounts)
    print(`  ${email.padEnd(width)}  ${password}  ${roleName}`);
}

/**
 * Rehearses the trial if the database holds none, to its end and, with the same people, up to today; goes on with the
 * first where it was cut.
 */
async function rehearseFirst(system: System, options: StartOptions): Promise<void> {
  if (options.rehearsesNothing) return;
  const trials = await listTrialStatuses(system.pools.writer);
  const [only, ...others] = trials;
  if (others.length > 0 || (only !== undefined && only.mode !== 'rehearsal')) return;
  const { readPlan, readPlanUnderWay, rehearse, rehearseUnderWay } = await import('./rehearse.js');
  const named = options.rehearse === undefined ? readDefaultTrial() : { trial: options.rehearse };
  const chosen = { ...named, ...(options.scenario === undefined ? {} : { scenario: options.scenario }) };
  const plan = readPlan(chosen);
  if (only !== undefined && only.id !== plan.trialId) return;
  if (only?.status !== 'unblinded') await rehearse(system, plan);
  // Not the scenario of the whole one: that may aim at numbers of a whole cohort.
  await rehearseUnderWay(system, readPlanUnderWay({ trial: named.trial }, plan.peopleSeed));
}
