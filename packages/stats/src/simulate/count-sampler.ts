// Draws negative-binomial and Poisson counts by inverting their distribution function, from a table where that is short.
import { poissonUpper } from '../distribution/discrete.js';
import { regularizedBeta } from '../distribution/incomplete-beta.js';

/** A distribution of counts, ready to be inverted by {@link countAt}. */
export interface CountSampler {
  readonly mean: number;
  readonly theta: number;
  /** P(X ≤ k) from k = 0 up to 1 − 1e-15; empty where the table would be too long. */
  readonly table: Float64Array;
  /** guide[j]: the first count that a uniform number from j / 256 on may give. */
  readonly guide: Int32Array;
}

/** The table ends where less than this is left. */
const TAIL = 1e-15;
const LONGEST_TABLE = 16_384;
/** Entries of the index into the table, a power of two. */
const GUIDE = 256;

/**
 * A sampler of counts with the given mean and size θ: Var = mean + mean²/θ, θ = ∞ the Poisson. Up to P = 1 − 1e-15 a count is read from a
 * table of the distribution function; beyond, and for distributions with too long a table, it is solved for in the exact upper tail.
 * @throws RangeError unless mean is finite and at least 0, and θ above 0
 */
export function countSampler(mean: number, theta: number): CountSampler {
  if (!(mean >= 0) || !Number.isFinite(mean) || !(theta > 0)) {
    throw new RangeError(`Mean ${mean} and θ ${theta}; allowed are a finite mean of at least 0 and a θ above 0.`);
  }
  const table = mean === 0 ? Float64Array.of(1) : (cumulative(mean, theta) ?? new Float64Array(0));
  const guide = new Int32Array(GUIDE);
  let k = 0;
  for (let j = 0; j < GUIDE; j += 1) {
    while (k < table.length - 1 && table[k]! < j / GUIDE) k += 1;
    guide[j] = k;
  }
  return { mean, theta, table, guide };
}

/** The smallest k with P(X ≤ k) ≥ u, for u between 0 and 1. */
export function countAt(sampler: CountSampler, u: number): number {
  const { table, guide } = sampler;
  const last = table.length - 1;
  let count = guide[(u * GUIDE) | 0]!;
  while (count < last && table[count]! < u) count += 1;
  return count <= last && table[count]! >= u ? count : countInTail(u, sampler, count);
}

/** P(X ≤ k) from k = 0 until less than {@link TAIL} is left; undefined where that takes too many counts. */
function cumulative(mean: number, theta: number): Float64Array | undefined {
  const isPoisson = theta === Number.POSITIVE_INFINITY;
  const ratio = isPoisson ? mean : mean / (theta + mean);
  let mass = Math.exp(isPoisson ? -mean : -theta * Math.log1p(mean / theta));
  if (!(mass > 1e-280)) return undefined;
  const sums: number[] = [];
  let sum = 0;
  let rest = 0;
  for (let k = 0; k < LONGEST_TABLE; k += 1) {
    // Kahan's summation: the thresholds near 1 must be right to the last digit.
    const part = mass - rest;
    const next = sum + part;
    rest = next - sum - part;
    sum = next;
    sums.push(sum);
    const growth = isPoisson ? mean / (k + 1) : ((theta + k) / (k + 1)) * ratio;
    mass *= growth;
    // The terms that follow are below a geometric series.
    if (k >= mean && growth < 1 && mass < TAIL * (1 - growth)) return Float64Array.from(sums);
  }
  return undefined;
}

/** The smallest k ≥ `from` with P(X > k) ≤ 1 − u. */
function countInTail(u: number, { mean, theta }: CountSampler, from: number): number {
  const left = 1 - u;
  const isReached = (k: number): boolean => upper(k, mean, theta) <= left;
  let low = from - 1;
  let high = Math.max(from, 1);
  while (!isReached(high)) {
    low = high;
    high *= 2;
  }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (isReached(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** P(X > k). */
function upper(k: number, mean: number, theta: number): number {
  if (theta === Number.POSITIVE_INFINITY) return poissonUpper(k + 1, mean);
  const total = theta + mean;
  return regularizedBeta(theta / total, theta, k + 1, mean / total).upper;
}
