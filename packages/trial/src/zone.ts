// Instants and the clocks on people's walls: days and times of day in an IANA time zone, across changes of the clock.
import { z } from 'zod';
import { addDays } from './calendar-day.js';
import { Instant } from './value.js';

/** Whether the environment knows a time zone of this name. */
export function isTimeZone(name: string): boolean {
  try {
    formatOf(name);
    return true;
  } catch {
    return false;
  }
}

export const TimeZoneName = z.string().max(64).refine(isTimeZone, 'an IANA time zone, such as "Europe/Rome"');

/** A moment and the zone in which the person who says so read the clock. */
export const ZonedInstant = z.strictObject({ at: Instant, zone: TimeZoneName });
export type ZonedInstant = z.infer<typeof ZonedInstant>;

const minuteMs = 60_000;

/** What the clock on the wall shows: day as YYYY-MM-DD, time as hh:mm, and minutes ahead of UTC. */
export function wallClock(instant: string, zone: string): { day: string; time: string; offsetMinutes: number } {
  const ms = Date.parse(instant);
  const parts = Object.fromEntries(
    formatOf(zone)
      .formatToParts(ms)
      .map(({ type, value }) => [type, value]),
  );
  const day = `${parts.year}-${parts.month}-${parts.day}`;
  const time = `${parts.hour}:${parts.minute}`;
  const shown = Date.parse(`${day}T${time}:00Z`);
  return { day, time, offsetMinutes: Math.round((shown - Math.floor(ms / minuteMs) * minuteMs) / minuteMs) };
}

/**
 * The instant at which clocks of a zone show this day and time (hh:mm). A time that occurs twice (clocks go back) is
 * the first of the two; one that clocks skip is as much later as they skip.
 */
export function instantAt(day: string, time: string, zone: string): string {
  const shown = Date.parse(`${day}T${time}:00Z`);
  const offsets = [addDays(day, -1), addDays(day, 1)].map(
    (near) => wallClock(`${near}T12:00:00.000Z`, zone).offsetMinutes,
  );
  const candidates = offsets.map((offset) => shown - offset * minuteMs);
  const exact = candidates.filter((ms) => {
    const clock = wallClock(new Date(ms).toISOString(), zone);
    return clock.day === day && clock.time === time;
  });
  // Where clocks skip the time no candidate shows it: the offset from before the change puts it after the gap.
  const found = exact.length > 0 ? Math.min(...exact) : candidates[0]!;
  return new Date(found).toISOString();
}

/** An instant as people read it on a label: "2026-03-29 10:00 +02:00 Europe/Rome". */
export function zonedText(instant: string, zone: string): string {
  const { day, time, offsetMinutes } = wallClock(instant, zone);
  const sign = offsetMinutes < 0 ? '-' : '+';
  const hours = String(Math.floor(Math.abs(offsetMinutes) / 60)).padStart(2, '0');
  const minutes = String(Math.abs(offsetMinutes) % 60).padStart(2, '0');
  return `${day} ${time} ${sign}${hours}:${minutes} ${zone}`;
}

/** The instant some hours after another. */
export function addHours(instant: string, hours: number): string {
  return new Date(Date.parse(instant) + hours * 60 * minuteMs).toISOString();
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  formats.set(zone, made);
  return made;
}
