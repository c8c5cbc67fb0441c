// What an analysis does about intercurrent events, by the strategies of its estimand, and about values that are missing.
import type { Endpoint } from '@equipoise/trial';
import { combine, deriveChanges } from '../derive/endpoint.js';
import { endedAt, isAfter, type Occurrence, occurrenceOf } from '../derive/intercurrent-event.js';
import type { EndpointValue, VisitValue } from '../derive/record.js';
import { labelOf } from '../text.js';
import type { EstimationInput } from './model-table.js';

/** The input with its data as the plan wants them, and sentences on what was done; or why that can't be. */
export type Handled =
  | {
      readonly ok: true;
      readonly input: EstimationInput;
      readonly text: readonly string[];
      readonly flags: readonly string[];
    }
  | { readonly ok: false; readonly reason: string };

type Strategy = 'hypothetical' | 'composite' | 'whileOnTreatment';

/**
 * Applies the estimand's strategies to the values of the analysis' endpoint. Treatment policy changes nothing. Hypothetical and while on
 * treatment take out what was recorded after the event (of a time to an event: end the time there); composite makes the event the end
 * of a time to an event. A value at a visit on the day of the event counts as before it.
 * @see ICH E9(R1) 2019, section A.3.2
 */
export function handleEvents(input: EstimationInput): Handled {
  const { analysis, protocol, trial } = input;
  const estimand = protocol.estimands?.find(({ id }) => id === analysis.estimand);
  const endpoint = protocol.endpoints.find(({ id }) => id === analysis.endpoint);
  const asIs: Handled = { ok: true, input, text: [], flags: [] };
  if (estimand === undefined || endpoint === undefined) return asIs;
  const named = estimand.intercurrentEvents.flatMap(({ event, strategy }) => {
    const definition = protocol.intercurrentEvents?.find(({ id }) => id === event);
    return definition === undefined ? [] : [{ definition, strategy, name: labelOf(definition.name, event) }];
  });
  const stratum = named.find(({ strategy }) => strategy === 'principalStratum');
  if (stratum !== undefined)
    return {
      ok: false,
      reason: `who would have "${stratum.name}" under the other treatment is not observed: no principal stratum`,
    };
  const composite = named.find(({ strategy }) => strategy === 'composite');
  if (composite !== undefined && endpoint.type !== 'timeToEvent')
    return { ok: false, reason: `the protocol does not say which value "${composite.name}" stands for` };
  const active = named.filter(({ strategy }) => strategy !== 'treatmentPolicy');
  if (active.length === 0) return asIs;
  const people = new Map(trial.randomised.map((participant) => [participant.participantId, participant]));
  const members = new Set(input.set.members.map(({ participantId }) => participantId));
  const counts = new Map<string, Set<string>>();
  const undated = new Set<string>();
  const endpointValues = changed(input, endpoint, (value) => {
    const participant = people.get(value.participantId);
    if (participant === undefined || !members.has(value.participantId)) return value;
    return active.reduce((own, { definition, strategy }) => {
      const occurrence = occurrenceOf(definition, participant, { trial, protocol });
      if (occurrence === undefined) return own;
      counts.set(definition.id, (counts.get(definition.id) ?? new Set()).add(value.participantId));
      const next = applied(own, { strategy: strategy as Strategy, occurrence, endpoint, protocol });
      if (next === undefined) undated.add(value.participantId);
      return next ?? own;
    }, value);
  });
  if (undated.size > 0)
    return {
      ok: false,
      reason: `${undated.size} with an intercurrent event of which no date tells what came after it`,
    };
  const text = active.map(({ definition, strategy, name }) => {
    const own = counts.get(definition.id)?.size ?? 0;
    return `${name} (${own}): ${actions[strategy as Strategy]}`;
  });
  return { ok: true, input: { ...input, trial: { ...trial, endpointValues } }, text, flags: [] };
}

const actions: Readonly<Record<Strategy, string>> = {
  hypothetical: 'hypothetical, values after it are taken as missing',
  whileOnTreatment: 'while on treatment, values after it are left out',
  composite: 'composite, it counts as the event',
};

/** The value after a strategy; undefined where no date tells what came after the event. */
function applied(
  value: EndpointValue,
  given: {
    readonly strategy: Strategy;
    readonly occurrence: Occurrence;
    readonly endpoint: Endpoint;
    readonly protocol: EstimationInput['protocol'];
  },
): EndpointValue | undefined {
  const { strategy, occurrence, endpoint, protocol } = given;
  if (endpoint.type === 'timeToEvent') {
    if (value.value === undefined) return value;
    return occurrence.day === undefined
      ? undefined
      : endedAt(value, occurrence.day, strategy === 'composite' ? 1 : 0, endpoint);
  }
  const judged = value.visits.map((visit) => ({ visit, after: isAfter(visit, occurrence, protocol) }));
  if (judged.some(({ visit, after }) => after === undefined && visit.status === 'contributes')) return undefined;
  const visits = judged.map(({ visit, after }) => (after === true ? withoutValue(visit) : visit));
  return recombined(value, endpoint, visits);
}

