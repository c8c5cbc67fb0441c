// Fisher's exact test and the conditional odds ratio of a 2×2 table.
import { hypergeometricPmf, type Urn } from '../distribution/discrete.js';
import type { Interval } from '../regression/nb-glm-fit.js';
import type { TwoProportions } from './miettinen-nurminen.js';

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

/** @see Fisher (1935); fisher.test in R */
export function fisherExact({ x1, n1, x2, n2 }: TwoProportions, confidence = 0.95): FisherExact {
  const urn: Urn = { success: n1, failure: n2, draws: x1 + x2 };
  const low = Math.max(0, urn.draws - n2);
  const high = Math.min(urn.draws, n1);
  const infinity = Number.POSITIVE_INFINITY;
  if (low === high) {
    const nothing: ConditionalOddsRatio = { oddsRatio: Number.NaN, ci: [0, infinity] };
    return { p: 1, ...nothing, asFisherTest: nothing };
  }
  const mass = Float64Array.from({ length: high - low + 1 }, (_, k) => hypergeometricPmf(low + k, urn));
  const observed = mass[x1 - low]!;
  const p = mass.reduce((sum, value) => (value <= observed * TIE_FACTOR ? sum + value : sum), 0);

  const logMass = mass.map(Math.log);
  const tail = (1 - confidence) / 2;
  const meanAbove = (odds: number): number => tiltedMoments(logMass, low, x1, odds).mean - x1;
  const upperAbove = (odds: number): number => tiltedMoments(logMass, low, x1, odds).upper - tail;
  const lowerBelow = (odds: number): number => tail - tiltedMoments(logMass, low, x1, odds).lower;
  const solveWith = (root: (rising: (odds: number) => number) => number): ConditionalOddsRatio => ({
    oddsRatio: x1 === low ? 0 : x1 === high ? infinity : root(meanAbove),
    ci: [x1 === low ? 0 : root(upperAbove), x1 === high ? infinity : root(lowerBelow)],
  });
  return { p: Math.min(1, p), ...solveWith(rootByBisection), asFisherTest: solveWith(rootAsFisherTest) };
}

/** Mean and both tails at x of the hypergeometric distribution tilted by an odds ratio. */
function tiltedMoments(
  logMass: Float64Array,
  low: number,
  x: number,
  odds: number,
): { readonly mean: number; readonly lower: number; readonly upper: number } {
  if (odds === 0) return { mean: low, lower: x >= low ? 1 : 0, upper: x <= low ? 1 : 0 };
  const logOdds = Math.log(odds);
  let top = Number.NEGATIVE_INFINITY;
  logMass.forEach((value, k) => {
    top = Math.max(top, value + k * logOdds);
  });
  let sum = 0;
  let first = 0;
  let lower = 0;
  let upper = 0;
  logMass.forEach((value, k) => {
    const weight = Math.exp(value + k * logOdds - top);
    sum += weight;
    first += weight * k;
    if (low + k <= x) lower += weight;
    if (low + k >= x) upper += weight;
  });
  return { mean: low + first / sum, lower: lower / sum, upper: upper / sum };
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
