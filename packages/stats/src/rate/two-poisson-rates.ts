// Two Poisson counts with their exposures: rates, their ratio, exact and approximate intervals.
import { checkConfidence, normalHalfWidth } from '../distribution/confidence-level.js';
import { binomialCdf, binomialPmf, binomialUpper } from '../distribution/discrete.js';
import { gammaQuantile } from '../distribution/incomplete-gamma.js';
import { clopperPearson } from '../proportion/single-proportion.js';
import type { Interval } from '../regression/nb-glm-fit.js';

/** Counts x and exposures t (any unit, the same in both groups). */
export interface TwoRates {
  readonly x1: number;
  readonly t1: number;
  readonly x2: number;
  readonly t2: number;
}

/** Results under the names of the reference cases. */
export interface TwoPoissonRates {
  readonly rate1: number;
  readonly rate2: number;
  /** rate1 / rate2; absent when both counts are zero, ∞ when the second is. */
  readonly rateRatio?: number;
  /** Of the ratio, given the sum of both counts. @see Przyborowski and Wilenski (1940); poisson.test in R */
  readonly exactConditionalCi: Interval;
  /** Two-sided, of a ratio of 1: the sum of all outcomes that are no more probable given the sum of both counts. */
  readonly exactP: number;
  /** Absent when a count is zero. */
  readonly waldLogCi?: Interval;
  readonly garwood1: Interval;
  readonly garwood2: Interval;
}

/** @throws RangeError unless counts are whole numbers ≥ 0 and exposures finite numbers > 0, and the confidence is between 0 and 1 */
export function twoPoissonRates({ x1, t1, x2, t2 }: TwoRates, confidence = 0.95): TwoPoissonRates {
  const garwood1 = garwood(x1, t1, confidence);
  const garwood2 = garwood(x2, t2, confidence);
  const z = normalHalfWidth(confidence);
  const rateRatio = x1 / t1 / (x2 / t2);
  const half = z * Math.sqrt(1 / x1 + 1 / x2);
  const n = x1 + x2;
  const toRatio = (p: number): number => (p === 1 ? Number.POSITIVE_INFINITY : (p / (1 - p)) * (t2 / t1));
  const [low, high] = n === 0 ? [0, 1] : clopperPearson(x1, n, confidence);
  return {
    rate1: x1 / t1,
    rate2: x2 / t2,
    ...(n === 0 ? {} : { rateRatio }),
    exactConditionalCi: [toRatio(low), toRatio(high)],
    exactP: exactBinomialP(x1, n, t1 / (t1 + t2)),
    ...(x1 === 0 || x2 === 0 ? {} : { waldLogCi: [rateRatio * Math.exp(-half), rateRatio * Math.exp(half)] as const }),
    garwood1,
    garwood2,
  };
}

/**
 * The exact interval of a Poisson rate x/t.
 * @throws RangeError unless x is a whole number ≥ 0 and t a finite number > 0, and the confidence is between 0 and 1
 * @see Garwood (1936)
 */
export function garwood(x: number, t: number, confidence = 0.95): Interval {
  if (!Number.isSafeInteger(x) || x < 0) throw new RangeError(`The count is ${x}; allowed are whole numbers from 0.`);
  if (!(t > 0) || !Number.isFinite(t))
    throw new RangeError(`The exposure is ${t}; allowed are finite numbers above 0.`);
  checkConfidence(confidence);
  const tail = (1 - confidence) / 2;
  return [x === 0 ? 0 : gammaQuantile(tail, x) / t, gammaQuantile(tail, x + 1, 'upper') / t];
}

/**
 * Two-sided exact binomial p: the sum of all outcomes that are no more probable than x (with R's tolerance of 1e-7).
 * @see binom.test in R
 */
export function exactBinomialP(x: number, n: number, p: number): number {
  const mean = n * p;
  if (x === mean || n === 0) return 1;
  const limit = binomialPmf(x, n, p) * (1 + 1e-7);
  // On the far side of the mode the probabilities fall: find where they drop to the limit.
  if (x < mean) {
    let above = Math.ceil(mean);
    let fallen = n + 1;
    while (above < fallen) {
      const middle = Math.floor((above + fallen) / 2);
      if (binomialPmf(middle, n, p) <= limit) fallen = middle;
      else above = middle + 1;
    }
    return Math.min(1, binomialCdf(x, n, p) + binomialUpper(fallen, n, p));
  }
  let fallen = -1;
  let above = Math.floor(mean);
  while (fallen < above) {
    const middle = Math.ceil((above + fallen) / 2);
    if (binomialPmf(middle, n, p) <= limit) fallen = middle;
    else above = middle - 1;
  }
  return Math.min(1, binomialCdf(fallen, n, p) + binomialUpper(x, n, p));
}
