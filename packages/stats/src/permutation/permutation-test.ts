// Permutation tests of two samples for any statistic: all choices where they can be counted, a random sample of them otherwise.
import type { RandomSource } from '../random/random-source.js';
import { exactSumTest } from './exact-sum-test.js';
import { checkSamples } from './wilcoxon.js';

/** A statistic of two samples; large distances from `centre` speak against the null hypothesis. */
export type PermutationStatistic = (first: ArrayLike<number>, second: ArrayLike<number>) => number;

/** What {@link permutationTest} takes besides the samples. */
export interface PermutationOptions {
  /** Default: the difference in means, first minus second. */
  readonly statistic?: PermutationStatistic;
  /** The statistic's value under the null hypothesis, from which distances count. Default 0. */
  readonly centre?: number;
  /** `exact` counts all choices, `monte-carlo` draws some; `auto` (default) counts where it can. */
  readonly method?: 'auto' | 'exact' | 'monte-carlo';
  /** Needed whenever choices are drawn. */
  readonly random?: RandomSource;
  /** Random choices, besides the observed one. Default 99,999. */
  readonly draws?: number;
}

/** The result says how it was found. */
export interface PermutationTest {
  /** P(|statistic − centre| ≥ |observed − centre|) over the choices; (b + 1)/(draws + 1) when they were drawn. */
  readonly p: number;
  readonly observed: number;
  readonly method: 'exact' | 'monte-carlo';
  /** Number of choices that were counted (exact) or drawn. */
  readonly choices: number;
  /** Of p, due to drawing; present for Monte Carlo. */
  readonly monteCarloSE?: number;
}

/** The choices that an enumeration may take. */
const ENUMERATION_LIMIT = 5_000_000;
/** Statistics this near to the observed one, relative to its size, are equal to it: sums in another order round otherwise. */
const TIE = 1e-10;

/**
 * Tests whether two samples are exchangeable, all assignments with the same group sizes being equally likely: use it only if
 * the randomisation was like that. The difference in means of values with few decimals is counted exactly at any size by the
 * shift algorithm; other statistics by enumeration of up to five million choices.
 * @throws RangeError for an empty sample or a number that is not finite; where choices must be drawn and there is no `random`;
 *   when `exact` is asked for and can't be had
 * @see Phipson and Smyth (2010), Statistical Applications in Genetics and Molecular Biology 9, 39 (the + 1)
 */
export function permutationTest(
  first: readonly number[],
  second: readonly number[],
  options: PermutationOptions = {},
): PermutationTest {
  checkSamples(first, second);
  const { statistic = meanDifference, centre = 0, method = 'auto' } = options;
  const observed = statistic(first, second);
  if (!Number.isFinite(observed)) {
    throw new RangeError(`The statistic is ${observed} for the observed samples; a finite number is needed.`);
  }
  const choices = binomialCoefficient(first.length + second.length, first.length);
  if (method !== 'monte-carlo') {
    const counted = options.statistic === undefined && centre === 0 ? exactSumTest(first, second) : undefined;
    if (counted !== undefined) return { p: counted.twoSided, observed, method: 'exact', choices };
    if (choices <= ENUMERATION_LIMIT) {
      const p = enumerate(first, second, { statistic, centre, observed }) / choices;
      return { p, observed, method: 'exact', choices };
    }
    if (method === 'exact') {
      throw new RangeError(
        `There are ${choices.toPrecision(3)} choices; at most ${ENUMERATION_LIMIT} can be counted. Use the method "monte-carlo".`,
      );
    }
  }
  return drawChoices(first, second, { ...options, statistic, centre, observed });
}

interface Target {
  readonly statistic: PermutationStatistic;
  readonly centre: number;
  readonly observed: number;
}

function drawChoices(
  first: readonly number[],
  second: readonly number[],
  { statistic, centre, observed, random, draws = 99_999 }: PermutationOptions & Target,
): PermutationTest {
  if (random === undefined)
    throw new RangeError('There are too many choices to count; give a source of random numbers.');
  if (!Number.isSafeInteger(draws) || draws < 1) {
    throw new RangeError(`The number of draws is ${draws}; allowed are whole numbers from 1.`);
  }
  const values = Float64Array.from([...first, ...second]);
  const k = first.length;
  const n = values.length;
  const chosen = values.subarray(0, k);
  const others = values.subarray(k);
  const limit = limitOf(observed, centre);
  let extreme = 0;
  for (let draw = 0; draw < draws; draw += 1) {
    for (let i = 0; i < k; i += 1) {
      const j = i + random.below(n - i);
      const moved = values[i]!;
      values[i] = values[j]!;
      values[j] = moved;
    }
    if (Math.abs(statistic(chosen, others) - centre) >= limit) extreme += 1;
  }
  const p = (extreme + 1) / (draws + 1);
  return { p, observed, method: 'monte-carlo', choices: draws, monteCarloSE: Math.sqrt((p * (1 - p)) / draws) };
}

/** How many of all choices are at least as extreme: combinations in lexicographic order. */
function enumerate(
  first: readonly number[],
  second: readonly number[],
  { statistic, centre, observed }: Target,
): number {
  const values = [...first, ...second];
  const n = values.length;
  const k = first.length;
  const taken = Array.from({ length: k }, (_, i) => i);
  const chosen = new Float64Array(k);
  const others = new Float64Array(n - k);
  const limit = limitOf(observed, centre);
  let extreme = 0;
  for (;;) {
    let own = 0;
    let rest = 0;
    for (let i = 0; i < n; i += 1) {
      if (taken[own] === i) chosen[own++] = values[i]!;
      else others[rest++] = values[i]!;
    }
    if (Math.abs(statistic(chosen, others) - centre) >= limit) extreme += 1;
    let at = k - 1;
    while (at >= 0 && taken[at] === n - k + at) at -= 1;
    if (at < 0) return extreme;
    taken[at]! += 1;
    for (let i = at + 1; i < k; i += 1) taken[i] = taken[i - 1]! + 1;
  }
}

function limitOf(observed: number, centre: number): number {
  return Math.abs(observed - centre) - TIE * Math.max(Math.abs(observed), Math.abs(centre));
}

function meanDifference(first: ArrayLike<number>, second: ArrayLike<number>): number {
  const mean = (values: ArrayLike<number>): number => {
    let sum = 0;
    for (let i = 0; i < values.length; i += 1) sum += values[i]!;
    return sum / values.length;
  };
  return mean(first) - mean(second);
}

function binomialCoefficient(n: number, k: number): number {
  let product = 1;
  for (let i = 1; i <= Math.min(k, n - k); i += 1) product = (product * (n - Math.min(k, n - k) + i)) / i;
  return Math.round(product);
}
