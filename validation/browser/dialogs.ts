// Dialogs, menus and lists that need something typed or chosen before they open, and one of each kind for every run.
import type { Locator, Page } from 'playwright-core';
import type { Installation } from './installation.js';
import { settle } from './settle.js';

export interface Dialog {
  readonly name: string;
  /** What kind it is, where it stands for all of them in runs that look at the main pages alone. */
  readonly kind?: string;
  /** Opens it, from wherever the page is. */
  readonly open: (page: Page, at: Where) => Promise<unknown>;
}

interface Where {
  readonly installation: Installation;
  /** Goes to a page of the trial. */
  readonly go: (path: string) => Promise<void>;
}

const firstOf = ({ installation: { screened } }: Where) => `participants/${screened[0]?.participantId}`;

/** By the role whose pages have them. */
export const dialogs: Readonly<Record<string, readonly Dialog[]>> = {
  coordinator: [
    {
      name: 'screen',
      open: async (page, { go }) => {
        await go('today');
        await button(page, 'Screen a participant').click();
      },
    },
    {
      name: 'randomise',
      open: async (page) => {
        // The number that the page proposes.
        await button(page.getByRole('dialog', { name: 'Screen a participant' }), 'Screen').click();
        await page.waitForURL(/\/participants\/[0-9a-f-]+$/);
        await settle(page);
        await button(page, 'Randomise').click();
      },
    },
    {
      name: 'menu of a participant',
      kind: 'menu',
      open: async (page, at) => {
        await at.go(firstOf(at));
        await button(page, 'More').click();
        await page.getByRole('menuitem', { name: 'Withdrawal' }).waitFor();
      },
    },
    { name: 'withdrawal', open: (page) => page.getByRole('menuitem', { name: 'Withdrawal' }).click() },
    {
      name: 'adverse event',
      kind: 'dialog',
      open: async (page, at) => {
        await at.go(firstOf(at));
        await page.getByRole('tab', { name: 'Adverse events' }).click();
        await button(page, 'Report an adverse event').click();
      },
    },
    {
      name: 'pregnancy',
      open: async (page, at) => {
        await at.go(firstOf(at));
        await page.getByRole('tab', { name: 'Adverse events' }).click();
        await button(page, 'Report a pregnancy').click();
      },
    },
    {
      name: 'identity',
      open: async (page, at) => {
        await at.go(firstOf(at));
        await page.getByRole('tab', { name: 'Identity' }).click();
        await button(page, 'To record or correct').click();
        await page.getByRole('dialog').waitFor();
      },
    },
    {
      name: 'find by name',
      open: async (page, { go }) => {
        await go('participants');
        await button(page, 'Find by name').click();
      },
    },
    {
      name: 'deviation',
      open: async (page, at) => {
        await at.go(firstOf(at));
        await page.getByRole('tab', { name: 'Deviations' }).click();
        await button(page, 'Record a deviation').click();
      },
    },
    {
      name: 'search',
      kind: 'search',
      open: async (page, { go }) => {
        await go('today');
        await page.getByRole('combobox', { name: /^Search/ }).fill('0');
        await page.getByRole('option').first().waitFor();
      },
    },
    {
      name: 'menu of the account',
      open: async (page, { go }) => {
        await go('today');
        await button(page, 'Your account').click();
        await page.getByRole('menuitem', { name: 'Sign out' }).waitFor();
      },
    },
    {
      name: 'one value',
      kind: 'drawer',
      open: async (page, at) => {
        await at.go(`${firstOf(at)}/forms/screening/vitals/1`);
        await page.locator('[data-about]').first().click();
      },
    },
  ],
  investigator: [
    {
      name: 'signature, the credentials',
      kind: 'credentials',
      open: async (page, { go }) => {
        await go('sign');
        await button(page, /^Sign( \d+ forms?| the casebook)$/).click();
        await page.getByRole('dialog', { name: 'Confirm with your credentials' }).waitFor();
      },
    },
  ],
  dataManager: [
    {
      name: 'move to another site',
      open: async (page, at) => {
        await at.go(firstOf(at));
        await button(page, 'More').click();
        await page.getByRole('menuitem', { name: 'Move to another site' }).click();
      },
    },
    {
      name: 'ask, its list of participants',
      kind: 'list in a dialog',
      open: async (page, { go }) => {
        await go('queries');
        await button(page, 'Ask').click();
        await page.getByRole('dialog').getByRole('combobox').first().click();
        await page.getByRole('option').first().waitFor();
      },
    },
    {
      name: 'lock',
      open: async (page, { go }) => {
        await go('road-to-lock');
        await button(page, 'Lock the trial').click();
      },
    },
    {
      name: 'export, its calendar',
      kind: 'calendar',
      open: async (page, { go }) => {
        await go('exports');
        await page.locator('[data-dates-input]').first().click();
        await page.locator('[data-dates-dropdown]').waitFor();
      },
    },
    {
      name: 'import, its list of forms',
      open: async (page, { go }) => {
        await go('imports');
        await page.getByRole('combobox', { name: 'Form' }).click();
        await page.getByRole('option').first().waitFor();
      },
    },
  ],
  trialManager: [
    {
      name: 'grant a role, its list of roles',
      open: async (page, { go }) => {
        await go('people');
        await button(page, 'Grant a role').click();
        await page.getByRole('dialog').getByRole('combobox', { name: 'Role' }).click();
        await page.getByRole('option').first().waitFor();
      },
    },
    {
      name: 'amendment',
      open: async (page, { go }) => {
        await go('amendments');
        await button(page, 'Draft an amendment').click();
      },
    },
    {
      name: 'approval of a site',
      open: async (page, { go }) => {
        await go('sites');
        await button(page, /^More for/)
          .first()
          .click();
        await page.getByRole('menuitem').first().click();
      },
    },
  ],
  safetyOfficer: [
    {
      name: 'code break, the question',
      open: async (page, { go, installation }) => {
        await go(`night/${installation.screened[0]?.participantId}`);
        await button(page, 'Yes, it will').click();
        await page.getByRole('textbox', { name: 'What will be done differently' }).fill('Another antibiotic.');
      },
    },
    {
      name: 'code break, what becomes known',
      open: async (page) => {
        await button(page, 'Next').click();
        await page.getByRole('radio', { name: /^Somebody else/ }).check();
        await page.getByRole('textbox', { name: 'Name of who gets it' }).fill('Dr Third');
        await page.getByRole('textbox', { name: /^Function/ }).fill('emergency physician');
      },
    },
    { name: 'code break, the number', open: (page) => button(page, 'I understand: go on').click() },
    {
      name: 'credentials',
      open: async (page) => {
        const number = (await page.getByRole('heading', { level: 1 }).textContent()) ?? '';
        await page.getByRole('textbox', { name: `Type the number ${number}` }).fill(number);
        await button(page, 'Break the code').click();
      },
    },
  ],
};

function button(within: Page | Locator, name: string | RegExp): Locator {
  return within.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name });
}
