// Adverse events are reported and judged, one of them to an agency; the board meets; a code is broken at night.
import type { Page } from 'playwright-core';
import { settle } from '../settle.js';
import { button, choose, confirm, field, fill, open, openParticipant, openTab, upload } from './clicks.js';
import type { Stage } from './stage.js';

export const question = 'Was she fasting?';

/** The coordinator reports a bleeding, which brought the participant to hospital, and a cold, and answers what the monitor asked. */
export async function reportEvents(stage: Stage): Promise<void> {
  await stage.as('coordinator', async (page) => {
    await openParticipant(page, stage.anna.number);
    await openTab(page, 'Adverse events');
    for (const [term, serious] of [
      ['Nose bleed', 'Yes'],
      ['A cold', 'No'],
    ] as const)
      await fill(
        page,
        button(page, 'Report an adverse event'),
        { title: 'Report an adverse event', submit: 'Save' },
        async (dialog) => {
          await field(dialog, 'Event').fill(term);
          await dialog.getByRole('radio', { name: serious }).check();
          if (serious === 'Yes') await dialog.getByRole('checkbox', { name: /^Hospital/ }).check();
          for (const today of await button(dialog, 'Today').all()) await today.click();
          for (const list of await dialog.getByRole('combobox').all()) await list.selectOption({ index: 1 });
          await dialog.getByRole('combobox', { name: 'Relation to the product' }).selectOption('Possible');
        },
      );
    await open(page, 'Queries');
    await button(page, question).click();
    const thread = page.getByRole('dialog');
    await field(thread, 'Your text').fill('She was.');
    await button(thread, 'Answer').click();
    await thread.getByText('Answered').first().waitFor();
  });
}

/** The medical monitor judges the bleeding. */
export async function judgeEvent(stage: Stage): Promise<void> {
  await stage.as('medicalMonitor', async (page) => {
    await openCase(page);
    await fill(page, button(page, 'Judge'), { title: 'Judge the event', submit: 'Judge' }, async (dialog) => {
      await dialog.getByRole('radio', { name: 'Unexpected' }).check();
      await field(dialog, 'Why').fill('The reference document does not name it.');
    });
    await page.getByText('The reference document does not name it.').waitFor();
  });
}

/** Pharmacovigilance unblinds the reaction for its report alone, and records that it was sent. */
export async function reportReaction(stage: Stage): Promise<void> {
  await stage.as('pharmacovigilance', async (page) => {
    await openCase(page);
    await fill(
      page,
      button(page, 'Unblind for the report'),
      { title: 'Unblind one participant for a report', submit: 'Unblind for the report', isConfirmed: true },
      async (dialog) => {
        await field(dialog, 'To whom the report goes').fill('The agency');
        await field(dialog, 'Why the treatment must be known').fill('Suspected, unexpected and serious.');
      },
    );
    const answer = page.getByRole('region', { name: /^Treatment of/ });
    await answer.getByRole('definition').first().waitFor();
    await fill(
      page,
      button(page, 'Record the decision').first(),
      { title: 'Record the decision', submit: 'Save' },
      async (dialog) => {
        await dialog.getByRole('radio', { name: 'The report was sent' }).check();
        await field(dialog, 'Receipt').fill('A-1');
      },
    );
    await page.getByRole('cell', { name: 'A-1' }).waitFor();
  });
}

/** The statistician of the board opens its tables, seals them, and holds them against the sealed file. */
export async function meetBoard(stage: Stage): Promise<void> {
  const opening = 'Open the tables of a meeting';
  await stage.as('dsmbStatistician', async (page) => {
    await open(page, 'Closed room');
    await fill(page, button(page, opening), { title: opening, submit: opening, isConfirmed: true }, async (dialog) => {
      await field(dialog, /^Name of the meeting/).fill('first');
      await field(dialog, 'Purpose').fill('The first meeting');
    });
    const download = page.waitForEvent('download');
    await button(page, 'Seal the package').click();
    const file = await (await download).path();
    await page.getByText(/^Sealed\. Keep the file/).waitFor();
    await upload(page, button(page, /^Package of the last meeting/), file);
    await page.getByText('Nothing has changed.').waitFor();
  });
}

/** The safety officer holds the report, tells the sponsor, and records what the board wrote. */
export async function reportToAll(stage: Stage): Promise<void> {
  await stage.as('safetyOfficer', async (page) => {
    await open(page, 'Serious events');
    await openCase(page);
    await fill(page, button(page, 'Record a report'), { title: 'Record a report', submit: 'Save' }, (dialog) =>
      field(dialog, 'Narrative, without names').fill('A bleeding after the second infusion.'),
    );
    const clock = page.getByRole('row', { name: /The sponsor/ });
    await fill(page, button(clock, 'Record as sent'), { title: 'Record as sent', submit: 'Save' }, (dialog) =>
      field(dialog, 'Receipt').fill('S-1'),
    );
    await clock.getByText('S-1').waitFor();
    await open(page, 'Rules and board');
    const letter = 'Record the letter of the board';
    await fill(page, button(page, letter).first(), { title: letter, submit: 'Save' }, async (dialog) => {
      await choose(page, dialog, 'Recommendation', 'Go on unchanged');
      await field(dialog, 'What the letter says').fill('Go on as planned.');
    });
    await page.getByText('Go on as planned.').waitFor();
  });
}

async function openCase(page: Page): Promise<void> {
  await page
    .getByRole('row', { name: /Nose bleed/ })
    .getByRole('link')
    .first()
    .click();
  await page.getByRole('heading', { level: 1, name: 'Nose bleed' }).waitFor();
  await settle(page);
}

/** The emergency service breaks a code at night, for somebody who reads the answer once. */
export async function breakCode(stage: Stage): Promise<void> {
  const { code } = stage.bruno;
  await stage.as('emergencyService', async (page) => {
    await field(page, 'Number on the emergency card').fill(code);
    await page.keyboard.press('Enter');
    await button(page, 'Yes, it will').click();
    await field(page, 'What will be done differently').fill('Another antibiotic.');
    await button(page, 'Next').click();
    await button(page, 'I understand: go on').click();
    await field(page, `Type the number ${code}`).fill(code);
    await button(page, 'Break the code').click();
    await confirm(page);
    await page
      .getByRole('region', { name: `Treatment of ${code}` })
      .getByRole('definition')
      .first()
      .waitFor();
  });
}
