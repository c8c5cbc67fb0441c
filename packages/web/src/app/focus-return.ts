// After a dialog the focus is where it was before: whoever works by keyboard, or with a scanner, goes on from there.

/** Dialogs that are taken away while they are open give the focus back to nobody: this does it for all of them. */
export function returnFocus(): void {
  let before: HTMLElement | undefined;
  let wasInDialog = false;
  document.addEventListener('focusin', ({ target }) => {
    if (!(target instanceof HTMLElement)) return;
    wasInDialog = target.closest('[role="dialog"]') !== null;
    // A menu that opened the dialog is gone with it: what opened the menu is there.
    if (!wasInDialog && target.closest('[role="menu"]') === null) before = target;
  });
  new MutationObserver(() => {
    if (!wasInDialog || document.activeElement !== document.body) return;
    if (document.querySelector('[role="dialog"]') !== null) return;
    wasInDialog = false;
    if (before?.isConnected === true) before.focus({ preventScroll: true });
  }).observe(document.body, { childList: true, subtree: true });
}
