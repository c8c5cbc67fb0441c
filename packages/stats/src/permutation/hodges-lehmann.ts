// The Hodges–Lehmann estimate of a shift between two samples, with the interval that inverts the rank-sum test.
import { checkConfidence, normalHalfWidth } from '../distribution/confidence-level.js';
import type { Interval } from '../regression/nb-glm-fit.js';
import { sumDistribution } from './exact-sum-test.js';
import { checkSamples, midRanks } from './wilcoxon.js';

/** A shift and its interval. */
export interface ShiftEstimate {
  /** Median of all differences (two samples) or of all Walsh averages (one sample). */
  readonly estimate: number;
  readonly ci: Interval;
  /** `exact`: order statistics of the differences. `normal`: the normal approximation inverted, with the tie correction. */
  readonly method: 'exact' | 'normal';
  /** What an exact interval covers at least; it can't be met exactly, and for tiny samples not at all. */
  readonly achievedConfidence?: number;
  /** Why the interval is not exact, or that the level asked for can't be reached. */
  readonly flags: readonly ('ties' | 'large-sample' | 'confidence-not-achievable')[];
}

/** What {@link hodgesLehmann} takes besides the samples. */
export interface ShiftOptions {
  /** Default 0.95. */
  readonly confidence?: number;
  /** `auto` (default): exact for fewer than 50 values in each sample and no ties, as wilcox.test. */
  readonly method?: 'auto' | 'normal';
}

/** Differences that are kept in memory at most. */
const DIFFERENCE_LIMIT = 20_000_000;
const EXACT_SIZE = 50;

/**
 * The shift of the first sample against the second.
 * @throws RangeError for an empty sample, a number that is not finite, a confidence outside 0 to 1, or more than 20 million pairs
 * @see Hodges and Lehmann (1963); Hollander and Wolfe (1999), section 4.2; wilcox.test(conf.int = TRUE) in R
 */
export function hodgesLehmann(
  first: readonly number[],
  second: readonly number[],
  { confidence = 0.95, method = 'auto' }: ShiftOptions = {},
): ShiftEstimate {
  checkSamples(first, second);
  checkConfidence(confidence);
  const n1 = first.length;
  const n2 = second.length;
  checkPairs(n1 * n2);
  const differences = new Float64Array(n1 * n2);
  first.forEach((x, i) => {
    second.forEach((y, j) => {
      differences[i * n2 + j] = x - y;
    });
  });
  differences.sort();
  const hasTies = new Set([...first, ...second]).size < n1 + n2;
  const isLarge = n1 >= EXACT_SIZE || n2 >= EXACT_SIZE;
  if (method === 'auto' && !hasTies && !isLarge) {
    return exactShift(differences, rankSumCdf(n1, n2), confidence);
  }
  const statistic = (shift: number): number =>
    rankSumZ(
      first.map((x) => x - shift),
      second,
    );
  return normalShift(differences, { statistic, confidence, hasTies });
}

/**
 * From the sorted jump points of a rank statistic and its null distribution: the limits are the `at`-th points from both
 * ends, where P(statistic < at) is at most half the error.
 */
export function exactShift(jumps: Float64Array, cdf: Float64Array, confidence: number): ShiftEstimate {
  const half = (1 - confidence) / 2;
  const m = jumps.length;
  // The quantile as R's qwilcox: the first value whose cumulative probability reaches the tail.
  const at = Math.max(
    1,
    cdf.findIndex((p) => p >= half * (1 - 1e-14)),
  );
  const achieved = 1 - 2 * cdf[at - 1]!;
  return {
    estimate: medianOfSorted(jumps),
    ci: [jumps[at - 1]!, jumps[m - at]!],
    method: 'exact',
    achievedConfidence: achieved,
    flags: 1 - achieved - 2 * half > half ? ['confidence-not-achievable'] : [],
  };
}

/** The shifts at which a standardised statistic, falling in steps at the sorted jump points, crosses the normal quantiles. */
export function normalShift(
  jumps: Float64Array,
  {
    statistic,
    confidence,
    hasTies,
  }: { readonly statistic: (shift: number) => number; readonly confidence: number; readonly hasTies: boolean },
): ShiftEstimate {
  const z = normalHalfWidth(confidence);
  const points = jumps.filter((value, i) => i === 0 || value !== jumps[i - 1]);
  const crossing = (target: number): number => {
    let low = 0;
    let high = points.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      const between = 0.5 * (points[middle]! + points[middle + 1]!);
      if (statistic(between) <= target) high = middle;
      else low = middle + 1;
    }
    return points[low]!;
  };
  return {
    estimate: medianOfSorted(jumps),
    ci: [crossing(z), crossing(-z)],
    method: 'normal',
    flags: [hasTies ? 'ties' : 'large-sample'],
  };
}

/** @throws RangeError for more pairs than fit in memory */
export function checkPairs(pairs: number): void {
  if (pairs > DIFFERENCE_LIMIT) {
    throw new RangeError(`There are ${pairs} pairs of values; at most ${DIFFERENCE_LIMIT} are allowed.`);
  }
}

/** P(W ≤ w) of the Mann–Whitney count without ties. */
function rankSumCdf(n1: number, n2: number): Float64Array {
  const k = Math.min(n1, n2);
  const ranks = Array.from({ length: n1 + n2 }, (_, i) => i);
  const least = (k * (k - 1)) / 2;
  const mass = sumDistribution(ranks, k, least + n1 * n2 + 1).subarray(least);
  let sum = 0;
  return mass.map((p) => {
    sum += p;
    return sum;
  });
}

/** The rank-sum statistic, standardised with the tie correction and R's continuity correction. */
function rankSumZ(first: readonly number[], second: readonly number[]): number {
  const { ranks, tieTerm } = midRanks([...first, ...second]);
  const n1 = first.length;
  const n2 = second.length;
  const n = n1 + n2;
  const centred = ranks.slice(0, n1).reduce((a, b) => a + b, 0) - (n1 * (n + 1)) / 2;
  const sd = Math.sqrt(((n1 * n2) / 12) * (n + 1 - tieTerm / (n * (n - 1))));
  return (centred - Math.sign(centred) * 0.5) / sd;
}

function medianOfSorted(values: Float64Array): number {
  const m = values.length;
  return 0.5 * (values[Math.floor((m - 1) / 2)]! + values[Math.floor(m / 2)]!);
}
