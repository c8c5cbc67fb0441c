// What goes wrong in a day's work: a lost connection, a second editor, a session that ended, a wrong password, a refusal.
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium } from './chromium.js';
import { goodPassword, type Installation, openInstallation, type Visit } from './installation.js';
import { settle } from './settle.js';

const offline = /^No connection to the server/;
const recorded = 'Everything here is recorded.';
const waits = 'Kept on this device. It is sent when the connection is back.';
const kept = /^Not recorded yet; a draft is kept on this device/;

describe.skipIf(!hasChromium())('when something goes wrong', () => {
  let installation: Installation;
  beforeAll(async () => {
    installation = await openInstallation({ participants: 6 });
  }, 900_000);
  afterAll(() => installation?.close());

  const enter = async (role: string): Promise<Visit> => {
    const visit = await installation.signInAs(role);
    visit.page.setDefaultTimeout(30_000);
    await settle(visit.page);
    return visit;
  };
  /** Screens somebody new; answers the screening number. */
  const screen = async (page: Page): Promise<string> => {
    await page.goto(`/trials/${installation.trialId}/participants`);
    await settle(page);
    await button(page, 'Screen a participant').click();
    const dialog = page.getByRole('dialog', { name: 'Screen a participant' });
    const field = dialog.getByRole('textbox', { name: 'Screening number' });
    await expect.poll(() => field.inputValue(), { timeout: 30_000 }).not.toBe('');
    const number = await field.inputValue();
    await button(dialog, 'Screen').click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('heading', { level: 1, name: number }).waitFor();
    await settle(page);
    return number;
  };
  const rowsOf = async (page: Page, view: string): Promise<readonly Record<string, unknown>[]> => {
    const answer = await page.request.get(`/api/trials/${installation.trialId}/${view}`);
    expect(answer.status()).toBe(200);
    return ((await answer.json()) as { readonly rows: readonly Record<string, unknown>[] }).rows;
  };

  it('says at once that the connection is lost, keeps what is saved, and sends it in order when it is back', async () => {
    const visit = await enter('coordinator');
    const { page } = visit;
    await screen(page);
    await openForm(page, 'Screening', 'Demographics');
    await type(page, 'Age', '34');
    await page.getByText(kept).waitFor();
    const sent: string[] = [];
    page.on('response', (answer) => {
      if (answer.request().method() !== 'POST' || !answer.url().endsWith('/recordForm')) return;
      const { form } = JSON.parse(answer.request().postData() ?? '{}') as { readonly form?: string };
      sent.push(`${form} ${answer.status()}`);
    });

    await visit.context.setOffline(true);
    await page.getByText(offline).waitFor({ timeout: 2000 });
    await save(page).click();
    await page.getByRole('status').filter({ hasText: waits }).first().waitFor();
    await page.getByRole('link', { name: /^Next: History of multiple sclerosis/ }).click();
    await page.getByRole('heading', { level: 1, name: 'History of multiple sclerosis' }).waitFor();
    await type(page, 'Disease duration', '5');
    await save(page).click();
    await page.getByText('2 entries wait on this device for the connection').waitFor();
    expect(sent).toEqual([]);

    await visit.context.setOffline(false);
    await page.getByText(recorded).waitFor();
    await page.getByText(/on this device for the connection/).waitFor({ state: 'detached' });
    expect(await page.getByText(offline).count()).toBe(0);
    expect(sent).toEqual(['demographics 200', 'msHistory 200']);
    await page.reload();
    await settle(page);
    expect(await page.getByRole('textbox', { name: /^Disease duration/ }).inputValue()).toBe('5');
    await visit.close();
    expect(visit.complaints.all).toEqual([]);
  }, 900_000);

  it('shows both values to the second of two who fill one form, and overwrites neither in silence', async () => {
    const first = await enter('coordinator');
    await screen(first.page);
    await openForm(first.page, 'Screening', 'Vital signs');
    const second = await enter('coordinator');
    // This browser does not hear of others' work: it learns of it by the refusal.
    await second.context.route('**/api/trials/*/events', (route) => route.abort());
    await second.page.goto(first.page.url());
    await settle(second.page);
    await type(second.page, 'Weight', '71');
    await type(second.page, 'Heart rate', '64');
    await type(first.page, 'Weight', '70');
    await save(first.page).click();
    await first.page.getByText(recorded).waitFor();

    const refused = second.page.waitForResponse((answer) => answer.url().endsWith('/recordForm'));
    await save(second.page).click();
    expect((await refused).status()).toBe(412);
    const dialog = second.page.getByRole('dialog', { name: 'Two people changed the same' });
    await dialog.getByRole('radio', { name: 'Recorded: 70 kg' }).waitFor();
    expect(await button(dialog, 'Go on with these').isDisabled()).toBe(true);
    await dialog.getByRole('radio', { name: 'Mine: 71 kg' }).check();
    await button(dialog, 'Go on with these').click();
    await dialog.waitFor({ state: 'detached' });
    expect(await weight(first.page).inputValue()).toBe('70');
    expect(await button(second.page, /^Save/).isEnabled()).toBe(true);

    // What was recorded changes with a reason alone, and whoever looks at it sees the change.
    await save(second.page).click();
    const reason = second.page.getByRole('dialog', { name: 'Why do recorded values change?' });
    await reason.getByRole('row', { name: /Weight 70 kg 71 kg/ }).waitFor();
    await reason.getByRole('textbox', { name: 'Reason' }).fill('Weighed again.');
    await button(reason, 'Save').click();
    await second.page.getByText(recorded).waitFor();
    await expect.poll(() => weight(first.page).inputValue(), { timeout: 30_000 }).toBe('71');
    expect(await first.page.getByRole('textbox', { name: /^Heart rate/ }).inputValue()).toBe('64');
    await first.close();
    await second.close();
    expect([...first.complaints.all, ...second.complaints.all]).toEqual([]);
  }, 900_000);

  it('leads to signing in when the session ended, and back to the same page with the draft', async () => {
    const visit = await enter('coordinator');
    const { page } = visit;
    await screen(page);
    await openForm(page, 'Screening', 'Vital signs');
    await type(page, 'Weight', '82.5');
    await page.getByText(kept).waitFor();
    const { pathname } = new URL(page.url());
    await installation.accounts.system.pools.account.query('delete from account."session"');

    await save(page).click();
    await page.waitForURL('**/sign-in?**');
    await page.getByText('Your session has ended. Sign in again: drafts on this device are still there.').waitFor();
    const email = await emailOf('coordinator');
    await page.getByLabel('E-mail address').fill(email);
    await page.getByRole('textbox', { name: 'Password' }).fill(goodPassword);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Vital signs' }).waitFor();
    await settle(page);
    expect(new URL(page.url()).pathname).toBe(pathname);
    await page.getByText(/^This is your draft of/).waitFor();
    expect(await weight(page).inputValue()).toBe('82.5');
    await save(page).click();
    await page.getByText(recorded).waitFor();
    await visit.close();
    expect(visit.complaints.all).toEqual([]);
  }, 900_000);

  it('refuses to sign with a wrong password in words, records nothing, and signs with the right one', async () => {
    const visit = await enter('investigator');
    const { page } = visit;
    await page.goto(`/trials/${installation.trialId}/sign`);
    await settle(page);
    const before = await rowsOf(page, 'signatures');
    const sign = button(page, /^Sign (the casebook|\d+ forms?)$/);
    for (const card of await page
      .getByRole('navigation', { name: /decisions? waits?$/ })
      .getByRole('button')
      .all()) {
      await card.click();
      if ((await sign.count()) > 0) break;
    }
    await sign.click();
    const dialog = page.getByRole('dialog', { name: 'Confirm with your credentials' });
    await dialog.getByRole('textbox', { name: 'Password' }).fill('not the password of anybody');
    await button(dialog, 'Confirm').click();
    await dialog.getByText('The credentials were not accepted. Nothing was recorded.').waitFor();
    expect(await rowsOf(page, 'signatures')).toEqual(before);

    await dialog.getByRole('textbox', { name: 'Password' }).fill(goodPassword);
    await button(dialog, 'Confirm').click();
    await dialog.waitFor({ state: 'detached' });
    await expect
      .poll(async () => (await rowsOf(page, 'signatures')).length, { timeout: 30_000 })
      .toBe(before.length + 1);
    await visit.close();
    expect(visit.complaints.all).toEqual([]);
  }, 900_000);

  it('says why somebody is not randomised, and randomises nobody', async () => {
    const visit = await enter('coordinator');
    const { page } = visit;
    const number = await screen(page);
    await button(page, 'Randomise').click();
    const dialog = page.getByRole('dialog', { name: `Randomise ${number}` });
    await dialog.getByText(/Randomising will be refused\.$/).waitFor();
    expect(await button(dialog, 'Randomise').isDisabled()).toBe(true);
    await dialog.getByRole('textbox', { name: `Type ${number} to confirm` }).fill(number);
    await button(dialog, 'Randomise').click();
    const answer = dialog.getByRole('alert').filter({ hasText: 'Not randomised' });
    await answer.waitFor();
    expect(await answer.textContent()).toMatch(/^Not randomised[A-Z][^{}]{15,}\.$/);
    const standing = (await rowsOf(page, 'participants')).find((row) => row.screening_number === number);
    expect(standing).toMatchObject({ randomisation_number: null });
    await visit.close();
    expect(visit.complaints.all).toEqual([]);
  }, 900_000);

  it('shows the numbers of a chart whose template is of another version', async () => {
    const visit = await enter('statistician');
    const { page } = visit;
    await page.route('**/api/figures/powerCurve', async (route) => {
      const answer = await route.fetch();
      const figure = (await answer.json()) as { readonly spec: object };
      await route.fulfill({
        response: answer,
        json: { ...figure, spec: { ...figure.spec, title: '{wordOfTomorrow}' } },
      });
    });
    await page.goto(`/trials/${installation.trialId}/design`);
    const note = page.getByText('The chart cannot be drawn here; these are its numbers. Reloading the page may help.');
    await note.first().waitFor();
    await page.getByRole('table', { name: 'Power by number of participants' }).first().waitFor();
    expect(visit.complaints.all.join()).toContain('The figure needs "wordOfTomorrow".');
    await visit.close();
  });

  it('erases at signing out what the device kept, but the choice of language and colours', async () => {
    const visit = await enter('coordinator');
    const { page } = visit;
    await screen(page);
    await openForm(page, 'Screening', 'Vital signs');
    await type(page, 'Weight', '66');
    await page.getByText(kept).waitFor();
    await button(page, 'Your account').click();
    await page.getByRole('menuitem', { name: 'Dark' }).click();
    await button(page, 'Your account').click();
    await page.getByRole('menuitem', { name: 'English' }).click();
    expect((await storageOf(page)).databases).toEqual(['equipoise-drafts']);

    await button(page, 'Your account').click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.waitForURL('**/sign-in');
    await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
    await page.waitForLoadState('networkidle');
    expect(await storageOf(page)).toEqual({
      databases: [],
      local: ['equipoise.language', 'mantine-color-scheme-value'],
      session: [],
    });
    await page.goBack();
    await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
    await visit.close();
    expect(visit.complaints.all).toEqual([]);
  }, 900_000);

  /** The address of the made person who holds a role. */
  async function emailOf(role: string): Promise<string> {
    const { rows } = await installation.accounts.system.pools.account.query<{ email: string }>(
      'select "email" from account."user" where "name" = $1',
      [`Made ${role}`],
    );
    return rows[0]?.email ?? '';
  }
});

function button(within: Page | Locator, name: string | RegExp): Locator {
  return within.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name });
}

function save(page: Page): Locator {
  return button(page, /^Save/);
}

function weight(page: Page): Locator {
  return page.getByRole('textbox', { name: /^Weight/ });
}

async function type(page: Page, label: string, text: string): Promise<void> {
  await page.getByRole('textbox', { name: new RegExp(`^${label}`) }).fill(text);
}

/** Opens a form of a visit from the page of the participant. */
async function openForm(page: Page, visit: string, form: string): Promise<void> {
  const row = page.getByRole('table', { name: 'Visits' }).getByRole('row', { name: new RegExp(`^${visit}`) });
  await row.getByRole('link', { name: new RegExp(form) }).click();
  await page.getByRole('heading', { level: 1, name: form }).waitFor();
  await settle(page);
  await button(page, 'Today').click();
}

/** What a page stored on the device, by name. */
async function storageOf(page: Page) {
  return page.evaluate(async () => ({
    databases: (await indexedDB.databases()).map(({ name }) => name).toSorted(),
    local: Object.keys(localStorage).toSorted(),
    session: Object.keys(sessionStorage),
  }));
}
