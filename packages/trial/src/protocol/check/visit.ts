// Checks visits, their windows, and forms with their items.
import type { Finding } from '../finding.js';
import type { PartialProtocol } from '../prune.js';
import type { Item, Visit } from '../schema.js';
import { type Declared, unknownName } from './declared.js';

/** Visits are counted from known anchors, carry known forms, and their windows do not overlap. */
export function checkVisits(protocol: PartialProtocol, declared: Declared): readonly Finding[] {
  const visits = protocol.visits ?? [];
  const references = visits.flatMap((visit, index) => {
    const path = ['visits', index];
    return [
      ...unknownName('administration', visit.anchor, declared, [...path, 'anchor'], ['screening', 'randomisation']).map(
        (finding) => ({ ...finding, code: 'unknown-anchor' }),
      ),
      ...(visit.period === undefined ? [] : unknownName('period', visit.period, declared, [...path, 'period'])),
      ...visit.forms.flatMap((id, place) => unknownName('form', id, declared, [...path, 'forms', place])),
      ...repeated(visit.forms).map((place) => ({
        code: 'duplicate-id',
        message: `the form "${visit.forms[place]}" is twice on this visit`,
        allowed: 'each form once; a form that repeats says so itself',
        path: [...path, 'forms', place],
      })),
    ];
  });
  return [...references, ...findOverlaps(visits)];
}

type PlannedVisit = Visit & { readonly offsetDays: number; readonly index: number };

function findOverlaps(visits: readonly Visit[]): readonly Finding[] {
  const planned = visits.flatMap((visit, index): PlannedVisit[] =>
    visit.unscheduled || visit.offsetDays === undefined ? [] : [{ ...visit, offsetDays: visit.offsetDays, index }],
  );
  const anchors = new Set(planned.map((visit) => visit.anchor));
  return [...anchors].flatMap((anchor) => {
    const ordered = planned.filter((visit) => visit.anchor === anchor).sort((a, b) => a.offsetDays - b.offsetDays);
    return ordered.slice(1).flatMap((later, place): Finding[] => {
      const earlier = ordered[place]!;
      const lastDay = earlier.offsetDays + (earlier.windowDays?.after ?? 0);
      const firstDay = later.offsetDays - (later.windowDays?.before ?? 0);
      if (lastDay < firstDay) return [];
      const message = `the window of "${later.id}" opens on day ${firstDay}, before that of "${earlier.id}" has closed on day ${lastDay}`;
      const path = ['visits', later.index, later.windowDays ? 'windowDays' : 'offsetDays'];
      return [{ code: 'windows-overlap', message, allowed: 'windows that do not share a day', path }];
    });
  });
}

/** Items have names that rules can use, bounds in order, and codes where they need them; every id is there once. */
export function checkForms(protocol: PartialProtocol): readonly Finding[] {
  const seen = new Map<string, string>();
  const forms = (protocol.forms ?? []).flatMap((form, formIndex) =>
    form.items.flatMap((item, index) => {
      const path = ['forms', formIndex, 'items', index];
      const first = seen.get(item.id);
      seen.set(item.id, first ?? form.id);
      return [...twice(item, first, path), ...checkItem(item, path)];
    }),
  );
  const laboratory = (protocol.product?.laboratory ?? []).flatMap((item, index) => {
    const path = ['product', 'laboratory', index];
    return [...twice(item, seen.get(item.id), path), ...checkItem(item, path)];
  });
  return [...forms, ...laboratory];
}

function twice(item: Item, form: string | undefined, path: readonly (string | number)[]): readonly Finding[] {
  if (form === undefined) return [];
  const message = `the item "${item.id}" is already on the form "${form}"`;
  return [{ code: 'duplicate-item', message, allowed: 'an id that no other item has', path: [...path, 'id'] }];
}

function checkItem(item: Item, path: readonly (string | number)[]): readonly Finding[] {
  const findings: Finding[] = [];
  if (item.id.includes('-') || ['in', 'true', 'false', 'null'].includes(item.id)) {
    findings.push({
      code: 'item-name',
      message: `rules can't name the item "${item.id}"`,
      allowed: 'letters, digits and "_"; not in, true, false, null',
      path: [...path, 'id'],
    });
  }
  const isNumber = item.type === 'integer' || item.type === 'decimal';
  if (item.min !== undefined && item.max !== undefined && item.min > item.max) {
    findings.push({
      code: 'min-above-max',
      message: `the minimum ${item.min} is above the maximum ${item.max}`,
      allowed: 'min at most max',
      path: [...path, 'min'],
    });
  }
  if (!isNumber && (item.min !== undefined || item.max !== undefined)) {
    findings.push({
      code: 'bounds-without-number',
      message: `an item of type ${item.type} has no minimum or maximum`,
      allowed: 'type integer or decimal',
      path: [...path, item.min === undefined ? 'max' : 'min'],
      atKey: true,
    });
  }
  if (item.type === 'code' && (item.codes ?? []).length === 0) {
    findings.push({
      code: 'codes-missing',
      message: `the item "${item.id}" has no codes`,
      allowed: 'a list of codes',
      path: [...path, 'type'],
    });
  }
  if (item.type !== 'code' && item.codes) {
    findings.push({
      code: 'codes-without-type',
      message: `an item of type ${item.type} has no codes`,
      allowed: 'type code',
      path: [...path, 'codes'],
      atKey: true,
    });
  }
  const codes = (item.codes ?? []).map((entry) => entry.code);
  for (const place of repeated(codes)) {
    findings.push({
      code: 'duplicate-id',
      message: `the code "${codes[place]}" is there twice`,
      allowed: 'each code once',
      path: [...path, 'codes', place, 'code'],
    });
  }
  return findings;
}

function repeated(words: readonly string[]): readonly number[] {
  return words.flatMap((word, index) => (words.indexOf(word) < index ? [index] : []));
}
