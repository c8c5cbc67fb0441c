// Days of the calendar: only exact dates are compared; a partial or missing date decides nothing.
import { addDays, daysBetween } from '../calendar-day.js';
import type { DateOrMissing } from '../value.js';

/** The exact day of a date or an instant (its day in UTC), or undefined where it is partial or missing. */
export function exactDay(when: DateOrMissing | string | undefined): string | undefined {
  return typeof when === 'string' && when.length >= 10 ? when.slice(0, 10) : undefined;
}

/** Working days (Monday to Friday, without holidays) after `from`, up to and with `to`; 0 where `to` is not later. */
export function workingDaysBetween(from: string, to: string, holidays: readonly string[] = []): number {
  let count = 0;
  for (let day = 1; day <= daysBetween(from, to); day++) {
    const date = addDays(from, day);
    const weekday = new Date(`${date}T00:00:00Z`).getUTCDay();
    if (weekday !== 0 && weekday !== 6 && !holidays.includes(date)) count += 1;
  }
  return count;
}
