// The Wilcoxon rank-sum test of two samples, with mid-ranks: exact and by the normal approximation.
import { normalTwoSided } from '../distribution/normal.js';
import { exactSumTest } from './exact-sum-test.js';

/** What a reader must know before using a rank test. */
export type RankFlag =
  /** The samples are too large for the exact p: use the normal approximation. */
  | 'exact-not-available'
  /** All values are equal (all differences 0): nothing can be compared. */
  | 'all-equal';

/** The test's results; p-values are two-sided. */
export interface WilcoxonTest {
  /** Mann–Whitney count of the first sample: rank sum less n(n + 1)/2, as R's W. */
  readonly W: number;
  /** Normal approximation with the tie correction and R's continuity correction. NaN when all values are equal. */
  readonly pNormalContinuity: number;
  readonly pNormalNoContinuity: number;
  /** Standardised statistic without continuity correction. */
  readonly z: number;
  /** Exact conditional p over all assignments of the mid-ranks; absent when the samples are too large. */
  readonly pExactTwoSided?: number;
  readonly flags: readonly RankFlag[];
}

/**
 * Compares two samples.
 * @throws RangeError when a sample is empty or holds a number that is not finite
 * @see Hollander and Wolfe (1999), section 4.1; wilcox.test and coin::wilcox_test in R
 */
export function wilcoxonRankSum(first: readonly number[], second: readonly number[]): WilcoxonTest {
  checkSamples(first, second);
  const { ranks, tieTerm } = midRanks([...first, ...second]);
  const n1 = first.length;
  const n2 = second.length;
  const n = n1 + n2;
  const firstRanks = ranks.slice(0, n1);
  const W = firstRanks.reduce((a, b) => a + b, 0) - (n1 * (n1 + 1)) / 2;
  const centred = W - (n1 * n2) / 2;
  const sd = Math.sqrt(((n1 * n2) / 12) * (n + 1 - tieTerm / (n * (n - 1))));
  const corrected = centred - Math.sign(centred) * 0.5;
  const exact = exactSumTest(
    firstRanks.map((rank) => 2 * rank),
    ranks.slice(n1).map((rank) => 2 * rank),
  );
  const flags: RankFlag[] = [];
  if (exact === undefined) flags.push('exact-not-available');
  if (!(sd > 0)) flags.push('all-equal');
  return {
    W,
    pNormalContinuity: normalTwoSided(corrected / sd),
    pNormalNoContinuity: normalTwoSided(centred / sd),
    z: centred / sd,
    ...(exact === undefined ? {} : { pExactTwoSided: exact.twoSided }),
    flags,
  };
}

/** The exact two-sided re-randomisation p of a difference in means, all assignments with these group sizes being equal. */
export function meanDifferencePermutation(first: readonly number[], second: readonly number[]): number | undefined {
  checkSamples(first, second);
  return exactSumTest(first, second)?.twoSided;
}

/** Mid-ranks, and Σ (t³ − t) over the ties. */
export function midRanks(values: readonly number[]): { readonly ranks: readonly number[]; readonly tieTerm: number } {
  const order = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const ranks = new Array<number>(values.length).fill(0);
  let tieTerm = 0;
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && values[order[end]!] === values[order[start]!]) end += 1;
    for (let k = start; k < end; k += 1) ranks[order[k]!] = (start + end + 1) / 2;
    const tied = end - start;
    tieTerm += tied * tied * tied - tied;
    start = end;
  }
  return { ranks, tieTerm };
}

/** @throws RangeError for an empty sample or a number that is not finite */
export function checkSamples(...samples: readonly (readonly number[])[]): void {
  samples.forEach((sample, i) => {
    if (sample.length === 0) throw new RangeError(`Sample ${i + 1} is empty; at least one value is needed.`);
    const wrong = sample.find((x) => !Number.isFinite(x));
    if (wrong !== undefined) throw new RangeError(`Sample ${i + 1} holds ${wrong}; allowed are finite numbers.`);
  });
}
