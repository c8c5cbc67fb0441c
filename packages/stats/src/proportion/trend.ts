// The Cochran–Armitage test for a trend in proportions over ordered groups.
import { normalTwoSided } from '../distribution/normal.js';
import { checkProportion } from './single-proportion.js';

/** A test for trend. */
export interface TrendTest {
  /** Positive when proportions rise with the scores. */
  readonly z: number;
  /** z², as prop.trend.test prints it. */
  readonly chisq: number;
  readonly p: number;
}

/**
 * Tests whether the proportion of successes changes linearly with the scores (default 1, 2, 3, …). Undefined when all or none
 * are successes or all scores are equal.
 * @throws RangeError unless 0 ≤ x ≤ n are whole numbers and n ≥ 1 in each of two or more groups, and each has a finite score
 * @see Armitage (1955), Biometrics 11, 375–386; prop.trend.test in R
 */
export function cochranArmitage(
  groups: readonly { readonly x: number; readonly n: number; readonly score?: number }[],
): TrendTest | undefined {
  if (groups.length < 2) throw new RangeError(`There are ${groups.length} groups; at least 2 are needed.`);
  const rows = groups.map(({ x, n, score }, i) => ({ x, n, score: score ?? i + 1 }));
  for (const { x, n, score } of rows) {
    checkProportion(x, n);
    if (!Number.isFinite(score)) throw new RangeError(`A score is ${score}; allowed are finite numbers.`);
  }
  const size = rows.reduce((sum, { n }) => sum + n, 0);
  const share = rows.reduce((sum, { x }) => sum + x, 0) / size;
  const centre = rows.reduce((sum, { n, score }) => sum + n * score, 0) / size;
  const slope = rows.reduce((sum, { x, n, score }) => sum + (x - n * share) * (score - centre), 0);
  const spread = rows.reduce((sum, { n, score }) => sum + n * (score - centre) ** 2, 0);
  const variance = share * (1 - share) * spread;
  if (!(variance > 0)) return undefined;
  const z = slope / Math.sqrt(variance);
  return { z, chisq: z * z, p: normalTwoSided(z) };
}
