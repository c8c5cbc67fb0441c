// What of the record a data cut covers: its visits, all visits before randomisation, and what happened until its end.
import { addDays, isBeforeRandomisation, LOG_VISIT, type Protocol } from '@equipoise/trial';
import type { Snapshot } from '../snapshot.js';
import { byCodeUnits } from '../text.js';
import type { AdministrationRecord, FormRecord } from './record.js';

export interface CutScope {
  readonly covers: (visit: string) => boolean;
  /** Periods with a visit in the cut, in protocol order; all periods without a cut. */
  readonly periods: readonly string[];
  /** The last day that counts for a participant; undefined without a cut and where nothing bounds it. */
  readonly endOf: (
    forms: readonly FormRecord[],
    administrations: readonly AdministrationRecord[],
  ) => string | undefined;
}

/**
 * The scope of a snapshot's cut. A participant's cut ends with the day of the last planned visit that it covers, and before the day
 * of the first administration in a period that it does not cover; where neither is known nothing bounds it.
 */
export function cutScope(protocol: Protocol, cut: Snapshot['cut']): CutScope {
  if (cut === undefined) {
    return { covers: () => true, periods: protocol.periods.map((period) => period.id), endOf: () => undefined };
  }
  const listed = new Set(cut.visits);
  const covered = new Set(
    protocol.visits
      .filter((visit) => listed.has(visit.id) || isBeforeRandomisation(visit, protocol.epochs))
      .map((visit) => visit.id),
  );
  const periods = protocol.periods
    .map((period) => period.id)
    .filter((period) => protocol.visits.some((visit) => visit.period === period && covered.has(visit.id)));
  const lastVisit = protocol.visits.filter((visit) => covered.has(visit.id) && visit.unscheduled !== true).at(-1)?.id;
  return {
    // A log is kept beside the visits: its entries bear days of their own.
    covers: (visit) => visit === LOG_VISIT || covered.has(visit),
    periods,
    endOf: (forms, administrations) => {
      const ends = [
        forms.find((form) => form.visit === lastVisit && form.happenedOn !== null)?.happenedOn?.latest,
        ...administrations
          .filter((administration) => !periods.includes(administration.period))
          .map(({ givenOn }) => (givenOn === null ? undefined : addDays(givenOn.earliest, -1))),
      ].filter((day) => day !== undefined);
      return ends.toSorted(byCodeUnits)[0];
    },
  };
}
