// Days and instants in a time zone: the day of an instant there, and the instant at which a day ends there.
import { addDays } from '../calendar-day.js';

const formats = new Map<string, Intl.DateTimeFormat>();

/** The day of an instant in an IANA time zone, as YYYY-MM-DD. @throws RangeError where there is no such zone */
export function dayInZone(instant: string | number, timeZone: string): string {
  const known = formats.get(timeZone);
  // The Swedish calendar is written as ISO 8601 writes it.
  const format =
    known ??
    new Intl.DateTimeFormat('sv-SE', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      calendar: 'gregory',
    });
  if (known === undefined) formats.set(timeZone, format);
  return format.format(typeof instant === 'number' ? instant : Date.parse(instant));
}

/**
 * The last millisecond of a day in a time zone, as a UTC instant. Found by search, so that it holds on days of 23 and
 * 25 hours and where clocks change at midnight.
 */
export function endOfDay(day: string, timeZone: string): string {
  const next = addDays(day, 1);
  const hourMs = 3_600_000;
  let before = Date.parse(`${next}T00:00:00Z`) - 16 * hourMs;
  let after = Date.parse(`${next}T00:00:00Z`) + 16 * hourMs;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (dayInZone(middle, timeZone) < next) before = middle;
    else after = middle;
  }
  return new Date(before).toISOString();
}
