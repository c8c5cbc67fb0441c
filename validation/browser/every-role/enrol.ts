// A participant is screened, harvested and randomised: the coordinator and the investigator.
import type { Page } from 'playwright-core';
import { settle } from '../settle.js';
import { button, field, fill, openParticipant, openTab } from './clicks.js';
import type { Stage } from './stage.js';

/** The coordinator screens the first participant, keeps who that is, records consent and the form of the screening, and what is harvested. */
export async function enrol(stage: Stage): Promise<void> {
  const { anna } = stage;
  await stage.as('coordinator', async (page) => {
    await fill(
      page,
      button(page, 'Screen a participant'),
      { title: 'Screen a participant', submit: 'Screen' },
      (dialog) => field(dialog, 'Screening number').fill(anna.number),
    );
    await page.getByRole('heading', { level: 1, name: anna.number }).waitFor();
    anna.participantId = /participants\/([0-9a-f-]+)/.exec(page.url())?.[1] ?? '';
    await openTab(page, 'Identity');
    await button(page, 'For a visit').click();
    await fill(
      page,
      button(page, 'Record the identity'),
      { title: 'Record the identity', submit: 'Save' },
      async (dialog) => {
        await field(dialog, 'Given name').fill('Anna');
        await field(dialog, 'Family name').fill('Invented');
      },
    );
    await page.getByText('Anna Invented').waitFor();
    await openTab(page, 'Consent');
    await button(page, 'Record consent').click();
    await button(page, 'Today').click();
    await page.getByRole('checkbox', { name: /^Takes part/ }).check();
    await button(page, 'Record consent').click();
    await page.getByText('The consent is recorded.').first().waitFor();
    await openTab(page, 'Visits and forms');
    await page
      .getByRole('link', { name: /^Demographics/ })
      .first()
      .click();
    await fillForm(page, 'Demographics', { Age: '34', Weight: '70' });
    await page.getByText('Everything here is recorded.').waitFor();
    await openParticipant(page, anna.number);
    await openTab(page, 'Treatment');
    await button(page, 'Issue the chain-of-identity code').click();
    const code = (await page.getByText(/^Chain-of-identity code/).textContent()) ?? '';
    anna.identity = code.replace('Chain-of-identity code ', '');
    await fill(page, button(page, 'Record the harvest'), { title: 'Record the harvest', submit: 'Save' }, (dialog) =>
      field(dialog, 'Volume (mL)').fill('40'),
    );
    await page.getByText(/^Harvested on/).waitFor();
  });
}

/** Fills in the form that is open, and saves it. */
export async function fillForm(page: Page, form: string, values: Readonly<Record<string, string>>): Promise<void> {
  await page.getByRole('heading', { level: 1, name: form, exact: true }).waitFor();
  await settle(page);
  const day = field(page, /^Day/);
  if ((await day.inputValue()) === '') await button(page, 'Today').click();
  for (const [item, value] of Object.entries(values)) await field(page, new RegExp(`^${item}`)).fill(value);
  await button(page, /^Save/).click();
}

/** The investigator judges by the values beside each criterion, randomises, and plans the first infusion for today. */
export async function randomise(stage: Stage): Promise<void> {
  const { anna } = stage;
  await stage.as('investigator', async (page) => {
    await openParticipant(page, anna.number);
    await openTab(page, 'Eligibility');
    await button(page, 'Assess for randomisation').click();
    await page.getByText('Assessed: eligible.').first().waitFor();
    await button(page, 'Randomise').click();
    const dialog = page.getByRole('dialog', { name: `Randomise ${anna.number}` });
    await field(dialog, `Type ${anna.number} to confirm`).fill(anna.number);
    await button(dialog, 'Randomise').click();
    const answer = dialog.getByRole('status');
    await answer.getByRole('heading').waitFor();
    anna.code = (await answer.getByRole('heading').textContent()) ?? '';
    await button(answer, 'Close').click();
    await dialog.waitFor({ state: 'detached' });
    await openTab(page, 'Treatment');
    const card = page.getByRole('region', { name: 'First infusion' });
    await fill(page, button(card, 'Plan the infusion'), { title: 'Plan the infusion', submit: 'Save' });
    await card.getByText(/^Planned for/).waitFor();
  });
}
