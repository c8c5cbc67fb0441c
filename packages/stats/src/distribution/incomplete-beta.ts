// The regularised incomplete beta function and its inverse.
import { binomialMass } from './binomial-deviance.js';
import type { Tails } from './incomplete-gamma.js';
import { solveTail } from './solve-tail.js';

/**
 * I_x(a, b) and 1 − I_x(a, b) for a, b > 0 and 0 ≤ x ≤ 1; `y` = 1 − x may be given where it is known exactly.
 * Continued fraction on the side where it converges fast, with the saddle-point form of its factor.
 * @see DiDonato and Morris (1992), equation 9; Loader (2000) for the factor
 */
export function regularizedBeta(x: number, a: number, b: number, y: number = 1 - x): Tails {
  if (!(a > 0) || !(b > 0) || !(x >= 0) || !(y >= 0)) return { lower: Number.NaN, upper: Number.NaN };
  if (x === 0) return { lower: 0, upper: 1 };
  if (y === 0) return { lower: 1, upper: 0 };
  if (x <= (a + 1) / (a + b + 2)) {
    const lower = betaFraction(x, y, a, b);
    return { lower, upper: 1 - lower };
  }
  const upper = betaFraction(y, x, b, a);
  return { lower: 1 - upper, upper };
}

/** The x with I_x(a, b) = p (or with 1 − I_x(a, b) = p when `tail` is 'upper'); NaN for p outside 0 to 1. */
export function betaQuantile(p: number, a: number, b: number, tail: 'lower' | 'upper' = 'lower'): number {
  return logistic(betaQuantileLogit(p, a, b, tail));
}

/** ln(x / (1 − x)) of the quantile x, which keeps its digits where x is near 0 or 1. */
export function betaQuantileLogit(p: number, a: number, b: number, tail: 'lower' | 'upper' = 'lower'): number {
  if (!(p >= 0 && p <= 1) || !(a > 0) || !(b > 0)) return Number.NaN;
  if (p === 0 || p === 1) return (p === 0) === (tail === 'lower') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return solveTail({
    tails: (u) => regularizedBeta(logistic(u), a, b, logistic(-u)),
    density: (u) => betaFactor(logistic(u), logistic(-u), a, b),
    start: Math.log(a / b),
    p,
    tail,
  });
}

function logistic(u: number): number {
  return u < 0 ? Math.exp(u) / (1 + Math.exp(u)) : 1 / (1 + Math.exp(-u));
}

/** x^a y^b / B(a, b). */
function betaFactor(x: number, y: number, a: number, b: number): number {
  return binomialMass(a, b, x, y) * ((a / (a + b)) * b);
}

/**
 * I_x(a, b) by the continued fraction of DiDonato and Morris, for x ≤ (a + 1) / (a + b + 2): λ = a − (a + b) x is formed from
 * whichever of x and y is smaller, so that nothing cancels when a or b is large.
 */
function betaFraction(x: number, y: number, a: number, b: number): number {
  const lambda = x <= y ? a - (a + b) * x : (a + b) * y - b;
  const c = 1 + lambda;
  const c0 = b / a;
  const c1 = 1 + 1 / a;
  let p = 1;
  let s = a + 1;
  let numerator = 0;
  let denominator = 1;
  let nextNumerator = 1;
  let nextDenominator = c / c1;
  let ratio = c1 / c;
  for (let n = 1; n < 1_000_000; n += 1) {
    const t = n / a;
    const w = n * (b - n) * x;
    const shrink = a / s;
    const alpha = p * (p + c0) * shrink * shrink * (w * x);
    const beta = n + w / s + ((1 + t) / (c1 + t + t)) * (c + n * (1 + y));
    p = 1 + t;
    s += 2;
    const newNumerator = alpha * numerator + beta * nextNumerator;
    const newDenominator = alpha * denominator + beta * nextDenominator;
    const before = ratio;
    ratio = newNumerator / newDenominator;
    if (Math.abs(ratio - before) <= 1e-16 * ratio) break;
    numerator = nextNumerator / newDenominator;
    denominator = nextDenominator / newDenominator;
    nextNumerator = ratio;
    nextDenominator = 1;
  }
  return betaFactor(x, y, a, b) * ratio;
}
