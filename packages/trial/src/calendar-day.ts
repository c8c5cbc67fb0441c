// Days of the calendar as YYYY-MM-DD: no clock and no time zone plays a part.

const dayMs = 86_400_000;

/** Days that were asked for, as calendars ask for the same ones again and again. */
const later = new Map<string, Map<number, string>>();
const mostDays = 2000;

/** The day `days` after a day, or before it where negative. Both as YYYY-MM-DD. */
export function addDays(day: string, days: number): string {
  const known = later.get(day)?.get(days);
  if (known !== undefined) return known;
  const found = new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);
  if (later.size >= mostDays) later.clear();
  const ofDay = later.get(day) ?? new Map<number, string>();
  if (ofDay.size >= mostDays) ofDay.clear();
  later.set(day, ofDay.set(days, found));
  return found;
}

/** Days from one day to another, negative where `to` comes first. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / dayMs);
}
