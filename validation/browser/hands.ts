// Somebody's hands: one mouse, whose clicks are counted, and a keyboard; or a keyboard alone.
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

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

/** No page of the product has so many places for the focus before what it is about. */
const mostStops = 120;

/** Somebody who has no mouse: goes from one place to the next, and knows only what has the focus. */
export class Keys {
  constructor(readonly page: Page) {}

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** Goes on until something has the focus. @throws Error with the places on the way where it never has */
  async reach(what: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
    await what.waitFor();
    const passed: string[] = [];
    while (!(await hasFocus(what))) {
      passed.push(await this.here());
      if (passed.length > mostStops) throw new Error(`Not reached: ${what}. Passed: ${passed.join(' › ')}`);
      await this.press(key);
    }
  }

  /** Reaches a field, and types over what stands there. */
  async type(field: Locator, text: string): Promise<void> {
    await this.reach(field);
    await this.press('ControlOrMeta+A');
    await this.page.keyboard.type(text);
  }

  /** Reaches something and presses it. */
  async use(what: Locator, key = 'Enter'): Promise<void> {
    await this.reach(what);
    await this.press(key);
  }

  /** Waits until the page itself gives the focus to something. */
  async isAt(what: Locator): Promise<void> {
    await what.waitFor();
    await expect
      .poll(async () => ((await hasFocus(what)) ? 'there' : await this.here()), { timeout: 60_000 })
      .toBe('there');
  }

  /** What has the focus, in short. */
  private here(): Promise<string> {
    return this.page.evaluate(() => {
      const { activeElement: here } = document;
      const words = here?.getAttribute('aria-label') ?? (here === document.body ? '' : here?.textContent) ?? '';
      return `${here?.tagName.toLowerCase()} ${here?.id} ${words.slice(0, 40)}`;
    });
  }
}

/** Whether what is typed goes there. */
export function hasFocus(field: Locator): Promise<boolean> {
  return field.evaluate((element) => element === document.activeElement);
}
