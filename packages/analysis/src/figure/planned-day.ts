// Planned days of administrations and visits, counted from randomisation, by following the protocol's anchors.
import { type Administration, type Protocol, plannedDayOfAnchor, type Visit } from '@equipoise/trial';

/** A visit with its place in time; `day` is absent where the protocol does not say it. */
export interface PlannedVisit {
  readonly visit: Visit;
  readonly isBeforeRandomisation: boolean;
  readonly day?: number;
}

export interface PlannedAdministration {
  readonly administration: Administration;
  readonly day: number;
}

/** Administrations with the day after randomisation on which each is planned; those on an endless chain are left out. */
export function planAdministrations(protocol: Protocol): readonly PlannedAdministration[] {
  return protocol.administrations.flatMap((administration) => {
    const day = plannedDayOfAnchor(protocol, administration.id);
    return day === undefined ? [] : [{ administration, day }];
  });
}

/** Scheduled visits in the order of time (of the protocol, where days are missing or equal). */
export function planVisits(protocol: Protocol): readonly PlannedVisit[] {
  const planned = protocol.visits
    .filter((visit) => visit.unscheduled !== true)
    .map((visit): PlannedVisit => {
      if (visit.anchor === 'screening') return { visit, isBeforeRandomisation: true };
      const anchor = plannedDayOfAnchor(protocol, visit.anchor);
      if (anchor === undefined || visit.offsetDays === undefined) return { visit, isBeforeRandomisation: false };
      return { visit, isBeforeRandomisation: false, day: anchor + visit.offsetDays };
    });
  const before = planned
    .filter((each) => each.isBeforeRandomisation)
    .sort((a, b) => (a.visit.offsetDays ?? 0) - (b.visit.offsetDays ?? 0));
  const after = planned.filter((each) => !each.isBeforeRandomisation);
  const sorted = after.every((each) => each.day !== undefined)
    ? [...after].sort((a, b) => (a.day ?? 0) - (b.day ?? 0))
    : after;
  return [...before, ...sorted];
}
