// De-identified values: dates shifted by a constant of the participant, free texts left out (ACCEPTANCE 40).
import { addDays } from '../calendar-day.js';
import { isMissing } from '../missing.js';
import type { Item } from '../protocol/schema.js';

/** How one participant is shown in one de-identified export. */
export interface Disguise {
  readonly code: string;
  /** Whole days by which every date is moved; the same for all dates of the participant, never 0. */
  readonly shiftDays: number;
}

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * A disguise from 16 bytes that nobody can foretell: a code of 12 letters and digits (60 bits), and a shift of 1 to 366 days
 * into the past.
 *
 * @param prefix tells what the code stands for
 */
export function disguiseOf(bytes: Uint8Array, prefix: string): Disguise {
  if (bytes.length < 16) throw new RangeError('a disguise is made of 16 bytes');
  const letters = Array.from(bytes.slice(0, 12), (byte) => alphabet.charAt(byte & 31)).join('');
  const drawn = bytes.slice(12, 16).reduce((sum, byte) => sum * 256 + byte, 0);
  return { code: `${prefix}${letters}`, shiftDays: -1 - (drawn % 366) };
}

/** A date moved by whole days. One known to the month or the year is moved as its middle, and stays as exact as it was. */
export function shiftDate(date: string, days: number): string {
  const middle = date.length === 4 ? `${date}-07-01` : date.length === 7 ? `${date}-15` : date;
  return addDays(middle, days).slice(0, date.length);
}

/** A day of the record as text: shifted, or the reason why it is missing. */
export function shiftDay(text: string, days: number): string {
  return /^\d{4}/.test(text) ? shiftDate(text, days) : text;
}

/** The value of an item as a de-identified export shows it; undefined where it is left out. */
export function deidentifiedValue(item: Pick<Item, 'type'>, value: unknown, { shiftDays }: Disguise): unknown {
  if (isMissing(value)) return value;
  switch (item.type) {
    case 'text':
      return undefined;
    case 'date':
    case 'partialDate':
      return typeof value === 'string' ? shiftDay(value, shiftDays) : undefined;
    case 'instant':
      return typeof value === 'string' ? `${shiftDate(value.slice(0, 10), shiftDays)}${value.slice(10)}` : undefined;
    default:
      return value;
  }
}
