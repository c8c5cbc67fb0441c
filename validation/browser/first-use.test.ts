// Five tasks of somebody who uses the product for the first time: no help is opened, and each takes no more clicks than this.

import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPlan } from '../../packages/server/src/cli/rehearse.js';
import { drive } from '../../packages/server/src/drive/drive.js';
import { CommandExecutor } from '../../packages/server/src/execute/execute.js';
import type { Person } from '../../packages/server/src/test-support/accounts.js';
import { hasChromium } from './chromium.js';
import { Hands } from './hands.js';
import { goodPassword, type Installation, openInstallation } from './installation.js';
import { settle } from './settle.js';

const protocolFile = fileURLToPath(new URL('../../trials/raynaud/protocol.yaml', import.meta.url));

/** What is typed into the forms of a visit. */
const typed: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'Vital signs': {
    ...{ Weight: '70', 'Systolic blood pressure': '120', 'Diastolic blood pressure': '80' },
    ...{ 'Heart rate': '64', 'Body temperature': '36.6' },
  },
  EDSS: { EDSS: '2.5' },
  'Relapses since the last visit': { 'Relapses since the last visit': '0' },
};

describe.skipIf(!hasChromium())('somebody who is new here', () => {
  let installation: Installation;
  beforeAll(async () => {
    installation = await openInstallation({ participants: 6 });
  }, 900_000);
  afterAll(() => installation?.close());

  /** Does a task from the page of signing in on; answers how many clicks it took. */
  const does = async (who: Person, task: (hands: Hands) => Promise<void>): Promise<number> => {
    const visit = await installation.open();
    const { page } = visit;
    page.setDefaultTimeout(60_000);
    await page.goto('/');
    const hands = new Hands(page);
    await hands.type(page.getByLabel('E-mail address'), who.email);
    await hands.type(page.getByRole('textbox', { name: 'Password' }), goodPassword);
    await hands.click(page.getByRole('button', { name: 'Sign in', exact: true }));
    await page.waitForURL((address) => !address.pathname.startsWith('/sign-in'));
    await settle(page);
    await task(hands);
    await visit.close();
    expect(visit.complaints.all).toEqual([]);
    return hands.clicks;
  };
  const rowsOf = async (page: Page, view: string): Promise<readonly Record<string, unknown>[]> => {
    const answer = await page.request.get(`/api/trials/${installation.trialId}/${view}`);
    expect(answer.status()).toBe(200);
    return ((await answer.json()) as { readonly rows: readonly Record<string, unknown>[] }).rows;
  };

  it('screens and randomises with 5 clicks', async () => {
    const { system } = installation.accounts;
    const { trialId, commands, actors } = readPlan({ trial: 'raynaud', participants: 4, seed: 1 });
    const opening = commands.slice(
      0,
      commands.findIndex(({ command }) => command.name === 'screenParticipant'),
    );
    await drive(system, new CommandExecutor(system), trialId, opening);
    const coordinator = await installation.accounts.addPerson({ name: 'Nora New' });
    const known = actors.find(({ role }) => role === 'coordinator');
    await installation.become(coordinator, known?.actorId ?? '');

    const clicks = await does(coordinator, async (hands) => {
      const { page } = hands;
      await hands.click(button(page, 'Screen a participant'));
      const screening = page.getByRole('dialog', { name: 'Screen a participant' });
      const number = screening.getByRole('textbox', { name: 'Screening number' });
      await hands.type(number, 'NEW-001');
      await hands.click(button(screening, 'Screen'));
      await page.getByRole('heading', { level: 1, name: 'NEW-001' }).waitFor();
      await hands.click(button(page, 'Randomise'));
      const dialog = page.getByRole('dialog', { name: 'Randomise NEW-001' });
      await hands.type(dialog.getByRole('textbox', { name: 'Type NEW-001 to confirm' }), 'NEW-001');
      await hands.click(button(dialog, 'Randomise'));
      expect(await dialog.getByRole('status').getByRole('heading').textContent()).toMatch(/\w{4}/);
    });
    expect(clicks).toBeLessThanOrEqual(5);
  });

  it('records a visit with 2 clicks and 2 for each of its forms', async () => {
    const recorded: string[] = [];
    const clicks = await does(await installation.personOf('coordinator'), async (hands) => {
      const { page } = hands;
      const table = page.getByRole('table', { name: 'Today' });
      // The first whose visit has begun to wait with the vital signs.
      await hands.click(table.getByRole('link', { name: /^Week .+: Vital signs$/ }).first());
      for (let form = 'Vital signs'; form in typed; ) {
        await page.getByRole('heading', { level: 1, name: form, exact: true }).waitFor();
        await settle(page);
        const day = page.getByRole('textbox', { name: /^Day/ });
        if ((await day.inputValue()) === '') await hands.type(day, new Date().toISOString().slice(0, 10));
        for (const [item, value] of Object.entries(typed[form] ?? {}))
          await hands.type(page.getByRole('textbox', { name: new RegExp(`^${item}`) }), value);
        await hands.click(button(page, /^Save/));
        await page.getByText('Everything here is recorded.').waitFor();
        recorded.push(form);
        const next = page.getByRole('link', { name: /^(Next: |To the participant)/ });
        form = ((await next.textContent()) ?? '').replace('Next: ', '');
        if (form in typed) await hands.click(next);
      }
    });
    expect(recorded.length).toBeGreaterThan(1);
    expect(clicks).toBeLessThanOrEqual(1 + 2 * recorded.length);
  });

  it('answers a query with 4 clicks', async () => {
    const coordinator = await installation.personOf('coordinator');
    const text = 'Is the weight in kilograms?';
    const clicks = await does(coordinator, async (hands) => {
      const { page } = hands;
      const [participant] = await rowsOf(page, 'participants');
      await installation.record('dataManager', 'openQuery', {
        participantId: participant?.participant_id,
        queries: [{ queryId: randomUUID(), place: { visit: 'screening', form: 'vitals', items: ['weightKg'] } }],
        category: 'implausible',
        text,
      });
      await hands.click(page.getByRole('navigation').getByRole('link', { name: 'Queries', exact: true }));
      await hands.click(button(page, text));
      const dialog = page.getByRole('dialog');
      await hands.type(dialog.getByRole('textbox', { name: 'Your text' }), 'Yes, it is.');
      await hands.click(button(dialog, 'Answer'));
      await dialog.getByText('Answered').first().waitFor();
      expect(await rowsOf(page, 'queries')).toContainEqual(expect.objectContaining({ text, status: 'answered' }));
    });
    expect(clicks).toBeLessThanOrEqual(4);
  });

  it('breaks a code at night with 6 clicks', async () => {
    const clicks = await does(await installation.personOf('safetyOfficer'), async (hands) => {
      const { page } = hands;
      const card = (await rowsOf(page, 'codeBreakPreview')).find(({ broken_before }) => broken_before === false);
      const number = String(card?.randomisation_number);
      await hands.type(page.getByRole('textbox', { name: 'Number on the emergency card' }), number);
      await page.keyboard.press('Enter');
      await hands.click(button(page, 'Yes, it will'));
      await hands.type(page.getByRole('textbox', { name: 'What will be done differently' }), 'Another antibiotic.');
      await hands.click(button(page, 'Next'));
      await hands.click(button(page, 'I understand: go on'));
      await hands.type(page.getByRole('textbox', { name: `Type the number ${number}` }), number);
      await hands.click(button(page, 'Break the code'));
      const asked = page.getByRole('dialog', { name: 'Confirm with your credentials' });
      await hands.type(asked.getByRole('textbox', { name: 'Password' }), goodPassword);
      await hands.click(button(asked, 'Confirm'));
      const answer = page.getByRole('region', { name: `Treatment of ${number}` });
      await answer.getByRole('definition').first().waitFor();
      expect(await answer.getByRole('definition').count()).toBe(2);
    });
    expect(clicks).toBeLessThanOrEqual(6);
  });

  it('creates a trial with 4 clicks', async () => {
    const manager = await installation.accounts.addPerson({ name: 'Mona Maker', mayCreateTrials: true });
    const clicks = await does(manager, async (hands) => {
      const { page } = hands;
      await hands.click(page.getByRole('link', { name: 'New trial' }));
      const chooser = page.waitForEvent('filechooser');
      await hands.click(button(page, 'Upload a file'));
      await (await chooser).setFiles(protocolFile);
      await page.getByText('The protocol can be used').waitFor();
      await hands.click(button(page, 'Create the rehearsal'));
      await page.getByRole('heading', { level: 1, name: 'Set-up' }).waitFor();
    });
    expect(clicks).toBeLessThanOrEqual(4);
  });
});

function button(within: Page | Locator, name: string | RegExp): Locator {
  return within.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name });
}
