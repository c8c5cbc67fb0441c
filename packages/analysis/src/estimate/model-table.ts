// The rows that a method is given: participants of the set, or their periods or visits, with arms, covariates and response.
import { type Analysis, compiledRule, type Endpoint, type Protocol, type Variables } from '@equipoise/trial';
import { assignedTreatment } from '../derive/administration.js';
import type { DerivedTrial, EndpointValue, RandomisedParticipant, VisitValue } from '../derive/record.js';
import type { SetMembership } from '../set/analysis-set.js';

/** A row of a model: the response is absent where no visit contributes, a covariate where its value is missing. */
export interface ModelRow {
  readonly participant: RandomisedParticipant;
  readonly sequence: string;
  /** As assigned, or as received for safety sets; of the row's period, else of the analysis' period, else of the first. Absent where none was received. */
  readonly treatment: string | undefined;
  /** Of a factorial design: the level of each factor that the treatment has. */
  readonly factors: Readonly<Record<string, string>>;
  readonly site: string;
  readonly nationalTrial: string | undefined;
  /** The period and the visit, of rows that are not one for each participant. */
  readonly period: string | undefined;
  readonly visit: string | undefined;
  readonly response: number | undefined;
  /** Of a time to an event: 1 the event, 2 a competing event, 0 neither. */
  readonly event: 0 | 1 | 2 | undefined;
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

/**
 * One row for each participant of the set (and of the analysis' subset), in the order of participant ids. The response is that of
 * the analysis' period; without a period, over all visits of the endpoint.
 */
export function modelRows(input: EstimationInput): readonly ModelRow[] {
  const { analysis, protocol } = input;
  return membersWithValues(input).map(({ participant, own, covariates }) =>
    rowOf(input, { participant, covariates, value: responseOf(analysis, own, protocol) }),
  );
}

/** One row for each participant and period or visit that the endpoint has a value for, in the protocol's order; else as `modelRows`. */
export function longRows(input: EstimationInput): readonly ModelRow[] {
  const { analysis } = input;
  return membersWithValues(input).flatMap(({ participant, own, covariates }) =>
    own
      .filter(({ endpoint, period }) => endpoint === analysis.endpoint && isInPeriod(analysis, period))
      .map((value) => rowOf(input, { participant, covariates, value })),
  );
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

interface Member {
  readonly participant: RandomisedParticipant;
  readonly own: readonly EndpointValue[];
  readonly covariates: ModelRow['covariates'];
}

function membersWithValues(input: EstimationInput): readonly Member[] {
  const values = valuesByParticipant(input.trial);
  const isInSubset = subsetRule(input);
  return input.set.members
    .map((participant): Member => {
      const own = values.get(participant.participantId) ?? [];
      const single = own.filter(({ period, visit }) => period === undefined && visit === undefined);
      return {
        participant,
        own,
        covariates: Object.fromEntries(single.map(({ endpoint, value }) => [endpoint, value])),
      };
    })
    .filter(({ covariates }) => isInSubset(covariates));
}

/** Whether a participant is in the subset of the analysis; one whose covariates do not tell is not. */
function subsetRule({ analysis, protocol }: EstimationInput): (covariates: ModelRow['covariates']) => boolean {
  const { subset } = analysis;
  if (subset === undefined) return () => true;
  const named = protocol.endpoints.filter(({ role }) => role === 'covariate');
  const variables: Variables = Object.fromEntries(named.map(({ id }) => [id, 'number' as const]));
  const rule = compiledRule(protocol, subset, { variables });
  return (covariates) => {
    const evaluation = rule.evaluate(covariates);
    return 'value' in evaluation && evaluation.value === true;
  };
}

type Response = Pick<EndpointValue, 'value' | 'contributing' | 'visits' | 'period' | 'visit' | 'event'>;

function rowOf(
  { analysis, protocol, trial, set }: EstimationInput,
  { participant, covariates, value }: Omit<Member, 'own'> & { readonly value: Response },
): ModelRow {
  const period =
    value.period ?? periodOf(value, protocol) ?? analysis.period ?? trial.periods[0] ?? protocol.periods[0]!.id;
  const isAsReceived = set.definition.kind === 'asReceived';
  const treatment = isAsReceived
    ? trial.receivedIn(participant.participantId, period)
    : assignedTreatment(protocol, participant.sequence, period);
  return {
    participant,
    sequence: participant.sequence,
    treatment,
    factors: protocol.treatments.find(({ id }) => id === treatment)?.levels ?? {},
    site: participant.siteId,
    nationalTrial: protocol.sites.find(({ id }) => id === participant.siteId)?.nationalTrial,
    period: value.period ?? periodOf(value, protocol),
    visit: value.visit,
    response: value.value,
    event: value.event,
    scansRead: value.contributing,
    covariates,
    visits: value.visits,
  };
}

/** The period in which the row's visit lies. */
function periodOf({ visit }: Response, protocol: Protocol): string | undefined {
  return visit === undefined ? undefined : protocol.visits.find(({ id }) => id === visit)?.period;
}

function isInPeriod(analysis: Analysis, period: string | undefined): boolean {
  return analysis.period === undefined || period === undefined || period === analysis.period;
}

/** The endpoint's value for an analysis. Values of several periods or visits are joined by the endpoint's rule over all their visits. */
function responseOf(analysis: Analysis, own: readonly EndpointValue[], protocol: Protocol): Response {
  const endpoint = protocol.endpoints.find(({ id }) => id === analysis.endpoint);
  const visit = analysis.effect.visit;
  const values = own.filter(
    (value) =>
      value.endpoint === analysis.endpoint &&
      isInPeriod(analysis, value.period) &&
      (visit === undefined || value.visit === undefined || value.visit === visit),
  );
  const [first, ...others] = values;
  if (first === undefined) return { contributing: 0, visits: [] };
  return others.length === 0 ? first : joined(values, endpoint?.summary ?? 'sum');
}

function joined(values: readonly EndpointValue[], rule: Endpoint['summary']): Response {
  const visits = values.flatMap((value) => value.visits);
  const known = values.flatMap((one) =>
    one.value === undefined ? [] : [{ value: one.value, weight: one.contributing }],
  );
  const contributing = known.reduce((sum, { weight }) => sum + weight, 0);
  if (known.length === 0) return { contributing, visits };
  return { value: joinedValue(known, rule), contributing, visits };
}

function joinedValue(
  known: readonly { readonly value: number; readonly weight: number }[],
  rule: Endpoint['summary'],
): number {
  const values = known.map(({ value }) => value);
  const total = (weighted: boolean) =>
    known.reduce((sum, { value, weight }) => sum + value * (weighted ? weight : 1), 0);
  switch (rule) {
    case 'mean':
    case 'byVisit':
      return total(true) / known.reduce((sum, { weight }) => sum + weight, 0);
    case 'value':
    case 'first':
      return values[0]!;
    case 'last':
      return values.at(-1)!;
    case 'min':
    case 'all':
    case 'timeToFirst':
      return Math.min(...values);
    case 'max':
    case 'any':
      return Math.max(...values);
    case 'sum':
      return total(false);
  }
}
