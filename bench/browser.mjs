// The figures of the web application, in a Chromium on this computer: `node bench/bench.mjs browser --size small`.
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';
import { Accounts, makeContext } from '../packages/server/dist/account/accounts.js';
import { createAccount } from '../packages/server/dist/account/invitation.js';
import { readAccountSettings } from '../packages/server/dist/account/settings.js';
import { removeDatabase } from '../packages/server/dist/embedded/open-database.js';
import { makeApp } from '../packages/server/dist/http/app.js';
import { addWebPages } from '../packages/server/dist/http/web-pages.js';
import { openSystem } from '../packages/server/dist/system.js';
import { actors, all, FigureTrial, formOf, itemIds, participantOf } from './server-trial.mjs';

/** Rows of the worklist; `full` is what the targets are about. */
const sizes = { small: 500, full: 10_000 };
const formItems = itemIds(200);
const password = 'seven kites over Genoa harbour';

const { values } = parseArgs({ options: { size: { type: 'string', default: 'full' }, json: { type: 'string' } } });
const participants = sizes[values.size];
if (participants === undefined) {
  console.error(`--size is one of ${Object.keys(sizes).join(', ')}`);
  process.exit(2);
}
const places = [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

const rows = [];
/** Prints one figure and keeps it. */
function figure(name, target, { value, limit, text }) {
  const isMet = value <= limit;
  rows.push({ name, target, value, isMet });
  console.log(`${name.padEnd(64)} ${text.padStart(16)}   ${target.padEnd(12)} ${isMet ? 'met' : 'NOT MET'}`);
}
const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const ms = (value, limit) => ({ value, limit, text: `${value.toFixed(0)} ms` });

const root = mkdtempSync(join(tmpdir(), 'equipoise-bench-'));
chmodSync(root, 0o711);
const place = { dataDir: join(root, 'data'), keyDirectory: join(root, 'keys') };
process.env.DATABASE_URL = '';
const system = await openSystem(place);
let app;
let browser;
try {
  const trial = new FigureTrial(system);
  await trial.open(formItems);
  await all(participants, 16, (number) => trial.screen(number));
  app = await serve();
  browser = await chromium.launch({
    executablePath: places.find((one) => one && readdirSync(join(one, '..')).includes(one.split('/').at(-1))),
    args: ['--headless', '--no-sandbox', '--disable-gpu'],
  });
  await run(trial);
} finally {
  await browser?.close();
  await app?.close();
  await system.close();
  await removeDatabase(place.dataDir);
  rmSync(root, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ size: values.size, rows }, null, 2)}\n`);

/** The server with its pages on a free port, and one person: the coordinator of the trial. */
async function serve() {
  // The port is known when the server listens, and the address of its pages before: one that was free a moment ago.
  const { createServer } = await import('node:net');
  const port = await new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port: free } = probe.address();
      probe.close(() => resolve(free));
    });
  });
  const publicUrl = `http://127.0.0.1:${port}`;
  const mailer = { send: async () => undefined };
  const context = makeContext({ system, settings: readAccountSettings(publicUrl, {}), mailer, log: () => undefined });
  const authenticator = new Accounts(context);
  const settings = { publicUrl, requestsPerMinute: { perAddress: 1e6, perAccount: 1e6 } };
  const served = await makeApp({ system, authenticator, settings, pages: addWebPages });
  const { accountId } = await createAccount(context, {
    ...{ email: 'coordinator@example.org', name: 'Made Person', locale: 'en', isAdministrator: false },
    ...{ mayCreateTrials: false, expiresAt: null, isAccepted: true },
  });
  const { internalAdapter, password: hasher } = await context.auth.$context;
  await internalAdapter.linkAccount({
    ...{ userId: accountId, accountId, providerId: 'credential', password: await hasher.hash(password) },
  });
  await system.pools.account.query('update account."user" set "actorId" = $2 where "id" = $1', [
    accountId,
    actors.coordinator,
  ]);
  await served.listen({ host: '127.0.0.1', port });
  served.url = publicUrl;
  return served;
}

