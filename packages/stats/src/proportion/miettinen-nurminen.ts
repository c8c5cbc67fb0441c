// Score intervals of Miettinen and Nurminen for the difference and the ratio of two proportions, over one or more strata.
import { normalHalfWidth } from '../distribution/confidence-level.js';
import type { Interval } from '../regression/nb-glm-fit.js';
import { checkProportion } from './single-proportion.js';

/** Successes and sizes of two groups. */
export interface TwoProportions {
  readonly x1: number;
  readonly n1: number;
  readonly x2: number;
  readonly n2: number;
}

/**
 * Interval of p1 − p2, the variance being that at the restricted maximum likelihood, times N/(N − 1). Over strata the
 * differences are weighted by n1 n2 / N (Cochran–Mantel–Haenszel), as ratesci(weighting = "MH") does; Miettinen and
 * Nurminen themselves iterate their weights.
 * @throws RangeError for no strata, unless 0 ≤ x ≤ n are whole numbers and n ≥ 1, or for a confidence outside 0 to 1
 * @see Miettinen and Nurminen (1985), Statistics in Medicine 4, 213–226
 */
export function differenceInterval(counts: TwoProportions | readonly TwoProportions[], confidence = 0.95): Interval {
  const z = normalHalfWidth(confidence);
  const strata = listOf(counts);
  let sum = 0;
  let total = 0;
  for (const { x1, n1, x2, n2 } of strata) {
    sum += (n1 * n2 * (x1 / n1 - x2 / n2)) / (n1 + n2);
    total += (n1 * n2) / (n1 + n2);
  }
  const estimate = sum / total;
  const score = (delta: number): number => commonScore(strata, (stratum) => differenceScore(stratum, delta));
  return [
    estimate === -1 ? -1 : bisect(score, { from: -1, to: estimate, target: z }),
    estimate === 1 ? 1 : bisect(score, { from: estimate, to: 1, target: -z }),
  ];
}

/** Interval of p1 / p2, likewise: from 0 when x1 = 0, to ∞ when x2 = 0 (in all strata). */
export function ratioInterval(counts: TwoProportions | readonly TwoProportions[], confidence = 0.95): Interval {
  const z = normalHalfWidth(confidence);
  const strata = listOf(counts);
  const score = (logRatio: number): number => commonScore(strata, (stratum) => ratioScore(stratum, Math.exp(logRatio)));
  let above = 0;
  let below = 0;
  for (const { x1, n1, x2, n2 } of strata) {
    above += (x1 * n2) / (n1 + n2);
    below += (x2 * n1) / (n1 + n2);
  }
  const centre = above > 0 && below > 0 ? Math.log(above / below) : 0;
  const ends = { from: centre - 60, to: centre + 60 };
  return [
    above === 0 ? 0 : Math.exp(bisect(score, { ...ends, target: z })),
    below === 0 ? Number.POSITIVE_INFINITY : Math.exp(bisect(score, { ...ends, target: -z })),
  ];
}

/** What one stratum adds to a score: its distance and the distance's variance. */
interface StratumScore {
  readonly distance: number;
  readonly variance: number;
}

/** The weighted sum of the strata's distances over its standard error. */
function commonScore(strata: readonly TwoProportions[], scoreOf: (stratum: TwoProportions) => StratumScore): number {
  let sum = 0;
  let spread = 0;
  for (const stratum of strata) {
    const weight = strata.length === 1 ? 1 : (stratum.n1 * stratum.n2) / (stratum.n1 + stratum.n2);
    const { distance, variance } = scoreOf(stratum);
    sum += weight * distance;
    spread += weight * weight * variance;
  }
  return signedRatio(sum, spread);
}

/** p̂1 − p̂2 − δ, and its variance when p1 − p2 = δ. The distance falls as δ rises. */
function differenceScore({ x1, n1, x2, n2 }: TwoProportions, delta: number): StratumScore {
  const n = n1 + n2;
  const p2 = restrictedByDifference({ x1, n1, x2, n2 }, delta);
  const p1 = Math.min(1, Math.max(0, p2 + delta));
  const variance = ((p1 * (1 - p1)) / n1 + (p2 * (1 - p2)) / n2) * (n / (n - 1));
  return { distance: x1 / n1 - x2 / n2 - delta, variance };
}

/** p̂1 − φ p̂2, and its variance when p1 = φ p2. The distance falls as φ rises. */
function ratioScore({ x1, n1, x2, n2 }: TwoProportions, ratio: number): StratumScore {
  const n = n1 + n2;
  const a = n * ratio;
  const b = n1 * ratio + x1 + n2 + x2 * ratio;
  const c = x1 + x2;
  // The smaller root, in the form that does not cancel.
  const p2 = Math.min(1, (2 * c) / (b + Math.sqrt(Math.max(0, b * b - 4 * a * c))));
  const p1 = Math.min(1, ratio * p2);
  const variance = ((p1 * (1 - p1)) / n1 + (ratio * ratio * p2 * (1 - p2)) / n2) * (n / (n - 1));
  return { distance: x1 / n1 - (ratio * x2) / n2, variance };
}

/** Maximum-likelihood p2 when p1 = p2 + δ: the root of a cubic. @see Farrington and Manning (1990), appendix */
function restrictedByDifference({ x1, n1, x2, n2 }: TwoProportions, delta: number): number {
  const n = n1 + n2;
  const l2 = (n1 + 2 * n2) * delta - n - (x1 + x2);
  const l1 = (n2 * delta - n - 2 * x2) * delta + (x1 + x2);
  const l0 = x2 * delta * (1 - delta);
  const third = l2 / (3 * n);
  const q = third ** 3 - (l1 * l2) / (6 * n * n) + l0 / (2 * n);
  const radius = (q >= 0 ? 1 : -1) * Math.sqrt(Math.max(0, third * third - l1 / (3 * n)));
  const cosine = radius === 0 ? 0 : Math.min(1, Math.max(-1, q / radius ** 3));
  const p2 = 2 * radius * Math.cos((Math.PI + Math.acos(cosine)) / 3) - third;
  return Math.min(Math.min(1, 1 - delta), Math.max(Math.max(0, -delta), p2));
}

function signedRatio(difference: number, variance: number): number {
  if (variance > 0) return difference / Math.sqrt(variance);
  return difference === 0 ? 0 : Math.sign(difference) * Number.POSITIVE_INFINITY;
}

function listOf(counts: TwoProportions | readonly TwoProportions[]): readonly TwoProportions[] {
  const strata = 'x1' in counts ? [counts] : counts;
  if (strata.length === 0) throw new RangeError('There are no strata; at least one is needed.');
  for (const { x1, n1, x2, n2 } of strata) {
    checkProportion(x1, n1);
    checkProportion(x2, n2);
  }
  return strata;
}

/** Where a falling function crosses the target, to the last digits. */
function bisect(
  falling: (x: number) => number,
  { from, to, target }: { readonly from: number; readonly to: number; readonly target: number },
): number {
  let low = from;
  let high = to;
  for (let step = 0; step < 200; step += 1) {
    const middle = 0.5 * (low + high);
    if (middle === low || middle === high) return middle;
    if (falling(middle) > target) low = middle;
    else high = middle;
  }
  return 0.5 * (low + high);
}
