// Reads an import mapping and checks it against the protocol: all problems at once, each with line and column.
import type { Parsed } from '../issue.js';
import { type Finding, listWords, type Path } from '../protocol/finding.js';
import { nearestWord } from '../protocol/nearest-word.js';
import { parseYaml } from '../protocol/parse.js';
import type { Protocol } from '../protocol/schema.js';
import { type CodedColumn, ImportMapping } from './mapping.js';

/**
 * Parses the source of a mapping.
 *
 * @param source YAML 1.2
 * @param file the name that issues show
 */
export function parseImportMapping(source: string, file: string, protocol: Protocol): Parsed<ImportMapping> {
  return parseYaml({
    source,
    file,
    schema: ImportMapping,
    check: (raw) => {
      const parsed = ImportMapping.safeParse(raw);
      return parsed.success ? checkMapping(parsed.data, protocol) : [];
    },
  });
}

function checkMapping(mapping: ImportMapping, protocol: Protocol): readonly Finding[] {
  const ids = (list: readonly { readonly id: string }[]) => list.map(({ id }) => id);
  const { adverseEvents } = mapping;
  const codes = (list: readonly { readonly code: string }[]) => list.map(({ code }) => code);
  return [
    ...('constant' in mapping.site
      ? known('site', mapping.site.constant, ids(protocol.sites), ['site', 'constant'])
      : knownLevels('site', mapping.site, ids(protocol.sites), ['site'])),
    ...knownLevels('sequence', mapping.sequence, ids(protocol.sequences), ['sequence']),
    ...(mapping.visit ? knownLevels('visit', mapping.visit, ids(protocol.visits), ['visit']) : []),
    ...(mapping.treatment ? knownLevels('treatment', mapping.treatment, ids(protocol.treatments), ['treatment']) : []),
    ...checkItems(mapping, protocol),
    ...checkConsents(mapping, protocol),
    ...(adverseEvents
      ? [
          ...knownLevels(
            'system-organ-class',
            adverseEvents.systemOrganClass,
            codes(protocol.adverseEvents?.dictionary.systemOrganClasses ?? []),
            ['adverseEvents', 'systemOrganClass'],
          ),
          ...knownLevels('severity', adverseEvents.severity, codes(protocol.adverseEvents?.severity ?? []), [
            'adverseEvents',
            'severity',
          ]),
        ]
      : []),
    ...checkMethod(protocol),
  ];
}

function known(kind: string, id: string, allowed: readonly string[], path: Path): readonly Finding[] {
  if (allowed.includes(id)) return [];
  const suggestion = nearestWord(id, allowed);
  const message = `the protocol has no ${kind} "${id}"${suggestion ? `; did you mean "${suggestion}"?` : ''}`;
  return [{ code: `unknown-${kind}`, message, allowed: listWords(allowed), path }];
}

function knownLevels(kind: string, coded: CodedColumn, allowed: readonly string[], path: Path): readonly Finding[] {
  return Object.entries(coded.values).flatMap(([level, id]) => known(kind, id, allowed, [...path, 'values', level]));
}

function checkItems(mapping: ImportMapping, protocol: Protocol): readonly Finding[] {
  return mapping.items.flatMap((entry, index): readonly Finding[] => {
    const path = ['items', index];
    const form = protocol.forms.find((candidate) => candidate.id === entry.form);
    if (!form)
      return known(
        'form',
        entry.form,
        protocol.forms.map(({ id }) => id),
        [...path, 'form'],
      );
    const unknownItem = known(
      'item',
      entry.item,
      form.items.map(({ id }) => id),
      [...path, 'item'],
    );
    const ofRoles = form.filledBy ?? form.items.find(({ id }) => id === entry.item)?.editedBy;
    if (ofRoles !== undefined) {
      const message = `the protocol names the roles that fill "${entry.form}"; a data file does not hold who filled it`;
      const allowed = 'a form without filledBy and editedBy';
      return [...unknownItem, { code: 'roles-not-importable', message, allowed, path: [...path, 'form'] }];
    }
    if (entry.visit === undefined) {
      const rows = mapping.visit;
      const message = `"${entry.item}" has no visit, and rows have none`;
      if (!rows)
        return [
          ...unknownItem,
          { code: 'item-without-visit', message, allowed: 'a visit here, or "visit" for the rows', path },
        ];
      const lacking = Object.entries(rows.values).filter(([, id]) => isLacking(protocol, id, entry.form));
      return [
        ...unknownItem,
        ...lacking.map(([, id]) => ({
          code: 'form-not-at-visit',
          message: `the visit "${id}" does not have the form "${entry.form}"`,
          allowed: 'a form of every visit of the rows, or a visit here',
          path: [...path, 'form'],
        })),
      ];
    }
    const unknownVisit = known(
      'visit',
      entry.visit,
      protocol.visits.map(({ id }) => id),
      [...path, 'visit'],
    );
    if (!isLacking(protocol, entry.visit, entry.form)) return [...unknownItem, ...unknownVisit];
    const message = `the visit "${entry.visit}" does not have the form "${entry.form}"`;
    return [
      ...unknownItem,
      { code: 'form-not-at-visit', message, allowed: 'a visit that has the form', path: [...path, 'visit'] },
    ];
  });
}

function isLacking(protocol: Protocol, visitId: string, formId: string): boolean {
  const visit = protocol.visits.find((candidate) => candidate.id === visitId);
  return visit !== undefined && !visit.forms.includes(formId);
}

function checkConsents(mapping: ImportMapping, protocol: Protocol): readonly Finding[] {
  const stated = mapping.consents ?? [];
  const consentIds = protocol.consents.map(({ id }) => id);
  const unknown = stated.flatMap(({ consent }, index) =>
    known('consent', consent, consentIds, ['consents', index, 'consent']),
  );
  const needed = protocol.consents.filter(
    (consent) => consent.requiredFor.includes('randomisation') && !stated.some((entry) => entry.consent === consent.id),
  );
  const missing = needed.map(({ id }) => ({
    code: 'consent-not-stated',
    message: `nobody is randomised without the consent "${id}", and the mapping does not state it`,
    allowed: 'an entry of "consents"; or a protocol of the data that asks for no consent',
    path: mapping.consents ? ['consents'] : [],
  }));
  return [...unknown, ...missing];
}

function checkMethod(protocol: Protocol): readonly Finding[] {
  const findings: Finding[] = [];
  if (protocol.randomisation.method !== 'uploadedList') {
    const message = `the protocol randomises by ${protocol.randomisation.method}; a finished trial brings its allocation along`;
    findings.push({
      code: 'randomisation-not-list',
      message,
      allowed: 'randomisation.method: uploadedList in the protocol',
      path: [],
    });
  }
  if (protocol.product) {
    const message = 'the protocol has a product that is prepared for each participant, which a data file does not hold';
    findings.push({
      code: 'product-not-importable',
      message,
      allowed: 'a protocol of the data without product',
      path: [],
    });
  }
  return findings;
}
