// Re-randomisation tests: the observed statistic among those of the allocations that the trial's own randomisation could have made.
import { checkConfidence } from '../distribution/confidence-level.js';
import { clopperPearson } from '../proportion/single-proportion.js';
import type { Interval } from '../regression/nb-glm-fit.js';

/** An allocation: for each participant, in one order throughout, the number of the arm or sequence. */
export type Allocation = ArrayLike<number>;

/** A statistic of an allocation, the outcomes being fixed; its distance from the centre speaks against the null hypothesis. */
export type AllocationStatistic = (allocation: Allocation) => number;

/** Every allocation that could have been, with its probability. */
export interface CompleteReference {
  readonly allocations: readonly Allocation[];
  /** Default: all equal. They must add up to 1. */
  readonly probabilities?: readonly number[];
}

/** Allocations drawn from the procedure itself. */
export interface SampledReference {
  /** A fresh allocation, drawn with the probability that the trial's procedure gives it. The array may be reused. */
  readonly draw: () => Allocation;
  /** Number of draws N, besides the observed allocation. */
  readonly draws: number;
}

/** What {@link rerandomisationTest} takes. */
export interface RerandomisationInput {
  readonly statistic: AllocationStatistic;
  /** The allocation that was. */
  readonly observed: Allocation;
  readonly reference: CompleteReference | SampledReference;
  /**
   * The value from which distances count. Default 0. 'expectation' is the mean over the reference set (with the observed one when
   * sampled): needed where the procedure's statistic is not centred at 0, as with unequal allocation by minimisation.
   */
  readonly centre?: number | 'expectation';
  /** Confidence level of the Monte Carlo interval, between 0 and 1. Default 0.95. */
  readonly confidence?: number;
}

/** The test under the randomisation that was used. */
export interface RerandomisationTest {
  /** P(|T − centre| ≥ |observed − centre|); (b + 1)/(N + 1) when sampled. */
  readonly p: number;
  /** P(T ≥ observed) and P(T ≤ observed), likewise. */
  readonly pUpper: number;
  readonly pLower: number;
  readonly observed: number;
  readonly centre: number;
  readonly method: 'exact' | 'monte-carlo';
  /** Allocations counted or drawn. */
  readonly allocations: number;
  /** Allocations whose statistic is not a number; they count as at least as extreme. */
  readonly undefinedStatistics: number;
  /** Standard error of p due to drawing, and the Clopper–Pearson interval of the exact p. Present for Monte Carlo. */
  readonly monteCarloSE?: number;
  readonly monteCarloCi?: Interval;
}

/** Statistics this near to the observed one, relative to their size, are equal to it: sums in another order round otherwise. */
const TIE = 1e-10;

/**
 * Tests the sharp null hypothesis that no outcome depends on the allocation, by the probabilities with which the trial's procedure
 * (blocks, strata, minimisation) makes allocations. Exact when every allocation is given; p = (b + 1)/(N + 1) when drawn, which is
 * valid for any N.
 * @throws RangeError for an observed statistic that is no number; a complete set without the observed allocation, with probabilities
 *   that do not add up to 1, or empty; a number of draws that is no whole number from 1
 * @see Rosenberger and Lachin (2016), chapter 6; Phipson and Smyth (2010) for the + 1
 */
export function rerandomisationTest(input: RerandomisationInput): RerandomisationTest {
  const { statistic, observed, reference, confidence = 0.95 } = input;
  checkConfidence(confidence);
  const own = statistic(observed);
  if (Number.isNaN(own)) throw new RangeError('The statistic of the observed allocation is NaN; a number is needed.');
  return 'draw' in reference ? sampledTest(input, reference, own) : completeTest(input, reference, own);
}

function completeTest(
  { statistic, observed, centre = 0 }: RerandomisationInput,
  { allocations, probabilities }: CompleteReference,
  own: number,
): RerandomisationTest {
  const n = allocations.length;
  if (n === 0) throw new RangeError('The reference set is empty; it holds at least the observed allocation.');
  const weights = probabilities ?? allocations.map(() => 1 / n);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (weights.length !== n || weights.some((weight) => !(weight >= 0)) || Math.abs(total - 1) > 1e-9) {
    throw new RangeError(
      `The ${weights.length} probabilities of ${n} allocations add up to ${total}; they must be one for each, from 0, with the sum 1.`,
    );
  }
  if (!allocations.some((allocation, k) => weights[k]! > 0 && isSame(allocation, observed))) {
    throw new RangeError(
      'The reference set has no allocation like the observed one; it is not that of the randomisation used.',
    );
  }
  const values = Float64Array.from(allocations, statistic);
  const middle = centre === 'expectation' ? weightedMean(values, weights) : centre;
  const count = countExtreme(values, own, middle, (k) => weights[k]!);
  return { ...count, observed: own, centre: middle, method: 'exact', allocations: n };
}

function sampledTest(
  { statistic, centre = 0, confidence = 0.95 }: RerandomisationInput,
  { draw, draws }: SampledReference,
  own: number,
): RerandomisationTest {
  if (!Number.isSafeInteger(draws) || draws < 1 || draws > 1e9) {
    throw new RangeError(`The number of draws is ${draws}; allowed are whole numbers from 1 to 1e9.`);
  }
  const values = new Float64Array(draws);
  for (let k = 0; k < draws; k += 1) values[k] = statistic(draw());
  const middle =
    centre === 'expectation' ? weightedMean(Float64Array.from([...values, own]), new Array(draws + 1).fill(1)) : centre;
  const count = countExtreme(values, own, middle, () => 1);
  const plusOne = (b: number): number => (b + 1) / (draws + 1);
  const p = plusOne(count.p);
  return {
    p,
    pUpper: plusOne(count.pUpper),
    pLower: plusOne(count.pLower),
    undefinedStatistics: count.undefinedStatistics,
    observed: own,
    centre: middle,
    method: 'monte-carlo',
    allocations: draws,
    monteCarloSE: Math.sqrt((p * (1 - p)) / draws),
    monteCarloCi: clopperPearson(count.p, draws, confidence),
  };
}

function countExtreme(values: Float64Array, own: number, centre: number, weight: (k: number) => number) {
  const tolerance = TIE * Math.max(Math.abs(own), Math.abs(centre));
  const distance = Math.abs(own - centre);
  let p = 0;
  let pUpper = 0;
  let pLower = 0;
  let undefinedStatistics = 0;
  values.forEach((value, k) => {
    const isUndefined = Number.isNaN(value);
    if (isUndefined) undefinedStatistics += 1;
    if (isUndefined || value === own || Math.abs(value - centre) >= distance - tolerance) p += weight(k);
    if (isUndefined || value >= own - tolerance) pUpper += weight(k);
    if (isUndefined || value <= own + tolerance) pLower += weight(k);
  });
  const capped = (sum: number): number => (sum > 1 && sum < 1 + 1e-9 ? 1 : sum);
  return { p: capped(p), pUpper: capped(pUpper), pLower: capped(pLower), undefinedStatistics };
}

/** Over the values that are finite. */
function weightedMean(values: Float64Array, weights: readonly number[]): number {
  let sum = 0;
  let total = 0;
  values.forEach((value, k) => {
    if (!Number.isFinite(value)) return;
    sum += weights[k]! * value;
    total += weights[k]!;
  });
  return sum / total;
}

function isSame(a: Allocation, b: Allocation): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return false;
  return true;
}
