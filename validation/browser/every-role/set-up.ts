// The trial is set up: from its protocol file, with its people, approvals and list, until it is live.
import { fileURLToPath } from 'node:url';
import { standardRoleDefinitions } from '@equipoise/trial';
import type { Locator, Page } from 'playwright-core';
import { settle } from '../settle.js';
import { button, choose, confirm, field, fill, open, openTab, upload } from './clicks.js';
import { type Stage, site } from './stage.js';

export const protocolFile = fileURLToPath(new URL('protocol.yaml', import.meta.url));
/** Whose roles are granted by clicking; the others' are granted by the same command. */
const clickedGrants = ['nationalCoordinator', 'principalInvestigator', 'coordinator'];

/** The trial manager creates the trial and begins with its people. */
export async function createTrial(stage: Stage): Promise<void> {
  await stage.as('trialManager', async (page) => {
    await page.getByRole('link', { name: 'New trial' }).click();
    await upload(page, button(page, 'Upload a file'), protocolFile);
    await page.getByText('The protocol can be used').waitFor();
    await page.getByRole('radio', { name: 'Live trial' }).check();
    await button(page, 'Create the live trial').click();
    await page.getByRole('heading', { level: 1, name: 'Set-up' }).waitFor();
    stage.trialId = (/trials\/([^/]+)/.exec(page.url())?.[1] ?? '') as Stage['trialId'];
    await open(page, 'People and roles');
    await grant(stage, page, 'nationalCoordinator', async (dialog) => {
      await dialog.getByText('In a national trial', { exact: true }).click();
      await choose(page, dialog, 'National trial', 'Italy');
    });
  });
}

/** The coordinator of the country has its approval, and names who is responsible at the site. */
export async function prepareCountry(stage: Stage): Promise<void> {
  await stage.as('nationalCoordinator', async (page) => {
    await open(page, 'Sites');
    await button(page, `More for ${site}`).click();
    const item = page.getByRole('menuitem', { name: 'Record an approval' });
    await fill(page, item, { title: 'Approval of Genoa', submit: 'Record an approval' }, async (dialog) => {
      await dialog.getByRole('checkbox', { name: /^For all sites of/ }).check();
      await field(dialog, 'Number or name of the document').fill('A-1');
    });
    await open(page, 'People and roles');
    await grant(stage, page, 'principalInvestigator', (dialog) => choose(page, dialog, 'Sites', /Genoa/));
  });
  await stage.as('trialManager', async (page) => {
    await open(page, 'Sites');
    const row = page.getByRole('row', { name: /Genoa/ });
    await button(row, 'Activate').click();
    await row.getByText('Active', { exact: true }).waitFor();
  });
}

/** Who is responsible at the site names its people and delegates tasks; the investigator accepts them. */
export async function prepareSite(stage: Stage): Promise<void> {
  for (const { id, scope } of standardRoleDefinitions) {
    if (id === 'trialManager' || clickedGrants.includes(id)) continue;
    const { actorId } = await stage.personOf(id);
    await stage.record('trialManager', 'grantRole', { actorId, role: id, sites: scope === 'trial' ? 'all' : [site] });
  }
  await stage.as('principalInvestigator', async (page) => {
    await open(page, 'People and roles');
    await grant(stage, page, 'coordinator', (dialog) => choose(page, dialog, 'Sites', /Genoa/));
    await openTab(page, 'Delegation log');
    await fill(
      page,
      button(page, 'Delegate tasks'),
      { title: 'Delegate tasks', submit: 'Delegate', isConfirmed: true },
      async (dialog) => {
        await choose(page, dialog, 'Person', 'Made investigator');
        for (const task of await dialog.getByRole('checkbox').all()) await task.check();
      },
    );
    await page.getByText('Waits for acceptance').waitFor();
  });
  await stage.as('investigator', async (page) => {
    await open(page, 'People and roles');
    await openTab(page, 'Delegation log');
    await button(page, 'Accept').click();
    await confirm(page);
    await page.getByText('Accepted', { exact: true }).waitFor();
  });
}

/** The list is committed, the plan of the analysis too, and the trial goes live: three people. */
export async function goLive(stage: Stage): Promise<void> {
  const commit = { title: 'Commit the allocation', submit: 'Commit the allocation' };
  await stage.as('randomisationStatistician', async (page) => {
    await open(page, 'Set-up');
    await fill(page, button(page, 'Commit the allocation'), commit);
  });
  await stage.as('statistician', async (page) => {
    await open(page, 'Set-up');
    await button(page, 'Commit the plan').click();
    await button(page, 'Commit the plan').waitFor({ state: 'detached' });
  });
  await stage.as('randomisationAdministrator', async (page) => {
    await open(page, 'Set-up');
    await fill(page, button(page, 'Go live'), { title: 'Take EVERY live', submit: 'Go live' });
    await page.getByText(/^Live since/).waitFor();
  });
}

/** Grants a role to its made person. */
async function grant(stage: Stage, page: Page, role: string, where: (dialog: Locator) => Promise<void>): Promise<void> {
  const person = await stage.personOf(role);
  const word = standardRoleDefinitions.find(({ id }) => id === role)?.name ?? role;
  await fill(
    page,
    button(page, 'Grant a role'),
    { title: 'Grant a role', submit: 'Grant the role' },
    async (dialog) => {
      await field(dialog, 'Or by the e-mail address of an account').fill(person.email);
      await button(dialog, 'Find').click();
      await dialog.getByRole('combobox', { name: 'Person' }).waitFor();
      await choose(page, dialog, 'Role', word);
      await where(dialog);
    },
  );
  await page.getByRole('row', { name: new RegExp(person.name) }).waitFor();
  await settle(page);
}
