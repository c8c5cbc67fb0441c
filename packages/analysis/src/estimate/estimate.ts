// What every method answers, before the testing procedure gives it a place.
import type { AnalysisResult, Interval } from '../output.js';
import type { ModelRow } from './model-table.js';

/** The answer of a method: no p-value and no interval without a proper estimate. */
export interface MethodResult {
  readonly methodDescription: string;
  readonly effectMeasure: AnalysisResult['effectMeasure'];
  readonly estimate: number | null;
  readonly ci: Interval | null;
  readonly p: number | null;
  readonly status: 'computed' | 'not estimable' | 'not converged';
  readonly flags: readonly string[];
  readonly result: Readonly<Record<string, unknown>>;
  /** Rows that the method used. */
  readonly used: readonly ModelRow[];
}

/** An answer that gives no estimate and says why. */
export function notEstimable(
  base: Pick<MethodResult, 'methodDescription' | 'effectMeasure'>,
  flags: readonly string[],
  used: readonly ModelRow[] = [],
): MethodResult {
  return { ...base, estimate: null, ci: null, p: null, status: 'not estimable', flags, result: {}, used };
}

/** An interval with finite ends, or null: JSON has no infinity; the method's own keys keep the ends as text. */
export function finiteInterval(ends: readonly [number, number] | undefined): Interval | null {
  return ends?.every(Number.isFinite) ? [ends[0], ends[1]] : null;
}

/** The answer with its keys as JSON can hold them. */
export function finiteResult(answer: MethodResult): MethodResult {
  return { ...answer, result: jsonValue(answer.result) as MethodResult['result'] };
}

/** A copy that JSON can hold: numbers that are not finite become "Inf", "-Inf" and "NaN", typed arrays become lists, absent keys go. */
export function jsonValue(value: unknown): unknown {
  if (typeof value === 'number') {
    return Number.isFinite(value) ? value : Number.isNaN(value) ? 'NaN' : value > 0 ? 'Inf' : '-Inf';
  }
  if (value instanceof Float64Array || value instanceof Int32Array) return Array.from(value, jsonValue);
  if (Array.isArray(value)) return value.map(jsonValue);
  if (value instanceof Map)
    return Object.fromEntries([...value].map(([key, member]) => [String(key), jsonValue(member)]));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, member]) => member !== undefined)
        .map(([key, member]) => [key, jsonValue(member)]),
    );
  }
  return value ?? null;
}
