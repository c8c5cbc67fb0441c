// What everybody clicks: buttons, the navigation, lists, dialogs, credentials given again.
import type { Locator, Page } from 'playwright-core';
import { goodPassword } from '../installation.js';
import { settle } from '../settle.js';

export function button(within: Page | Locator, name: string | RegExp): Locator {
  return within.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name });
}

export function field(within: Page | Locator, name: string | RegExp): Locator {
  return within.getByRole('textbox', typeof name === 'string' ? { name, exact: true } : { name });
}

/** Goes to a page by the navigation. */
export async function open(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation').getByRole('link', { name, exact: true }).click();
  await page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
  await settle(page);
}

/** Opens a participant from the list. */
export async function openParticipant(page: Page, number: string): Promise<void> {
  await open(page, 'Participants');
  await page.getByRole('link', { name: number, exact: true }).click();
  await page.getByRole('heading', { level: 1, name: number }).waitFor();
  await settle(page);
}

export async function openTab(page: Page, name: string): Promise<void> {
  await page.getByRole('tab', { name, exact: true }).click();
  await settle(page);
}

/** Chooses in a list that opens. */
export async function choose(
  page: Page,
  within: Page | Locator,
  label: string,
  option: string | RegExp,
): Promise<void> {
  const list = within.getByRole('combobox', { name: label, exact: true });
  await list.click();
  await page.getByRole('option', typeof option === 'string' ? { name: option, exact: true } : { name: option }).click();
  // A list of which several are chosen stays open.
  if ((await list.getAttribute('aria-expanded')) === 'true') await list.press('Tab');
}

/** Opens a dialog by a button, fills it in, and sends it by the button of a name; it closes when it was recorded. */
export async function fill(
  page: Page,
  opener: Locator,
  about: { readonly title: string | RegExp; readonly submit: string | RegExp; readonly isConfirmed?: boolean },
  work: (dialog: Locator) => Promise<unknown> = async () => undefined,
): Promise<void> {
  await opener.click();
  const dialog = page.getByRole('dialog', { name: about.title });
  await dialog.waitFor();
  await work(dialog);
  await button(dialog, about.submit).click();
  if (about.isConfirmed === true) await confirm(page);
  await dialog.waitFor({ state: 'detached' });
}

/** Gives the credentials again. */
export async function confirm(page: Page): Promise<void> {
  const dialog = page.getByRole('dialog', { name: 'Confirm with your credentials' });
  await dialog.getByRole('textbox', { name: 'Password' }).fill(goodPassword);
  await button(dialog, 'Confirm').click();
  await dialog.waitFor({ state: 'detached' });
}

/** Gives a file to the button that asks for it. */
export async function upload(
  page: Page,
  opener: Locator,
  file: string | { readonly name: string; readonly mimeType: string; readonly buffer: Buffer },
): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await opener.click();
  await (await chooser).setFiles(file);
}
