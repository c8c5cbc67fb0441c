// Opens whatever opens on a page, one thing after the other: tabs, menus, lists, calendars, dialogs, and what opens within them. Nothing is recorded on the way.
import type { Page } from 'playwright-core';
import { settle } from './settle.js';

/** What lies over a page. */
const overlays = '[role=dialog], [role=menu], [role=listbox], [data-dates-dropdown]';
/** Deeper than a list in a dialog that a menu opened nothing goes. */
const deepest = 3;
/** What opens does so within this time; what does not is no opener. */
const openMs = 800;
/** Words after which the person is somewhere else, or nowhere. */
const leaving = /^(Cancel|Close|Sign out)$/;
/** Within it the language and the colours are changed, for all that comes after. */
const ownMenu = /^Your account/;
/** Addresses that only answer, though they are sent something. */
const asking =
  /\/api\/(protocol\/check|design\/|people\/search|me\/draft-keys|sign-in|trials\/[^/]+\/(import\/preview|identifiers\/names))/;

/** Something to press: what it is, and where it stands. */
interface Opener {
  readonly key: string;
  readonly words: string;
}

/** Refuses whatever would change something, as a trial that is locked does. */
export async function refuseChanges(page: Page): Promise<void> {
  await page.addInitScript(() => {
    window.print = () => undefined;
  });
  await page.route('**/api/**', (route) => {
    const request = route.request();
    if (request.method() === 'GET' || asking.test(request.url())) return route.fallback();
    const problem = {
      type: 'about:blank',
      status: 409,
      code: 'not-now',
      title: 'Not now',
      detail: 'Not in this test.',
    };
    return route.fulfill({ status: 409, contentType: 'application/problem+json', body: JSON.stringify(problem) });
  });
}

/**
 * Opens all on the page that stands at an address, but what `seen` knows already, and looks at each with the names of what was
 * pressed. The page without anything open is looked at by whoever calls.
 */
export async function explore(
  page: Page,
  address: string,
  seen: Set<string>,
  look: (path: readonly string[]) => Promise<void>,
): Promise<void> {
  const kind = kindOf(address);
  const begin = async (path: readonly Opener[]) => {
    await page.goto(address);
    await settle(page);
    for (const { key } of path) if (!(await press(page, key))) return false;
    return true;
  };
  const inside = async (path: readonly Opener[], around: readonly Opener[]): Promise<void> => {
    const all = await openersOn(page);
    for (const opener of all) {
      const name = `${kind} ${[...path.map(({ words }) => words), opener.words].join(' › ')}`;
      if (seen.has(name) || leaving.test(opener.words) || around.some(({ key }) => key === opener.key)) continue;
      seen.add(name);
      if ((await openersOn(page)).every(({ key }) => key !== opener.key) && !(await begin(path))) continue;
      const before = await stateOf(page);
      if (!(await press(page, opener.key))) continue;
      const now = await stateOf(page);
      if (now.address !== before.address && kindOf(now.address) !== kindOf(before.address)) {
        await begin(path);
        continue;
      }
      if (now.content === before.content) continue;
      const here = [...path, opener];
      await look(here.map(({ words }) => words));
      if (ownMenu.test(opener.words)) await begin(path);
      else if (here.length < deepest && now.open > before.open) await inside(here, []);
      // What stands beside the tabs is the same for all of them.
      else if (here.length < deepest && opener.key.startsWith('tab ')) await inside(here, all);
      if (!(await close(page, before))) await begin(path);
    }
  };
  await inside([], []);
}

/** Closes what is uppermost; whether the page then is where it was. */
async function close(page: Page, before: State): Promise<boolean> {
  await page.keyboard.press('Escape');
  await page
    .waitForFunction(
      ([over, count]) => [...document.querySelectorAll(over)].filter((each) => each.checkVisibility()).length <= count,
      [overlays, before.open] as const,
      { timeout: openMs },
    )
    .catch(() => undefined);
  const now = await stateOf(page);
  return now.open === before.open && now.address === before.address;
}

