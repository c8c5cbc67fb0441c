// The standard normal distribution: both tails and quantiles.
import { regularizedGamma } from './incomplete-gamma.js';

const SQRT_TWO_PI = Math.sqrt(2 * Math.PI);

/** Density at z. */
export function normalDensity(z: number): number {
  return Math.exp(-0.5 * z * z) / SQRT_TWO_PI;
}

/** P(Z ≤ z); relative error near 1e-14 down to the smallest doubles. */
export function normalCdf(z: number): number {
  return normalUpper(-z);
}

/** P(Z > z), accurate for large z. */
export function normalUpper(z: number): number {
  if (Number.isNaN(z)) return Number.NaN;
  if (z === Number.POSITIVE_INFINITY) return 0;
  if (z < 0) return 1 - normalUpper(-z);
  if (z < 1) return 0.5 * regularizedGamma(0.5, 0.5 * z * z).upper;
  return normalDensitySplit(z) * millsRatio(z);
}

/** P(|Z| ≥ |z|): the two-sided p-value of a z statistic. */
export function normalTwoSided(z: number): number {
  const upper = normalUpper(Math.abs(z));
  return Math.min(1, 2 * upper);
}

/**
 * The z with P(Z ≤ z) = p; −∞ at 0, ∞ at 1, NaN outside.
 * Start: Abramowitz and Stegun 26.2.23; then Halley steps on the logarithm of the tail.
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) return Number.NaN;
  if (p === 0) return Number.NEGATIVE_INFINITY;
  if (p === 1) return Number.POSITIVE_INFINITY;
  if (p === 0.5) return 0;
  if (p > 0.5) return centralOrTail(1 - p, p - 0.5);
  return -centralOrTail(p, 0.5 - p);
}

/** The z with P(Z > z) = p, accurate for small p. */
export function normalUpperQuantile(p: number): number {
  return -normalQuantile(p);
}

/** Positive z whose upper tail is `tail`; `half` = 1/2 − tail, exact where the tail is near one half. */
function centralOrTail(tail: number, half: number): number {
  if (half < 0.1) {
    let z = half * SQRT_TWO_PI;
    for (let step = 0; step < 6; step += 1) {
      const error = 0.5 * regularizedGamma(0.5, 0.5 * z * z).lower - half;
      const newton = error / normalDensity(z);
      z -= newton / (1 + 0.5 * z * newton);
    }
    return z;
  }
  const t = Math.sqrt(-2 * Math.log(tail));
  let z = t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  const logTail = Math.log(tail);
  for (let step = 0; step < 4; step += 1) {
    const upper = normalUpper(z);
    const slope = -normalDensitySplit(z) / upper;
    const error = Math.log(upper) - logTail;
    const newton = error / slope;
    const curvature = -slope * (z + slope);
    z -= newton / (1 - 0.5 * newton * (-curvature / slope));
  }
  return z;
}

/** Density with z² split in two, so that the rounding of z² does not spoil far tails. @see Cody (1969) */
function normalDensitySplit(z: number): number {
  const coarse = Math.trunc(z * 16) / 16;
  const rest = (z - coarse) * (z + coarse);
  return (Math.exp(-0.5 * coarse * coarse) * Math.exp(-0.5 * rest)) / SQRT_TWO_PI;
}

/** P(Z > z) / density(z) for z ≥ 1, by the continued fraction of Laplace, evaluated from its end. */
function millsRatio(z: number): number {
  const terms = Math.ceil(20 + 420 / (z * z));
  let fraction = z;
  for (let k = terms; k >= 1; k -= 1) fraction = z + k / fraction;
  return 1 / fraction;
}
