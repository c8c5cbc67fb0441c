// The main screens of the roles: they fit where they are used. `npm run screens` saves them under docs/screens.
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium } from './chromium.js';
import { type Installation, openInstallation } from './installation.js';
import { settle } from './settle.js';

const folder = fileURLToPath(new URL('../../docs/screens/', import.meta.url));
const savesThem = process.env.EQUIPOISE_SCREENS === 'save';

const desk = { width: 1280, height: 860 };
const tablet = { width: 820, height: 1100 };
const phone = { width: 390, height: 844 };

interface Screen {
  readonly name: string;
  readonly role: string;
  readonly path: string;
  readonly viewports: readonly { readonly width: number; readonly height: number }[];
}

const screens: readonly Screen[] = [
  { name: 'today', role: 'coordinator', path: 'today', viewports: [desk, tablet] },
  { name: 'participants', role: 'coordinator', path: 'participants', viewports: [desk, tablet] },
  { name: 'sign-and-decide', role: 'investigator', path: 'sign', viewports: [desk, tablet] },
  { name: 'eight-week-board', role: 'cellLaboratory', path: 'laboratory', viewports: [desk, tablet] },
  { name: 'bedside', role: 'infusionNurse', path: 'bedside', viewports: [phone, tablet] },
  { name: 'visit-pack', role: 'monitor', path: 'visit-pack', viewports: [desk, tablet] },
  { name: 'road-to-lock', role: 'dataManager', path: 'road-to-lock', viewports: [desk, tablet] },
  { name: 'night-page', role: 'safetyOfficer', path: 'night', viewports: [phone, desk] },
  { name: 'serious-events', role: 'safetyOfficer', path: 'safety/cases', viewports: [desk, tablet] },
  { name: 'time-machine', role: 'inspector', path: 'time-machine', viewports: [desk, tablet] },
  { name: 'recruitment', role: 'trialManager', path: 'recruitment', viewports: [desk, tablet] },
  { name: 'analyses', role: 'statistician', path: 'analyses', viewports: [desk, tablet] },
];

describe.skipIf(!hasChromium())('the main screen', () => {
  let installation: Installation;
  beforeAll(async () => {
    installation = await openInstallation({ participants: savesThem ? 36 : 6 });
  }, 900_000);
  afterAll(() => installation?.close());

  it.each(screens)('$name of the role $role fits where it is used', async ({ name, role, path, viewports }) => {
    const address = `/trials/${installation.trialId}/${path}`;
    const visit = await installation.signInAs(role, { path: address, viewport: viewports[0] ?? desk });
    const { page } = visit;
    for (const [place, viewport] of viewports.entries()) {
      if (place > 0) {
        await page.setViewportSize(viewport);
        await page.goto(address);
      }
      await settle(page);
      expect(await page.getByRole('heading', { level: 1 }).count(), name).toBeGreaterThan(0);
      expect(await overflow(page), `${name} at ${viewport.width} px`).toBeLessThanOrEqual(0);
      if (savesThem && place === 0) await save(page, name);
    }
    await visit.close();
    expect(visit.complaints.all).toEqual([]);
  });
});

/** By how many pixels the page is wider than its window. */
function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

async function save(page: Page, name: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: `${folder}${name}.png` });
}
