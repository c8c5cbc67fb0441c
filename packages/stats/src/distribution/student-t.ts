// Student's t distribution.
import { regularizedBeta } from './incomplete-beta.js';
import { logBeta } from './log-gamma.js';
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
  if (squared === Number.POSITIVE_INFINITY) return 0;
  return regularizedBeta(df / (df + squared), df / 2, 0.5, squared / (df + squared)).lower;
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

/** The t > 0 with upper tail `tail` = 1/2 − `half`, by Newton inside a bracket on the scale of ln t. */
function positiveQuantile(tail: number, half: number, df: number): number {
  const logDensityConstant = -0.5 * Math.log(df) - logBeta(df / 2, 0.5);
  const central = half < 0.1;
  let low = -800;
  let high = 800;
  let u = Math.log(Math.max(1e-300, half * 2.5));
  for (let step = 0; step < 300; step += 1) {
    const t = Math.exp(u);
    const squared = t * t;
    const both = regularizedBeta(df / (df + squared), df / 2, 0.5, squared / (df + squared));
    const density = Math.exp(logDensityConstant - 0.5 * (df + 1) * Math.log1p(squared / df));
    const error = central ? Math.log((0.5 * both.upper) / half) : -Math.log((0.5 * both.lower) / tail);
    if (error === 0) return t;
    if (error > 0) high = u;
    else low = u;
    const slope = (density * t) / (0.5 * (central ? both.upper : both.lower));
    let next = u - error / slope;
    if (!(next > low && next < high)) next = 0.5 * (low + high);
    if (Math.abs(next - u) <= 1e-16 * Math.max(1, Math.abs(next))) return Math.exp(next);
    u = next;
  }
  return Math.exp(u);
}