/** An address without what tells one participant, or one form, from another. */
export function kindOf(address: string): string {
  return address
    .replace(/^https?:\/\/[^/]+/, '')
    .replace(/[?#].*/, '')
    .replace(/^\/trials\/[^/]+\//, '')
    .replace(/[0-9a-f-]{36}/g, '…')
    .replace(/forms\/.*/, 'forms/…')
    .replace(/bedside\/.*/, 'bedside/…');
}

/** What may open something, marked: in the uppermost thing that is open, else in the content of the page. */
function openersOn(page: Page): Promise<readonly Opener[]> {
  return page.evaluate((over) => {
    const isSeen = (element: Element) => element.checkVisibility() && element.getClientRects().length > 0;
    for (const marked of document.querySelectorAll('[data-opener]')) marked.removeAttribute('data-opener');
    const root = [...document.querySelectorAll(over)].filter(isSeen).at(-1) ?? document.querySelector('main');
    // The choices of a list open nothing, nor do the days of a calendar.
    if (root === null || root.matches('[role=listbox], [data-dates-dropdown]')) return [];
    const found: { readonly key: string; readonly words: string }[] = [];
    const rows = new Set<string>();
    const pressed =
      'button:not(:disabled), [role=tab], [role=menuitem], [role=combobox], input[aria-haspopup], [data-dates-input]';
    for (const element of root.querySelectorAll(pressed)) {
      if (!isSeen(element) || element.closest('thead') !== null) continue;
      const label = element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : undefined;
      const text = element.getAttribute('aria-label') ?? label ?? element.textContent ?? '';
      const words = text.trim().replace(/\s+/g, ' ').replace(/\d+/g, '#').slice(0, 60);
      // Rows repeat themselves: one of each column is enough, and where it has a name of its own its first words.
      const row = element.closest('td, nav');
      const column =
        row instanceof HTMLTableCellElement ? `column ${row.cellIndex}` : (row?.tagName.toLowerCase() ?? '');
      const isContent = row !== null && element.getAttribute('aria-label') === null;
      const named = isContent ? '' : (/^\p{L}+/u.exec(words)?.[0] ?? '');
      const short = row === null ? words : `${named} in ${column}`.trim();
      const key = `${element.getAttribute('role') ?? element.tagName.toLowerCase()} ${column} ${short}`;
      if (rows.has(key)) continue;
      rows.add(key);
      element.setAttribute('data-opener', key);
      found.push({ key, words: short });
    }
    return found;
  }, overlays);
}

/** Presses an opener of what is uppermost; false where it is there no longer. */
async function press(page: Page, key: string): Promise<boolean> {
  if ((await openersOn(page)).every((opener) => opener.key !== key)) return false;
  const before = await stateOf(page);
  const target = page.locator(`[data-opener="${key.replace(/(["\\])/g, '\\$1')}"]`).first();
  try {
    await target.click({ timeout: 5000 });
  } catch {
    return false;
  }
  await page
    .waitForFunction(
      ([over, count]) => [...document.querySelectorAll(over)].filter((each) => each.checkVisibility()).length > count,
      [overlays, before.open] as const,
      { timeout: openMs },
    )
    .catch(() => undefined);
  await settle(page).catch(() => undefined);
  return true;
}

interface State {
  readonly address: string;
  readonly open: number;
  /** What can be pressed and read, without what changes by itself. */
  readonly content: string;
}

function stateOf(page: Page): Promise<State> {
  return page.evaluate((over) => {
    const open = [...document.querySelectorAll(over)].filter((each) => each.checkVisibility());
    const main = document.querySelector('main');
    return {
      address: location.href,
      open: open.length,
      content: `${open.length} ${open.map((each) => each.textContent).join()} ${main?.querySelectorAll('*').length}`,
    };
  }, overlays);
}
