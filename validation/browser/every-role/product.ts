// The product on its way: the laboratory and the pharmacy make, label and release it, and two people infuse it at the bedside.
import type { Locator, Page } from 'playwright-core';
import { settle } from '../settle.js';
import { button, field, fill } from './clicks.js';
import type { Patient, Stage } from './stage.js';

/** The laboratory takes over what was harvested, works on it, and releases the batch. */
export async function makeProduct(stage: Stage): Promise<void> {
  await stage.as('cellLaboratory', async (page) => {
    const { anna } = stage;
    await openWorkbench(page, anna);
    await fill(
      page,
      button(page, 'Hand over, or take over'),
      { title: 'Hand over, or take over', submit: 'Save' },
      async (dialog) => {
        await scan(dialog, /^First identifier/, anna.identity);
        await scan(dialog, /^Second identifier/, anna.number);
        await scan(dialog, 'Badge of the other person', 'C-17');
      },
    );
    await page.getByRole('dialog').getByText('Both identifiers match.').waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await step(page, 'Record: Received');
    await step(page, 'Release the batch', (dialog) => field(dialog, /^Viable share/).fill('92'));
  });
}

/** Opens a chain of identity as a scanner does, on the board and then at the workbench. */
async function openWorkbench(page: Page, { number, identity }: Patient): Promise<void> {
  await page.getByRole('navigation').getByRole('link', { name: 'Eight-week board', exact: true }).click();
  await scan(page, 'Code of a participant, bag or label', identity);
  await page.getByRole('heading', { level: 1, name: number }).waitFor();
  await settle(page);
  await scan(page, 'Scan before you work', identity);
  await page.getByRole('dialog').getByText(`This is ${number}`).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
}

/** A scanner types and presses Enter. */
async function scan(page: Page | Locator, name: string | RegExp, code: string): Promise<void> {
  const box = field(page, name);
  await box.fill(code);
  await box.press('Enter');
}

/** Takes one step of the workbench. */
async function step(
  page: Page,
  name: string | RegExp,
  work: Parameters<typeof fill>[3] = async () => undefined,
): Promise<void> {
  await fill(page, button(page, name), { title: name, submit: 'Save' }, work);
  await settle(page);
}

/** The laboratory fills and labels the bag; the pharmacy releases it. */
export async function prepareBag(stage: Stage): Promise<void> {
  const { anna } = stage;
  await stage.as('cellLaboratory', async (page) => {
    await openWorkbench(page, anna);
    await step(page, 'Prepare a bag: First infusion', (dialog) => field(dialog, /^Viable share/).fill('91'));
    await step(page, /^Print the label of/);
  });
  await stage.as('unblindedPharmacist', async (page) => {
    await openWorkbench(page, anna);
    await step(page, /^Release the bag/, (dialog) => field(dialog, /^Viable share/).fill('91'));
  });
  const [codes] = await stage.rows<{ bag: string; label: string }>(
    'select bag_code as bag, label_code as label from read.bag_state where trial_id = $1 and participant_id = $2',
    [stage.trialId, anna.participantId],
  );
  Object.assign(anna, codes);
}

/** Two people scan at the bed of the first participant; one of them gives the infusion. */
export async function infuse(stage: Stage): Promise<void> {
  const { anna } = stage;
  await stage.as('unblindedInfusionNurse', (page) => scanAtBed(page, anna));
  await stage.as('infusionNurse', async (page) => {
    await scanAtBed(page, anna);
    await button(page, 'May it start?').click();
    await page.getByRole('dialog').getByText('It may start').waitFor();
    await page.keyboard.press('Enter');
    await button(page, 'Start').click();
    await page.getByRole('timer').waitFor();
    await button(page, 'End').click();
    await fill(
      page,
      button(page, 'Record the infusion'),
      { title: 'Volumes', submit: 'Record the infusion' },
      (dialog) => field(dialog, 'Volume infused (mL)').fill('70'),
    );
    await page.getByText('70 mL infused.').waitFor();
  });
}

async function scanAtBed(page: Page, { identity, bag, label }: Patient): Promise<void> {
  await scan(page, 'Wristband of the participant', identity);
  await scan(page, 'Bag', bag);
  await scan(page, 'Label of the bag', label);
  await page.getByRole('dialog').getByText('Go: your scan is right').waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
}
