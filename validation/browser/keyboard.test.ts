// Two tasks without a mouse: a visit's form from the worklist to the record, and a signature. Nothing is clicked, and nothing is filled but by keys.
import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Person } from '../../packages/server/src/test-support/accounts.js';
import { hasChromium } from './chromium.js';
import { Keys } from './hands.js';
import { goodPassword, type Installation, openInstallation, type Visit } from './installation.js';
import { settle } from './settle.js';

/** The vital signs of the model trial, with an item of each kind and a group that repeats. */
const moreItems = `
      - id: position
        name: Position
        type: code
        codes: [{ code: sitting, name: Sitting }, { code: lying, name: Lying }, { code: standing, name: Standing }]
      - id: cuff
        name: Cuff
        type: code
        codes:
          - { code: infant, name: Infant }
          - { code: child, name: Child }
          - { code: smallAdult, name: Small adult }
          - { code: adult, name: Adult }
          - { code: largeAdult, name: Large adult }
      - { id: calibratedOn, name: Calibrated on, type: date }
      - { id: measuredAt, name: Measured at, type: time }
      - { id: atRest, name: At rest, type: boolean }
      - { id: remark, name: Remark, type: text }
      - { id: repeatPulse, name: Pulse again, type: integer, group: again }
    groups: [{ id: again, name: Measured again, repeats: true, maxRows: 3 }]
    source: "[A] for vital signs`;

