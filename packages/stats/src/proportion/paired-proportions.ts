// Two proportions of the same participants, such as events under each treatment of a crossover (McNemar).

import { chiSquareUpper } from '../distribution/chi-square.js';
import { normalHalfWidth } from '../distribution/confidence-level.js';
import { binomialCdf, binomialPmf } from '../distribution/discrete.js';
import type { ChiSquareTest, Interval } from '../regression/nb-glm-fit.js';
import { clopperPearson, wilson } from './single-proportion.js';

/** Pairs by their two outcomes. */
export interface PairedCounts {
  /** Yes under both. */
  readonly both: number;
  /** Yes under the first only. */
  readonly firstOnly: number;
  readonly secondOnly: number;
  readonly neither: number;
}

/** A comparison of paired proportions, first minus second. */
export interface PairedProportions {
  readonly n: number;
  readonly p1: number;
  readonly p2: number;
  readonly riskDifference: {
    readonly estimate: number;
    readonly wald: Interval;
    /** From the Wilson intervals and the correlation. @see Newcombe (1998), Statistics in Medicine 17, 2635–2650, method 10 */
    readonly newcombe: Interval;
  };
  /** firstOnly / secondOnly; absent when both are 0, ∞ when the second is. */
  readonly conditionalOddsRatio?: { readonly estimate: number; readonly ci: Interval };
  /** McNemar's test, without and with Edwards' continuity correction; absent without discordant pairs. */
  readonly mcnemar?: ChiSquareTest;
  readonly mcnemarCorrected?: ChiSquareTest;
  /** Two-sided binomial; 1 without discordant pairs. */
  readonly exactP: number;
  /** The exact p less half the probability of the outcome itself, on both sides. @see Fagerland, Lydersen and Laake (2013) */
  readonly midP: number;
}

/**
 * Compares two outcomes of each of n pairs; order of treatment is not allowed for.
 * @throws RangeError for counts that are not whole numbers ≥ 0, or no pairs
 * @see McNemar (1947); mcnemar.test and exact2x2::mcnemar.exact in R
 */
export function pairedProportions(pairs: PairedCounts, confidence = 0.95): PairedProportions {
  const { both, firstOnly, secondOnly, neither } = pairs;
  for (const [name, count] of Object.entries(pairs)) {
    if (!Number.isSafeInteger(count) || count < 0) {
      throw new RangeError(`The number of pairs "${name}" is ${count}; allowed are whole numbers from 0.`);
    }
  }
  const n = both + firstOnly + secondOnly + neither;
  if (n === 0) throw new RangeError('There are no pairs; at least one is needed.');
  const z = normalHalfWidth(confidence);
  const estimate = (firstOnly - secondOnly) / n;
  const discordant = firstOnly + secondOnly;
  const half = (z / n) * Math.sqrt(Math.max(0, discordant - (firstOnly - secondOnly) ** 2 / n));
  return {
    n,
    p1: (both + firstOnly) / n,
    p2: (both + secondOnly) / n,
    riskDifference: {
      estimate,
      wald: [estimate - half, estimate + half],
      newcombe: newcombeInterval(pairs, n, confidence),
    },
    ...(discordant === 0 ? {} : discordantTests(firstOnly, secondOnly, confidence)),
    ...exactTests(Math.min(firstOnly, secondOnly), discordant),
  };
}

function newcombeInterval(
  { both, firstOnly, secondOnly, neither }: PairedCounts,
  n: number,
  confidence: number,
): Interval {
  const yes1 = both + firstOnly;
  const yes2 = both + secondOnly;
  const [low1, high1] = wilson(yes1, n, confidence);
  const [low2, high2] = wilson(yes2, n, confidence);
  const product = yes1 * (n - yes1) * yes2 * (n - yes2);
  const excess = both * neither - firstOnly * secondOnly;
  const corrected = excess > 0 ? Math.max(0, excess - n / 2) : excess;
  const phi = product === 0 ? 0 : corrected / Math.sqrt(product);
  const p1 = yes1 / n;
  const p2 = yes2 / n;
  const width = (own: number, other: number): number =>
    Math.sqrt(Math.max(0, own * own - 2 * phi * own * other + other * other));
  return [p1 - p2 - width(p1 - low1, high2 - p2), p1 - p2 + width(high1 - p1, p2 - low2)];
}

function discordantTests(firstOnly: number, secondOnly: number, confidence: number) {
  const discordant = firstOnly + secondOnly;
  const distance = Math.abs(firstOnly - secondOnly);
  const [low, high] = clopperPearson(firstOnly, discordant, confidence);
  const odds = (p: number): number => p / (1 - p);
  const corrected = (distance - Math.min(1, distance)) ** 2 / discordant;
  const chisq = (distance * distance) / discordant;
  return {
    conditionalOddsRatio: { estimate: firstOnly / secondOnly, ci: [odds(low), odds(high)] as const },
    mcnemar: { chisq, df: 1, p: chiSquareUpper(chisq, 1) },
    mcnemarCorrected: { chisq: corrected, df: 1, p: chiSquareUpper(corrected, 1) },
  };
}

function exactTests(smaller: number, discordant: number): { readonly exactP: number; readonly midP: number } {
  if (discordant === 0) return { exactP: 1, midP: 1 };
  const tail = 2 * binomialCdf(smaller, discordant, 0.5);
  const isEven = 2 * smaller === discordant;
  const own = binomialPmf(smaller, discordant, 0.5);
  return { exactP: Math.min(1, tail), midP: isEven ? 1 - own / 2 : tail - own };
}
