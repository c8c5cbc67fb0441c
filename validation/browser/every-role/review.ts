// Data are verified, cut and looked at; who watches over the record looks into it.
import { button, open } from './clicks.js';
import type { Stage } from './stage.js';

/** The monitor compares what is critical with its source. */
export async function verify(stage: Stage): Promise<void> {
  await stage.as('monitor', async (page) => {
    await page
      .getByRole('checkbox', { name: /^Agrees with the source/ })
      .first()
      .check();
    await button(page, 'Verify 1 form').click();
    await button(page, 'Verify 1 form').waitFor({ state: 'detached' });
  });
}

/** The data manager makes the cut, and the statistician of the cut opens it. */
export async function cut(stage: Stage): Promise<void> {
  await stage.as('dataManager', async (page) => {
    await open(page, 'Data cuts');
    await button(page, 'Make the cut').click();
    await button(page, 'Make the cut').waitFor({ state: 'detached' });
  });
  await stage.as('cutStatistician', async (page) => {
    await open(page, 'Data cuts');
    await button(page, 'Open the cut').click();
    const dialog = page.getByRole('dialog', { name: 'Open the cut' });
    await dialog.getByRole('textbox').fill('The planned analysis');
    await button(dialog, 'Open the cut').click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByText(/^Opened/).waitFor();
  });
}

/** The blinded auditor and the inspector find on the time machine what everybody did. */
export async function lookInto(stage: Stage): Promise<void> {
  for (const role of ['auditor', 'inspector'])
    await stage.as(role, async (page) => {
      await page.getByRole('heading', { level: 1, name: 'Time machine' }).waitFor();
      await page.getByText('Is the record whole?').waitFor();
      await page.getByText('Made coordinator').first().waitFor();
    });
}
