// Partial dates as intervals of days, and days as text: no time zone and no clock plays a part.
import { type DateOrMissing, isMissing } from '@equipoise/trial';
import type { DateKnown } from './record.js';

/** The interval of days of a date known to the day, month or year, or of an instant (its UTC day); null where missing. */
export function daysOf(date: DateOrMissing | undefined): DateKnown {
  if (date === undefined || isMissing(date)) return null;
  if (date.length >= 10) {
    const day = date.slice(0, 10);
    return { earliest: day, latest: day, text: date };
  }
  if (date.length === 7) return { earliest: `${date}-01`, latest: `${date}-${lastDayOf(date)}`, text: date };
  return { earliest: `${date}-01-01`, latest: `${date}-12-31`, text: date };
}

function lastDayOf(month: string): string {
  const year = Number(month.slice(0, 4));
  const following = Number(month.slice(5, 7));
  return String(new Date(Date.UTC(year, following, 0)).getUTCDate()).padStart(2, '0');
}
