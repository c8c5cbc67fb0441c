// Fisher's exact test and the conditional odds ratio of a 2×2 table.
import { checkConfidence } from '../distribution/confidence-level.js';
import { hypergeometricPmf, type Urn } from '../distribution/discrete.js';
import type { Interval } from '../regression/nb-glm-fit.js';
import type { TwoProportions } from './miettinen-nurminen.js';
import { checkProportion } from './single-proportion.js';

/** Odds ratio given both margins. */
export interface ConditionalOddsRatio {
  /** Maximum-likelihood odds ratio; 0 or ∞ at the ends of the support, NaN when the margins leave one table. */
  readonly oddsRatio: number;
  /** Exact interval. */
  readonly ci: Interval;
}

/** Inference given both margins. */
export interface FisherExact extends ConditionalOddsRatio {
  /** Two-sided: the sum of all tables that are no more probable. */
  readonly p: number;
  /**
   * The same odds ratio and interval as R's fisher.test prints them: its root finder stops at a tolerance of 1.2e-4, which
   * shows in the fourth digit. For comparison with R only.
   */
  readonly asFisherTest: ConditionalOddsRatio;
}

/** Tables whose probability is this much above the observed one's still count as no more probable, as in R. */
const TIE_FACTOR = 1 + 1e-7;
/** A term this much smaller than the sum so far ends a sum, for the terms behind it fall faster than a geometric series. */
const NEGLIGIBLE = 1e-19;

/**
 * Sums only the tables that matter, so that counts of 1e9 take about a second.
 * @throws RangeError unless 0 ≤ x ≤ n are whole numbers and n ≥ 1, and the confidence is between 0 and 1
 * @see Fisher (1935); Cornfield (1956); fisher.test in R
 */
export function fisherExact({ x1, n1, x2, n2 }: TwoProportions, confidence = 0.95): FisherExact {
  checkProportion(x1, n1);
  checkProportion(x2, n2);
  checkConfidence(confidence);
  const urn: Urn = { success: n1, failure: n2, draws: x1 + x2 };
  const low = Math.max(0, urn.draws - n2);
  const high = Math.min(urn.draws, n1);
  const infinity = Number.POSITIVE_INFINITY;
  if (low === high) {
    const nothing: ConditionalOddsRatio = { oddsRatio: Number.NaN, ci: [0, infinity] };
    return { p: 1, ...nothing, asFisherTest: nothing };
  }
  const tables: Tables = { urn, low, high, x: x1 };
  const tail = (1 - confidence) / 2;
  const meanAbove = (odds: number): number => tiltedMoments(tables, odds).mean - x1;
  const upperAbove = (odds: number): number => tiltedMoments(tables, odds).upper - tail;
  const lowerBelow = (odds: number): number => tail - tiltedMoments(tables, odds).lower;
  const solveWith = (root: (rising: (odds: number) => number) => number): ConditionalOddsRatio => ({
    oddsRatio: x1 === low ? 0 : x1 === high ? infinity : root(meanAbove),
    ci: [x1 === low ? 0 : root(upperAbove), x1 === high ? infinity : root(lowerBelow)],
  });
  return { p: twoSidedP(tables), ...solveWith(rootByBisection), asFisherTest: solveWith(rootAsFisherTest) };
}

/** The first cell's possible values `low` to `high`, and the observed one. */
interface Tables {
  readonly urn: Urn;
  readonly low: number;
  readonly high: number;
  readonly x: number;
}

/** P(k + 1) / P(k) at an odds ratio of 1; falls as k rises. */
function ratioUp({ success, failure, draws }: Urn, k: number): number {
  return ((success - k) / (k + 1)) * ((draws - k) / (failure - draws + k + 1));
}

