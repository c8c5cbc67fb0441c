// Checks endpoints: their items are on the forms of the visits that they name, and can be summed up as they say.
import { type Finding, fault, listWords, oneOf, warning } from '../finding.js';
import { nearestWord } from '../nearest-word.js';
import type { PartialProtocol } from '../prune.js';
import type { Endpoint, Item } from '../schema.js';
import { valueAt } from '../schema-finding.js';
import { say } from '../sentence.js';
import { anchorNames, type Declared, unknownName, unknownNames } from './declared.js';
import { unknownItem } from './reads.js';

/** All endpoints of a protocol; `raw` tells items that other faults hid. */
export function checkEndpoints(protocol: PartialProtocol, declared: Declared, raw: unknown): readonly Finding[] {
  return (protocol.endpoints ?? []).flatMap((endpoint, index) => {
    const path = ['endpoints', index];
    return [
      ...checkItem(protocol, endpoint, { declared, raw, path }),
      ...checkVisits(protocol, endpoint, { declared, raw, path }),
      ...checkName(endpoint, path),
      ...checkEvent(protocol, endpoint, { declared, raw, path }),
      ...checkChange(protocol, endpoint, { declared, raw, path }),
    ];
  });
}

interface Surroundings {
  readonly declared: Declared;
  readonly raw: unknown;
  readonly path: readonly (string | number)[];
}

function checkItem(
  protocol: PartialProtocol,
  endpoint: Endpoint,
  { declared, raw, path }: Surroundings,
): readonly Finding[] {
  const unknown = unknownName('form', endpoint.item.form, declared, [...path, 'item', 'form']);
  const form = protocol.forms?.find((candidate) => candidate.id === endpoint.item.form);
  if (unknown.length > 0 || !form) return unknown;
  const item = form.items.find((candidate) => candidate.id === endpoint.item.item);
  if (item) return checkType(endpoint, item, path);
  if (isHidden(raw, endpoint)) return [];
  const names = form.items.map((candidate) => candidate.id);
  const suggestion = nearestWord(endpoint.item.item, names);
  const hint = suggestion ? say`; did you mean "${suggestion}"?` : '';
  const message = say`the form "${form.id}" has no item "${endpoint.item.item}"${hint}`;
  return [{ code: 'unknown-item', message, allowed: listWords(names), path: [...path, 'item', 'item'] }];
}

function isHidden(raw: unknown, endpoint: Endpoint): boolean {
  const forms = valueAt(raw, ['forms']);
  const form = Array.isArray(forms) ? forms.find((entry) => valueAt(entry, ['id']) === endpoint.item.form) : undefined;
  const items = valueAt(form, ['items']);
  return Array.isArray(items) && items.some((entry) => valueAt(entry, ['id']) === endpoint.item.item);
}

const fittingTypes = {
  count: ['integer'],
  continuous: ['integer', 'decimal'],
  binary: ['boolean'],
  ordinal: ['code', 'integer'],
  timeToEvent: ['date', 'partialDate', 'instant'],
} as const;

const summariesOf: Readonly<Record<Endpoint['type'], readonly Endpoint['summary'][]>> = {
  count: ['sum', 'value', 'mean', 'first', 'last', 'min', 'max', 'byVisit'],
  continuous: ['sum', 'value', 'mean', 'first', 'last', 'min', 'max', 'byVisit'],
  binary: ['value', 'first', 'last', 'any', 'all', 'byVisit'],
  ordinal: ['value', 'first', 'last', 'min', 'max', 'byVisit'],
  timeToEvent: ['timeToFirst'],
};

function checkType(endpoint: Endpoint, item: Item, path: readonly (string | number)[]): readonly Finding[] {
  const fitting: readonly string[] = fittingTypes[endpoint.type];
  // A calculated value has the type of its expression, not that of the item.
  const isCalculated = endpoint.value !== undefined && endpoint.type !== 'timeToEvent';
  if (!isCalculated && !fitting.includes(item.type)) {
    const message = say`a ${endpoint.type} endpoint can't be made of the item "${item.id}" of type ${item.type}`;
    return [
      { code: 'endpoint-type', message, allowed: say`an item of type ${oneOf(fitting)}`, path: [...path, 'type'] },
    ];
  }
  const summaries = summariesOf[endpoint.type];
  if (summaries.includes(endpoint.summary)) return [];
  const message = say`a ${endpoint.type} endpoint has no ${endpoint.summary}`;
  return [fault('endpoint-summary', message, listWords(summaries), [...path, 'summary'])];
}

function checkVisits(
  protocol: PartialProtocol,
  endpoint: Endpoint,
  { declared, path }: Surroundings,
): readonly Finding[] {
  const ways = [endpoint.visits, endpoint.visitsByPeriod].filter((way) => way !== undefined).length;
  const isOne = ways === 1 || (ways === 0 && endpoint.type === 'timeToEvent');
  if (!isOne) {
    const message = say`the endpoint "${endpoint.id}" needs its visits in one way`;
    return [{ code: 'endpoint-visits', message, allowed: say`either visits or visitsByPeriod`, path }];
  }
  const lists = endpoint.visits
    ? [{ visits: endpoint.visits, at: [...path, 'visits'], period: undefined }]
    : Object.entries(endpoint.visitsByPeriod ?? {}).map(([period, visits]) => ({
        visits,
        at: [...path, 'visitsByPeriod', period],
        period,
      }));
  return lists.flatMap(({ visits, at, period }): readonly Finding[] => {
    const unknownPeriod =
      period === undefined
        ? []
        : unknownName('period', period, declared, at).map((finding) => ({ ...finding, atKey: true }));
    const several: Finding[] =
      endpoint.summary === 'value' && visits.length > 1
        ? [
            {
              code: 'endpoint-summary',
              message: say`"value" is the value of one visit, and ${visits.length} are named`,
              allowed: say`one visit, or another summary`,
              path: [...path, 'summary'],
            },
          ]
        : [];
    const each = visits.flatMap((id, place) => [
      ...unknownName('visit', id, declared, [...at, place]),
      ...(visits.indexOf(id) < place
        ? [
            {
              code: 'duplicate-id',
              message: say`the visit "${id}" is there twice`,
              allowed: say`each visit once`,
              path: [...at, place],
            },
          ]
        : []),
      ...checkVisit(protocol, endpoint, { id, period, at: [...at, place] }),
    ]);
    return [...unknownPeriod, ...several, ...each];
  });
}

