// The Raynaud trial in the browser, from its protocol file to the report of the unblinded trial: the real protocol, with both periods.
// What every-role.test.ts clicks with a protocol of its own is sent here: roles, approvals, the plan, going live.
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { type Command, standardApprovals, type TrialId } from '@equipoise/trial';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Person } from '../../packages/server/src/test-support/accounts.js';
import { hasChromium } from './chromium.js';
import { goodPassword, type Installation, openInstallation } from './installation.js';
import { settle } from './settle.js';

const protocolFile = fileURLToPath(new URL('../../trials/raynaud/protocol.yaml', import.meta.url));
const site = 'notStated';
/** One participant for each sequence. */
const attacks = [
  { number: 'notStated-001', periods: [42, 31] },
  { number: 'notStated-002', periods: [28, 35] },
] as const;
/** Both sequences side by side, as the record tells the design, tell no arm. */
const designOfRecord = '\\"sequences\\":[\\"PN\\",\\"NP\\"]';
/** What would tell an arm, in the words and the ids of the protocol. */
const arm = /\b(PN|NP)\b|Placebo then|Nicardipine then/;

describe.skipIf(!hasChromium())('the Raynaud trial', () => {
  let installation: Installation;
  beforeAll(async () => {
    installation = await openInstallation();
    // Whoever runs the installation rehearsed the recovery of its keys, by the command line; no live trial begins before.
    const { system } = installation.accounts;
    await system.pools.writer.query('update ops.installation set recovery_rehearsed_at = now()');
  }, 900_000);
  afterAll(() => installation?.close());

  it('is created from its protocol file, entered, randomised, locked, unblinded and reported in the browser', async () => {
    const complaints: string[] = [];
    const person = (name: string, mayCreateTrials = false) =>
      installation.accounts.addPerson({
        name,
        email: `${name.toLowerCase().replace(' ', '.')}@example.org`,
        mayCreateTrials,
      });
    const manager = await person('Mara Manager', true);
    const listMaker = await person('Lia Listmaker');
    const coordinator = await person('Carlo Coordinator');
    const dataManager = await person('Dora Datamanager');
    const statistician = await person('Stella Statistician');
    const answered: string[] = [];
    const as = async (who: Person, work: (page: Page) => Promise<void>, mayKnowArms = false) => {
      const visit = await installation.signIn(who);
      const heard = listen(visit.page);
      await settle(visit.page);
      await work(visit.page);
      if (!mayKnowArms) {
        answered.push(...(await heard()));
        expect(await textOf(visit.page), who.name).not.toMatch(arm);
      }
      await visit.close();
      complaints.push(...visit.complaints.all.map((one) => `${who.name}: ${one}`));
    };

    let trialId = '' as TrialId;
    const record = (who: Person, name: Command['name'], body: object) =>
      installation.recordAs(trialId, who, name, body);

    await as(manager, async (page) => {
      trialId = await createTrial(page);
    });
    for (const [who, role, sites] of [
      [listMaker, 'randomisationStatistician', 'all'],
      [coordinator, 'coordinator', [site]],
      [dataManager, 'dataManager', 'all'],
      [statistician, 'statistician', 'all'],
    ] as const)
      await record(manager, 'grantRole', { actorId: who.actorId, role, sites });
    const today = new Date().toISOString().slice(0, 10);
    for (const { id: approval } of standardApprovals)
      await record(manager, 'recordApproval', {
        ...{ approvalId: randomUUID(), at: { siteId: site }, approval, grantedOn: today },
      });
    await record(manager, 'activateSite', { siteId: site, approvedOn: today });
    await as(listMaker, commitList, true);
    await record(manager, 'goLive', {});
    await record(manager, 'commitAnalysisPlan', {});

    const codes: string[] = [];
    await as(coordinator, async (page) => {
      const pages: string[] = [];
      for (const { number } of attacks) {
        await screen(page, number);
        codes.push(await randomise(page, number));
        pages.push(await textOf(page));
      }
      expect(new Set(codes).size).toBe(attacks.length);
      // Both sequences were drawn, and the pages of the two participants differ in number and code alone.
      const alike = pages.map((text, index) => strip(text, [attacks[index]?.number, codes[index]]));
      expect(alike[1]).toBe(alike[0]);
      for (const { number, periods } of attacks)
        for (const [index, count] of periods.entries()) await recordPeriod(page, number, index + 1, count);
      expect(pages.filter((text) => arm.test(text))).toEqual([]);
    });

    await as(statistician, async (page) => {
      await open(page, 'Analyses');
      expect(await button(page, 'Unblind the trial').count()).toBe(0);
      await runAnalysis(page, 'Dummy arms');
    });

    // The protocol names no data cut, and the page of cuts says so.
    await as(dataManager, async (page) => {
      await open(page, 'Data cuts');
      await page.getByText('The protocol names no cut.').waitFor();
      await open(page, 'Road to lock');
      await lock(page);
    });
    // Until here the server answered blinded people codes, and never an arm.
    expect(codes.filter((code) => !answered.some((text) => text.includes(code)))).toEqual([]);
    expect(answered.filter((text) => arm.test(text.replaceAll(designOfRecord, '')))).toEqual([]);

    const unblinding = async (page: Page) => {
      await enterTrial(page);
      await open(page, 'Analyses');
      await unblind(page);
    };
    await as(manager, unblinding, true);
    const reporting = async (page: Page) => {
      await open(page, 'Analyses');
      await runAnalysis(page, 'Real arms');
    };
    await as(statistician, reporting, true);

    expect(complaints).toEqual([]);
  }, 900_000);
});

