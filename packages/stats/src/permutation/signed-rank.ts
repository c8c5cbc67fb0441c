// The Wilcoxon signed-rank test and the sign test of paired differences, exact with ties, with their estimates.
import { checkConfidence } from '../distribution/confidence-level.js';
import { binomialCdf } from '../distribution/discrete.js';
import { normalTwoSided } from '../distribution/normal.js';
import { exactBinomialP } from '../rate/two-poisson-rates.js';
import type { Interval } from '../regression/nb-glm-fit.js';
import { checkPairs, exactShift, normalShift, type ShiftEstimate } from './hodges-lehmann.js';
import { checkSamples, midRanks, type RankFlag } from './wilcoxon.js';

/** The test's results; p-values are two-sided. */
export interface SignedRankTest {
  /** Sum of the ranks of the positive differences, as R's V. */
  readonly V: number;
  /** Differences that are not 0. */
  readonly used: number;
  readonly zeros: number;
  /** Standardised, without continuity correction; absent when all differences are 0. */
  readonly z?: number;
  readonly pNormalContinuity?: number;
  readonly pNormalNoContinuity?: number;
  /** Over all signs of the mid-ranks; absent when there are too many differences (about 700). 1 when all are 0. */
  readonly pExactTwoSided?: number;
  /** Of the differences that are not 0; absent when all are 0. */
  readonly pseudoMedian?: ShiftEstimate;
  readonly flags: readonly RankFlag[];
}

/** The sign test. */
export interface SignTest {
  readonly positive: number;
  readonly negative: number;
  readonly zeros: number;
  /** Two-sided binomial, zeros left out. */
  readonly p: number;
  readonly median: number;
  /** Order statistics, zeros kept; from −∞ to ∞ when there are too few differences. */
  readonly ci: Interval;
  readonly achievedConfidence: number;
}

const WORK_LIMIT = 400_000_000;
const EXACT_SIZE = 50;

/**
 * Tests whether differences are symmetric about 0. Zeros are dropped before ranking (`drop`, Wilcoxon, as wilcox.test) or
 * ranked and then dropped (`pratt`). The interval is exact for fewer than 50 differences without ties or zeros, otherwise the
 * normal approximation inverted.
 * @throws RangeError for no differences, a number that is not finite, or a confidence outside 0 to 1
 * @see Wilcoxon (1945); Pratt (1959); Hollander and Wolfe (1999), section 3.1; wilcox.test, exactRankTests::wilcox.exact in R
 */
export function signedRank(
  differences: readonly number[],
  { zeros = 'drop', confidence = 0.95 }: { readonly zeros?: 'drop' | 'pratt'; readonly confidence?: number } = {},
): SignedRankTest {
  checkSamples(differences);
  checkConfidence(confidence);
  const used = differences.filter((d) => d !== 0);
  const counts = { used: used.length, zeros: differences.length - used.length };
  if (used.length === 0) return { V: 0, ...counts, pExactTwoSided: 1, flags: ['all-equal'] };
  const ranked = zeros === 'drop' ? used : differences;
  const all = midRanks(ranked.map(Math.abs)).ranks;
  const ranks = all.filter((_, i) => ranked[i] !== 0);
  const V = ranks.reduce((sum, rank, i) => (used[i]! > 0 ? sum + rank : sum), 0);
  const { z, corrected } = standardised(used, ranks);
  const exact = exactSignedRankP(V, ranks);
  return {
    V,
    ...counts,
    z,
    pNormalContinuity: normalTwoSided(corrected),
    pNormalNoContinuity: normalTwoSided(z),
    ...(exact === undefined ? {} : { pExactTwoSided: exact }),
    pseudoMedian: pseudoMedian(used, counts.zeros > 0, confidence),
    flags: exact === undefined ? ['exact-not-available'] : [],
  };
}

/**
 * Tests whether the median difference is 0, by signs alone.
 * @throws RangeError as {@link signedRank}
 * @see Hollander and Wolfe (1999), section 3.4; binom.test in R; SAS PROC UNIVARIATE
 */
