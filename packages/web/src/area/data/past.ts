// A day of the past: its end as an instant, the part of the record before it, and how the trial stood then.
import type { RowOf } from '../../api/view.js';

export type AuditRow = RowOf<'audit'>;
export type HeldRow = RowOf<'accessOn'>;

/** Types of events that are counted, each with its history behind it. */
export const countedTypes = [
  'ParticipantScreened',
  'ParticipantRandomised',
  'ParticipantWithdrawn',
  'AdverseEventReported',
  'DeviationRecorded',
  'CodeBroken',
] as const;
export type CountedType = (typeof countedTypes)[number];

/** Events of the trial that people go to. */
export const milestoneTypes = ['WentLive', 'DataCutMade', 'TrialLocked', 'TrialUnblinded'] as const;

/** The day of the record that goes on: its days are those of UTC. */
export function todayUtc(): string {
  return new Date().toISOString().slice(0, 10);
}

/** The instant after the last one of a day (UTC): the record before it is that of the day. */
export function endOfDay(day: string): string {
  const next = new Date(`${day}T00:00:00.000Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  return next.toISOString();
}

/** Where a window of so many days before the end of a day begins; undefined for everything. */
export function beginOfWindow(day: string, days: number | 'all'): string | undefined {
  if (days === 'all') return undefined;
  const begin = new Date(endOfDay(day));
  begin.setUTCDate(begin.getUTCDate() - days);
  return begin.toISOString();
}

/** The version of the protocol under which the last of these events was recorded. */
export function versionAt(events: readonly AuditRow[]): string | undefined {
  return events.at(-1)?.protocol_version;
}

/** How many people hold a role. */
export function peopleIn(held: readonly HeldRow[]): number {
  return new Set(held.map(({ actor_id }) => actor_id)).size;
}

/** What an event holds, laid out to be read; long texts are cut with their length. */
export function payloadText(payload: string | null): string | undefined {
  if (payload === null) return undefined;
  const parsed = JSON.parse(payload, (_key, value: unknown) =>
    typeof value === 'string' && value.length > 2000 ? `${value.slice(0, 2000)}… (${value.length})` : value,
  ) as unknown;
  return JSON.stringify(parsed, undefined, 2);
}