function withoutValue({ value: _, ...visit }: VisitValue): VisitValue {
  return { ...visit, status: 'missing', missing: 'after an intercurrent event' };
}

function recombined(value: EndpointValue, endpoint: Endpoint, visits: readonly VisitValue[]): EndpointValue {
  const { value: _, ...place } = value;
  return { ...place, ...combine(endpoint, visits) };
}

/** All endpoint values, those of the endpoint changed by a function that works on values before they become changes from baseline. */
function changed(
  { trial, protocol }: EstimationInput,
  endpoint: Endpoint,
  change: (value: EndpointValue) => EndpointValue,
): readonly EndpointValue[] {
  const isOwn = ({ endpoint: id }: EndpointValue) => id === endpoint.id;
  if (endpoint.change === undefined) return trial.endpointValues.map((value) => (isOwn(value) ? change(value) : value));
  const { from } = endpoint.change;
  const baselines = new Map(
    trial.endpointValues.filter(({ endpoint: id }) => id === from).map((value) => [value.participantId, value]),
  );
  return trial.endpointValues.map((value) => {
    if (!isOwn(value)) return value;
    const raw = recombined(value, endpoint, value.visits);
    const baseline = baselines.get(value.participantId);
    return deriveChanges([...(baseline === undefined ? [] : [baseline]), change(raw)], {
      ...protocol,
      endpoints: [endpoint],
    }).at(-1)!;
  });
}

/** Methods on which values can be imputed: those of which the model is one of the imputation too. */
export const imputable: ReadonlySet<string> = new Set(['nb-glm', 'ancova', 'mmrm']);

/** What is done about missing values before a method is called; imputation is the method's own. */
export function handleMissing(input: EstimationInput): Handled {
  const { analysis, protocol, trial, set } = input;
  const { missingData } = analysis;
  const endpoint = protocol.endpoints.find(({ id }) => id === analysis.endpoint);
  if (missingData === undefined || endpoint === undefined) return { ok: true, input, text: [], flags: [] };
  const done = (next: EstimationInput, text: string, flags: readonly string[] = []): Handled => ({
    ok: true,
    input: next,
    text: [text],
    flags,
  });
  switch (missingData.strategy) {
    case 'availableData':
      return done(input, 'available data');
    case 'completeCase': {
      const incomplete = new Set(
        trial.endpointValues
          .filter(
            (value) =>
              value.endpoint === analysis.endpoint &&
              (analysis.period === undefined || value.period === undefined || value.period === analysis.period) &&
              (value.visits.some(({ status }) => status !== 'contributes') || value.value === undefined),
          )
          .map(({ participantId }) => participantId),
      );
      const members = set.members.filter(({ participantId }) => !incomplete.has(participantId));
      const left = set.members.length - members.length;
      const flags = left > 0 ? [`${left} left out: not every value is there`] : [];
      return done({ ...input, set: { ...set, members } }, 'complete cases', flags);
    }
    case 'singleValue': {
      const { value } = missingData;
      if (value === 'worst' || value === 'best')
        return { ok: false, reason: `the protocol does not say which values are the ${value}` };
      if (endpoint.type === 'timeToEvent')
        return { ok: false, reason: 'a time to an event is censored, not filled in' };
      if (value === 'nonResponse' && endpoint.type !== 'binary')
        return { ok: false, reason: 'only a yes-or-no endpoint has a non-response' };
      let filled = 0;
      const endpointValues = changed(input, endpoint, (one) => {
        const own = { before: undefined as VisitValue | undefined };
        const earlier = value === 'lastObservation' ? earlierVisit(input, one) : undefined;
        const visits = one.visits.map((visit): VisitValue => {
          if (visit.status === 'contributes') {
            own.before = visit;
            return visit;
          }
          const from = value === 'nonResponse' ? 0 : (own.before ?? earlier)?.value;
          if (from === undefined) return visit;
          filled += 1;
          const { missing: _, ...rest } = visit;
          return { ...rest, status: 'contributes', value: from };
        });
        return recombined(one, endpoint, visits);
      });
      const text = value === 'nonResponse' ? 'missing taken as no' : 'last observation carried forward';
      return done({ ...input, trial: { ...trial, endpointValues } }, `${text} (${filled} values)`);
    }
    default:
      if (!imputable.has(analysis.method))
        return {
          ok: false,
          reason: `values are imputed for ${[...imputable].join(', ')} only, not for ${analysis.method}`,
        };
      return { ok: true, input, text: [], flags: [] };
  }
}

/** The last visit with a value before that of an endpoint with one value at each visit. */
function earlierVisit({ trial, protocol }: EstimationInput, one: EndpointValue): VisitValue | undefined {
  if (one.visit === undefined) return undefined;
  const order = protocol.visits.map(({ id }) => id);
  return trial.endpointValues
    .filter(
      ({ endpoint, participantId, visit, period }) =>
        endpoint === one.endpoint &&
        participantId === one.participantId &&
        period === one.period &&
        visit !== undefined &&
        order.indexOf(visit) < order.indexOf(one.visit!),
    )
    .flatMap(({ visits }) => visits)
    .filter(({ status }) => status === 'contributes')
    .at(-1);
}
