// The table that a model is fitted to: one row for each participant of the set, with arms, covariates, response and offset.
import type { Analysis, Protocol } from '@equipoise/trial';
import { assignedTreatment } from '../derive/administration.js';
import type { DerivedTrial, EndpointValue, RandomisedParticipant, VisitValue } from '../derive/record.js';
import type { SetMembership } from '../set/analysis-set.js';

/** A row of a model: the response is absent where no visit contributes, a covariate where its value is missing. */
export interface ModelRow {
  readonly participant: RandomisedParticipant;
  readonly sequence: string;
  /** As assigned, or as received for safety sets; of the analysis' period, else of the first. Absent where none was received. */
  readonly treatment: string | undefined;
  readonly site: string;
  readonly nationalTrial: string | undefined;
  readonly response: number | undefined;
  /** Visits that contribute to the response. */
  readonly scansRead: number;
  /** Value of each endpoint that has one value for a participant. */
  readonly covariates: Readonly<Record<string, number | undefined>>;
  readonly visits: readonly VisitValue[];
}

/** What an estimate is made from. */
export interface EstimationInput {
  readonly analysis: Analysis;
  readonly protocol: Protocol;
  readonly trial: DerivedTrial;
  readonly set: SetMembership;
}

/** Rows in the order of participant ids. The response is that of the analysis' period; without a period, over all visits of the endpoint. */
export function modelRows({ analysis, protocol, trial, set }: EstimationInput): readonly ModelRow[] {
  const values = valuesByParticipant(trial);
  const nationalTrialOf = new Map(protocol.sites.map(({ id, nationalTrial }) => [id, nationalTrial]));
  const period = analysis.period ?? trial.periods[0] ?? protocol.periods[0]!.id;
  return set.members.map((participant) => {
    const own = values.get(participant.participantId) ?? [];
    const response = responseOf(analysis, own, protocol);
    const isAsReceived = set.definition.kind === 'asReceived';
    return {
      participant,
      sequence: participant.sequence,
      treatment: isAsReceived
        ? trial.receivedIn(participant.participantId, period)
        : assignedTreatment(protocol, participant.sequence, period),
      site: participant.siteId,
      nationalTrial: nationalTrialOf.get(participant.siteId),
      response: response.value,
      scansRead: response.contributing,
      covariates: Object.fromEntries(
        own.filter((value) => value.period === undefined).map(({ endpoint, value }) => [endpoint, value]),
      ),
      visits: response.visits,
    };
  });
}

/** Endpoint values of each participant. */
export function valuesByParticipant(trial: DerivedTrial): ReadonlyMap<string, readonly EndpointValue[]> {
  const values = new Map<string, EndpointValue[]>();
  for (const value of trial.endpointValues) {
    const own = values.get(value.participantId);
    if (own === undefined) values.set(value.participantId, [value]);
    else own.push(value);
  }
  return values;
}

/** The endpoint's value for an analysis. Values of several periods are joined by the endpoint's rule over all their visits. */
function responseOf(
  analysis: Analysis,
  own: readonly EndpointValue[],
  protocol: Protocol,
): Pick<EndpointValue, 'value' | 'contributing' | 'visits'> {
  const ofEndpoint = own.filter(({ endpoint }) => endpoint === analysis.endpoint);
  const inPeriod =
    analysis.period === undefined
      ? ofEndpoint
      : ofEndpoint.filter(({ period }) => period === undefined || period === analysis.period);
  const [first, ...others] = inPeriod;
  if (first === undefined) return { contributing: 0, visits: [] };
  if (others.length === 0) return first;
  return joinPeriods(inPeriod, protocol.endpoints.find(({ id }) => id === analysis.endpoint)?.summary);
}

function joinPeriods(values: readonly EndpointValue[], rule: string | undefined) {
  const visits = values.flatMap((value) => value.visits);
  const known = values.filter((one) => one.value !== undefined);
  const contributing = known.reduce((sum, one) => sum + one.contributing, 0);
  if (known.length === 0) return { contributing, visits };
  const total = known.reduce((sum, one) => sum + one.value! * (rule === 'mean' ? one.contributing : 1), 0);
  const joined = { sum: total, mean: total / contributing, value: known[0]!.value!, last: known.at(-1)!.value! };
  return { value: joined[(rule ?? 'sum') as keyof typeof joined], contributing, visits };
}
