// A problem that was found in a document, before it is given its place in the file.
import type { ParseIssue } from '../issue.js';
import { inEnglish, type Sentence, say } from './sentence.js';

export type Path = readonly (string | number)[];

/** A sentence; a text is what is written in the file, the same in every language. */
export type Told = string | Sentence;

/** A problem at a path of a document. */
export interface Finding {
  /** Stable, kebab-case. */
  readonly code: string;
  readonly severity?: 'error' | 'warning';
  readonly message: Told;
  readonly allowed?: Told;
  readonly path: Path;
  /** Point at the key of the path's last part instead of its value. */
  readonly atKey?: boolean;
  /** Characters into the value's text, for expressions. */
  readonly offset?: number;
}

/** A problem by its code, its message, what is allowed, and its path. */
export function fault(code: string, message: Told, allowed: Told, path: Path): Finding {
  return { code, message, allowed, path };
}

/** The same, of something that may be meant so. */
export function warning(code: string, message: Told, allowed: Told, path: Path): Finding {
  return { code, severity: 'warning', message, allowed, path };
}

/** Places of words that stand earlier in the list already. */
export function repeated(words: readonly string[]): readonly number[] {
  const seen = new Set<string>();
  return words.flatMap((word, index) => {
    if (seen.has(word)) return [index];
    seen.add(word);
    return [];
  });
}

/** A text as a message quotes it: the first 200 characters. */
export function shortened(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

/** Words in quotes, with commas: what a message lists as allowed. At most twenty are shown. */
export function listWords(words: Iterable<string>): Told {
  const all = [...words];
  if (all.length === 0) return say`none is defined`;
  const shown = all.slice(0, 20).map((word) => `"${shortened(word)}"`);
  return all.length > shown.length ? say`${shown.join(', ')} and ${all.length - shown.length} more` : shown.join(', ');
}

/** Words of which one is meant: "a or b". */
export function oneOf(words: readonly Told[]): Told {
  return words.reduce((before, word) => (before === '' ? word : say`${before} or ${word}`), '');
}

/** What an issue says, in English and with its facts apart. */
export function toldOf({
  message,
  allowed,
}: Pick<Finding, 'message' | 'allowed'>): Pick<ParseIssue, 'message' | 'allowed' | 'told'> {
  const told = {
    ...(typeof message === 'object' ? { message } : {}),
    ...(typeof allowed === 'object' ? { allowed } : {}),
  };
  return {
    message: inEnglish(message),
    ...(allowed === undefined ? {} : { allowed: inEnglish(allowed) }),
    ...(Object.keys(told).length === 0 ? {} : { told }),
  };
}

/** "; did you mean …?" behind a sentence, where there is something that may be meant. */
export function didYouMean(suggestion: string | undefined): Told {
  return suggestion === undefined ? '' : say`; did you mean "${suggestion}"?`;
}
