// Endpoint values: one number for each participant, or participant and period, made of recorded items as the protocol says.
import { type Endpoint, type ItemValue, isMissing, type Protocol } from '@equipoise/trial';
import type { EndpointValue, FormRecord, VisitValue } from './record.js';
import { type Course, deriveTimeToEvent } from './time-to-event.js';

/** The rules of an endpoint, compiled; what they read of other visits is looked up among the participant's forms. */
export interface EndpointRules {
  /** Whether a form's visit contributes; undefined where items that the rule needs are missing. */
  readonly readable: (form: FormRecord) => boolean | undefined;
  /** The value at a visit, calculated in place of the item; undefined for endpoints that are not calculated. */
  readonly value: ((form: FormRecord, forms: readonly FormRecord[]) => ItemValue) | undefined;
  /** The number that stands for a code of an ordinal endpoint. */
  readonly score: (value: ItemValue) => number | undefined;
  readonly event: (form: FormRecord) => boolean;
  readonly competing: (form: FormRecord) => boolean;
}

interface EndpointScope {
  readonly protocol: Protocol;
  readonly covers: (visit: string) => boolean;
  readonly rules: (endpoint: Endpoint) => EndpointRules;
}

/**
 * The values of one endpoint for one participant: one; one for each period of `visitsByPeriod` that the scope covers; or, where its
 * summary is `byVisit`, one for each visit. Changes from baseline are made afterwards, by {@link deriveChanges}.
 */
export function deriveEndpoint(endpoint: Endpoint, course: Course, scope: EndpointScope): readonly EndpointValue[] {
  const rules = scope.rules(endpoint);
  const { participantId } = course.participant;
  if (endpoint.type === 'timeToEvent')
    return [deriveTimeToEvent(endpoint, course, { protocol: scope.protocol, rules })];
  const valueOver = (visits: readonly string[], place: Pick<EndpointValue, 'period' | 'visit'> = {}): EndpointValue => {
    const values = visits.map((visit) =>
      visitValue({ endpoint, visit, period: place.period, forms: course.forms, rules }),
    );
    return { endpoint: endpoint.id, participantId, ...place, ...combine(endpoint, values) };
  };
  const over = (visits: readonly string[], period?: string): readonly EndpointValue[] => {
    const covered = visits.filter(scope.covers);
    const place = period === undefined ? {} : { period };
    if (endpoint.summary === 'byVisit') return covered.map((visit) => valueOver([visit], { ...place, visit }));
    return period !== undefined && covered.length === 0 ? [] : [valueOver(covered, place)];
  };
  if (endpoint.visitsByPeriod === undefined) return over(visitsOf(endpoint, scope.protocol));
  const byPeriod = endpoint.visitsByPeriod;
  return scope.protocol.periods.flatMap(({ id }) => over(byPeriod[id] ?? [], id));
}

/** The values with those of change endpoints turned into changes; without a baseline there is none. */
export function deriveChanges(values: readonly EndpointValue[], protocol: Protocol): readonly EndpointValue[] {
  const changes = new Map(protocol.endpoints.flatMap(({ id, change }) => (change === undefined ? [] : [[id, change]])));
  if (changes.size === 0) return values;
  const baseline = new Map(
    values
      .filter(({ period, visit }) => period === undefined && visit === undefined)
      .map((one) => [one.endpoint, one.value]),
  );
  return values.map((one) => {
    const change = changes.get(one.endpoint);
    if (change === undefined) return one;
    const { value, ...rest } = one;
    const from = baseline.get(change.from);
    if (value === undefined || from === undefined) return { ...rest, contributing: 0 };
    const changed = { difference: value - from, ratio: value / from, percent: 100 * (value / from - 1) }[change.as];
    return Number.isFinite(changed) ? { ...one, value: changed } : { ...rest, contributing: 0 };
  });
}

/** The endpoint's visits; where it names none, every planned visit that has its form. */
export function visitsOf(endpoint: Endpoint, protocol: Protocol): readonly string[] {
  if (endpoint.visits !== undefined) return endpoint.visits;
  if (endpoint.visitsByPeriod !== undefined) return Object.values(endpoint.visitsByPeriod).flat();
  return protocol.visits.filter((visit) => visit.forms.includes(endpoint.item.form)).map((visit) => visit.id);
}

interface VisitOfEndpoint {
  readonly endpoint: Endpoint;
  readonly visit: string;
  readonly period: string | undefined;
  readonly forms: readonly FormRecord[];
  readonly rules: EndpointRules;
}

/** The latest occurrence of the form that contributes; where none does, the latest occurrence says why. */
function visitValue({ endpoint, visit, period, forms, rules }: VisitOfEndpoint): VisitValue {
  const place = { visit, ...(period !== undefined && { period }) };
  const occurrences = forms
    .filter((form) => form.visit === visit && form.form === endpoint.item.form)
    .sort((a, b) => a.occurrence - b.occurrence)
    .map((form) => ({
      ...place,
      ...readItem(form, { endpoint, forms, rules }),
      ...(form.happenedOn !== null && { day: form.happenedOn.latest }),
      hashes: form.hashes,
    }));
  return (
    occurrences.findLast((value) => value.status === 'contributes') ??
    occurrences.at(-1) ?? { ...place, status: 'missing', missing: 'not recorded', hashes: [] }
  );
}

function readItem(
  form: FormRecord,
  { endpoint, forms, rules }: Pick<VisitOfEndpoint, 'endpoint' | 'forms' | 'rules'>,
): Pick<VisitValue, 'status' | 'value' | 'missing'> {
  const recorded = rules.value === undefined ? form.items[endpoint.item.item] : rules.value(form, forms);
  if (isMissing(recorded) && recorded.missing === 'unreadable') return { status: 'unreadable', missing: 'unreadable' };
  const isReadable = rules.readable(form);
  const isNotDone = isMissing(recorded) && (isReadable === undefined || recorded.missing === 'notDone');
  if (isReadable !== true && isNotDone) return { status: 'missing', missing: recorded.missing };
  if (isReadable !== true) return { status: 'unreadable', missing: 'unreadable' };
  if (recorded === undefined) return { status: 'missing', missing: 'not recorded' };
  if (isMissing(recorded)) return { status: 'missing', missing: recorded.missing };
  const value = rules.score(recorded);
  return value === undefined ? { status: 'missing', missing: 'notApplicable' } : { status: 'contributes', value };
}

/** The value over visits, as the endpoint's summary says; changes from baseline are made afterwards. */
export function combine(
  endpoint: Endpoint,
  visits: readonly VisitValue[],
): Pick<EndpointValue, 'value' | 'contributing' | 'visits'> {
  const values = visits.flatMap((visit) => (visit.status === 'contributes' ? [visit.value!] : []));
  if (values.length === 0) return { contributing: 0, visits };
  const value = summarise(endpoint.summary, values);
  return { ...(value !== undefined && { value }), contributing: values.length, visits };
}

function summarise(rule: Endpoint['summary'], values: readonly number[]): number | undefined {
  const sum = () => values.reduce((a, b) => a + b, 0);
  switch (rule) {
    case 'sum':
      return sum();
    case 'mean':
      return sum() / values.length;
    case 'value':
      return values[0]!;
    case 'last':
      return values.at(-1)!;
    case 'first':
      return values[0]!;
    case 'min':
      return Math.min(...values);
    case 'max':
      return Math.max(...values);
    case 'any':
      return Number(values.some((value) => value !== 0));
    case 'all':
      return Number(values.every((value) => value !== 0));
    case 'byVisit':
      return values[0]!;
    case 'timeToFirst':
      return undefined;
  }
}
