// The command `serve`: its options and their help.
import { isIP } from 'node:net';
import path from 'node:path';
import { InvalidArgumentError, Option } from 'commander';
import { StartupProblem } from '../embedded/startup-problem.js';
import { usualHttpSettings } from '../http/settings.js';
import { add, countingNumber, examples, type Line, portNumber } from './command-line-part.js';
import type { ServeOptions } from './options.js';

/** Adds `serve`. */
export function addServe({ program, finish, dataDir }: Line): void {
  const { perAddress, perAccount } = usualHttpSettings.requestsPerMinute;
  add(program, 'serve', 'serve the trials of the database to many people, and stay until Ctrl-C')
    .addOption(
      new Option('--host <address>', 'address to listen on').env('HOST').default('127.0.0.1').argParser(address),
    )
    .addOption(new Option('-p, --port <number>', 'port to listen on').env('PORT').default(4300).argParser(portNumber))
    .addOption(
      new Option('--public-url <url>', 'where people reach it').env('EQUIPOISE_PUBLIC_URL').argParser(webAddress),
    )
    .addOption(
      new Option('--tls-certificate <file>', 'a certificate in PEM: the server speaks TLS itself').env(
        'EQUIPOISE_TLS_CERTIFICATE',
      ),
    )
    .addOption(new Option('--tls-key <file>', 'the key of the certificate, in PEM').env('EQUIPOISE_TLS_KEY'))
    .option('--allowed-host <name>', 'a further name under which it answers; may be given again', hostName, [])
    .option(
      '--trust-proxy <address>',
      'a reverse proxy whose X-Forwarded headers are believed; may be given again',
      network,
      [],
    )
    .addOption(
      new Option('--metrics-token <text>', 'lets /metrics be read from elsewhere').env('EQUIPOISE_METRICS_TOKEN'),
    )
    .option(
      '--requests-per-address <number>',
      'in a minute; a hospital may have one address',
      countingNumber,
      perAddress,
    )
    .option('--requests-per-account <number>', 'in a minute', countingNumber, perAccount)
    .addOption(
      new Option('--log-level <level>', 'least level that is logged, as JSON on standard output')
        .choices(['debug', 'info', 'warn', 'error', 'silent'])
        .default('info'),
    )
    .addHelpText(
      'after',
      `\nPut a reverse proxy with TLS before it, or give it a certificate; SIGHUP reads that again. Start it several times, on several ports or computers, for one DATABASE_URL.\nEnds in peace on SIGTERM: what is under way is answered first.\n${examples(
        'equipoise serve',
        'equipoise serve --public-url https://trial.example.org --trust-proxy 127.0.0.1',
        'DATABASE_URL=postgres://… equipoise serve --host 0.0.0.0 --port 8443 --public-url https://trial.example.org:8443 --tls-certificate full.pem --tls-key key.pem',
      )}`,
    )
    .action(async (options: ParsedOptions) => {
      const { run } = await import('./serve.js');
      const { allowedHost, trustProxy, requestsPerAddress, requestsPerAccount, tlsCertificate, tlsKey, ...rest } =
        options;
      const tls = bothOrNone(tlsCertificate, tlsKey);
      finish(
        await run({
          ...rest,
          dataDir: dataDir(),
          allowedHosts: allowedHost,
          trustedProxies: trustProxy,
          ...(tls === undefined ? {} : { tls }),
          requestsPerMinute: { perAddress: requestsPerAddress, perAccount: requestsPerAccount },
        }),
      );
    });
}

interface ParsedOptions {
  readonly host: string;
  readonly port: number;
  readonly publicUrl?: string;
  readonly tlsCertificate?: string;
  readonly tlsKey?: string;
  readonly allowedHost: readonly string[];
  readonly trustProxy: readonly string[];
  readonly metricsToken?: string;
  readonly requestsPerAddress: number;
  readonly requestsPerAccount: number;
  readonly logLevel: string;
}

/** An empty variable is one that is not set. */
function bothOrNone(certificate = '', key = ''): ServeOptions['tls'] {
  if (certificate === '' && key === '') return undefined;
  if (certificate === '' || key === '')
    throw new StartupProblem('setting-invalid', 'EQUIPOISE_TLS_CERTIFICATE, EQUIPOISE_TLS_KEY: both are set, or none');
  return { certificate: path.resolve(certificate), key: path.resolve(key) };
}

function address(text: string): string {
  if (isIP(text) === 0 && text !== 'localhost') throw new InvalidArgumentError('An IP address, or localhost.');
  return text;
}

function webAddress(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.pathname !== '/' || url.search !== '') {
    throw new InvalidArgumentError('An address like https://trial.example.org, without a path.');
  }
  return url.origin;
}

function hostName(text: string, before: readonly string[]): readonly string[] {
  if (!/^[a-z0-9]([a-z0-9.-]{0,252}[a-z0-9])?$/i.test(text))
    throw new InvalidArgumentError('A name like trial.example.org.');
  return [...before, text.toLowerCase()];
}

function network(text: string, before: readonly string[]): readonly string[] {
  const [ip = '', bits] = text.split('/');
  if (isIP(ip) === 0 || (bits !== undefined && !/^\d{1,3}$/.test(bits))) {
    throw new InvalidArgumentError('An address like 127.0.0.1, or a network like 10.0.0.0/8.');
  }
  return [...before, text];
}
