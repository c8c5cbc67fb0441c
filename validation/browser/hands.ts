// Somebody's hands: one mouse, whose clicks are counted, and a keyboard.
import type { Locator, Page } from 'playwright-core';

/** Between a field and the next one may stand the button of what is known about it. */
const nearbyStops = 2;

/** Uses a page as people do: a field that has no focus and is not near is clicked before something is typed. */
export class Hands {
  /** Clicks so far; keys are not counted. */
  clicks = 0;

  constructor(readonly page: Page) {}

  async click(what: Locator): Promise<void> {
    await what.click();
    this.clicks += 1;
  }

  /** Types into a field, over what stands there. */
  async type(field: Locator, text: string): Promise<void> {
    await field.waitFor();
    for (let stops = 0; stops < nearbyStops && !(await hasFocus(field)); stops += 1)
      await this.page.keyboard.press('Tab');
    if (!(await hasFocus(field))) await this.click(field);
    await this.page.keyboard.press('ControlOrMeta+A');
    await this.page.keyboard.type(text);
  }
}

/** Whether what is typed goes there. */
export function hasFocus(field: Locator): Promise<boolean> {
  return field.evaluate((element) => element === document.activeElement);
}
