// Everything about two independent proportions: intervals, differences, ratios, odds, tests.

import { chiSquareUpper } from '../distribution/chi-square.js';
import { normalHalfWidth } from '../distribution/confidence-level.js';
import type { Interval } from '../regression/nb-glm-fit.js';
import { fisherExact } from './fisher-exact.js';
import { differenceInterval, ratioInterval, type TwoProportions } from './miettinen-nurminen.js';
import { checkProportion, clopperPearson, wilson } from './single-proportion.js';

/** Results under the names of the reference cases. What does not exist (a ratio of 0 to 0) is absent. */
export interface TwoByTwo {
  readonly p1: number;
  readonly p2: number;
  readonly clopperPearson1: Interval;
  readonly clopperPearson2: Interval;
  readonly wilson1: Interval;
  readonly wilson2: Interval;
  /** p1 − p2. */
  readonly riskDifference: {
    readonly estimate: number;
    readonly wald: Interval;
    /** From the Wilson intervals. @see Newcombe (1998), method 10 */
    readonly newcombe: Interval;
    readonly miettinenNurminen: Interval;
  };
  /** p1 / p2. */
  readonly riskRatio: {
    readonly estimate?: number;
    /** Absent when a count is zero. @see Katz et al. (1978) */
    readonly katzLog?: Interval;
    readonly miettinenNurminen: Interval;
  };
  readonly oddsRatio: {
    readonly sample?: number;
    /** As R's fisher.test prints it; correct to about four digits, see `fisherExact`. */
    readonly conditionalMLE?: number;
    /** Absent when a cell is zero. @see Woolf (1955) */
    readonly woolf?: Interval;
    /** As R's fisher.test prints it; correct to about four digits. */
    readonly fisherExactCi: Interval;
    /** Both to the last digits: what to report. */
    readonly exact: { readonly conditionalMLE?: number; readonly ci: Interval };
  };
  readonly fisherP: number;
  /** The chi-square tests are absent when all or none are successes. */
  readonly pearsonChisq?: number;
  readonly pearsonP?: number;
  readonly yatesChisq?: number;
  readonly yatesP?: number;
  /** Pearson's chi-square times (N − 1)/N. */
  readonly miettinenNurminenChisqRD0?: number;
}

/**
 * Compares x1 of n1 with x2 of n2.
 * @throws RangeError unless 0 ≤ x ≤ n are whole numbers and n ≥ 1, in both groups
 */
export function twoByTwo(counts: TwoProportions, confidence = 0.95): TwoByTwo {
  const { x1, n1, x2, n2 } = counts;
  checkProportion(x1, n1);
  checkProportion(x2, n2);
  const z = normalHalfWidth(confidence);
  const p1 = x1 / n1;
  const p2 = x2 / n2;
  const difference = p1 - p2;
  const waldHalf = z * Math.sqrt((p1 * (1 - p1)) / n1 + (p2 * (1 - p2)) / n2);
  const wilson1 = wilson(x1, n1, confidence);
  const wilson2 = wilson(x2, n2, confidence);
  const fisher = fisherExact(counts, confidence);
  return {
    p1,
    p2,
    clopperPearson1: clopperPearson(x1, n1, confidence),
    clopperPearson2: clopperPearson(x2, n2, confidence),
    wilson1,
    wilson2,
    riskDifference: {
      estimate: difference,
      wald: [difference - waldHalf, difference + waldHalf],
      newcombe: [
        difference - Math.hypot(p1 - wilson1[0], wilson2[1] - p2),
        difference + Math.hypot(wilson1[1] - p1, p2 - wilson2[0]),
      ],
      miettinenNurminen: differenceInterval(counts, confidence),
    },
    riskRatio: {
      ...(x1 === 0 && x2 === 0 ? {} : { estimate: p1 / p2 }),
      ...(x1 === 0 || x2 === 0 ? {} : { katzLog: logInterval(p1 / p2, z * Math.sqrt((1 - p1) / x1 + (1 - p2) / x2)) }),
      miettinenNurminen: ratioInterval(counts, confidence),
    },
    oddsRatio: {
      ...sampleOdds(counts, z),
      ...finite('conditionalMLE', fisher.asFisherTest.oddsRatio),
      fisherExactCi: fisher.asFisherTest.ci,
      exact: { ...finite('conditionalMLE', fisher.oddsRatio), ci: fisher.ci },
    },
    fisherP: fisher.p,
    ...chiSquares(counts),
  };
}

function sampleOdds({ x1, n1, x2, n2 }: TwoProportions, z: number): { sample?: number; woolf?: Interval } {
  const odds = (x1 * (n2 - x2)) / ((n1 - x1) * x2);
  const cells = [x1, n1 - x1, x2, n2 - x2];
  const half = z * Math.sqrt(cells.reduce((sum, cell) => sum + 1 / cell, 0));
  return { ...finite('sample', odds), ...(cells.includes(0) ? {} : { woolf: logInterval(odds, half) }) };
}

function chiSquares({ x1, n1, x2, n2 }: TwoProportions): Partial<TwoByTwo> {
  const n = n1 + n2;
  const successes = x1 + x2;
  if (successes === 0 || successes === n) return {};
  const expected = (n1 * successes) / n;
  const distance = Math.abs(x1 - expected);
  const inverses = 1 / expected + 1 / (n1 - expected) + 1 / (successes - expected) + 1 / (n2 - successes + expected);
  const pearsonChisq = distance * distance * inverses;
  const corrected = distance - Math.min(0.5, distance);
  const yatesChisq = corrected * corrected * inverses;
  return {
    pearsonChisq,
    pearsonP: chiSquareUpper(pearsonChisq, 1),
    yatesChisq,
    yatesP: chiSquareUpper(yatesChisq, 1),
    miettinenNurminenChisqRD0: (pearsonChisq * (n - 1)) / n,
  };
}

function logInterval(estimate: number, half: number): Interval {
  return [estimate * Math.exp(-half), estimate * Math.exp(half)];
}

/** The key with the value, or nothing for NaN; ∞ stays. */
function finite<K extends string>(key: K, value: number): { readonly [key in K]?: number } {
  return Number.isNaN(value) ? {} : ({ [key]: value } as { readonly [key in K]?: number });
}
