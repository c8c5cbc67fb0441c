// The Chromium of this computer, for tests that use the product as people do; never downloaded.
import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

const places = [
  process.env.CHROMIUM_PATH,
  // The same without a window, which takes half as long for a page.
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Where a Chromium is; undefined where there is none. */
export const chromiumPath = places.find((place) => place !== undefined && place !== '' && existsSync(place));

/** Whether tests in a browser can run. In continuous integration they must. @throws Error there where none is found */
export function hasChromium(): boolean {
  if (chromiumPath === undefined && process.env.CI === 'true')
    throw new Error('No Chromium: install the package "chromium", or say where it is with CHROMIUM_PATH.');
  if (chromiumPath === undefined)
    console.warn(
      'No Chromium was found: the tests in a browser are skipped (CHROMIUM_PATH, or the package "chromium").',
    );
  return chromiumPath !== undefined;
}

/**
 * What it leaves out. Of two such lists it takes the last one, so that the first lines say again what playwright leaves out; the
 * last line is the list of suggestions under the address, which is a page of its own for each window that nobody sees.
 */
const leftOut = [
  ...['AvoidUnnecessaryBeforeUnloadCheckSync', 'DestroyProfileOnBrowserClose', 'HttpsUpgrades', 'PaintHolding'],
  ...['HttpsFirstBalancedModeAutoEnable', 'LensOverlay', 'MediaRouter', 'ThirdPartyStoragePartitioning'],
  ...['AvoidCorsURLLoaderRestartOnRedirect', 'OptimizationHints', 'NetworkTimeServiceQuerying', 'PreconnectToSearch'],
  ...['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup', 'WebUIOmniboxFullPopup'],
];

/** Starts it without a window. */
export function startChromium(): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error('There is no Chromium.');
  return chromium.launch({
    executablePath: chromiumPath,
    args: [
      ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
      ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
      `--disable-features=${leftOut.join(',')}`,
    ],
  });
}

/** What a page complained of: errors of scripts, the console, and requests to other servers. */
export interface Complaints {
  readonly all: string[];
}

/** Collects what the pages of a context complain of. A refusal that a test provokes is no complaint. */
export function collectComplaints(context: BrowserContext, ownUrl: string): Complaints {
  const all: string[] = [];
  const watch = (page: Page) => {
    page.on('pageerror', (error) => all.push(`error: ${error.message}`));
    page.on('console', (message) => {
      // Chromium writes each answer of 400 and more as an error; tests look at those themselves.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
        all.push(`console: ${message.text()}`);
    });
  };
  context.on('page', watch);
  context.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(ownUrl) && !/^(data|blob|about):/.test(url)) all.push(`request elsewhere: ${url}`);
  });
  return { all };
}
