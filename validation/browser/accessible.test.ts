// The main pages, and with EQUIPOISE_BROWSER=all every page of every role (it takes long): no violation that axe finds (WCAG 2.2 AA), light and dark, no error, nothing from elsewhere.
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium } from './chromium.js';
import { type Installation, openInstallation } from './installation.js';
import { settle } from './settle.js';

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
/** `EQUIPOISE_BROWSER=all` looks at each page in both colour schemes. */
const looksAtAll = process.env.EQUIPOISE_BROWSER === 'all';
const everybody = [
  ...['trialManager', 'coordinator', 'investigator', 'edssRater', 'cellLaboratory', 'unblindedPharmacist'],
  ...['infusionNurse', 'monitor', 'dataManager', 'safetyOfficer', 'reader', 'statistician', 'cutStatistician'],
  ...['dsmbStatistician', 'pharmacovigilance', 'inspector', 'dataProtectionOfficer'],
];
const mainPages: Readonly<Record<string, readonly string[]>> = {
  trialManager: ['overview', 'recruitment'],
  coordinator: ['today'],
  cellLaboratory: ['laboratory'],
  safetyOfficer: ['safety/cases'],
};
const roles = looksAtAll ? everybody : Object.keys(mainPages);

describe.skipIf(!hasChromium())('every page of the rehearsal', () => {
  let installation: Installation;
  beforeAll(async () => {
    installation = await openInstallation({ participants: looksAtAll ? 8 : 3 });
  }, 900_000);
  afterAll(() => installation?.close());

  it.each(roles)('is accessible and free of errors for the role %s', async (role) => {
    const visit = await installation.signInAs(role);
    const { page } = visit;
    await settle(page);
    const links = await page
      .getByRole('navigation')
      .getByRole('link')
      .evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''));
    const found: string[] = [];
    for (const link of [...new Set(links)].filter((each) => isLookedAt(role, each))) {
      await page.goto(link);
      await settle(page);
      expect(await page.getByRole('heading', { level: 1 }).count(), link).toBeGreaterThan(0);
      for (const colorScheme of looksAtAll ? (['light', 'dark'] as const) : (['light'] as const)) {
        await page.emulateMedia({ colorScheme });
        found.push(...(await violations(page, `${link} ${colorScheme}`)));
      }
    }
    await visit.close();
    expect(links.length).toBeGreaterThan(0);
    expect({ found, complaints: visit.complaints.all }).toEqual({ found: [], complaints: [] });
  });

  it('is accessible before anybody is signed in', async () => {
    const visit = await installation.open();
    await visit.page.goto('/sign-in');
    await settle(visit.page);
    const found = await violations(visit.page, '/sign-in');
    await visit.close();
    expect({ found, complaints: visit.complaints.all }).toEqual({ found: [], complaints: [] });
  });
});

function isLookedAt(role: string, link: string): boolean {
  return looksAtAll || mainPages[role]?.some((path) => link.endsWith(`/${path}`)) === true;
}

async function violations(page: Page, where: string): Promise<readonly string[]> {
  const result = await new AxeBuilder({ page }).withTags(tags).analyze();
  return result.violations.map(
    ({ id, nodes }) => `${where}: ${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`,
  );
}