/** The most probable value at an odds ratio. */
function modeOf({ urn, low, high }: Tables, odds: number): number {
  let from = low;
  let to = high;
  while (from < to) {
    const middle = Math.floor((from + to) / 2);
    if (ratioUp(urn, middle) * odds >= 1) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** The sum of the probabilities of all tables that are no more probable than the observed one. */
function twoSidedP(tables: Tables): number {
  const { urn, low, high } = tables;
  const mode = modeOf(tables, 1);
  const side = tables.x <= mode ? 1 : -1;
  const end = side === 1 ? high : low;
  const limit = hypergeometricPmf(tables.x, urn) * TIE_FACTOR;
  // Below what a double can hold.
  if (limit === 0) return 0;
  // Inwards past ties, then to the first value on the other side of the mode that is no more probable.
  let x = tables.x;
  while (x !== mode && hypergeometricPmf(x + side, urn) <= limit) x += side;
  if (hypergeometricPmf(mode, urn) <= limit) return 1;
  let above = mode;
  let other = end + side;
  while (other - above !== side) {
    const middle = above + side * Math.floor(Math.abs(other - above) / 2);
    if (hypergeometricPmf(middle, urn) <= limit) other = middle;
    else above = middle;
  }
  const far = other === end + side ? 0 : sumOutwards(tables, other, side);
  return Math.min(1, sumOutwards(tables, x, -side) + far);
}

/** The probabilities from a value on, away from the mode. */
function sumOutwards({ urn, low, high }: Tables, from: number, side: number): number {
  let term = hypergeometricPmf(from, urn);
  let sum = term;
  for (let k = from; side === 1 ? k < high : k > low; k += side) {
    term *= side === 1 ? ratioUp(urn, k) : 1 / ratioUp(urn, k - 1);
    sum += term;
    if (term <= NEGLIGIBLE * sum) break;
  }
  return sum;
}

/** Mean and both tails at x of the hypergeometric distribution tilted by an odds ratio. */
function tiltedMoments(
  tables: Tables,
  odds: number,
): { readonly mean: number; readonly lower: number; readonly upper: number } {
  const { urn, low, high, x } = tables;
  if (odds === 0) return { mean: low, lower: x >= low ? 1 : 0, upper: x <= low ? 1 : 0 };
  const mode = modeOf(tables, odds);
  const total = { weight: 1, first: 0, lower: mode <= x ? 1 : 0, upper: mode >= x ? 1 : 0 };
  for (const side of [1, -1]) {
    let weight = 1;
    for (let k = mode; side === 1 ? k < high : k > low; ) {
      weight *= side === 1 ? ratioUp(urn, k) * odds : 1 / (ratioUp(urn, k - 1) * odds);
      k += side;
      total.weight += weight;
      total.first += weight * (k - mode);
      if (k <= x) total.lower += weight;
      if (k >= x) total.upper += weight;
      if (weight < NEGLIGIBLE) break;
    }
  }
  const { weight, first, lower, upper } = total;
  return { mean: mode + first / weight, lower: lower / weight, upper: upper / weight };
}

/** Root of a rising function of the odds ratio, to the last digits of its logarithm between −700 and 700. */
function rootByBisection(rising: (odds: number) => number): number {
  let low = -700;
  let high = 700;
  for (let step = 0; step < 200; step += 1) {
    const middle = 0.5 * (low + high);
    if (middle === low || middle === high) break;
    if (rising(Math.exp(middle)) > 0) high = middle;
    else low = middle;
  }
  return Math.exp(0.5 * (low + high));
}

/** The root as fisher.test finds it: between 0 and 1 in the odds ratio or in its inverse, by uniroot with its default tolerance. */
function rootAsFisherTest(rising: (odds: number) => number): number {
  const atOne = rising(1);
  if (atOne === 0) return 1;
  if (atOne > 0) return brentRoot(rising, 0, 1);
  return 1 / brentRoot((inverse) => rising(1 / inverse), Number.EPSILON, 1);
}

/** Brent's root finder with the tolerance of R's uniroot, step for step. @see Brent (1973), chapter 4; zeroin.c in R */
function brentRoot(f: (x: number) => number, from: number, to: number): number {
  const tolerance = Number.EPSILON ** 0.25;
  let a = from;
  let b = to;
  let fa = f(a);
  let fb = f(b);
  let c = a;
  let fc = fa;
  for (let step = 0; step <= 1000; step += 1) {
    const previous = b - a;
    if (Math.abs(fc) < Math.abs(fb)) {
      [a, b, c] = [b, c, b];
      [fa, fb, fc] = [fb, fc, fb];
    }
    const accuracy = 2 * Number.EPSILON * Math.abs(b) + tolerance / 2;
    let move = (c - b) / 2;
    if (Math.abs(move) <= accuracy || fb === 0) return b;
    if (Math.abs(previous) >= accuracy && Math.abs(fa) > Math.abs(fb)) {
      const { p, q } = interpolation({ a, b, c, fa, fb, fc });
      if (p < 0.75 * (c - b) * q - Math.abs(accuracy * q) / 2 && p < Math.abs((previous * q) / 2)) move = p / q;
    }
    if (Math.abs(move) < accuracy) move = move > 0 ? accuracy : -accuracy;
    a = b;
    fa = fb;
    b += move;
    fb = f(b);
    if (fb > 0 === fc > 0 && fb !== 0 && fc !== 0) {
      c = a;
      fc = fa;
    }
  }
  return b;
}

/** The step p / q with p ≥ 0: linear through two points, inverse quadratic through three. */
function interpolation(at: Readonly<Record<'a' | 'b' | 'c' | 'fa' | 'fb' | 'fc', number>>): { p: number; q: number } {
  const { a, b, c, fa, fb, fc } = at;
  const width = c - b;
  let p: number;
  let q: number;
  if (a === c) {
    p = width * (fb / fa);
    q = 1 - fb / fa;
  } else {
    const ac = fa / fc;
    const bc = fb / fc;
    const ba = fb / fa;
    p = ba * (width * ac * (ac - bc) - (b - a) * (bc - 1));
    q = (ac - 1) * (bc - 1) * (ba - 1);
  }
  return p > 0 ? { p, q: -q } : { p: -p, q };
}
