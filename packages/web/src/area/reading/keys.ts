// Keys by which a reading is filled without a mouse: digits choose, Enter goes on.

/** Chooses the n-th answer of the choice that has the focus. @returns whether there was one */
export function chooseByDigit(target: HTMLElement, key: string): boolean {
  if (!/^[1-9]$/.test(key) || !(target instanceof HTMLInputElement) || target.type !== 'radio') return false;
  const all = target.closest('[role="radiogroup"]')?.querySelectorAll<HTMLInputElement>('input[type="radio"]');
  const chosen = all?.[Number(key) - 1];
  if (chosen === undefined || chosen.disabled) return false;
  chosen.focus();
  chosen.click();
  return true;
}

/** The fields in their order; of a choice its first answer. */
export function fieldsIn(frame: HTMLElement | null): readonly HTMLElement[] {
  return [...(frame?.querySelectorAll<HTMLElement>('[data-field]:not(:disabled)') ?? [])];
}

/** Gives a field the focus: of a choice to what is chosen, of a text to all of it. */
export function focusField(field: HTMLElement): void {
  const group = field.closest('[role="radiogroup"]');
  (group?.querySelector<HTMLElement>('input:checked') ?? field).focus();
  if (field instanceof HTMLInputElement && field.type !== 'radio') field.select();
}

/** Goes to the field after this one. @returns whether there is one */
export function focusNext(frame: HTMLElement | null, from: HTMLElement): boolean {
  const all = fieldsIn(frame);
  const own = from.closest('[role="radiogroup"]')?.querySelector<HTMLElement>('[data-field]') ?? from;
  const next = all[all.indexOf(own) + 1];
  if (next === undefined) return false;
  focusField(next);
  return true;
}
