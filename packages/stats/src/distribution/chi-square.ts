// The chi-square distribution.
import { gammaQuantile, regularizedGamma } from './incomplete-gamma.js';

/** P(X ≤ x) with df > 0 degrees of freedom. */
export function chiSquareCdf(x: number, df: number): number {
  return x <= 0 ? (df > 0 ? 0 : Number.NaN) : regularizedGamma(df / 2, x / 2).lower;
}

/** P(X > x): the p-value of a chi-square statistic, accurate for large x. */
export function chiSquareUpper(x: number, df: number): number {
  return x <= 0 ? (df > 0 ? 1 : Number.NaN) : regularizedGamma(df / 2, x / 2).upper;
}

/** The x with P(X ≤ x) = p. */
export function chiSquareQuantile(p: number, df: number): number {
  return 2 * gammaQuantile(p, df / 2);
}

/** The x with P(X > x) = p, accurate for small p. */
export function chiSquareUpperQuantile(p: number, df: number): number {
  return 2 * gammaQuantile(p, df / 2, 'upper');
}
