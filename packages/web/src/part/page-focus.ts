// A new page is read from its title on: the title takes the focus that the page before it had.

/** What had the focus when the address changed; undefined where nothing waits for a page. */
let leftFrom: Element | null | undefined;

/** Says that a page is left for another. */
export function leavePage(): void {
  leftFrom = document.activeElement;
}

/** Gives the focus to the title of a page that was gone to, once; whoever went on meanwhile keeps it. */
export function arriveAt(title: HTMLElement | null): void {
  if (leftFrom === undefined || title === null) return;
  const now = document.activeElement;
  if (now === document.body || now === leftFrom) title.focus({ preventScroll: true });
  leftFrom = undefined;
}
