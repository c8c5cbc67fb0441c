// `equipoise serve`: the trial server, one process; several may serve one database. Stays until it is told to end.
import type { Server } from 'node:https';
import { openAccounts } from '../account/accounts.js';
import { readAccountSettings } from '../account/settings.js';
import { makeApp } from '../http/app.js';
import { explainListenError } from '../http/listen.js';
import { openLog } from '../http/log.js';
import { usualHttpSettings } from '../http/settings.js';
import { readTls, reloadTlsOnSignal, requireHttps, tellOf } from '../http/tls.js';
import { addWebPages } from '../http/web-pages.js';
import { openSystem } from '../system.js';
import { type ExitCode, exitCodes, type ServeOptions } from './options.js';
import { waitForEnd } from './wait-for-end.js';

/** How long requests that are under way may take to end. */
const patienceMs = 20_000;

/** Serves, and ends on SIGINT or SIGTERM with exit code 0 after the requests under way were answered. */
export async function run(options: ServeOptions): Promise<ExitCode> {
  const log = openLog(options.logLevel);
  const say = (text: string) => log.info(text);
  const scheme = options.tls === undefined ? 'http' : 'https';
  const listensAt = `${scheme}://${options.host.includes(':') ? `[${options.host}]` : options.host}:${options.port}`;
  const accountSettings = readAccountSettings(options.publicUrl ?? listensAt);
  const { publicUrl } = accountSettings;
  requireHttps({ publicUrl, host: options.host, hasTls: options.tls !== undefined });
  const tls = options.tls === undefined ? undefined : readTls(options.tls, publicUrl);
  const tell = { info: say, warn: (text: string) => log.warn(text) };
  if (tls !== undefined) tellOf(tls, tell);
  const end = waitForEnd();
  const system = await openSystem({ dataDir: options.dataDir, log: say, onLost: end.lose });
  try {
    const accounts = openAccounts({ system, settings: accountSettings, log: (line) => log.error(line) });
    const app = await makeApp({
      ...{ system, authenticator: accounts, log },
      settings: {
        ...usualHttpSettings,
        allowedHosts: options.allowedHosts,
        trustedProxies: options.trustedProxies,
        publicUrl,
        ...(tls === undefined ? {} : { tls: { cert: tls.cert, key: tls.key } }),
        requestsPerMinute: options.requestsPerMinute,
        ...(options.metricsToken === undefined ? {} : { metricsToken: options.metricsToken }),
      },
      pages: addWebPages,
    });
    const stopReloading =
      options.tls === undefined
        ? undefined
        : reloadTlsOnSignal(app.server as Server, { files: options.tls, publicUrl, tell });
    try {
      await app.listen({ host: options.host, port: options.port }).catch((error: unknown) => {
        throw explainListenError(error, options.port, options.host);
      });
      const link = await accounts.firstAdministratorLink();
      // To the terminal alone: whoever has the link becomes the administrator, and logs are kept.
      if (link !== undefined)
        process.stderr.write(`No account yet. The first administrator begins here, once: ${link}\n`);
      say(`serving ${publicUrl}`);
      await end.reached;
      say('stopping');
    } finally {
      stopReloading?.();
      await Promise.race([app.close(), new Promise((resolve) => setTimeout(resolve, patienceMs).unref())]);
    }
  } finally {
    await system.close();
  }
  return exitCodes.done;
}
