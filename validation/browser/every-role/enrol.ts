// A participant is screened, judged, harvested and randomised: the coordinator and the investigator.
import type { Page } from 'playwright-core';
import { settle } from '../settle.js';
import { button, field, fill, openParticipant, openTab } from './clicks.js';
import type { Patient, Stage } from './stage.js';

/** The coordinator screens the first participant, records consent and the form of the screening, and what is harvested. */
export async function screen(stage: Stage): Promise<void> {
  await stage.as('coordinator', async (page) => {
    for (const patient of [stage.anna]) {
      await page.goto('/');
      await settle(page);
      await fill(
        page,
        button(page, 'Screen a participant'),
        { title: 'Screen a participant', submit: 'Screen' },
        (dialog) => field(dialog, 'Screening number').fill(patient.number),
      );
      await page.getByRole('heading', { level: 1, name: patient.number }).waitFor();
      patient.participantId = /participants\/([0-9a-f-]+)/.exec(page.url())?.[1] ?? '';
      await openTab(page, 'Consent');
      await button(page, 'Record consent').click();
      await button(page, 'Today').click();
      await page.getByRole('checkbox', { name: /^Takes part/ }).check();
      await button(page, 'Record consent').click();
      await page.getByText('The consent is recorded.').first().waitFor();
      await openTab(page, 'Visits and forms');
      await fillForm(page, 'Demographics', { Age: '34', Weight: '70' });
    }
  });
}

/** Fills in a form of the participant that is open. */
export async function fillForm(page: Page, form: string, values: Readonly<Record<string, string>>): Promise<void> {
  await page
    .getByRole('link', { name: new RegExp(`^${form}`) })
    .first()
    .click();
  await page.getByRole('heading', { level: 1, name: form, exact: true }).waitFor();
  await settle(page);
  const day = field(page, /^Day/);
  if ((await day.inputValue()) === '') await button(page, 'Today').click();
  for (const [item, value] of Object.entries(values)) await field(page, new RegExp(`^${item}`)).fill(value);
  await button(page, /^Save/).click();
  await page.getByText('Everything here is recorded.').waitFor();
}

/** The investigator judges for the harvest, by the values beside each criterion. */
export async function judgeForHarvest(stage: Stage): Promise<void> {
  await stage.as('investigator', async (page) => {
    await assess(page, stage.anna, 'Assess for harvest');
  });
}

async function assess(page: Page, { number }: Patient, stage: string): Promise<void> {
  await openParticipant(page, number);
  await openTab(page, 'Eligibility');
  await button(page, stage).click();
  await page.getByText('Assessed: eligible.').first().waitFor();
}

/** The coordinator issues the code of identity, and records the harvest. */
export async function harvest(stage: Stage): Promise<void> {
  await stage.as('coordinator', async (page) => {
    for (const patient of [stage.anna]) {
      await openParticipant(page, patient.number);
      await openTab(page, 'Treatment');
      await button(page, 'Issue the chain-of-identity code').click();
      const code = (await page.getByText(/^Chain-of-identity code/).textContent()) ?? '';
      patient.identity = code.replace('Chain-of-identity code ', '');
      await fill(page, button(page, 'Record the harvest'), { title: 'Record the harvest', submit: 'Save' }, (dialog) =>
        field(dialog, 'Volume (mL)').fill('40'),
      );
      await page.getByText(/^Harvested on/).waitFor();
    }
  });
}

/** The investigator judges again, and randomises: the answer is a code. */
export async function randomise(stage: Stage): Promise<void> {
  await stage.as('investigator', async (page) => {
    for (const patient of [stage.anna]) {
      await assess(page, patient, 'Assess for randomisation');
      await button(page, 'Randomise').click();
      const dialog = page.getByRole('dialog', { name: `Randomise ${patient.number}` });
      await field(dialog, `Type ${patient.number} to confirm`).fill(patient.number);
      await button(dialog, 'Randomise').click();
      const answer = dialog.getByRole('status');
      await answer.getByRole('heading').waitFor();
      patient.code = (await answer.getByRole('heading').textContent()) ?? '';
      await button(answer, 'Close').click();
      await dialog.waitFor({ state: 'detached' });
    }
  });
}
