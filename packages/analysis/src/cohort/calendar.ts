// Days and instants of a simulated trial, all in UTC.
import { addDays } from '@equipoise/trial';

/** The later of two days. */
export function laterDay(a: string, b: string): string {
  return a < b ? b : a;
}

/** The earlier of two days. */
export function earlierDay(a: string, b: string): string {
  return a < b ? a : b;
}

/** The same day, or the next Monday for a Saturday or Sunday. */
export function workingDay(day: string): string {
  const weekday = new Date(`${day}T00:00:00.000Z`).getUTCDay();
  if (weekday === 6) return addDays(day, 2);
  return weekday === 0 ? addDays(day, 1) : day;
}

/** Milliseconds since 1970 of a moment of a day. */
export function momentOf(day: string, minuteOfDay: number): number {
  return Date.parse(`${day}T00:00:00.000Z`) + Math.round(minuteOfDay * 60_000);
}

/** The day (YYYY-MM-DD) of milliseconds since 1970. */
export function dayOf(moment: number): string {
  return new Date(moment).toISOString().slice(0, 10);
}

/** An instant with milliseconds, as the record writes it. */
export function instantOf(moment: number): string {
  return new Date(moment).toISOString();
}
