// An adverse event becomes a serious one, is judged, and is reported; a code is broken at night.
import type { Page } from 'playwright-core';
import { settle } from '../settle.js';
import { button, confirm, field, fill, open, openParticipant, openTab } from './clicks.js';
import type { Stage } from './stage.js';

/** The coordinator reports a bleeding, which brought the participant to hospital, and a cold. */
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
  });
}

/** The safety officer holds the report, the medical monitor judges it, and the sponsor is told. */
export async function judgeEvent(stage: Stage): Promise<void> {
  await stage.as('medicalMonitor', async (page) => {
    await openCase(page);
    await fill(page, button(page, 'Judge'), { title: 'Judge the event', submit: 'Judge' }, async (dialog) => {
      await dialog.getByRole('radio', { name: 'Unexpected' }).check();
      await field(dialog, 'Why').fill('The reference document does not name it.');
    });
    await page.getByText('The reference document does not name it.').waitFor();
  });
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
