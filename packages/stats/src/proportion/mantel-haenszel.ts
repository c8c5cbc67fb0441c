// Two proportions compared within strata: Mantel–Haenszel estimates, tests, and homogeneity.

import { chiSquareUpper } from '../distribution/chi-square.js';
import { normalHalfWidth } from '../distribution/confidence-level.js';
import type { ChiSquareTest, Interval } from '../regression/nb-glm-fit.js';
import { differenceInterval, ratioInterval, type TwoProportions } from './miettinen-nurminen.js';
import { checkProportion } from './single-proportion.js';

/** An estimate common to all strata with its interval; for ratios `se` is that of the logarithm. */
export interface CommonEstimate {
  readonly estimate: number;
  readonly se: number;
  readonly ci: Interval;
}

/** What a reader must know before using a stratified comparison. */
export type StratifiedFlag =
  /** Some strata lack a group or are all or none successes; they tell nothing of a ratio. */
  | 'uninformative-strata'
  /** Nothing varies in any stratum: no estimate of a ratio, no test. */
  | 'no-information';

/** A stratified comparison of group 1 with group 2. What does not exist is absent. */
export interface StratifiedTwoByTwo {
  /** p1 − p2, weights n1 n2 / n, variance of Sato, Greenland and Robins (1989), consistent in large and in sparse strata. */
  readonly riskDifference: CommonEstimate & { readonly miettinenNurminen: Interval };
  /** p1 / p2. @see Greenland and Robins (1985), Biometrics 41, 55–68 */
  readonly riskRatio?: CommonEstimate & { readonly miettinenNurminen: Interval };
  /** Variance of the logarithm of Robins, Breslow and Greenland (1986), Biometrics 42, 311–323. */
  readonly oddsRatio?: CommonEstimate;
  /** Cochran–Mantel–Haenszel, without and with continuity correction (as mantelhaen.test). */
  readonly cmh?: ChiSquareTest;
  readonly cmhCorrected?: ChiSquareTest;
  /** Equal odds ratios in all strata. @see Breslow and Day (1980), with Tarone's (1985) correction beside */
  readonly breslowDay?: ChiSquareTest & { readonly tarone: ChiSquareTest };
  /** Strata that both groups are in. */
  readonly strata: number;
  readonly flags: readonly StratifiedFlag[];
}

/**
 * Compares x1 of n1 with x2 of n2 over strata. A stratum in which a group is empty (n = 0) is left out and flagged.
 * @throws RangeError for no stratum with both groups, or counts that are not whole numbers 0 ≤ x ≤ n
 * @see Mantel and Haenszel (1959); Agresti (2013), section 6.4; SAS PROC FREQ (CMH, RISKDIFF(COMMON)); metafor::rma.mh in R
 */
export function mantelHaenszel(strata: readonly TwoProportions[], confidence = 0.95): StratifiedTwoByTwo {
  const used = strata.filter(({ x1, n1, x2, n2 }) => {
    // An empty group is no fault here, but it has no successes.
    if (n1 !== 0 || x1 !== 0) checkProportion(x1, n1);
    if (n2 !== 0 || x2 !== 0) checkProportion(x2, n2);
    return n1 > 0 && n2 > 0;
  });
  if (used.length === 0) throw new RangeError('No stratum holds both groups; at least one is needed.');
  const z = normalHalfWidth(confidence);
  const varies = used.filter(({ x1, n1, x2, n2 }) => x1 + x2 > 0 && x1 + x2 < n1 + n2);
  const flags: StratifiedFlag[] = [];
  if (varies.length < strata.length) flags.push('uninformative-strata');
  if (varies.length === 0) flags.push('no-information');
  const riskRatio = commonRiskRatio(used, z);
  const oddsRatio = commonOddsRatio(used, z);
  return {
    riskDifference: { ...commonDifference(used, z), miettinenNurminen: differenceInterval(used, confidence) },
    ...(riskRatio === undefined
      ? {}
      : { riskRatio: { ...riskRatio, miettinenNurminen: ratioInterval(used, confidence) } }),
    ...(oddsRatio === undefined ? {} : { oddsRatio }),
    ...(varies.length === 0 ? {} : cmhTests(varies)),
    ...(oddsRatio === undefined || varies.length < 2 ? {} : { breslowDay: breslowDay(varies, oddsRatio.estimate) }),
    strata: used.length,
    flags,
  };
}