async function run(trial) {
  console.log(`Chromium ${browser.version()}; size ${values.size}\n`);
  const bytes = firstLoadBytes();
  figure('first load, gzip', '≤ 350 KB', { value: bytes, limit: 350 * 1024, text: `${(bytes / 1024).toFixed(0)} KB` });
  const context = await browser.newContext({ baseURL: app.url, viewport: { width: 1280, height: 860 } });
  const page = await context.newPage();
  await page.goto('/sign-in');
  await page.getByLabel('E-mail address').fill('coordinator@example.org');
  await page.getByRole('textbox', { name: 'Password' }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL((address) => !address.pathname.startsWith('/sign-in'));
  const base = `/trials/${trial.trialId}`;
  await largestPaint(context, '/sign-in', 'largest paint of the sign-in page, 4 × slower processor');
  await largestPaint(context, `${base}/participants/${participantOf(1)}`, 'largest paint of a participant, 4 × slower');
  await keys(page, `${base}/participants/${participantOf(1)}/forms/visit1/panel/1`);
  await scroll(page, `${base}/participants`);
  await context.close();
}

/** The bytes of the page and of all that it names, as a server with compression sends them. */
function firstLoadBytes() {
  const dist = new URL('../packages/web/dist/', import.meta.url);
  const html = readFileSync(new URL('index.html', dist), 'utf8');
  const files = [...html.matchAll(/(?:src|href)="\/?([^"]+\.(?:js|css))"/g)].map(([, name]) => name);
  return [html, ...files.map((name) => readFileSync(new URL(name, dist)))].reduce(
    (sum, content) => sum + gzipSync(content).length,
    0,
  );
}

/** From the navigation to the largest paint, median of five, nothing cached, the processor slowed four times. */
async function largestPaint(context, path, name) {
  const times = [];
  for (let turn = 0; turn < 5; turn += 1) {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send('Network.enable');
    await session.send('Network.setCacheDisabled', { cacheDisabled: true });
    await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
    await page.addInitScript(() => {
      globalThis.largest = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) globalThis.largest = entry.startTime;
      }).observe({ type: 'largest-contentful-paint', buffered: true });
    });
    await page.goto(path);
    await page.locator('main h1, h1').first().waitFor();
    await page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null);
    // Until nothing larger was painted for a second.
    let last = -1;
    for (;;) {
      const now = await page.evaluate(() => globalThis.largest);
      if (now === last) break;
      last = now;
      await page.waitForTimeout(1000);
    }
    times.push(last);
    await page.close();
  }
  figure(`${name}, median of 5`, '< 1500 ms', ms(median(times), 1500));
}

/** From a key to the next frame that shows it, in a form of 200 items that are all filled in. */
async function keys(page, path) {
  await page.goto(path);
  const fields = page.locator('main input[inputmode]');
  await fields.nth(formItems.length - 1).waitFor();
  const values200 = formOf(1, 1).items;
  for (let index = 0; index < formItems.length; index += 1)
    await fields.nth(index).fill(String(values200[`item${(index % 25) + 1}`]));
  await fields.nth(100).focus();
  const times = await page.evaluate(async () => {
    const field = document.activeElement;
    const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set;
    const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    const found = [];
    for (let turn = 0; turn < 40; turn += 1) {
      await frame();
      const begun = performance.now();
      set.call(field, String(100 + turn));
      field.dispatchEvent(new InputEvent('input', { bubbles: true, data: '1' }));
      await frame();
      found.push(performance.now() - begun);
    }
    return found;
  });
  figure('a key in a form of 200 items until it is painted, median of 40', '< 50 ms', ms(median(times), 50));
  const late = [...times].sort((a, b) => a - b)[Math.floor(0.95 * times.length)];
  figure('… and the 95th of a hundred', '< 50 ms', ms(late, 50));
}

/** Frames while a long list is scrolled: the share that came later than two frames of 60 Hz, and the longest. */
async function scroll(page, path) {
  await page.goto(path);
  const table = page.locator('section[tabindex="0"]').first();
  await table.locator('tbody tr[aria-rowindex]').first().waitFor();
  const rowCount = await table.locator('table').getAttribute('aria-rowcount');
  const { late, longest, drawn } = await table.evaluate(async (frame) => {
    const gaps = [];
    let before = performance.now();
    let most = 0;
    for (let step = 0; step < 240; step += 1) {
      frame.scrollTop += 160;
      await new Promise((resolve) => requestAnimationFrame(resolve));
      const now = performance.now();
      gaps.push(now - before);
      before = now;
      most = Math.max(most, frame.querySelectorAll('tbody tr').length);
    }
    return { late: gaps.filter((gap) => gap > 34).length / gaps.length, longest: Math.max(...gaps), drawn: most };
  });
  console.log(`a list of ${Number(rowCount) - 1} rows draws ${drawn} at most`);
  figure('late frames while it is scrolled', '≤ 5%', { value: late, limit: 0.05, text: `${(100 * late).toFixed(0)}%` });
  figure('its longest frame', '≤ 100 ms', ms(longest, 100));
}
