// No violation that axe finds (WCAG 2.2 AA), light and dark, no error, nothing from elsewhere: a page of each look, and one of each kind of thing that opens.
// With EQUIPOISE_BROWSER=all every page of every role, each of its tabs, and whatever opens on it (two hours; with -t ROLE one role).
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPlan } from '../../packages/server/src/cli/rehearse.js';
import { drive } from '../../packages/server/src/drive/drive.js';
import { CommandExecutor } from '../../packages/server/src/execute/execute.js';
import { hasChromium } from './chromium.js';
import { dialogs } from './dialogs.js';
import { explore, kindOf, refuseChanges } from './explore.js';
import { type Installation, openInstallation } from './installation.js';
import { settle } from './settle.js';

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const looksAtAll = process.env.EQUIPOISE_BROWSER === 'all';
const everybody = [
  ...['trialManager', 'coordinator', 'investigator', 'edssRater', 'cellLaboratory', 'unblindedPharmacist'],
  ...['infusionNurse', 'monitor', 'dataManager', 'safetyOfficer', 'reader', 'statistician', 'cutStatistician'],
  ...['dsmbStatistician', 'pharmacovigilance', 'inspector', 'dataProtectionOfficer'],
];
/** Pages that stand for all in every run, with the dialogs of the role: a chart, a strip of weeks, evidence, a board that is not for the blinded. */
const mainPages: Readonly<Record<string, readonly string[]>> = {
  trialManager: ['recruitment'],
  coordinator: ['today'],
  investigator: ['sign'],
  cellLaboratory: ['laboratory'],
  dataManager: ['road-to-lock'],
};
/** Whoever works at sites is looked at where somebody takes part. */
const ofSites = ['coordinator', 'investigator', 'infusionNurse', 'edssRater'];
const longMs = looksAtAll ? 3_600_000 : 300_000;

