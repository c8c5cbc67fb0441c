// Boundaries look by look from the errors that each look may spend.
import { advance, probabilityAbove, probabilityBelow, type Step, startOfProcess } from './crossing.js';
import { continuation } from './crossing-probabilities.js';
import { findRoot } from './find-root.js';

/** What {@link spendingBounds} takes; lists have one entry per look. */
export interface SpendingProblem {
  /** Information at the looks, ascending, in any unit. */
  readonly times: readonly number[];
  readonly sided: 1 | 2;
  /** Type I error that each look spends (both sides together), or z values that are given. */
  readonly efficacy: { readonly errors: readonly number[] } | { readonly criticalValues: readonly number[] };
  /** Futility bounds that are given (z values). */
  readonly futilityBounds?: readonly number[];
  /** Futility bounds to be found: the type II error that each look spends under a drift per unit of time. One-sided only. */
  readonly typeTwo?: { readonly drift: number; readonly errors: readonly number[] };
  /** Does the type I error count on stopping for futility? */
  readonly isBinding: boolean;
}

/** Boundaries on the z scale. */
export interface SpendingBounds {
  readonly efficacy: readonly number[];
  readonly futility: readonly number[];
  /** Type II error of the whole design under the drift; what the last look leaves is counted whole. */
  readonly typeTwoError: number;
}

/**
 * Finds each look's bounds from those before it; later looks do not matter, so that looks may be added as they come.
 * @see Lan and DeMets (1983), Biometrika 70, 659–663; Pampallona, Tsiatis and Kim (2001)
 */
export function spendingBounds({
  times,
  sided,
  efficacy: given,
  futilityBounds,
  typeTwo,
  isBinding,
}: SpendingProblem): SpendingBounds {
  const last = times.length - 1;
  const efficacy: number[] = [];
  const futility: number[] = [];
  let underNull = startOfProcess();
  let underAlternative = startOfProcess();
  let typeTwoError = 0;
  for (const [k, time] of times.entries()) {
    const root = Math.sqrt(time);
    const nullStep = { time, drift: 0 };
    const step = { time, drift: typeTwo?.drift ?? 0 };
    const high =
      'criticalValues' in given
        ? given.criticalValues[k]! * root
        : upperBound(underNull, nullStep, given.errors[k]! / sided);
    let low = (futilityBounds?.[k] ?? Number.NEGATIVE_INFINITY) * root;
    if (typeTwo !== undefined) {
      low = k === last ? high : Math.min(high, lowerBound(underAlternative, step, typeTwo.errors[k]!));
      typeTwoError += probabilityBelow(underAlternative, step, low);
    }
    efficacy.push(high / root);
    futility.push(low / root);
    if (k === last) break;
    const nextTime = times[k + 1]!;
    const nullLow = isBinding ? low : Number.NEGATIVE_INFINITY;
    underNull = advance(underNull, nullStep, { intervals: continuation({ low: nullLow, high, sided }), nextTime });
    if (typeTwo !== undefined) {
      underAlternative = advance(underAlternative, step, { intervals: [[low, high]], nextTime });
    }
  }
  return { efficacy, futility, typeTwoError };
}

/** Below this a spent error cannot be told from none. */
const NOTHING = 1e-290;
const FAR = 37;

type Process = ReturnType<typeof startOfProcess>;

function upperBound(process: Process, step: Step, error: number): number {
  if (!(error > NOTHING)) return Number.POSITIVE_INFINITY;
  const scale = Math.sqrt(step.time);
  const f = (z: number): number => Math.log(Math.max(probabilityAbove(process, step, z * scale), 1e-320) / error);
  return (findRoot({ f, low: -FAR, high: FAR }) ?? Number.NEGATIVE_INFINITY) * scale;
}

function lowerBound(process: Process, step: Step, error: number): number {
  if (!(error > NOTHING)) return Number.NEGATIVE_INFINITY;
  const scale = Math.sqrt(step.time);
  const f = (z: number): number => Math.log(Math.max(probabilityBelow(process, step, z * scale), 1e-320) / error);
  const high = FAR + Math.abs(step.drift) * scale;
  return (findRoot({ f, low: -FAR, high }) ?? Number.POSITIVE_INFINITY) * scale;
}
