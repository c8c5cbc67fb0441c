// Binomial, Poisson, hypergeometric and negative-binomial probabilities and tails.
import { binomialMass, poissonMass } from './binomial-deviance.js';
import { regularizedBeta } from './incomplete-beta.js';
import { regularizedGamma } from './incomplete-gamma.js';

/** P(X = x) for X binomial(n, p); 0 for x that is no integer from 0 to n. */
export function binomialPmf(x: number, n: number, p: number): number {
  return Number.isInteger(x) && x >= 0 && x <= n ? binomialMass(x, n - x, p, 1 - p) : 0;
}

/** P(X ≤ x) for X binomial(n, p). */
export function binomialCdf(x: number, n: number, p: number): number {
  const k = Math.floor(x);
  if (k < 0) return 0;
  if (k >= n) return 1;
  return regularizedBeta(p, k + 1, n - k).upper;
}

/** P(X ≥ x) for X binomial(n, p). */
export function binomialUpper(x: number, n: number, p: number): number {
  const k = Math.ceil(x);
  if (k <= 0) return 1;
  if (k > n) return 0;
  return regularizedBeta(p, k, n - k + 1).lower;
}

/** P(X = x) for X Poisson(mean). */
export function poissonPmf(x: number, mean: number): number {
  return Number.isInteger(x) && x >= 0 ? poissonMass(x, mean) : 0;
}

/** P(X ≤ x) for X Poisson(mean). */
export function poissonCdf(x: number, mean: number): number {
  const k = Math.floor(x);
  return k < 0 ? 0 : regularizedGamma(k + 1, mean).upper;
}

/** P(X ≥ x) for X Poisson(mean). */
export function poissonUpper(x: number, mean: number): number {
  const k = Math.ceil(x);
  return k <= 0 ? 1 : regularizedGamma(k, mean).lower;
}

/** An urn of `success` and `failure` balls from which `draws` are taken. */
export interface Urn {
  readonly success: number;
  readonly failure: number;
  readonly draws: number;
}

/** P(X = x), x successes among the draws. @see Loader (2000): a ratio of three binomial probabilities */
export function hypergeometricPmf(x: number, { success, failure, draws }: Urn): number {
  const total = success + failure;
  if (!Number.isInteger(x) || x < Math.max(0, draws - failure) || x > Math.min(draws, success)) return 0;
  if (draws === 0) return 1;
  if (draws === total) return x === success ? 1 : 0;
  const p = draws / total;
  const q = (total - draws) / total;
  const chosen = binomialMass(x, success - x, p, q);
  const others = binomialMass(draws - x, failure - (draws - x), p, q);
  return (chosen * others) / binomialMass(draws, total - draws, p, q);
}

/** P(X ≤ x). Sums the smaller tail. */
export function hypergeometricCdf(x: number, urn: Urn): number {
  const low = Math.max(0, urn.draws - urn.failure);
  const high = Math.min(urn.draws, urn.success);
  const k = Math.floor(x);
  if (k < low) return 0;
  if (k >= high) return 1;
  const mean = (urn.draws * urn.success) / (urn.success + urn.failure);
  if (k <= mean) return sumMass(k, low, urn);
  return 1 - sumMass(k + 1, high, urn);
}

/** P(X ≥ x). Sums the smaller tail. */
export function hypergeometricUpper(x: number, urn: Urn): number {
  const low = Math.max(0, urn.draws - urn.failure);
  const high = Math.min(urn.draws, urn.success);
  const k = Math.ceil(x);
  if (k <= low) return 1;
  if (k > high) return 0;
  const mean = (urn.draws * urn.success) / (urn.success + urn.failure);
  if (k >= mean) return sumMass(k, high, urn);
  return 1 - sumMass(k - 1, low, urn);
}

/**
 * P(X = x) for a negative binomial with the given mean and size θ: Var = mean + mean²/θ (θ = ∞: the Poisson).
 */
export function negativeBinomialPmf(x: number, mean: number, theta: number): number {
  if (!Number.isInteger(x) || x < 0) return 0;
  if (theta === Number.POSITIVE_INFINITY) return poissonMass(x, mean);
  const total = theta + mean;
  if (x === 0) return Math.exp(-theta * Math.log1p(mean / theta));
  return binomialMass(x, theta, mean / total, theta / total) * (theta / (theta + x));
}

/** P(X ≤ x) for a negative binomial with the given mean and size θ. */
export function negativeBinomialCdf(x: number, mean: number, theta: number): number {
  if (theta === Number.POSITIVE_INFINITY) return poissonCdf(x, mean);
  const k = Math.floor(x);
  if (k < 0) return 0;
  const total = theta + mean;
  return regularizedBeta(theta / total, theta, k + 1, mean / total).lower;
}

/** Sum of the masses from `from` to `to`, starting at the largest. */
function sumMass(from: number, to: number, urn: Urn): number {
  const step = to >= from ? 1 : -1;
  let sum = 0;
  for (let k = from; step > 0 ? k <= to : k >= to; k += step) {
    const mass = hypergeometricPmf(k, urn);
    sum += mass;
    if (mass < 1e-18 * sum) break;
  }
  return sum;
}
