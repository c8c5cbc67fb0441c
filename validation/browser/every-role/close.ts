// The end: frozen, locked by two people, unblinded, analysed and reported; who watches over the record looks into it.
import { expect } from 'vitest';
import { button, field, fill, open } from './clicks.js';
import type { Stage } from './stage.js';

/** The data manager freezes and locks each participant; the trial manager locks the trial, and unblinds it. */
export async function lock(stage: Stage): Promise<void> {
  await stage.as('dataManager', async (page) => {
    await open(page, 'Road to lock');
    for (const { number } of [stage.anna, stage.bruno]) {
      const row = page.getByRole('row', { name: new RegExp(number) });
      await row.getByText('Ready', { exact: true }).waitFor();
      await button(row, `Actions for ${number}`).click();
      await page.getByRole('menuitem', { name: 'Freeze all forms', exact: true }).click();
      await page.getByText('Recorded.').first().waitFor();
      await button(row, `Actions for ${number}`).click();
      await page.getByRole('menuitem', { name: 'Lock the participant' }).click();
      await row.getByText('Locked', { exact: true }).waitFor();
    }
  });
  await stage.as('trialManager', async (page) => {
    await open(page, 'Road to lock');
    await fill(page, button(page, 'Lock the trial'), { title: 'Lock the trial', submit: 'Lock the trial' });
    await page.getByText('Trial locked', { exact: true }).waitFor();
    await open(page, 'Analyses');
    const unblind = { title: 'Unblind EVERY', submit: 'Unblind the trial', isConfirmed: true };
    stage.isUnblinded = true;
    await fill(page, button(page, 'Unblind the trial'), unblind, (dialog) =>
      field(dialog, 'Type UNBLIND to go on').fill('UNBLIND'),
    );
    await page.getByText('The trial is unblinded: reports can show the real arms.').waitFor();
  });
}

/** The statistician runs the analysis of what is locked, and opens its report. */
export async function report(stage: Stage): Promise<void> {
  await stage.as('statistician', async (page) => {
    await open(page, 'Analyses');
    await fill(page, button(page, 'Run the analysis'), { title: 'Run the analysis', submit: 'Start' }, (dialog) =>
      dialog.getByRole('radio', { name: 'All data · Real arms' }).check(),
    );
    const row = page.getByRole('row', { name: /Real arms/ });
    await row.getByText('Done').waitFor();
    await row.getByRole('link', { name: 'Report' }).click();
    await page.getByRole('heading', { level: 1, name: 'Report with real arms' }).waitFor();
    await page.getByTitle('Report').contentFrame().getByText(/Larks/).first().waitFor();
  });
}

/** The auditor and the inspector find on the time machine what everybody did, and that nothing of it was touched. */
export async function lookInto(stage: Stage): Promise<void> {
  for (const role of ['auditor', 'inspector'])
    await stage.as(role, async (page) => {
      await page.getByRole('heading', { level: 1, name: 'Time machine' }).waitFor();
      await page.getByText('Is the record whole?').waitFor();
      await button(page, /^Unblinded/).click();
      await page.getByText('Made coordinator').first().waitFor();
    });
}

/** Who looks after privacy finds who looked at the identity of whom, and no name. */
export async function lookAfterPrivacy(stage: Stage): Promise<void> {
  await stage.as('dataProtectionOfficer', async (page) => {
    await page
      .getByRole('row', { name: new RegExp(`Made coordinator.*${stage.anna.number}`) })
      .first()
      .waitFor();
    expect(await page.getByRole('main').textContent()).not.toContain('Invented');
  });
}