function checkVisit(
  protocol: PartialProtocol,
  endpoint: Endpoint,
  place: { readonly id: string; readonly period: string | undefined; readonly at: readonly (string | number)[] },
): readonly Finding[] {
  const visit = protocol.visits?.find((candidate) => candidate.id === place.id);
  if (!visit) return [];
  const form = endpoint.item.form;
  const isKnownForm = protocol.forms?.some((candidate) => candidate.id === form);
  const findings: Finding[] = [];
  if (isKnownForm && !visit.forms.includes(form)) {
    const carriers = (protocol.visits ?? []).filter((candidate) => candidate.forms.includes(form)).map(({ id }) => id);
    const message = say`the visit "${visit.id}" does not have the form "${form}"`;
    findings.push({ code: 'form-not-at-visit', message, allowed: listWords(carriers), path: place.at });
  }
  if (visit.unscheduled && endpoint.type !== 'timeToEvent') {
    const message = say`the visit "${visit.id}" is unscheduled: whether it takes place depends on the outcome`;
    findings.push(warning('endpoint-visit-unscheduled', message, say`planned visits`, place.at));
  }
  if (visit.when !== undefined && endpoint.type !== 'timeToEvent') {
    const message = say`the visit "${visit.id}" takes place only under a condition`;
    findings.push(warning('endpoint-visit-conditional', message, say`visits that are always planned`, place.at));
  }
  if (place.period !== undefined && visit.period !== place.period) {
    const message = say`the visit "${visit.id}" is not in the period "${place.period}"`;
    const inPeriod = (protocol.visits ?? [])
      .filter((candidate) => candidate.period === place.period)
      .map(({ id }) => id);
    findings.push({ code: 'visit-not-in-period', message, allowed: listWords(inPeriod), path: place.at });
  }
  return findings;
}

/** A time to an event says what the event is; nothing else does. */
function checkEvent(
  protocol: PartialProtocol,
  endpoint: Endpoint,
  { declared, path }: Surroundings,
): readonly Finding[] {
  const { event, type } = endpoint;
  if (event === undefined) {
    if (type !== 'timeToEvent') return [];
    const message = say`the endpoint "${endpoint.id}" does not say where its time starts and ends`;
    return [fault('event-missing', message, 'event: { from, unit, censoring }', [...path, 'type'])];
  }
  const at = [...path, 'event'];
  if (type !== 'timeToEvent') {
    const message = say`a ${type} endpoint is no time to an event`;
    return [{ ...fault('event-without-time', message, 'type: timeToEvent', at), atKey: true }];
  }
  return [
    ...unknownName('anchor', event.from, declared, [...at, 'from'], anchorNames(declared)).map((finding) => ({
      ...finding,
      code: 'unknown-anchor',
    })),
    ...unknownNames('intercurrentEvent', event.censoring.intercurrentEvents, declared, [
      ...at,
      'censoring',
      'intercurrentEvents',
    ]),
    ...(event.competing ? unknownItem(protocol, event.competing, { declared, path: [...at, 'competing'] }) : []),
  ];
}

/** A change is counted from a covariate with one number. */
function checkChange(
  protocol: PartialProtocol,
  { change, type, id }: Endpoint,
  { declared, path }: Surroundings,
): readonly Finding[] {
  if (change === undefined) return [];
  const at = [...path, 'change'];
  if (type !== 'continuous' && type !== 'count' && type !== 'ordinal') {
    const message = say`a ${type} endpoint has no change from baseline`;
    return [{ ...fault('change-without-number', message, say`type continuous, count or ordinal`, at), atKey: true }];
  }
  const from = protocol.endpoints?.find((endpoint) => endpoint.id === change.from);
  if (from === undefined) return unknownName('endpoint', change.from, declared, [...at, 'from']);
  const isOne = from.role === 'covariate' && from.visits !== undefined && from.summary !== 'byVisit' && from.id !== id;
  if (isOne) return [];
  const message = say`"${from.id}" is no baseline with one value of a participant`;
  return [fault('change-from', message, say`an endpoint with role covariate and visits`, [...at, 'from'])];
}

function checkName(endpoint: Endpoint, path: readonly (string | number)[]): readonly Finding[] {
  if (endpoint.role !== 'covariate') return [];
  const isReserved = ['sequence', 'treatment', 'period', 'site', 'nationalTrial', 'scansRead'].includes(endpoint.id);
  if (!endpoint.id.includes('-') && !isReserved) return [];
  const message = say`models can't name the covariate "${endpoint.id}"`;
  return [
    {
      code: 'covariate-name',
      message,
      allowed: say`letters, digits and "_", and no word that models use`,
      path: [...path, 'id'],
    },
  ];
}
