// Checks endpoints: their items are on the forms of the visits that they name, and can be summed up as they say.
import type { Finding } from '../finding.js';
import { listWords } from '../finding.js';
import { nearestWord } from '../nearest-word.js';
import type { PartialProtocol } from '../prune.js';
import type { Endpoint, Item } from '../schema.js';
import { valueAt } from '../schema-finding.js';
import { type Declared, unknownName } from './declared.js';

/** All endpoints of a protocol; `raw` tells items that other faults hid. */
export function checkEndpoints(protocol: PartialProtocol, declared: Declared, raw: unknown): readonly Finding[] {
  return (protocol.endpoints ?? []).flatMap((endpoint, index) => {
    const path = ['endpoints', index];
    return [
      ...checkItem(protocol, endpoint, { declared, raw, path }),
      ...checkVisits(protocol, endpoint, { declared, raw, path }),
      ...checkName(endpoint, path),
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
  const hint = suggestion ? `; did you mean "${suggestion}"?` : '';
  const message = `the form "${form.id}" has no item "${endpoint.item.item}"${hint}`;
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

function checkType(endpoint: Endpoint, item: Item, path: readonly (string | number)[]): readonly Finding[] {
  const fitting: readonly string[] = fittingTypes[endpoint.type];
  if (!fitting.includes(item.type)) {
    const message = `a ${endpoint.type} endpoint can't be made of the item "${item.id}" of type ${item.type}`;
    return [
      { code: 'endpoint-type', message, allowed: `an item of type ${fitting.join(' or ')}`, path: [...path, 'type'] },
    ];
  }
  if (endpoint.type !== 'binary' || !['sum', 'mean'].includes(endpoint.summary)) return [];
  const message = `a binary endpoint has no ${endpoint.summary}`;
  return [{ code: 'endpoint-summary', message, allowed: '"value" or "last"', path: [...path, 'summary'] }];
}

function checkVisits(
  protocol: PartialProtocol,
  endpoint: Endpoint,
  { declared, path }: Surroundings,
): readonly Finding[] {
  const ways = [endpoint.visits, endpoint.visitsByPeriod].filter((way) => way !== undefined).length;
  const isOne = ways === 1 || (ways === 0 && endpoint.type === 'timeToEvent');
  if (!isOne) {
    const message = `the endpoint "${endpoint.id}" needs its visits in one way`;
    return [{ code: 'endpoint-visits', message, allowed: 'either visits or visitsByPeriod', path }];
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
              message: `"value" is the value of one visit, and ${visits.length} are named`,
              allowed: 'one visit, or another summary',
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
              message: `the visit "${id}" is there twice`,
              allowed: 'each visit once',
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
    const message = `the visit "${visit.id}" does not have the form "${form}"`;
    findings.push({ code: 'form-not-at-visit', message, allowed: listWords(carriers), path: place.at });
  }
  if (place.period !== undefined && visit.period !== place.period) {
    const message = `the visit "${visit.id}" is not in the period "${place.period}"`;
    const inPeriod = (protocol.visits ?? [])
      .filter((candidate) => candidate.period === place.period)
      .map(({ id }) => id);
    findings.push({ code: 'visit-not-in-period', message, allowed: listWords(inPeriod), path: place.at });
  }
  return findings;
}

function checkName(endpoint: Endpoint, path: readonly (string | number)[]): readonly Finding[] {
  if (endpoint.role !== 'covariate') return [];
  const isReserved = ['sequence', 'treatment', 'period', 'site', 'nationalTrial', 'scansRead'].includes(endpoint.id);
  if (!endpoint.id.includes('-') && !isReserved) return [];
  const message = `models can't name the covariate "${endpoint.id}"`;
  return [
    {
      code: 'covariate-name',
      message,
      allowed: 'letters, digits and "_", and no word that models use',
      path: [...path, 'id'],
    },
  ];
}