export function signTest(differences: readonly number[], confidence = 0.95): SignTest {
  checkSamples(differences);
  checkConfidence(confidence);
  const positive = differences.filter((d) => d > 0).length;
  const negative = differences.filter((d) => d < 0).length;
  const sorted = Float64Array.from(differences).sort();
  const n = sorted.length;
  const half = (1 - confidence) / 2;
  // The largest number of order statistics that can be cut at each end.
  let cut = 0;
  while (2 * (cut + 1) <= n && binomialCdf(cut, n, 0.5) <= half) cut += 1;
  const isPossible = cut > 0;
  return {
    positive,
    negative,
    zeros: n - positive - negative,
    p: exactBinomialP(positive, positive + negative, 0.5),
    median: 0.5 * (sorted[Math.floor((n - 1) / 2)]! + sorted[Math.floor(n / 2)]!),
    ci: isPossible ? [sorted[cut - 1]!, sorted[n - cut]!] : [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
    achievedConfidence: isPossible ? 1 - 2 * binomialCdf(cut - 1, n, 0.5) : 1,
  };
}

/** V less its expectation Σr/2, over √(Σr²)/2. */
function standardised(used: readonly number[], ranks: readonly number[]): { z: number; corrected: number } {
  let centred = 0;
  let squares = 0;
  ranks.forEach((rank, i) => {
    centred += used[i]! > 0 ? rank / 2 : -rank / 2;
    squares += rank * rank;
  });
  const sd = Math.sqrt(squares) / 2;
  return { z: centred / sd, corrected: (centred - Math.sign(centred) * 0.5) / sd };
}

/** P(|V − E| ≥ |observed − E|) over all 2ⁿ signs; undefined when the table would be too large. */
function exactSignedRankP(V: number, ranks: readonly number[]): number | undefined {
  const doubled = ranks.map((rank) => Math.round(2 * rank));
  const total = doubled.reduce((a, b) => a + b, 0);
  if (ranks.length * total > WORK_LIMIT) return undefined;
  const mass = signDistribution(doubled, total);
  const distance = Math.abs(2 * Math.round(2 * V) - total);
  let p = 0;
  for (let s = 0; s <= total; s += 1) if (Math.abs(2 * s - total) >= distance) p += mass[s]!;
  return Math.min(1, p);
}

/** Probabilities of the sums 0 to `total` of whole numbers, each taken with probability 1/2. */
function signDistribution(values: readonly number[], total: number): Float64Array {
  const mass = new Float64Array(total + 1);
  mass[0] = 1;
  let reach = 0;
  for (const value of values) {
    reach += value;
    for (let s = reach; s >= 0; s -= 1) mass[s] = 0.5 * (mass[s]! + (s >= value ? mass[s - value]! : 0));
  }
  return mass;
}

function pseudoMedian(used: readonly number[], hadZeros: boolean, confidence: number): ShiftEstimate {
  const n = used.length;
  checkPairs((n * (n + 1)) / 2);
  const averages = new Float64Array((n * (n + 1)) / 2);
  let k = 0;
  used.forEach((x, i) => {
    for (let j = i; j < n; j += 1) averages[k++] = 0.5 * (x + used[j]!);
  });
  averages.sort();
  const hasTies = hadZeros || new Set(used.map(Math.abs)).size < n;
  if (!hasTies && n < EXACT_SIZE) {
    const mass = signDistribution(
      used.map((_, i) => i + 1),
      averages.length,
    );
    let sum = 0;
    const cdf = mass.map((p) => {
      sum += p;
      return sum;
    });
    return exactShift(averages, cdf, confidence);
  }
  const statistic = (shift: number): number => {
    const moved = used.map((x) => x - shift).filter((x) => x !== 0);
    return standardised(moved, midRanks(moved.map(Math.abs)).ranks).corrected;
  };
  return normalShift(averages, { statistic, confidence, hasTies });
}