describe.skipIf(!hasChromium())('somebody without a mouse', () => {
  let installation: Installation;
  beforeAll(async () => {
    installation = await openInstallation({
      participants: 3,
      change: (source) => source.replace('\n    source: "[A] for vital signs', moreItems),
    });
  }, 900_000);
  afterAll(() => installation?.close());

  /** Signs in by keys. */
  const enter = async (who: Person): Promise<Visit & { readonly keys: Keys }> => {
    const visit = await installation.open();
    visit.page.setDefaultTimeout(60_000);
    const keys = new Keys(visit.page);
    await visit.page.goto('/sign-in');
    await keys.isAt(visit.page.getByLabel('E-mail address'));
    await visit.page.keyboard.type(who.email);
    await keys.type(visit.page.getByRole('textbox', { name: 'Password' }), goodPassword);
    await keys.press('Enter');
    await visit.page.waitForURL((address) => !address.pathname.startsWith('/sign-in'));
    await settle(visit.page);
    return { ...visit, keys };
  };
  const personHere = (role: string) => installation.personOf(`${role}@${installation.screened[0]?.siteId}`);
  const rowsOf = async (page: Page, view: string): Promise<readonly Record<string, unknown>[]> => {
    const answer = await page.request.get(`/api/trials/${installation.trialId}/${view}`);
    expect(answer.status()).toBe(200);
    return ((await answer.json()) as { readonly rows: readonly Record<string, unknown>[] }).rows;
  };

  it('opens a form in the worklist, fills each kind of field, saves, and corrects', { timeout: 300_000 }, async () => {
    const { page, keys, complaints, close } = await enter(await personHere('coordinator'));
    const heading = (name: string) => page.getByRole('heading', { level: 1, name, exact: true });
    const field = (name: string) => page.getByRole('textbox', { name: new RegExp(`^${name}`) });
    const button = (name: string | RegExp) => page.getByRole('button', { name });
    await keys.isAt(heading('Today'));
    await page.reload();
    await settle(page);
    await keys.use(page.getByRole('link', { name: 'Go to the content' }));
    await keys.use(
      page
        .getByRole('table', { name: 'Today' })
        .getByRole('link', { name: /Vital signs$/ })
        .first(),
    );

    await heading('Vital signs').waitFor();
    await settle(page);
    // Whoever opens an empty form types at once.
    await expect.poll(() => page.evaluate(() => document.activeElement?.id), { timeout: 60_000 }).toMatch(/^field-/);
    const day = field('Day');
    if ((await day.inputValue()) === '') await keys.type(day, new Date().toISOString().slice(0, 10));
    await keys.type(field('Weight'), '71.5');
    // Enter goes from field to field.
    for (const [name, value] of [
      ['Systolic blood pressure', '121'],
      ['Diastolic blood pressure', '81'],
      ['Heart rate', '64'],
      ['Body temperature', '36.6'],
    ] as const) {
      await keys.press('Enter');
      await keys.isAt(field(name));
      await page.keyboard.type(value);
    }
    await keys.press('Enter', 'Space', 'ArrowDown');
    const lying = page.getByRole('radiogroup', { name: 'Position' }).getByRole('radio', { name: 'Lying' });
    await keys.isAt(lying);
    expect(await lying.isChecked()).toBe(true);
    await keys.reach(page.getByRole('combobox', { name: 'Cuff' }));
    await page.keyboard.type('Small');
    await keys.type(field('Calibrated on'), '3 Mar 2026');
    await keys.type(field('Measured at'), '09:30');
    await keys.use(page.getByRole('radiogroup', { name: 'At rest' }).getByRole('radio', { name: 'Yes' }), 'Space');
    await keys.type(field('Remark'), 'After coffee');
    for (const [index, pulse] of ['66', '67'].entries()) {
      await keys.use(button('Add to Measured again'));
      const row = page.getByRole('group', { name: `Measured again ${index + 1}` });
      await keys.isAt(row.getByRole('textbox', { name: 'Pulse again' }));
      await page.keyboard.type(pulse);
    }
    await keys.use(button('Add to Measured again'));
    await keys.reach(button('Remove row 3'), 'Shift+Tab');
    await keys.press('Enter');
    await keys.isAt(button('Add to Measured again'));
    await keys.use(button(/^Save/));
    await page.getByText('Everything here is recorded.').waitFor();
    await keys.isAt(page.getByRole('link', { name: /^(Next: |To the participant)/ }));
    const place = /participants\/([^/]+)\/forms\/([^/]+)/.exec(page.url());
    const recorded = async () =>
      (await rowsOf(page, `form?participantId=${place?.[1]}`)).find(
        ({ visit, form }) => visit === place?.[2] && form === 'vitals',
      );
    expect(await recorded()).toMatchObject({
      items: {
        ...{ weightKg: 71.5, systolicMmHg: 121, temperatureCelsius: 36.6, position: 'lying', cuff: 'smallAdult' },
        ...{ calibratedOn: '2026-03-03', measuredAt: '09:30', atRest: true, remark: 'After coffee' },
      },
    });
    expect(JSON.stringify(await recorded())).toMatch(/"repeatPulse":66.*"repeatPulse":67/);

    // A correction asks why; afterwards one is where one was. A capital S is what a keyboard with Caps Lock sends.
    await keys.reach(field('Weight'), 'Shift+Tab');
    await keys.press('ControlOrMeta+A');
    await page.keyboard.type('72');
    await keys.press('ControlOrMeta+S');
    const dialog = page.getByRole('dialog');
    await keys.isAt(dialog.getByRole('textbox', { name: 'Reason' }));
    await keys.press('Escape');
    await keys.isAt(field('Weight'));
    await keys.press('ControlOrMeta+S');
    await keys.isAt(dialog.getByRole('textbox', { name: 'Reason' }));
    await page.keyboard.type('Read again.');
    await keys.use(dialog.getByRole('button', { name: 'Save' }));
    await page.getByText('Everything here is recorded.').waitFor();
    await keys.isAt(field('Weight'));
    expect(await recorded()).toMatchObject({ items: { weightKg: 72 } });

    // A page that is gone to is read from its title on.
    await keys.use(page.getByRole('navigation').getByRole('link', { name: 'Queries', exact: true }));
    await keys.isAt(heading('Queries'));
    await close();
    expect(complaints.all).toEqual([]);
  });

  it('signs, after a wrong password too, and goes on with what waits next', { timeout: 300_000 }, async () => {
    const { page, keys, complaints, close } = await enter(await personHere('investigator'));
    await page.goto(`/trials/${installation.trialId}/sign`);
    await settle(page);
    const before = (await rowsOf(page, 'signatures')).length;
    const waiting = page.getByRole('navigation', { name: /wait/ }).getByRole('button');
    await keys.use(waiting.filter({ hasText: /\d+ forms?/ }).first(), 'Space');
    const sign = page.getByRole('button', { name: /^Sign/ });
    const dialog = page.getByRole('dialog', { name: 'Confirm with your credentials' });
    const password = dialog.getByRole('textbox', { name: 'Password' });
    await keys.use(sign);
    await keys.isAt(password);
    await keys.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await keys.isAt(sign);
    await keys.press('Enter');
    await keys.isAt(password);
    await page.keyboard.type(`not ${randomUUID()}`);
    const confirm = dialog.getByRole('button', { name: 'Confirm' });
    await keys.use(confirm);
    await dialog.getByRole('alert').waitFor();
    await keys.isAt(confirm);
    await keys.reach(password, 'Shift+Tab');
    await keys.press('ControlOrMeta+A');
    await page.keyboard.type(goodPassword);
    await keys.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    const signed = async () => (await rowsOf(page, 'signatures')).length;
    await expect.poll(signed, { timeout: 60_000 }).toBe(before + 1);
    await keys.isAt(page.getByRole('region', { name: 'Evidence' }));
    await close();
    expect(complaints.all).toEqual([]);
  });
});