function button(within: Page | Locator, name: string | RegExp): Locator {
  return within.getByRole('button', { name });
}

/** Goes to a page by the navigation. */
async function open(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation').getByRole('link', { name, exact: true }).click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
  await settle(page);
}

/** From the list of trials, which somebody who may create others sees first. */
async function enterTrial(page: Page): Promise<void> {
  await page.getByRole('link', { name: /RAYNAUD/ }).click();
  await page.getByRole('navigation').waitFor();
  await settle(page);
}

async function createTrial(page: Page): Promise<TrialId> {
  await page.getByRole('link', { name: 'New trial' }).click();
  const chooser = page.waitForEvent('filechooser');
  await button(page, 'Upload a file').click();
  await (await chooser).setFiles(protocolFile);
  await page.getByText('The protocol can be used').waitFor();
  await page.getByRole('radio', { name: 'Live trial' }).check();
  await button(page, 'Create the live trial').click();
  await page.getByRole('heading', { level: 1, name: 'Set-up' }).waitFor();
  await settle(page);
  return (/trials\/([^/]+)/.exec(page.url())?.[1] ?? '') as TrialId;
}

async function commitList(page: Page): Promise<void> {
  await open(page, 'Set-up');
  await button(page, 'Commit the allocation').click();
  const dialog = page.getByRole('dialog', { name: 'Commit the allocation' });
  await dialog.getByRole('textbox', { name: 'List' }).fill('NP\nPN');
  await dialog.getByText('2 entries').waitFor();
  await button(dialog, 'Commit the allocation').click();
  await dialog.waitFor({ state: 'detached' });
}

async function screen(page: Page, number: string): Promise<void> {
  await open(page, 'Participants');
  await button(page, 'Screen a participant').click();
  const dialog = page.getByRole('dialog', { name: 'Screen a participant' });
  await dialog.getByRole('textbox', { name: 'Screening number' }).fill(number);
  await button(dialog, /^Screen$/).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('heading', { level: 1, name: number }).waitFor();
}

