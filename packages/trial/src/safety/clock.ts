// The clocks of a serious event: who must be told by when, in the zone of the recipient.
import { addDays } from '../calendar-day.js';
import type { SafetyCase } from '../evolve/safety-state.js';
import { reportKey } from '../evolve/safety-state.js';
import type { AdverseEvents, Protocol } from '../protocol/schema.js';
import { instantAt, wallClock } from '../zone.js';
import { type Classification, classify } from './classification.js';

export type ReportingClock = NonNullable<AdverseEvents['clocks']>[number];

export interface RunningClock {
  readonly adverseEventId: string;
  /** Id of the clock in the protocol. */
  readonly clock: string;
  readonly part: 'initial' | 'followUp';
  /** Day 0: when the sponsor first held the minimum criteria (ICH E2A III.B; Regulation (EU) 536/2014, annex III 2.4). */
  readonly startsAt: string;
  /** The last moment at which a report is in time. */
  readonly dueAt: string;
  /** Of suspected unexpected serious adverse reactions: what becomes of it is sealed. */
  readonly isSealed: boolean;
  /** Runs although the sponsor has not judged the event yet, as if it were suspected and unexpected. */
  readonly isProvisional: boolean;
  /** Only of clocks that are not sealed. */
  readonly sentAt?: string;
  readonly receipt?: string;
}

/** Whether what becomes of a clock is sealed: only an active treatment is reported, so that an answer would tell it. */
export function isSealedClock(clock: Pick<ReportingClock, 'events'>): boolean {
  return clock.events === 'fatalOrLifeThreateningSusar' || clock.events === 'otherSusar';
}

/** The clocks that count for the events of a site. */
export function clocksOfSite(protocol: Protocol, siteId: string): readonly ReportingClock[] {
  const national = protocol.sites.find((site) => site.id === siteId)?.nationalTrial;
  return (protocol.adverseEvents?.clocks ?? []).filter(
    ({ nationalTrials }) =>
      nationalTrials === undefined || (national !== undefined && nationalTrials.includes(national)),
  );
}

/** Every clock that runs, or ran until its report was sent, for one case at a site. */
export function runningClocks(protocol: Protocol, siteId: string, one: SafetyCase): readonly RunningClock[] {
  const classification = classify(protocol, one);
  return clocksOfSite(protocol, siteId).flatMap((clock) => {
    const startsAt = startOf(clock, one, classification);
    if (startsAt === undefined) return [];
    const parts = clock.followUpDays === undefined ? (['initial'] as const) : (['initial', 'followUp'] as const);
    return parts.map((part): RunningClock => {
      const isSealed = isSealedClock(clock);
      const report = isSealed ? undefined : one.reports[reportKey({ clock: clock.id, part })];
      return {
        adverseEventId: one.adverseEventId,
        clock: clock.id,
        part,
        startsAt,
        dueAt: dueAt(clock, part, startsAt),
        isSealed,
        isProvisional: isSealed && !classification.isAssessed,
        ...(report === undefined ? {} : { sentAt: report.sentAt }),
        ...(report?.receipt === undefined ? {} : { receipt: report.receipt }),
      };
    });
  });
}

/** The last moment of a clock's part that starts at an instant: the end of a day there, or to the hour. */
export function dueAt(clock: ReportingClock, part: 'initial' | 'followUp', startsAt: string): string {
  const units = clock.days + (part === 'followUp' ? (clock.followUpDays ?? 0) : 0);
  if (clock.unit === 'hours') return new Date(Date.parse(startsAt) + units * 3_600_000).toISOString();
  const zone = clock.timeZone ?? 'UTC';
  const dayZero = wallClock(startsAt, zone).day;
  const whole = Math.floor(units);
  return endOfDay(clock.unit === 'workingDays' ? addWorkingDays(dayZero, whole) : addDays(dayZero, whole), zone);
}

/** What everybody may know of a clock. Of a sealed one it follows from the clock alone, never from what was done. */
export function clockState(
  clock: Pick<RunningClock, 'dueAt' | 'isSealed' | 'sentAt'>,
  now: string,
): 'due' | 'overdue' | 'sent' | 'sentLate' | 'withPharmacovigilance' | 'acknowledged' {
  if (clock.isSealed) return now <= clock.dueAt ? 'withPharmacovigilance' : 'acknowledged';
  if (clock.sentAt === undefined) return now <= clock.dueAt ? 'due' : 'overdue';
  return clock.sentAt <= clock.dueAt ? 'sent' : 'sentLate';
}

/** The instant at which a share of a clock has run. */
export function instantOfShare(clock: Pick<RunningClock, 'startsAt' | 'dueAt'>, share: number): string {
  const [from, to] = [Date.parse(clock.startsAt), Date.parse(clock.dueAt)];
  return new Date(Math.round(from + (to - from) * share)).toISOString();
}

/** Hours from when the site learned of a serious event until the sponsor held it; undefined where the site didn't say. */
export function hoursToSponsor(one: SafetyCase): number | undefined {
  if (one.awareAt === undefined || one.reportedAt === undefined) return undefined;
  return (Date.parse(one.reportedAt) - Date.parse(one.awareAt)) / 3_600_000;
}

/** The last millisecond of a day in a zone, on days of 23 and 25 hours as well. */
function endOfDay(day: string, zone: string): string {
  return new Date(Date.parse(instantAt(addDays(day, 1), '00:00', zone)) - 1).toISOString();
}

function startOf(clock: ReportingClock, one: SafetyCase, is: Classification): string | undefined {
  const isReaction = is.isSerious && is.isSuspected && is.isUnexpected;
  switch (clock.events) {
    case 'fatalOrLifeThreateningSusar':
      return isReaction && is.isFatalOrLifeThreatening ? one.fatalSince : undefined;
    case 'otherSusar':
      return isReaction && !is.isFatalOrLifeThreatening ? one.seriousSince : undefined;
    case 'serious':
      return is.isSerious ? one.seriousSince : undefined;
    case 'any':
      return one.heldSince;
  }
}

function addWorkingDays(from: string, days: number): string {
  let day = from;
  for (let counted = 0; counted < days; ) {
    day = addDays(day, 1);
    const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
    if (weekday !== 0 && weekday !== 6) counted += 1;
  }
  return day;
}
