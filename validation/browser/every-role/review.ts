// Data are verified, asked about, coded, cut and signed.
import { button, choose, confirm, field, fill, open } from './clicks.js';
import { question } from './safety.js';
import type { Stage } from './stage.js';

/** The monitor compares what is critical with its source, and asks. */
export async function verify(stage: Stage): Promise<void> {
  await stage.as('monitor', async (page) => {
    const ticks = page.getByRole('checkbox', { name: /^Agrees with the source/ });
    await ticks.nth(3).waitFor();
    for (const tick of await ticks.all()) await tick.check();
    await button(page, 'Verify 4 forms').click();
    await page.getByText('Nothing is left to verify.').waitFor();
    await open(page, 'Queries');
    await fill(page, button(page, 'Ask'), { title: 'Ask', submit: 'Ask about 1 participant' }, async (dialog) => {
      await choose(page, dialog, 'Participants', stage.anna.number);
      await field(dialog, 'Question').fill(question);
    });
    await button(page, question).waitFor();
  });
}

/** The unblinded monitor of the product asks the laboratory what no blinded person reads. */
export async function askSealed(stage: Stage): Promise<void> {
  await stage.as('unblindedMonitor', async (page) => {
    await open(page, 'Sealed queries');
    await fill(page, button(page, 'Ask'), { title: 'Ask', submit: 'Ask' }, async (dialog) => {
      await choose(page, dialog, 'Participant', stage.anna.number);
      await field(dialog, /^Batch, bag or laboratory value/).fill('Batch 1');
      await field(dialog, /^Question/).fill('Was it counted twice?');
    });
    await page.getByRole('region', { name: 'Batch 1' }).waitFor();
  });
}

/** The data manager makes the cut, brings the dictionary in, and closes the query; the statistician of the cut opens it. */
export async function cut(stage: Stage): Promise<void> {
  await stage.as('dataManager', async (page) => {
    await open(page, 'Data cuts');
    await button(page, 'Make the cut').click();
    await button(page, 'Make the cut').waitFor({ state: 'detached' });
    await open(page, 'Queries');
    await button(page, question).click();
    await button(page.getByRole('dialog'), 'Close').last().click();
    await page.getByText('No query fits these filters.').waitFor();
    await open(page, 'Coding');
    await page.getByRole('main').getByRole('link', { name: 'Dictionaries' }).click();
    const title = 'Import a dictionary';
    await fill(page, button(page, title), { title, submit: title }, async (dialog) => {
      const buffer = Buffer.from('code,term\n10,A cold\n20,Epistaxis\n');
      await dialog.locator('input[type="file"]').setInputFiles({ name: 'glumdra.csv', mimeType: 'text/csv', buffer });
    });
  });
  await stage.as('cutStatistician', async (page) => {
    await open(page, 'Data cuts');
    await fill(page, button(page, 'Open the cut'), { title: 'Open the cut', submit: 'Open the cut' }, (dialog) =>
      dialog.getByRole('textbox').fill('The planned analysis'),
    );
    await page.getByText(/^Opened/).waitFor();
  });
}

/** The coder codes what is certain, and the rest by hand. */
export async function code(stage: Stage): Promise<void> {
  await stage.as('coder', async (page) => {
    await button(page, 'Code what is certain').click();
    await page.getByText('Coded (1)', { exact: true }).waitFor();
    await field(page, 'Search the dictionary').fill('epi');
    await page.getByRole('radio', { name: /^Epistaxis/ }).check();
    await button(page, 'Code the term').click();
    await page.getByText('Every term is coded.').waitFor();
  });
}

/** The investigator signs form by form; who is responsible at the site signs each participant. */
export async function sign(stage: Stage): Promise<void> {
  await stage.as('investigator', async (page) => {
    await open(page, 'Sign and decide');
    for (let left = 2; left > 0; left -= 1) {
      await page.getByText(left === 1 ? '1 decision waits' : `${left} decisions wait`).waitFor();
      await button(page, /^Sign \d forms?$/).click();
      await confirm(page);
    }
    await page.getByText('Nothing waits for your signature or judgement.').waitFor();
  });
  await stage.as('principalInvestigator', async (page) => {
    await open(page, 'Sign and decide');
    for (let left = 2; left > 0; left -= 1) {
      await page.getByText(left === 1 ? '1 decision waits' : `${left} decisions wait`).waitFor();
      await button(page, 'Sign the casebook').click();
      await confirm(page);
    }
    await page.getByText('Nothing waits for your signature or judgement.').waitFor();
  });
}
