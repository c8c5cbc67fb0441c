// The names that a protocol declares, read from the document as written, so that a fault in one part does not hide its name.
import { type Finding, fault, listWords, type Path, repeated } from '../finding.js';
import { nearestWord } from '../nearest-word.js';
import { valueAt } from '../schema-finding.js';

const sections = {
  treatment: ['treatments'],
  period: ['periods'],
  sequence: ['sequences'],
  nationalTrial: ['nationalTrials'],
  site: ['sites'],
  consent: ['consents'],
  criterion: ['eligibility', 'criteria'],
  administration: ['administrations'],
  anchor: ['anchors'],
  epoch: ['epochs'],
  element: ['elements'],
  activity: ['activities'],
  codeList: ['codeLists'],
  editCheck: ['editChecks'],
  reading: ['readings'],
  factor: ['design', 'factors'],
  objective: ['objectives'],
  intercurrentEvent: ['intercurrentEvents'],
  estimand: ['estimands'],
  powerAssumption: ['power'],
  visit: ['visits'],
  form: ['forms'],
  role: ['blinding', 'roles'],
  analysisSet: ['analysisSets'],
  endpoint: ['endpoints'],
  analysis: ['analyses'],
  safetyComparison: ['safetyComparisons'],
  signature: ['dataReview', 'signatures'],
  coding: ['dataReview', 'coding'],
  cut: ['cuts'],
  laboratoryValue: ['product', 'laboratory'],
  releaseTest: ['product', 'releaseTests'],
} as const;

export type Kind = keyof typeof sections;

/** Ids by kind; items as "form.item", and their names alone. */
export type Declared = Readonly<Record<Kind | 'item' | 'itemName', ReadonlySet<string>>>;

const words: Readonly<Record<Kind, string>> = {
  treatment: 'treatment',
  period: 'period',
  sequence: 'sequence',
  nationalTrial: 'national trial',
  site: 'site',
  consent: 'consent',
  criterion: 'criterion',
  administration: 'administration',
  anchor: 'anchor',
  epoch: 'epoch',
  element: 'element',
  activity: 'activity',
  codeList: 'code list',
  editCheck: 'edit check',
  reading: 'reading',
  factor: 'factor',
  objective: 'objective',
  intercurrentEvent: 'intercurrent event',
  estimand: 'estimand',
  powerAssumption: 'assumption of power',
  visit: 'visit',
  form: 'form',
  role: 'role',
  analysisSet: 'analysis set',
  endpoint: 'endpoint',
  analysis: 'analysis',
  safetyComparison: 'safety comparison',
  signature: 'signature',
  coding: 'coding',
  cut: 'data cut',
  laboratoryValue: 'laboratory value',
  releaseTest: 'release test',
};

/** Lists the ids of every section of the raw document. */
export function declaredNames(raw: unknown): Declared {
  const entries = Object.entries(sections).map(([kind, path]) => [
    kind,
    new Set(idsAt(raw, path).filter((id) => id !== undefined)),
  ]);
  const items = itemsOf(raw);
  return {
    ...(Object.fromEntries(entries) as Record<Kind, ReadonlySet<string>>),
    item: new Set(items.map(({ form, item }) => `${form}.${item}`)),
    itemName: new Set(items.map(({ item }) => item)),
  };
}

function itemsOf(raw: unknown): readonly { readonly form: string; readonly item: string }[] {
  const forms = valueAt(raw, ['forms']);
  if (!Array.isArray(forms)) return [];
  return forms.flatMap((form) => {
    const id = valueAt(form, ['id']);
    const items = idsAt(form, ['items']).filter((item) => item !== undefined);
    return typeof id === 'string' ? items.map((item) => ({ form: id, item })) : [];
  });
}

/** Ids that stand twice in the same section. */
export function findDuplicateIds(raw: unknown): readonly Finding[] {
  return (Object.keys(sections) as Kind[]).flatMap((kind) => {
    const seen = new Set<string>();
    return idsAt(raw, sections[kind]).flatMap((id, index): Finding[] => {
      if (id === undefined || !seen.has(id)) {
        if (id !== undefined) seen.add(id);
        return [];
      }
      const message = `the ${words[kind]} "${id}" is there twice`;
      return [{ code: 'duplicate-id', message, allowed: 'each id once', path: [...sections[kind], index, 'id'] }];
    });
  });
}

/** Findings for each entry of a list of ids that names nothing of its kind, or that is there twice. */
export function unknownNames(
  kind: Kind,
  ids: readonly string[] | undefined,
  declared: Declared,
  path: Path,
  more: readonly string[] = [],
): Finding[] {
  const list = ids ?? [];
  const twice = new Set(repeated(list));
  return list.flatMap((id, index) =>
    twice.has(index)
      ? [fault('duplicate-id', `the ${words[kind]} "${id}" is there twice`, 'each id once', [...path, index])]
      : unknownName(kind, id, declared, [...path, index], more),
  );
}

/** The names from which days are counted. */
export function anchorNames(declared: Declared): readonly string[] {
  return ['screening', 'randomisation', ...declared.administration, ...declared.anchor];
}

/** A finding where `id` names nothing of its kind. */
export function unknownName(
  kind: Kind,
  id: string,
  declared: Declared,
  path: Path,
  more: readonly string[] = [],
): Finding[] {
  if (declared[kind].has(id) || more.includes(id)) return [];
  const allowed = [...more, ...declared[kind]];
  const suggestion = nearestWord(id, allowed);
  const hint = suggestion ? `; did you mean "${suggestion}"?` : '';
  const code = `unknown-${kind.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  return [{ code, message: `no ${words[kind]} has the id "${id}"${hint}`, allowed: listWords(allowed), path }];
}

function idsAt(raw: unknown, path: Path): (string | undefined)[] {
  const list = valueAt(raw, path);
  if (!Array.isArray(list)) return [];
  return list.map((entry) => {
    const id = valueAt(entry, ['id']);
    return typeof id === 'string' ? id : undefined;
  });
}
