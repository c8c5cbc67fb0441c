// The F distribution.
import { betaQuantileLogit, regularizedBeta } from './incomplete-beta.js';

/** P(X > x) with df1 and df2 degrees of freedom, both above 0; df2 = ∞ is a chi-square over df1. NaN for other df. */
export function fUpper(x: number, df1: number, df2: number): number {
  if (Number.isNaN(x) || !(df1 > 0) || !(df2 > 0)) return Number.NaN;
  if (x <= 0) return 1;
  const ratio = (df1 / Math.min(df2, HUGE)) * x;
  return regularizedBeta(1 / (1 + ratio), Math.min(df2, HUGE) / 2, df1 / 2, 1 / (1 + 1 / ratio)).lower;
}

/** P(X ≤ x). */
export function fCdf(x: number, df1: number, df2: number): number {
  return x <= 0 ? (df1 > 0 && df2 > 0 ? 0 : Number.NaN) : fUpper(1 / x, df2, df1);
}

/** The x with P(X ≤ x) = p; 0 at 0, ∞ at 1, NaN outside. */
export function fQuantile(p: number, df1: number, df2: number): number {
  if (!(p >= 0 && p <= 1) || !(df1 > 0) || !(df2 > 0)) return Number.NaN;
  return (Math.min(df2, HUGE) / df1) * Math.exp(betaQuantileLogit(p, df1 / 2, Math.min(df2, HUGE) / 2));
}

/** Stands for infinite degrees of freedom: a chi-square over df1 to 1e-14. */
const HUGE = 1e16;
