// The main pages and dialogs, and with EQUIPOISE_BROWSER=all every page of every role (half an hour; with -t ROLE one role): no violation that axe finds (WCAG 2.2 AA), light and dark, no error, nothing from elsewhere.
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium } from './chromium.js';
import { dialogs } from './dialogs.js';
import { hasFocus } from './hands.js';
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

  it.each(Object.keys(dialogs))('is accessible with the dialogs of the role %s open', async (role) => {
    const [first] = installation.screened;
    const visit = await installation.signInAs(role === 'coordinator' ? `${role}@${first?.siteId}` : role);
    const { page } = visit;
    page.setDefaultTimeout(60_000);
    const go = async (path: string) => {
      await page.goto(`/trials/${installation.trialId}/${path}`);
      await settle(page);
    };
    const found: string[] = [];
    for (const { name, open } of dialogs[role] ?? []) {
      await open(page, { installation, go });
      await settle(page);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        found.push(...(await violations(page, `${name} ${colorScheme}`)));
      }
    }
    await visit.close();
    expect({ found, complaints: visit.complaints.all }).toEqual({ found: [], complaints: [] });
  });

  it('gives the focus back to where it was before a dialog', async () => {
    const visit = await installation.signInAs('trialManager');
    const { page } = visit;
    await page.goto(`/trials/${installation.trialId}/people`);
    await settle(page);
    const opener = page.getByRole('button', { name: 'Grant a role' });
    await opener.focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Grant a role' });
    await dialog.waitFor();
    await expect.poll(() => hasFocus(opener), { timeout: 30_000 }).toBe(false);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await expect.poll(() => hasFocus(opener), { timeout: 30_000 }).toBe(true);
    await visit.close();
    expect(visit.complaints.all).toEqual([]);
  });

  it('moves nothing for whoever wants less motion', async () => {
    const visit = await installation.signInAs('trialManager');
    const { page } = visit;
    await page.goto(`/trials/${installation.trialId}/people`);
    await settle(page);
    const longest = async (reducedMotion: 'reduce' | 'no-preference') => {
      await page.emulateMedia({ reducedMotion });
      await page.reload();
      await settle(page);
      await page.evaluate(() => {
        const times: number[] = [];
        Object.assign(window, { times });
        const note = () => {
          for (const { effect } of document.getAnimations())
            times.push(Number(effect?.getComputedTiming().duration ?? 0));
          requestAnimationFrame(note);
        };
        note();
      });
      await page.getByRole('button', { name: 'Grant a role' }).click();
      await page.getByRole('dialog').getByRole('combobox', { name: 'Role' }).click();
      await page.getByRole('option').first().waitFor();
      await settle(page);
      return page.evaluate(() => Math.max(0, ...(window as unknown as { readonly times: readonly number[] }).times));
    };
    expect(await longest('reduce')).toBeLessThanOrEqual(1);
    expect(await longest('no-preference')).toBeGreaterThan(1);
    await visit.close();
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
