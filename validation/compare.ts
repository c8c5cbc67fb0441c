// Compares a result with the expected one, key by key.
import type { Expected } from './case-file.js';
import type { PassRules } from './pass-rule.js';

/** A key that does not match. */
export interface Difference {
  readonly key: string;
  readonly got: unknown;
  readonly want: Expected;
}

/** The number of values compared, those that differ, and the keys that a note takes out of the comparison. */
export interface Comparison {
  readonly compared: number;
  readonly differences: readonly Difference[];
  readonly omitted: readonly string[];
}

/** How far a number may be from the expected one: abs + rel × |want|. */
export interface Tolerance {
  readonly rel: number;
  readonly abs: number;
}

type Leaf = number | string | boolean | null;

/** Below this, p-values are compared on the scale of their logarithm. */
const SMALL_P = 1e-12;
const LOG_P_TOLERANCE = 1e-4;
const PLAIN: PassRules = { omitted: [], bounds: [], divergentTerms: [] };

/**
 * Compares every key of `want`. A number passes within abs + rel × |want|; a p-value below 1e-12 when its decimal logarithm is
 * within 1e-4; null and NaN when the result has no number there; a list of one as its only element. `maxAbsGradient` is how far the
 * expected fit was from its optimum, so anything nearer passes. Under `published` stands what a source printed, so half a unit
 * of the last printed decimal passes. `rules` are those of the case's notes.
 */
export function compare(got: unknown, want: Expected, tolerance: Tolerance, rules: PassRules = PLAIN): Comparison {
  const differences: Difference[] = [];
  const omitted: string[] = [];
  let compared = 0;
  const judge = (key: string, actual: unknown, expected: Expected, passes: boolean): void => {
    compared += 1;
    if (!passes) differences.push({ key, got: actual, want: expected });
  };
  const visit = (path: readonly string[], actual: unknown, expected: Expected): void => {
    const key = path.join('.');
    if (rules.omitted.includes(path.at(-1) ?? '')) {
      omitted.push(key);
      return;
    }
    if (expected === null || typeof expected !== 'object') {
      const value = isIndexed(actual) && actual.length === 1 ? actual[0] : actual;
      judge(
        key,
        actual,
        expected,
        matches(path, value, expected, tolerance) || passesByRule(path, value, expected, rules),
      );
      return;
    }
    const entries = Object.entries(expected) as readonly (readonly [string, Expected])[];
    const isSole = Array.isArray(expected) && expected.length === 1 && !isIndexed(actual);
    if (isSole) {
      visit(path, actual, entries[0]![1]);
      return;
    }
    const isWrongLength = Array.isArray(expected) && (!isIndexed(actual) || actual.length !== expected.length);
    if (isWrongLength || entries.length === 0) {
      judge(key, actual, expected, entries.length === 0 && isEmpty(actual));
      return;
    }
    // R names the ends of an interval "2.5 %" and "97.5 %".
    const areEnds =
      isIndexed(actual) && !Array.isArray(expected) && entries.every(([name]) => /^[\d.]+ ?%$/.test(name));
    entries.forEach(([name, part], k) => {
      visit([...path, name], child(actual, areEnds ? String(k) : name), part);
    });
  };
  visit([], got, want);
  return { compared, differences, omitted };
}

function matches(path: readonly string[], got: unknown, want: Leaf, { rel, abs }: Tolerance): boolean {
  const isAbsent = got === undefined || got === null || Number.isNaN(got);
  if (want === null || want === 'NaN') return isAbsent;
  const number = typeof want === 'string' ? SPECIAL.get(want) : want;
  if (typeof number !== 'number') return got === want;
  if (typeof got !== 'number') return false;
  if (!Number.isFinite(number)) return Object.is(got, number);
  const margin = abs + rel * Math.abs(number);
  if (path.at(-1) === 'maxAbsGradient') return got >= 0 && got <= number + margin;
  if (path.some(isProbability) && number > 0 && number < SMALL_P) {
    return got > 0 && Math.abs(Math.log10(got) - Math.log10(number)) <= LOG_P_TOLERANCE;
  }
  const printed = path.includes('published') ? halfPrintedUnit(number) : 0;
  return Math.abs(got - number) <= Math.max(margin, printed);
}

/** Values that a note, or an expected divergence, lets pass besides the expected one. */
function passesByRule(path: readonly string[], got: unknown, want: Leaf, rules: PassRules): boolean {
  const name = path.at(-1) ?? '';
  if (rules.divergentTerms.includes(name)) {
    // The optimiser that made the case stopped at some large number, or gave none.
    const isCoefficient = path.at(-2) === 'coefficients';
    if (!isCoefficient) return got === undefined || got === null || Number.isNaN(got);
    const sign = want === '-Inf' ? -1 : want === 'Inf' ? 1 : Math.sign(Number(want ?? 0));
    return (
      typeof got === 'number' && Math.abs(got) === Number.POSITIVE_INFINITY && (sign === 0 || Math.sign(got) === sign)
    );
  }
  return rules.bounds.some(
    ({ key, side, limit }) =>
      key === name && typeof got === 'number' && (side === 'at least' ? got >= limit : got <= limit),
  );
}

const SPECIAL: ReadonlyMap<string, number> = new Map([
  ['Inf', Number.POSITIVE_INFINITY],
  ['-Inf', Number.NEGATIVE_INFINITY],
]);

const ADJUSTED_P = ['bonferroni', 'holm', 'hochberg', 'hommel', 'BH', 'fixedSequence'];

/** Keys such as `p`, `p.treatmentN`, `effect.wald.p`, `fisherP`, `pExactTwoSided`, `holm`. */
function isProbability(part: string): boolean {
  return part === 'p' || /[a-z]P$/.test(part) || /^p[A-Z]/.test(part) || ADJUSTED_P.includes(part);
}

/** Half a unit of the last decimal of a number as it is printed; 0 for whole numbers. */
function halfPrintedUnit(number: number): number {
  const decimals = /\.(\d+)$/.exec(String(number))?.[1]?.length ?? 0;
  return decimals === 0 ? 0 : 0.5 * 10 ** -decimals * (1 + 1e-9);
}

function isIndexed(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || value instanceof Float64Array;
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

function child(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
}
