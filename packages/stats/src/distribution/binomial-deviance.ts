// Saddle-point forms of the Poisson and binomial probabilities, for real-valued counts.
import { LOG_SQRT_TWO_PI, logGamma, stirlingError } from './log-gamma.js';

/** x ln(x / m) + m − x without cancellation when x is near m; x ≥ 0, m > 0. @see Loader (2000), bd0 */
export function devianceHalf(x: number, m: number): number {
  if (x === 0) return m;
  if (!Number.isFinite(x) || !Number.isFinite(m)) return Number.POSITIVE_INFINITY;
  const difference = x - m;
  if (Math.abs(difference) < 0.1 * (x + m)) {
    const v = difference / (x + m);
    let sum = difference * v;
    let power = 2 * x * v;
    const squared = v * v;
    for (let j = 1; j < 1000; j += 1) {
      power *= squared;
      const next = sum + power / (2 * j + 1);
      if (next === sum) return next;
      sum = next;
    }
  }
  return x * Math.log(x / m) - difference;
}

/** e^{−m} m^x / Γ(x + 1) for real x ≥ 0. @see Loader (2000), "Fast and accurate computation of binomial probabilities" */
export function poissonMass(x: number, m: number): number {
  if (m === 0) return x === 0 ? 1 : 0;
  if (x === 0) return Math.exp(-m);
  if (x < 1e-8 * m || x < 1) return Math.exp(-m + x * Math.log(m) - logGamma(x + 1));
  return Math.exp(-stirlingError(x) - devianceHalf(x, m) - LOG_SQRT_TWO_PI - 0.5 * Math.log(x));
}

/** Γ(n + 1) / (Γ(x + 1) Γ(n − x + 1)) p^x q^(n − x) for real 0 ≤ x ≤ n, with q = 1 − p given on its own. */
export function binomialMass(x: number, rest: number, p: number, q: number): number {
  const n = x + rest;
  if (p === 0) return x === 0 ? 1 : 0;
  if (q === 0) return rest === 0 ? 1 : 0;
  if (x === 0) return p < 0.1 ? Math.exp(n * Math.log1p(-p)) : Math.exp(n * Math.log(q));
  if (rest === 0) return q < 0.1 ? Math.exp(n * Math.log1p(-q)) : Math.exp(n * Math.log(p));
  return Math.exp(logBinomialMass(x, rest, p, q));
}

/** The logarithm of {@link binomialMass}, for 0 < x, 0 < rest, 0 < p < 1. */
function logBinomialMass(x: number, rest: number, p: number, q: number): number {
  const n = x + rest;
  const exponent =
    stirlingError(n) - stirlingError(x) - stirlingError(rest) - devianceHalf(x, n * p) - devianceHalf(rest, n * q);
  return exponent - LOG_SQRT_TWO_PI - 0.5 * (Math.log(x) + Math.log(rest / n));
}

/** ln P(X = y) of a negative binomial with mean μ and size θ (∞: Poisson), for μ > 0; exact to the last digits for huge y. */
export function logNegativeBinomialMass(y: number, mean: number, theta: number): number {
  if (theta === Number.POSITIVE_INFINITY) {
    if (y === 0) return -mean;
    return -stirlingError(y) - devianceHalf(y, mean) - LOG_SQRT_TWO_PI - 0.5 * Math.log(y);
  }
  if (y === 0) return -theta * Math.log1p(mean / theta);
  const total = theta + mean;
  return logBinomialMass(y, theta, mean / total, theta / total) - Math.log1p(y / theta);
}
