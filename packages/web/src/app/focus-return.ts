// After a dialog the focus is where it was before, and a button that was busy has it again: whoever works by keyboard, or with a scanner, goes on from there.

/** Dialogs that are taken away while they are open, and what is out of use for a moment, give the focus back to nobody: this does it for all of them. */
export function returnFocus(): void {
  let before: HTMLElement | undefined;
  let last: HTMLElement | undefined;
  let wasInDialog = false;
  document.addEventListener('focusin', ({ target }) => {
    if (!(target instanceof HTMLElement)) return;
    last = target;
    wasInDialog = target.closest('[role="dialog"]') !== null;
    // A menu that opened the dialog is gone with it: what opened the menu is there.
    if (!wasInDialog && target.closest('[role="menu"]') === null) before = target;
  });
  document.addEventListener('focusout', () => {
    // Who left on purpose, for nothing, is not called back.
    queueMicrotask(() => {
      if (document.activeElement === document.body && last !== undefined && isInUse(last)) last = undefined;
    });
  });
  new MutationObserver(() => {
    if (document.activeElement !== document.body) return;
    if (last !== undefined && isInUse(last)) {
      last.focus({ preventScroll: true });
      return;
    }
    if (!wasInDialog || document.querySelector('[role="dialog"]') !== null) return;
    wasInDialog = false;
    if (before?.isConnected !== true) return;
    before.focus({ preventScroll: true });
    // It may be busy with what the dialog was about.
    last = before;
  }).observe(document.body, { childList: true, subtree: true, attributeFilter: ['disabled'] });
}

function isInUse(element: HTMLElement): boolean {
  return element.isConnected && !element.matches(':disabled');
}
