// Days that have not come yet: what is recorded has happened.
import type { Command } from '../../command/catalogue.js';
import { type Refusal, refuse } from '../../refusal.js';
import type { Situation } from '../situation.js';

/** The days in bodies of commands on which something happened. */
const pastDays = [
  'happenedOn',
  'screenedOn',
  'givenOn',
  'assessedOn',
  'randomisedOn',
  'harvestedOn',
  'withdrawnOn',
  'transferredOn',
  'occurredOn',
] as const;

/**
 * A day after today at the site. A partial date is in the future where no day of it has come. Asked of live trials alone: the clock
 * of a rehearsal and of an import is simulated, and says nothing of the calendar.
 */
export function futureRefusal({ body }: Command, { trial, protocol, siteId, now }: Situation): Refusal | undefined {
  if (trial.creation?.mode !== 'live') return undefined;
  const today = dayAt(now, protocol.sites.find(({ id }) => id === siteId)?.timeZone);
  const values = body as Readonly<Record<string, unknown>>;
  const late = pastDays.filter((key) => {
    const day = values[key];
    return typeof day === 'string' && day.slice(0, 10) > today.slice(0, day.length);
  });
  if (late.length === 0) return undefined;
  const text = `Not yet: ${late.map((key) => `${key} ${String(values[key])}`).join(', ')}; today is ${today}.`;
  return refuse('date-in-future', text, { items: late, today });
}

/** The day of an instant in a time zone; where the zone is not known, the latest day that it is anywhere (UTC+14). */
export function dayAt(now: string, timeZone: string | undefined): string {
  if (timeZone === undefined) return new Date(Date.parse(now) + 14 * 3_600_000).toISOString().slice(0, 10);
  return new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(
    new Date(now),
  );
}
