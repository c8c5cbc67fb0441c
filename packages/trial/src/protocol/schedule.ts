// When visits and administrations are planned: in days of the trial for drawing, in dates and windows for a participant.
import type { Protocol, Visit } from './schema.js';

/** One planned visit or administration. Unscheduled visits are not among them. */
export interface PlannedEvent {
  readonly kind: 'visit' | 'administration';
  readonly id: string;
  /** Absent for what comes before randomisation. */
  readonly period: string | undefined;
  /** What its day is counted from: "screening", "randomisation" or an administration. */
  readonly anchor: string;
  /** Days after the anchor; absent where the plan does not say. */
  readonly offsetDays: number | undefined;
  /** Days after randomisation, with every anchor on its planned day; absent for "screening" and where the plan does not say. */
  readonly day: number | undefined;
}

/** A first and a last day, as YYYY-MM-DD, with the planned day between. */
export interface VisitWindow {
  readonly first: string;
  readonly planned: string;
  readonly last: string;
}

/**
 * The whole plan in the order of time: what is counted from screening first, then by day. On the same day the earlier
 * period comes first, and visits before the administration (a baseline comes before what is given); where no day is known,
 * the order of the protocol holds.
 */
export function listPlannedEvents(protocol: Protocol): readonly PlannedEvent[] {
  const visits = protocol.visits
    .filter((visit) => !visit.unscheduled)
    .map((visit) => plannedEvent(protocol, 'visit', { ...visit, period: visit.period }));
  const administrations = protocol.administrations.map((administration) =>
    plannedEvent(protocol, 'administration', {
      id: administration.id,
      period: administration.period,
      anchor: administration.anchor.from,
      offsetDays: administration.anchor.offsetDays,
    }),
  );
  return [...visits, ...administrations]
    .map((event, index) => ({ event, index }))
    .sort((a, b) => compareEvents(protocol, a.event, b.event) || a.index - b.index)
    .map(({ event }) => event);
}

/** Days from randomisation to the planned day of an anchor; undefined for "screening" and for what leads nowhere. */
export function plannedDayOfAnchor(protocol: Protocol, anchor: string): number | undefined {
  let day = 0;
  let current = anchor;
  const seen = new Set<string>();
  while (current !== 'randomisation') {
    const administration = protocol.administrations.find((candidate) => candidate.id === current);
    if (administration === undefined || seen.has(current)) return undefined;
    seen.add(current);
    day += administration.anchor.offsetDays;
    current = administration.anchor.from;
  }
  return day;
}

/** Planned visits of a period, in the order of time. */
export function visitsOfPeriod(protocol: Protocol, periodId: string): readonly Visit[] {
  return listPlannedEvents(protocol).flatMap((event) => {
    if (event.kind !== 'visit' || event.period !== periodId) return [];
    return protocol.visits.filter((visit) => visit.id === event.id);
  });
}

/**
 * The window of a visit for a participant, from the dates on which the anchors happened (keys: "screening",
 * "randomisation", administrations; values YYYY-MM-DD). Undefined where the anchor has not happened, where its day is
 * not known, or where the protocol states no day. A visit without `windowDays` has an open window: undefined too.
 * Throws where the protocol has no such visit.
 */
export function visitWindow(
  protocol: Protocol,
  visitId: string,
  anchorDates: Readonly<Record<string, string | undefined>>,
): VisitWindow | undefined {
  const visit = protocol.visits.find((candidate) => candidate.id === visitId);
  if (!visit) throw new Error(`the protocol has no visit "${visitId}"`);
  const date = anchorDates[visit.anchor];
  if (date === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(date)) return undefined;
  if (visit.offsetDays === undefined || !visit.windowDays) return undefined;
  return {
    first: addDays(date, visit.offsetDays - visit.windowDays.before),
    planned: addDays(date, visit.offsetDays),
    last: addDays(date, visit.offsetDays + visit.windowDays.after),
  };
}

/** The date so many days later (earlier where negative), as YYYY-MM-DD. */
export function addDays(date: string, days: number): string {
  const start = Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)) - 1, Number(date.slice(8, 10)));
  return new Date(start + days * 86_400_000).toISOString().slice(0, 10);
}

interface Plan {
  readonly id: string;
  readonly period: string | undefined;
  readonly anchor: string;
  readonly offsetDays?: number | undefined;
}

function plannedEvent(protocol: Protocol, kind: PlannedEvent['kind'], plan: Plan): PlannedEvent {
  const from = plannedDayOfAnchor(protocol, plan.anchor);
  const day = from === undefined || plan.offsetDays === undefined ? undefined : from + plan.offsetDays;
  return { kind, id: plan.id, period: plan.period, anchor: plan.anchor, offsetDays: plan.offsetDays, day };
}

function compareEvents(protocol: Protocol, a: PlannedEvent, b: PlannedEvent): number {
  const isScreening = (event: PlannedEvent) => Number(event.anchor !== 'screening');
  if (isScreening(a) !== isScreening(b)) return isScreening(a) - isScreening(b);
  if (a.anchor === 'screening') return (a.offsetDays ?? 0) - (b.offsetDays ?? 0);
  if (a.day === undefined || b.day === undefined) return placeOfPeriod(protocol, a) - placeOfPeriod(protocol, b);
  if (a.day !== b.day) return a.day - b.day;
  if (a.period !== b.period) return placeOfPeriod(protocol, a) - placeOfPeriod(protocol, b);
  // Baseline is measured before what is given on that day.
  return Number(a.kind === 'administration') - Number(b.kind === 'administration');
}

function placeOfPeriod(protocol: Protocol, event: PlannedEvent): number {
  return protocol.periods.findIndex((period) => period.id === event.period);
}
