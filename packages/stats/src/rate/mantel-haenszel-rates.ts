// Two Poisson rates compared within strata: Mantel–Haenszel ratio and difference, and a test.

import { chiSquareUpper } from '../distribution/chi-square.js';
import { normalHalfWidth } from '../distribution/confidence-level.js';
import type { CommonEstimate } from '../proportion/mantel-haenszel.js';
import type { ChiSquareTest } from '../regression/nb-glm-fit.js';
import type { TwoRates } from './two-poisson-rates.js';

/** A stratified comparison of rate 1 with rate 2. What does not exist is absent. */
export interface StratifiedRates {
  /** Over strata; `se` is that of the logarithm. @see Greenland and Robins (1985), Biometrics 41, 55–68 */
  readonly rateRatio?: CommonEstimate;
  readonly rateDifference: CommonEstimate;
  /** Of a ratio of 1 in all strata, without continuity correction. */
  readonly test?: ChiSquareTest;
}

/**
 * Compares counts x1 in exposure t1 with x2 in t2 over strata, the counts taken as Poisson.
 * @throws RangeError for no strata, counts that are not whole numbers ≥ 0, or exposures that are not finite numbers > 0
 * @see Rothman, Greenland and Lash (2008), chapter 15; metafor::rma.mh(measure = "IRR", "IRD") in R
 */
export function mantelHaenszelRates(strata: readonly TwoRates[], confidence = 0.95): StratifiedRates {
  if (strata.length === 0) throw new RangeError('There are no strata; at least one is needed.');
  const z = normalHalfWidth(confidence);
  let above = 0;
  let below = 0;
  let information = 0;
  let excess = 0;
  let weight = 0;
  let difference = 0;
  let spread = 0;
  strata.forEach((stratum, i) => {
    checkRates(stratum, i);
    const { x1, t1, x2, t2 } = stratum;
    const t = t1 + t2;
    const m = x1 + x2;
    above += (x1 * t2) / t;
    below += (x2 * t1) / t;
    information += (m * t1 * t2) / (t * t);
    excess += x1 - (m * t1) / t;
    const own = (t1 * t2) / t;
    weight += own;
    difference += own * (x1 / t1 - x2 / t2);
    spread += own * own * (x1 / (t1 * t1) + x2 / (t2 * t2));
  });
  const estimate = difference / weight;
  const se = Math.sqrt(spread) / weight;
  const rateDifference: CommonEstimate = { estimate, se, ci: [estimate - z * se, estimate + z * se] };
  if (information === 0) return { rateDifference };
  const chisq = (excess * excess) / information;
  const test = { chisq, df: 1, p: chiSquareUpper(chisq, 1) };
  if (above === 0 || below === 0) return { rateDifference, test };
  const ratio = above / below;
  const seLog = Math.sqrt(information / (above * below));
  const rateRatio: CommonEstimate = {
    estimate: ratio,
    se: seLog,
    ci: [ratio * Math.exp(-z * seLog), ratio * Math.exp(z * seLog)],
  };
  return { rateRatio, rateDifference, test };
}

function checkRates({ x1, t1, x2, t2 }: TwoRates, stratum: number): void {
  for (const x of [x1, x2]) {
    if (!Number.isSafeInteger(x) || x < 0) {
      throw new RangeError(`A count of stratum ${stratum + 1} is ${x}; allowed are whole numbers from 0.`);
    }
  }
  for (const t of [t1, t2]) {
    if (!(t > 0) || !Number.isFinite(t)) {
      throw new RangeError(`An exposure of stratum ${stratum + 1} is ${t}; allowed are finite numbers above 0.`);
    }
  }
}
