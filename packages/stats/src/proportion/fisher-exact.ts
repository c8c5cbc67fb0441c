// Fisher's exact test and the conditional odds ratio of a 2×2 table.
import { hypergeometricPmf, type Urn } from '../distribution/discrete.js';
import type { Interval } from '../regression/nb-glm-fit.js';
import type { TwoProportions } from './miettinen-nurminen.js';

/** Inference given both margins. */
export interface FisherExact {
  /** Two-sided: the sum of all tables that are no more probable. */
  readonly p: number;
  /** Conditional maximum-likelihood odds ratio; 0 or ∞ at the ends of the support, NaN when the margins leave one table. */
  readonly oddsRatio: number;
  /** Exact interval of the odds ratio. */
  readonly ci: Interval;
}

/** Tables whose probability is this much above the observed one's still count as no more probable, as in R. */
const TIE_FACTOR = 1 + 1e-7;

/** @see Fisher (1935); fisher.test in R */
export function fisherExact({ x1, n1, x2, n2 }: TwoProportions, confidence = 0.95): FisherExact {
  const urn: Urn = { success: n1, failure: n2, draws: x1 + x2 };
  const low = Math.max(0, urn.draws - n2);
  const high = Math.min(urn.draws, n1);
  const mass = Float64Array.from({ length: high - low + 1 }, (_, k) => hypergeometricPmf(low + k, urn));
  const observed = mass[x1 - low]!;
  const p = Math.min(
    1,
    mass.reduce((sum, value) => (value <= observed * TIE_FACTOR ? sum + value : sum), 0),
  );
  if (low === high) return { p: 1, oddsRatio: Number.NaN, ci: [0, Number.POSITIVE_INFINITY] };

  const logMass = mass.map(Math.log);
  const tail = (1 - confidence) / 2;
  const at = (logOdds: number) => tiltedMoments(logMass, low, x1, logOdds);
  const solve = (isAbove: (logOdds: number) => boolean): number => Math.exp(bisectRising(isAbove));
  const infinity = Number.POSITIVE_INFINITY;
  return {
    p,
    oddsRatio: x1 === low ? 0 : x1 === high ? infinity : solve((u) => at(u).mean > x1),
    ci: [x1 === low ? 0 : solve((u) => at(u).upper > tail), x1 === high ? infinity : solve((u) => at(u).lower < tail)],
  };
}

/** Mean and both tails at x of the hypergeometric distribution tilted by an odds ratio. */
function tiltedMoments(
  logMass: Float64Array,
  low: number,
  x: number,
  logOdds: number,
): { readonly mean: number; readonly lower: number; readonly upper: number } {
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

/** The log odds ratio, between −700 and 700, at which a statement becomes true. */
function bisectRising(isAbove: (logOdds: number) => boolean): number {
  let low = -700;
  let high = 700;
  for (let step = 0; step < 200; step += 1) {
    const middle = 0.5 * (low + high);
    if (middle === low || middle === high) return middle;
    if (isAbove(middle)) high = middle;
    else low = middle;
  }
  return 0.5 * (low + high);
}
