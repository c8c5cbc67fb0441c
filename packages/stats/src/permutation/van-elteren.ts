// The van Elteren test: a rank test of two groups, stratified.
import { chiSquareUpper } from '../distribution/chi-square.js';
import type { ChiSquareTest } from '../regression/nb-glm-fit.js';
import { midRanks } from './wilcoxon.js';

/** One stratum's two samples; either may be empty (the stratum then tells nothing). */
export interface TwoSamples {
  readonly first: readonly number[];
  readonly second: readonly number[];
}

/**
 * Sums, over strata, the first group's modified ridit scores rank/(n + 1) less their expectation, and compares with the
 * conditional variance. Absent p when nothing varies.
 * @throws RangeError for a number that is not finite
 * @see van Elteren (1960); SAS PROC FREQ, CMH2 with SCORES=MODRIDIT
 */
export function vanElteren(strata: readonly TwoSamples[]): ChiSquareTest | undefined {
  let difference = 0;
  let variance = 0;
  for (const { first, second } of strata) {
    const values = [...first, ...second];
    const wrong = values.find((x) => !Number.isFinite(x));
    if (wrong !== undefined) throw new RangeError(`A stratum holds ${wrong}; allowed are finite numbers.`);
    const n = values.length;
    if (first.length === 0 || second.length === 0) continue;
    const scores = midRanks(values).ranks.map((rank) => rank / (n + 1));
    const centre = 0.5;
    const squares = scores.reduce((sum, score) => sum + (score - centre) ** 2, 0);
    difference += scores.slice(0, first.length).reduce((sum, score) => sum + score - centre, 0);
    variance += (first.length * second.length * squares) / (n * (n - 1));
  }
  if (!(variance > 0)) return undefined;
  const chisq = (difference * difference) / variance;
  return { chisq, df: 1, p: chiSquareUpper(chisq, 1) };
}
