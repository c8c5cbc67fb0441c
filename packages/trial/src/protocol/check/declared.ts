// The names that a protocol declares, read from the document as written, so that a fault in one part does not hide its name.
import { type Finding, fault, listWords, type Path, repeated } from '../finding.js';
import { nearestWord } from '../nearest-word.js';
import { valueAt } from '../schema-finding.js';
import { type Sentence, say } from '../sentence.js';

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

const words: Readonly<Record<Kind, Sentence>> = {
  treatment: say`treatment`,
  period: say`period`,
  sequence: say`sequence`,
  nationalTrial: say`national trial`,
  site: say`site`,
  consent: say`consent`,
  criterion: say`criterion`,
  administration: say`administration`,
  anchor: say`anchor`,
  epoch: say`epoch`,
  element: say`element`,
  activity: say`activity`,
  codeList: say`code list`,
  editCheck: say`edit check`,
  reading: say`reading`,
  factor: say`factor`,
  objective: say`objective`,
  intercurrentEvent: say`intercurrent event`,
  estimand: say`estimand`,
  powerAssumption: say`assumption of power`,
  visit: say`visit`,
  form: say`form`,
  role: say`role`,
  analysisSet: say`analysis set`,
  endpoint: say`endpoint`,
  analysis: say`analysis`,
  safetyComparison: say`safety comparison`,
  signature: say`signature`,
  coding: say`coding`,
  cut: say`data cut`,
  laboratoryValue: say`laboratory value`,
  releaseTest: say`release test`,
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
      const message = say`the ${words[kind]} "${id}" is there twice`;
      return [{ code: 'duplicate-id', message, allowed: say`each id once`, path: [...sections[kind], index, 'id'] }];
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
      ? [fault('duplicate-id', say`the ${words[kind]} "${id}" is there twice`, say`each id once`, [...path, index])]
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
  const hint = suggestion ? say`; did you mean "${suggestion}"?` : '';
  const code = `unknown-${kind.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  return [{ code, message: say`no ${words[kind]} has the id "${id}"${hint}`, allowed: listWords(allowed), path }];
}

function idsAt(raw: unknown, path: Path): (string | undefined)[] {
  const list = valueAt(raw, path);
  if (!Array.isArray(list)) return [];
  return list.map((entry) => {
    const id = valueAt(entry, ['id']);
    return typeof id === 'string' ? id : undefined;
  });
}
