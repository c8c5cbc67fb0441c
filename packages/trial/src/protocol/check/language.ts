// Finds texts that are missing in a language of the protocol.
import { type Finding, listWords, type Path, warning } from '../finding.js';
import { valueAt } from '../schema-finding.js';

/** Keys whose values are texts for people. */
const textKeys: ReadonlySet<string> = new Set([
  'title',
  'name',
  'condition',
  'description',
  'text',
  'message',
  'instructions',
  'changes',
  'handling',
  'rationale',
  'starts',
  'ends',
  'counts',
  'recipient',
]);

/** Places below which names are not texts: a registry, a sponsor, a dictionary. */
const properNames: ReadonlySet<string> = new Set(['sponsor', 'registrations', 'dictionary']);

const language = /^[a-z]{2}(-[A-Z]{2})?$/;

/**
 * A warning for each text that lacks a language, where the protocol names two languages or more. A text that is not a
 * map is in the first language.
 */
export function checkLanguages(raw: unknown): readonly Finding[] {
  const languages = valueAt(raw, ['languages']);
  if (!Array.isArray(languages) || languages.length < 2 || !languages.every((one) => typeof one === 'string'))
    return [];
  const findings: Finding[] = [];
  const visit = (value: unknown, path: Path): void => {
    if (Array.isArray(value)) {
      value.forEach((entry, index) => {
        visit(entry, [...path, index]);
      });
      return;
    }
    if (typeof value !== 'object' || value === null) return;
    for (const [key, entry] of Object.entries(value)) {
      const at = [...path, key];
      const isText = (textKeys.has(key) || path[0] === 'text') && !properNames.has(String(path.at(-1)));
      const missing = isText ? missingIn(entry, languages) : undefined;
      if (missing === undefined) visit(entry, at);
      else if (missing.length > 0) {
        const message = `"${key}" is not there in ${listWords(missing)}`;
        findings.push(warning('translation-missing', message, `a text in each of ${listWords(languages)}`, at));
      }
    }
  };
  visit(raw, []);
  return findings;
}

/** The languages that a text lacks; undefined for what is no text. */
function missingIn(value: unknown, languages: readonly string[]): readonly string[] | undefined {
  if (typeof value === 'string') return languages.slice(1);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const there = Object.keys(value);
  if (there.length === 0 || !there.every((key) => language.test(key))) return undefined;
  return languages.filter((one) => !there.includes(one));
}
