// Checks items named by form, and the names under which rules read values of other visits.
import { type Finding, fault, listWords, type Path } from '../finding.js';
import { nearestWord } from '../nearest-word.js';
import type { PartialProtocol } from '../prune.js';
import type { Reads } from '../schema.js';
import { say } from '../sentence.js';
import { type Declared, unknownName } from './declared.js';

interface Place {
  readonly declared: Declared;
  readonly path: Path;
}

/** Findings where a form, or an item on it, is not there. Says nothing of items of forms that other faults hid. */
export function unknownItem(
  protocol: PartialProtocol,
  { form, item }: { readonly form: string; readonly item: string },
  { declared, path }: Place,
): readonly Finding[] {
  const unknown = unknownName('form', form, declared, [...path, 'form']);
  const definition = protocol.forms?.find((one) => one.id === form);
  if (unknown.length > 0 || definition === undefined || declared.item.has(`${form}.${item}`)) return unknown;
  return [noItem(item, { form, items: definition.items.map(({ id }) => id), path: [...path, 'item'] })];
}

/** A finding for an item that a form does not have. */
export function noItem(
  item: string,
  { form, items, path }: { readonly form: string; readonly items: readonly string[]; readonly path: Path },
): Finding {
  const suggestion = nearestWord(item, items);
  const hint = suggestion ? say`; did you mean "${suggestion}"?` : '';
  return fault('unknown-item', say`the form "${form}" has no item "${item}"${hint}`, listWords(items), path);
}

/** All `reads` of a protocol: items and visits exist, and no name hides an item of the rule's own form. */
export function checkReads(protocol: PartialProtocol, declared: Declared): readonly Finding[] {
  const items = itemsByName(protocol);
  const repeating = repeatingForms(protocol);
  const check = (reads: Reads | undefined, path: Path, own?: string): readonly Finding[] =>
    Object.entries(reads ?? {}).flatMap(([name, read]): readonly Finding[] => {
      const at = [...path, 'reads', name];
      if (own !== undefined && declared.item.has(`${own}.${name}`)) {
        const message = say`"${name}" is an item of the form "${own}" already`;
        return [{ ...fault('reads-hides-item', message, say`a name that no item of the form has`, at), atKey: true }];
      }
      const forms = read.form === undefined ? (items.get(read.item) ?? []) : [read.form];
      if (read.form !== undefined) {
        const unknown = unknownItem(protocol, { form: read.form, item: read.item }, { declared, path: at });
        if (unknown.length > 0) return unknown;
      } else if (forms.length === 0) {
        if (protocol.forms === undefined || declared.itemName.has(read.item)) return [];
        const suggestion = nearestWord(read.item, items.keys());
        const hint = suggestion ? say`; did you mean "${suggestion}"?` : '';
        return [
          fault('unknown-item', say`no form has the item "${read.item}"${hint}`, say`an item of a form`, [
            ...at,
            'item',
          ]),
        ];
      }
      return [
        ...checkVisit(protocol, { visit: read.visit, item: read.item, forms }, { declared, path: at }),
        ...occurrence(read, { forms, repeating, path: at }),
      ];
    });
  return [
    ...(protocol.visits ?? []).flatMap(({ reads }, index) => check(reads, ['visits', index])),
    ...(protocol.forms ?? []).flatMap((form, place) =>
      form.items.flatMap(({ reads }, index) => (reads ? check(reads, ['forms', place, 'items', index], form.id) : [])),
    ),
    ...(protocol.editChecks ?? []).flatMap(({ reads, form }, index) => check(reads, ['editChecks', index], form)),
    ...(protocol.endpoints ?? []).flatMap(({ reads, item }, index) => check(reads, ['endpoints', index], item.form)),
  ];
}

function checkVisit(
  protocol: PartialProtocol,
  {
    visit,
    item,
    forms,
  }: { readonly visit: string | undefined; readonly item: string; readonly forms: readonly string[] },
  { declared, path }: Place,
): readonly Finding[] {
  if (visit === undefined) return [];
  const unknown = unknownName('visit', visit, declared, [...path, 'visit']);
  const definition = protocol.visits?.find((one) => one.id === visit);
  if (unknown.length > 0 || definition === undefined) return unknown;
  if (forms.some((form) => definition.forms.includes(form))) return [];
  const message = say`the item "${item}" is not collected at the visit "${visit}"`;
  const carriers = (protocol.visits ?? [])
    .filter((one) => forms.some((form) => one.forms.includes(form)))
    .map(({ id }) => id);
  return [fault('item-not-at-visit', message, listWords(carriers), [...path, 'visit'])];
}

function occurrence(
  read: Reads[string],
  {
    forms,
    repeating,
    path,
  }: { readonly forms: readonly string[]; readonly repeating: ReadonlySet<string>; readonly path: Path },
): readonly Finding[] {
  const isAsked = read.occurrence !== undefined && read.occurrence !== 'last' && read.visit !== undefined;
  if (!isAsked || forms.some((form) => repeating.has(form))) return [];
  const message = say`the item "${read.item}" is there once at a visit`;
  return [fault('reads-occurrence', message, say`a form that repeats, or no visit`, [...path, 'occurrence'])];
}

function itemsByName(protocol: PartialProtocol): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, string[]>();
  for (const form of protocol.forms ?? []) {
    for (const { id } of form.items) {
      const known = names.get(id);
      if (known === undefined) names.set(id, [form.id]);
      else known.push(form.id);
    }
  }
  return names;
}

function repeatingForms(protocol: PartialProtocol): ReadonlySet<string> {
  const ofVisits = (protocol.visits ?? []).filter((visit) => visit.unscheduled).flatMap((visit) => visit.forms);
  const own = (protocol.forms ?? [])
    .filter((form) => form.repeats || form.log || form.groups?.some((group) => group.repeats))
    .map(({ id }) => id);
  return new Set([...ofVisits, ...own]);
}
