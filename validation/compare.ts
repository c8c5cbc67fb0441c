// Compares a result with the expected one, key by key.
import type { Expected } from './case-file.js';

/** A key that does not match. */
export interface Difference {
  readonly key: string;
  readonly got: unknown;
  readonly want: Expected;
}

/** The number of values compared, and those that differ. */
export interface Comparison {
  readonly compared: number;
  readonly differences: readonly Difference[];
}

/** Below this, p-values are compared on the scale of their logarithm. */
const SMALL_P = 1e-12;
const LOG_P_TOLERANCE = 1e-4;

/**
 * Compares every key of `want`. A number passes within abs + rel × |want|; a p-value below 1e-12 when its decimal logarithm is
 * within 1e-4; null when the result has nothing there.
 */
export function compare(
  got: unknown,
  want: Expected,
  tolerance: { readonly rel: number; readonly abs: number },
): Comparison {
  const differences: Difference[] = [];
  let compared = 0;
  const visit = (key: string, actual: unknown, expected: Expected): void => {
    if (expected !== null && typeof expected === 'object') {
      const entries = Object.entries(expected);
      if (Array.isArray(expected) && (!isIndexed(actual) || actual.length !== expected.length)) {
        compared += 1;
        differences.push({ key, got: actual, want: expected });
        return;
      }
      for (const [name, part] of entries) visit(key === '' ? name : `${key}.${name}`, child(actual, name), part);
      return;
    }
    compared += 1;
    if (!matches(key, actual, expected, tolerance)) differences.push({ key, got: actual, want: expected });
  };
  visit('', got, want);
  return { compared, differences };
}

function matches(
  key: string,
  got: unknown,
  want: number | string | boolean | null,
  { rel, abs }: { readonly rel: number; readonly abs: number },
): boolean {
  if (want === null) return got === undefined || got === null;
  const number = typeof want === 'string' ? SPECIAL.get(want) : want;
  if (typeof number !== 'number') return got === want;
  if (typeof got !== 'number') return false;
  if (!Number.isFinite(number)) return Object.is(got, number);
  if (isProbability(key) && number > 0 && number < SMALL_P && got > 0) {
    return Math.abs(Math.log10(got) - Math.log10(number)) <= LOG_P_TOLERANCE;
  }
  return Math.abs(got - number) <= abs + rel * Math.abs(number);
}

const SPECIAL: ReadonlyMap<string, number> = new Map([
  ['Inf', Number.POSITIVE_INFINITY],
  ['-Inf', Number.NEGATIVE_INFINITY],
  ['NaN', Number.NaN],
]);

/** Keys such as `p`, `p.treatmentN`, `effect.wald.p`, `fisherP`, `pExactTwoSided`. */
function isProbability(key: string): boolean {
  return key.split('.').some((part) => part === 'p' || /[a-z]P$/.test(part) || /^p[A-Z]/.test(part));
}

function isIndexed(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || value instanceof Float64Array;
}

function child(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
}