function commonDifference(strata: readonly TwoProportions[], z: number): CommonEstimate {
  let weight = 0;
  let sum = 0;
  let sumP = 0;
  let sumQ = 0;
  for (const { x1, n1, x2, n2 } of strata) {
    const n = n1 + n2;
    weight += (n1 * n2) / n;
    sum += (x1 * n2 - x2 * n1) / n;
    sumP += (n1 * n1 * x2 - n2 * n2 * x1 + 0.5 * n1 * n2 * (n2 - n1)) / (n * n);
    sumQ += (x1 * (n2 - x2) + x2 * (n1 - x1)) / (2 * n);
  }
  const estimate = sum / weight;
  const se = Math.sqrt(Math.max(0, estimate * sumP + sumQ)) / weight;
  return { estimate, se, ci: [estimate - z * se, estimate + z * se] };
}

function commonRiskRatio(strata: readonly TwoProportions[], z: number): CommonEstimate | undefined {
  let above = 0;
  let below = 0;
  let spread = 0;
  for (const { x1, n1, x2, n2 } of strata) {
    const n = n1 + n2;
    above += (x1 * n2) / n;
    below += (x2 * n1) / n;
    spread += (n1 * n2 * (x1 + x2) - x1 * x2 * n) / (n * n);
  }
  return above > 0 && below > 0 ? ratioEstimate(above / below, Math.sqrt(spread / (above * below)), z) : undefined;
}

function commonOddsRatio(strata: readonly TwoProportions[], z: number): CommonEstimate | undefined {
  let sumR = 0;
  let sumS = 0;
  let pr = 0;
  let psqr = 0;
  let qs = 0;
  for (const { x1, n1, x2, n2 } of strata) {
    const n = n1 + n2;
    const r = (x1 * (n2 - x2)) / n;
    const s = (x2 * (n1 - x1)) / n;
    const p = (x1 + n2 - x2) / n;
    const q = (x2 + n1 - x1) / n;
    sumR += r;
    sumS += s;
    pr += p * r;
    psqr += p * s + q * r;
    qs += q * s;
  }
  if (sumR === 0 || sumS === 0) return undefined;
  const variance = pr / (2 * sumR * sumR) + psqr / (2 * sumR * sumS) + qs / (2 * sumS * sumS);
  return ratioEstimate(sumR / sumS, Math.sqrt(variance), z);
}

function cmhTests(strata: readonly TwoProportions[]): { cmh: ChiSquareTest; cmhCorrected: ChiSquareTest } {
  let difference = 0;
  let variance = 0;
  for (const { x1, n1, x2, n2 } of strata) {
    const n = n1 + n2;
    const m = x1 + x2;
    difference += x1 - (n1 * m) / n;
    variance += (n1 * n2 * m * (n - m)) / (n * n * (n - 1));
  }
  const distance = Math.abs(difference);
  return {
    cmh: test((distance * distance) / variance, 1),
    cmhCorrected: test((distance - Math.min(0.5, distance)) ** 2 / variance, 1),
  };
}

function breslowDay(
  strata: readonly TwoProportions[],
  odds: number,
): ChiSquareTest & { readonly tarone: ChiSquareTest } {
  let chisq = 0;
  let excess = 0;
  let variance = 0;
  for (const { x1, n1, x2, n2 } of strata) {
    const m = x1 + x2;
    const expected = expectedUnderOdds({ n1, n2, m, odds });
    const spread = 1 / (1 / expected + 1 / (n1 - expected) + 1 / (m - expected) + 1 / (n2 - m + expected));
    chisq += (x1 - expected) ** 2 / spread;
    excess += x1 - expected;
    variance += spread;
  }
  const df = strata.length - 1;
  return { ...test(chisq, df), tarone: test(Math.max(0, chisq - (excess * excess) / variance), df) };
}

/** The first cell, given both margins, at which the odds ratio has a given value. */
function expectedUnderOdds(table: Readonly<Record<'n1' | 'n2' | 'm' | 'odds', number>>): number {
  const { n1, n2, m, odds } = table;
  const a = 1 - odds;
  const b = n2 - m + odds * (n1 + m);
  const c = -odds * n1 * m;
  // a e² + b e + c = 0; the root in the form that does not cancel (b > 0).
  return (-2 * c) / (b + Math.sqrt(b * b - 4 * a * c));
}

function ratioEstimate(estimate: number, se: number, z: number): CommonEstimate {
  return { estimate, se, ci: [estimate * Math.exp(-z * se), estimate * Math.exp(z * se)] };
}

function test(chisq: number, df: number): ChiSquareTest {
  return { chisq, df, p: chiSquareUpper(chisq, df) };
}
