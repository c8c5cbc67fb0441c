// The names that a protocol declares, read from the document as written, so that a fault in one part does not hide its name.
import { type Finding, listWords, type Path } from '../finding.js';
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
  visit: ['visits'],
  form: ['forms'],
  role: ['blinding', 'roles'],
  analysisSet: ['analysisSets'],
  endpoint: ['endpoints'],
  analysis: ['analyses'],
  safetyComparison: ['safetyComparisons'],
  cut: ['cuts'],
  laboratoryValue: ['product', 'laboratory'],
  releaseTest: ['product', 'releaseTests'],
} as const;

export type Kind = keyof typeof sections;

/** Ids by kind. */
export type Declared = Readonly<Record<Kind, ReadonlySet<string>>>;

const words: Readonly<Record<Kind, string>> = {
  treatment: 'treatment',
  period: 'period',
  sequence: 'sequence',
  nationalTrial: 'national trial',
  site: 'site',
  consent: 'consent',
  criterion: 'criterion',
  administration: 'administration',
  visit: 'visit',
  form: 'form',
  role: 'role',
  analysisSet: 'analysis set',
  endpoint: 'endpoint',
  analysis: 'analysis',
  safetyComparison: 'safety comparison',
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
  return Object.fromEntries(entries) as Record<Kind, ReadonlySet<string>>;
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
