// The planned order of a protocol's visits and administrations, in days after randomisation.
import {
  type Administration,
  isBeforeRandomisation,
  type Protocol,
  plannedDayOfAnchor,
  type Visit,
} from '@equipoise/trial';
import type { Scenario } from './scenario-schema.js';

/** A visit or an administration, with its planned day after randomisation and the index of its period. */
export type Milestone =
  | { readonly kind: 'visit'; readonly visit: Visit; readonly plannedDay: number; readonly period: number }
  | {
      readonly kind: 'administration';
      readonly administration: Administration;
      readonly plannedDay: number;
      readonly period: number;
    };

export interface Timetable {
  /** Scheduled visits before randomisation, in order; days are counted from screening. */
  readonly before: readonly { readonly visit: Visit; readonly screeningDay: number }[];
  /** All that follows randomisation, in planned order. */
  readonly after: readonly Milestone[];
}

/** Days between visits where neither protocol nor scenario says when a visit is planned. */
const daysBetweenUnplannedVisits = 28;

/** Lays out a protocol's visits and administrations. Unscheduled visits have no place in it. */
export function timetableOf(protocol: Protocol, scenario: Scenario): Timetable {
  const offsets = visitOffsets(protocol, scenario);
  const scheduled = protocol.visits.filter((visit) => visit.unscheduled !== true);
  const before = scheduled
    .filter((visit) => isBeforeRandomisation(visit, protocol.epochs))
    .map((visit) => ({ visit, screeningDay: visit.anchor === 'screening' ? (offsets.get(visit.id) ?? 0) : Infinity }))
    .sort((a, b) => a.screeningDay - b.screeningDay);
  const after: Milestone[] = [
    ...scheduled
      .filter((visit) => !isBeforeRandomisation(visit, protocol.epochs))
      .map((visit) => ({
        kind: 'visit' as const,
        visit,
        plannedDay: (plannedDayOfAnchor(protocol, visit.anchor) ?? 0) + (offsets.get(visit.id) ?? 0),
        period: periodIndex(protocol, visit.period),
      })),
    ...protocol.administrations.map((administration) => ({
      kind: 'administration' as const,
      administration,
      plannedDay: plannedDayOfAnchor(protocol, administration.id) ?? 0,
      period: periodIndex(protocol, administration.period),
    })),
  ];
  after.sort((a, b) => a.plannedDay - b.plannedDay || rank(a) - rank(b));
  return { before, after };
}

/** Index of a period of the protocol; the first where a visit names none. */
export function periodIndex(protocol: Protocol, period: string | undefined): number {
  return Math.max(
    0,
    protocol.periods.findIndex((candidate) => candidate.id === period),
  );
}

/** On one day, what is recorded at a visit comes before what is given. */
function rank(milestone: Milestone): number {
  return milestone.kind === 'visit' ? 0 : 1;
}

function visitOffsets(protocol: Protocol, scenario: Scenario): ReadonlyMap<string, number> {
  const seen = new Map<string, number>();
  const offsets = new Map<string, number>();
  for (const visit of protocol.visits) {
    const earlier = seen.get(visit.anchor) ?? 0;
    seen.set(visit.anchor, earlier + 1);
    const unplanned = (earlier + (visit.anchor === 'screening' ? 0 : 1)) * daysBetweenUnplannedVisits;
    offsets.set(visit.id, visit.offsetDays ?? scenario.visits?.days?.[visit.id] ?? unplanned);
  }
  return offsets;
}

/** The offset of a scheduled visit from its anchor, in days. */
export function offsetDaysOf(protocol: Protocol, scenario: Scenario, visit: Visit): number {
  return visitOffsets(protocol, scenario).get(visit.id) ?? 0;
}
