// Counts by visit and sequence, as they were recorded.
import type { Protocol } from '@equipoise/trial';
import type { DerivedTrial, VisitValue } from '../derive/record.js';
import type { VisitSummaryRow } from '../output.js';
import { distributionOf } from './distribution.js';

/** One row for each count endpoint that is no covariate, visit in the cut, and sequence; over all randomised participants. */
export function summariseVisits(trial: DerivedTrial, protocol: Protocol): readonly VisitSummaryRow[] {
  const sequenceOf = new Map(trial.randomised.map(({ participantId, sequence }) => [participantId, sequence]));
  const counts = protocol.endpoints.filter(({ type, role }) => type === 'count' && role !== 'covariate');
  return counts.flatMap(({ id: endpoint }) => {
    const values = trial.endpointValues
      .filter((value) => value.endpoint === endpoint && sequenceOf.has(value.participantId))
      .flatMap((value) => value.visits.map((visit) => ({ ...visit, sequence: sequenceOf.get(value.participantId)! })));
    const visits = protocol.visits.filter(({ id }) => values.some(({ visit }) => visit === id));
    return visits.flatMap(({ id: visit }) =>
      protocol.sequences.map(({ id: sequence }) =>
        summariseRow(
          { endpoint, visit, sequence },
          values.filter((value) => value.visit === visit && value.sequence === sequence),
        ),
      ),
    );
  });
}

function summariseRow(
  place: Pick<VisitSummaryRow, 'endpoint' | 'visit' | 'sequence'>,
  values: readonly VisitValue[],
): VisitSummaryRow {
  const counts = values.flatMap(({ status, value }) => (status === 'contributes' ? [value!] : []));
  const distribution = distributionOf(counts);
  return {
    ...place,
    n: counts.length,
    unreadable: values.filter(({ status }) => status === 'unreadable').length,
    missing: values.filter(({ status }) => status === 'missing').length,
    total: counts.reduce((a, b) => a + b, 0),
    mean: distribution?.mean ?? null,
    median: distribution?.median ?? null,
    q1: distribution?.q1 ?? null,
    q3: distribution?.q3 ?? null,
    zeros: counts.filter((count) => count === 0).length,
  };
}
