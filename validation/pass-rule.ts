// Which values of a case pass by another rule than its tolerance: read from its keys and from its notes.
import type { CaseAnalysis, Expected } from './case-file.js';

/** A bound that a note sets on a key: the value passes on the right side of it, too. */
export interface NotedBound {
  readonly key: string;
  readonly side: 'at least' | 'at most';
  readonly limit: number;
}

/** What differs from the plain comparison. */
export interface PassRules {
  /** Keys of which a note says "do not compare". */
  readonly omitted: readonly string[];
  readonly bounds: readonly NotedBound[];
  /** Terms whose coefficient has no finite estimate. */
  readonly divergentTerms: readonly string[];
}

const NUMBER = String.raw`[-+−]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?`;
const AT_LEAST = '>=|>|≥|at least|above|larger than|greater than|more than|beyond|exceeds?|exceeding';
const AT_MOST = '<=|<|≤|at most|below|smaller than|less than|under';

/**
 * Reads the rules of an analysis. A note changes what passes only where it names a key of `expected`:
 * "logLik omits constants: do not compare" leaves that key out, and "theta above 1e6 passes" or "treatmentB < -10 is accepted"
 * let such a value pass besides the expected one. Every other note is information.
 */
export function readPassRules({ expected, notes = '' }: Pick<CaseAnalysis, 'expected' | 'notes'>): PassRules {
  const keys = namesIn(expected);
  const sentences = notes.split(/(?<=[.;])\s+/);
  const omitted = sentences
    .filter((sentence) => /\b(?:do not|don't|not to be|never) compare/i.test(sentence))
    .flatMap((sentence) => keys.filter((key) => mentions(sentence, key)));
  const accepting = sentences.filter((sentence) =>
    /\b(?:pass|passes|accept\w*|allowed|counts?|fine|ok|must be|suffices)\b/i.test(sentence),
  );
  const bounds = accepting.flatMap((sentence) => keys.flatMap((key) => boundsOf(sentence, key)));
  return { omitted, bounds, divergentTerms: textsAt(expected, 'divergentTerms') };
}

function boundsOf(sentence: string, key: string): readonly NotedBound[] {
  const pattern = new RegExp(
    `(?<![\\w.])${escapePattern(key)}(?![\\w])(?:\\s+(?:is|must be|should be|of|anything|any|value|values))*\\s*(?:(${AT_LEAST})|(${AT_MOST}))\\s*(${NUMBER})`,
    'giu',
  );
  return [...sentence.matchAll(pattern)].map(([, low, , limit]) => ({
    key,
    side: low === undefined ? 'at most' : 'at least',
    limit: Number(limit!.replace('−', '-')),
  }));
}

function mentions(sentence: string, key: string): boolean {
  return new RegExp(`(?<![\\w.])${escapePattern(key)}(?![\\w])`).test(sentence);
}

/** All keys of an expected result, nested ones by their last name, each once. */
function namesIn(expected: Expected): readonly string[] {
  if (expected === null || typeof expected !== 'object') return [];
  const own = Array.isArray(expected) ? [] : Object.keys(expected);
  return [...new Set([...own, ...Object.values(expected).flatMap((part) => namesIn(part as Expected))])];
}

function textsAt(expected: Expected, key: string): readonly string[] {
  if (expected === null || typeof expected !== 'object' || Array.isArray(expected)) return [];
  const value = (expected as Readonly<Record<string, Expected>>)[key];
  return (Array.isArray(value) ? value : [value]).filter((item): item is string => typeof item === 'string');
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
