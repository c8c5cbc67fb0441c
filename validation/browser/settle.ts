// When a page is there: nothing loads any longer.
import type { Page } from 'playwright-core';

/** Waits until the page shows its content, and no skeleton or loader. */
export async function settle(page: Page): Promise<void> {
  await page.waitForLoadState('domcontentloaded');
  await page.waitForFunction(
    () =>
      document.querySelector('main h1') !== null &&
      document.querySelector('[aria-busy="true"], .mantine-Loader-root') === null,
    undefined,
    { timeout: 120_000 },
  );
}
