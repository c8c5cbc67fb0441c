// Student's t distribution.
import { betaQuantileLogit, regularizedBeta } from './incomplete-beta.js';
import { normalQuantile, normalTwoSided } from './normal.js';

/** P(T ≤ t) with df > 0 degrees of freedom (df = ∞: the normal). */
export function studentTCdf(t: number, df: number): number {
  return studentTUpper(-t, df);
}

/** P(T > t), accurate for large t. */
export function studentTUpper(t: number, df: number): number {
  const half = 0.5 * studentTTwoSided(t, df);
  return t >= 0 ? half : 1 - half;
}

/** P(|T| ≥ |t|): the two-sided p-value of a t statistic. */
export function studentTTwoSided(t: number, df: number): number {
  if (Number.isNaN(t) || !(df > 0)) return Number.NaN;
  if (df === Number.POSITIVE_INFINITY) return normalTwoSided(t);
  const squared = t * t;
  return regularizedBeta(1 / (1 + squared / df), df / 2, 0.5, 1 / (1 + df / squared)).lower;
}

/** The t with P(T ≤ t) = p; −∞ at 0, ∞ at 1, NaN outside. */
export function studentTQuantile(p: number, df: number): number {
  if (!(p >= 0 && p <= 1) || !(df > 0)) return Number.NaN;
  if (p === 0) return Number.NEGATIVE_INFINITY;
  if (p === 1) return Number.POSITIVE_INFINITY;
  if (p === 0.5) return 0;
  if (df === Number.POSITIVE_INFINITY) return normalQuantile(p);
  return p < 0.5 ? -positiveQuantile(p, 0.5 - p, df) : positiveQuantile(1 - p, p - 0.5, df);
}

/** The t > 0 with upper tail `tail` = 1/2 − `half`: df / (df + t²) is a beta quantile. */
function positiveQuantile(tail: number, half: number, df: number): number {
  const logit =
    tail < 0.25 ? betaQuantileLogit(2 * tail, df / 2, 0.5) : betaQuantileLogit(2 * half, df / 2, 0.5, 'upper');
  return Math.sqrt(df) * Math.exp(-0.5 * logit);
}
