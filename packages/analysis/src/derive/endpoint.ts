// Endpoint values: one number for each participant, or participant and period, made of recorded items as the protocol says.
import { type Endpoint, type ItemValue, isMissing, type Protocol } from '@equipoise/trial';
import type { EndpointValue, FormRecord, VisitValue } from './record.js';

/** Answers the protocol's rule on whether a form's visit contributes; undefined where items that it needs are missing. */
export type ReadableRule = (items: Readonly<Record<string, ItemValue>>) => boolean | undefined;

interface EndpointScope {
  readonly protocol: Protocol;
  readonly covers: (visit: string) => boolean;
  /** The `readable` rule of an endpoint, compiled. */
  readonly readable: (endpoint: Endpoint) => ReadableRule;
}

/** The values of one endpoint for one participant: one, or one for each period of `visitsByPeriod` that the scope covers. */
export function deriveEndpoint(
  endpoint: Endpoint,
  participantId: string,
  forms: readonly FormRecord[],
  scope: EndpointScope,
): readonly EndpointValue[] {
  const readable = scope.readable(endpoint);
  const valueOver = (visits: readonly string[], period?: string): EndpointValue => {
    const values = visits.map((visit) => visitValue({ endpoint, visit, period, forms, readable }));
    return {
      endpoint: endpoint.id,
      participantId,
      ...(period !== undefined && { period }),
      ...combine(endpoint, values),
    };
  };
  if (endpoint.visitsByPeriod === undefined)
    return [valueOver(visitsOf(endpoint, scope.protocol).filter(scope.covers))];
  const byPeriod = endpoint.visitsByPeriod;
  return scope.protocol.periods.flatMap(({ id }) => {
    const visits = (byPeriod[id] ?? []).filter(scope.covers);
    return visits.length === 0 ? [] : [valueOver(visits, id)];
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
  readonly readable: ReadableRule;
}

/** The latest occurrence of the form that contributes; where none does, the latest occurrence says why. */
function visitValue({ endpoint, visit, period, forms, readable }: VisitOfEndpoint): VisitValue {
  const place = { visit, ...(period !== undefined && { period }) };
  const occurrences = forms
    .filter((form) => form.visit === visit && form.form === endpoint.item.form)
    .sort((a, b) => a.occurrence - b.occurrence)
    .map((form) => ({ ...place, ...readItem(form, endpoint.item.item, readable), hashes: form.hashes }));
  return (
    occurrences.findLast((value) => value.status === 'contributes') ??
    occurrences.at(-1) ?? { ...place, status: 'missing', missing: 'not recorded', hashes: [] }
  );
}

function readItem(
  form: FormRecord,
  item: string,
  readable: ReadableRule,
): Pick<VisitValue, 'status' | 'value' | 'missing'> {
  const recorded = form.items[item];
  if (isMissing(recorded) && recorded.missing === 'unreadable') return { status: 'unreadable', missing: 'unreadable' };
  const isReadable = readable(form.items);
  const isNotDone = isMissing(recorded) && (isReadable === undefined || recorded.missing === 'notDone');
  if (isReadable !== true && isNotDone) return { status: 'missing', missing: recorded.missing };
  if (isReadable !== true) return { status: 'unreadable', missing: 'unreadable' };
  if (recorded === undefined) return { status: 'missing', missing: 'not recorded' };
  if (isMissing(recorded)) return { status: 'missing', missing: recorded.missing };
  const value = typeof recorded === 'boolean' ? Number(recorded) : recorded;
  return typeof value === 'number' ? { status: 'contributes', value } : { status: 'missing', missing: 'notApplicable' };
}

function combine(
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
    case 'timeToFirst':
      return undefined;
  }
}