describe.skipIf(!hasChromium())('every page of the rehearsal', () => {
  let installation: Installation;
  beforeAll(async () => {
    installation = await openInstallation({ participants: looksAtAll ? 8 : 3 });
  }, 900_000);
  afterAll(() => installation?.close());

  const enter = async (role: string) => {
    const isOfSite = ofSites.includes(role);
    const visit = await installation.signInAs(isOfSite ? `${role}@${installation.screened[0]?.siteId}` : role);
    visit.page.setDefaultTimeout(60_000);
    return visit;
  };
  const inTrial = (path: string) => `/trials/${installation.trialId}/${path}`;
  /** What opens on a page is looked at for the first role that has it. */
  const seen = new Set<string>();
  /** Goes to a page and looks at it; where all is looked at, also at whatever opens on it. Answers where its links lead. */
  const lookAt = async (page: Page, address: string, found: string[]): Promise<readonly string[]> => {
    await page.goto(address);
    await settle(page);
    expect(await page.getByRole('heading', { level: 1 }).count(), address).toBeGreaterThan(0);
    found.push(...(await violations(page, kindOf(address))));
    const links = await linksIn(page, 'main');
    if (!looksAtAll) return [];
    await explore(page, address, seen, async (path) => {
      found.push(...(await violations(page, `${kindOf(address)} › ${path.join(' › ')}`, 'what is over it')));
    });
    return links;
  };
  /** Everything that leads from one page to the next, one of each kind; of pages about somebody four, who stand at other points of the trial. */
  const lookAround = async (page: Page, start: readonly string[], found: string[]): Promise<number> => {
    const waiting = new Set(start);
    const kinds = new Map<string, number>();
    // What is added on the way is gone to, too.
    for (const address of waiting) {
      const kind = kindOf(address);
      const count = kinds.get(kind) ?? 0;
      if (count >= (kind.includes('…') ? 4 : 1)) continue;
      kinds.set(kind, count + 1);
      for (const further of await lookAt(page, address, found)) waiting.add(further);
    }
    return kinds.size;
  };

  it.each(looksAtAll ? everybody : Object.keys(mainPages))(
    'is accessible and free of errors for the role %s, with what opens on it',
    { timeout: longMs },
    async (role) => {
      const visit = await enter(role);
      const { page } = visit;
      const found: string[] = [];
      for (const { name, kind, open } of dialogs[role] ?? []) {
        if (!looksAtAll && kind === undefined) continue;
        await open(page, {
          installation,
          go: async (path) => {
            await page.goto(inTrial(path));
            await settle(page);
          },
        });
        await settle(page);
        found.push(...(await violations(page, name)));
      }
      if (looksAtAll) await refuseChanges(page);
      await page.goto(inTrial('overview'));
      await settle(page);
      const start = looksAtAll ? await linksIn(page, 'navigation') : (mainPages[role] ?? []).map(inTrial);
      const count = await lookAround(page, start, found);
      await visit.close();
      expect(count).toBeGreaterThanOrEqual(looksAtAll ? 3 : 1);
      expect({ found, complaints: visit.complaints.all }).toEqual({ found: [], complaints: [] });
    },
  );

  it.runIf(looksAtAll)('is accessible before a trial is live', { timeout: longMs }, async () => {
    const { system, addPerson } = installation.accounts;
    const { trialId, commands, actors } = readPlan({ trial: 'raynaud', participants: 4, seed: 1 });
    const before = commands.findIndex(({ command }) => command.name === 'goLive');
    await drive(system, new CommandExecutor(system), trialId, commands.slice(0, before));
    const found: string[] = [];
    for (const role of ['trialManager', 'randomisationStatistician']) {
      const actor = actors.find((each) => each.role === role);
      if (actor === undefined) continue;
      const person = await addPerson({ name: `Made ${role} to be` });
      await installation.become(person, actor.actorId);
      const visit = await installation.signIn(person);
      await settle(visit.page);
      await refuseChanges(visit.page);
      await lookAround(visit.page, await linksIn(visit.page, 'navigation'), found);
      await visit.close();
      expect(visit.complaints.all).toEqual([]);
    }
    expect([...seen].some((each) => each.includes('Go live'))).toBe(true);
    expect(found).toEqual([]);
  });

  it.runIf(looksAtAll)('is accessible outside of trials', { timeout: longMs }, async () => {
    const person = await installation.accounts.addPerson({ isAdministrator: true, mayCreateTrials: true });
    const visit = await installation.signIn(person);
    visit.page.setDefaultTimeout(60_000);
    await settle(visit.page);
    await refuseChanges(visit.page);
    const found: string[] = [];
    await lookAround(visit.page, ['/', '/new-trial', '/account', '/accounts', '/nowhere'], found);
    await visit.close();
    expect({ found, complaints: visit.complaints.all }).toEqual({ found: [], complaints: [] });
  });

  it('is accessible before anybody is signed in', { timeout: longMs }, async () => {
    const visit = await installation.open();
    await refuseChanges(visit.page);
    const found: string[] = [];
    const further = ['/forgotten-password', '/invitation', '/reset', '/first', '/email', '/collect'];
    await lookAround(visit.page, ['/sign-in', ...(looksAtAll ? further : [])], found);
    await visit.close();
    expect({ found, complaints: visit.complaints.all }).toEqual({ found: [], complaints: [] });
  });

  it('moves nothing for whoever wants less motion', async () => {
    const visit = await enter('trialManager');
    const { page } = visit;
    await page.goto(inTrial('people'));
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
});

/** What axe finds on a page as it stands, in both colour schemes: only the contrast depends on them. */
async function violations(
  page: Page,
  where: string,
  part: 'all' | 'what is over it' = 'all',
): Promise<readonly string[]> {
  const found: string[] = [];
  const isUnder = part !== 'all' && (await page.getByRole('dialog').or(page.getByRole('menu')).count()) > 0;
  if (looksAtAll) process.stdout.write(`${where}\n`);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const axe = new AxeBuilder({ page }).setLegacyMode();
    // The page beneath was looked at before.
    if (isUnder) axe.exclude('main');
    const asked = colorScheme === 'light' ? axe.withTags(tags) : axe.withRules(['color-contrast']);
    const { violations: all } = await asked.analyze();
    for (const { id, nodes } of all)
      found.push(`${where}, ${colorScheme}: ${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
  }
  if (looksAtAll && found.length > 0) process.stdout.write(`${found.join('\n')}\n`);
  return found;
}

/** Where the links of a part of the page lead. */
async function linksIn(page: Page, part: 'navigation' | 'main'): Promise<readonly string[]> {
  const all = await page
    .getByRole(part)
    .getByRole('link')
    .evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''));
  return [...new Set(all)].filter((link) => link.startsWith('/') && !link.startsWith('/api/'));
}