/** Randomises whoever is open; answers the code. */
async function randomise(page: Page, number: string): Promise<string> {
  await button(page, 'Randomise').click();
  const dialog = page.getByRole('dialog', { name: `Randomise ${number}` });
  await dialog.getByRole('textbox', { name: `Type ${number} to confirm` }).fill(number);
  await button(dialog, 'Randomise').click();
  const answer = dialog.getByRole('status');
  await answer.getByRole('heading').waitFor();
  const code = (await answer.getByRole('heading').textContent()) ?? '';
  expect(await dialog.textContent()).not.toMatch(arm);
  expect(code).not.toBe('');
  await answer.getByRole('button', { name: 'Close' }).click();
  await dialog.waitFor({ state: 'detached' });
  // In the heading, and in the drawing of the participant's course.
  await page.getByRole('main').getByText('Randomised', { exact: true }).nth(1).waitFor();
  await settle(page);
  return code;
}

async function recordPeriod(page: Page, number: string, period: number, count: number): Promise<void> {
  await open(page, 'Participants');
  await page.getByRole('link', { name: number, exact: true }).click();
  await page.getByRole('heading', { level: 1, name: number }).waitFor();
  const row = page.getByRole('row', { name: new RegExp(`End of period ${period}`) });
  await row.getByRole('link', { name: /^Attacks in the period/ }).click();
  await page.getByRole('heading', { level: 1, name: 'Attacks in the period' }).waitFor();
  await settle(page);
  await button(page, 'Today').click();
  await page.getByRole('textbox', { name: 'Attacks in the period' }).fill(String(count));
  await button(page, /^Save/).click();
  await page.getByText('Everything here is recorded.').waitFor();
}

async function lock(page: Page): Promise<void> {
  await button(page, 'Lock the trial').click();
  const dialog = page.getByRole('dialog', { name: 'Lock the trial' });
  await button(dialog, 'Lock the trial').click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByText('Trial locked', { exact: true }).waitFor();
}

async function unblind(page: Page): Promise<void> {
  await button(page, 'Unblind the trial').click();
  const dialog = page.getByRole('dialog', { name: 'Unblind RAYNAUD' });
  await dialog.getByRole('textbox', { name: 'Type UNBLIND to go on' }).fill('UNBLIND');
  await button(dialog, 'Unblind the trial').click();
  const asked = page.getByRole('dialog', { name: 'Confirm with your credentials' });
  await asked.getByRole('textbox', { name: 'Password' }).fill(goodPassword);
  await button(asked, 'Confirm').click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByText('The trial is unblinded: reports can show the real arms.').waitFor();
}

/** Runs the analysis of all data, and opens its report. */
async function runAnalysis(page: Page, arms: 'Dummy arms' | 'Real arms'): Promise<void> {
  await button(page, 'Run the analysis').click();
  const dialog = page.getByRole('dialog', { name: 'Run the analysis' });
  await dialog.getByRole('radio', { name: `All data · ${arms}` }).check();
  await button(dialog, 'Start').click();
  await dialog.waitFor({ state: 'detached' });
  const row = page.getByRole('row', { name: new RegExp(arms) });
  await row.getByText('Done').waitFor({ timeout: 240_000 });
  await row.getByRole('link', { name: 'Report' }).click();
  await page.getByRole('heading', { level: 1, name: `Report with ${arms.toLowerCase()}` }).waitFor();
  const report = page.getByTitle('Report').contentFrame();
  await report.getByText('RAYNAUD').first().waitFor();
}

/** The page without the frame around it. */
async function textOf(page: Page): Promise<string> {
  return (await page.getByRole('main').textContent()) ?? '';
}

function strip(text: string, parts: readonly (string | undefined)[]): string {
  return parts.reduce<string>((rest, part) => (part === undefined ? rest : rest.replaceAll(part, '…')), text);
}

/** Hears what the server answers. The protocol itself, which everybody may read, is left out. */
function listen(page: Page): () => Promise<readonly string[]> {
  const answers: Promise<string>[] = [];
  page.on('response', (response) => {
    const { pathname } = new URL(response.url());
    if (!pathname.startsWith('/api/') || /protocol|events|report/.test(pathname)) return;
    answers.push(
      response
        .text()
        .catch(() => '')
        .then((body) => `${pathname} ${body}`),
    );
  });
  return () => Promise.all(answers);
}
