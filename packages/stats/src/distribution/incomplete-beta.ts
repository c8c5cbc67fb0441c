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
  if (x * (a + b + 2) <= a + 1) {
    const lower = betaFraction(x, y, a, b);
    return { lower, upper: 1 - lower };
  }
  const upper = betaFraction(y, x, b, a);
  return { lower: 1 - upper, upper };
}

/** The x with I_x(a, b) = p (or with 1 − I_x(a, b) = p when `tail` is 'upper'); NaN for p outside 0 to 1. */
export function betaQuantile(p: number, a: number, b: number, tail: 'lower' | 'upper' = 'lower'): number {
  if (!(p >= 0 && p <= 1) || !(a > 0) || !(b > 0)) return Number.NaN;
  if (p === 0) return tail === 'lower' ? 0 : 1;
  if (p === 1) return tail === 'lower' ? 1 : 0;
  // On the logit scale, where both ends are at infinity.
  const logit = solveTail({
    tails: (u) => regularizedBeta(logistic(u), a, b, logistic(-u)),
    density: (u) => betaFactor(logistic(u), logistic(-u), a, b),
    start: Math.log(a / b),
    p,
    tail,
  });
  return logistic(logit);
}

function logistic(u: number): number {
  return u < 0 ? Math.exp(u) / (1 + Math.exp(u)) : 1 / (1 + Math.exp(-u));
}

/** x^a y^b / B(a, b). */
function betaFactor(x: number, y: number, a: number, b: number): number {
  return binomialMass(a, b, x, y) * ((a / (a + b)) * b);
}

/** I_x(a, b) by the even form of its continued fraction (Lentz), for x ≤ (a + 1) / (a + b + 2). */
function betaFraction(x: number, y: number, a: number, b: number): number {
  const tiny = 1e-300;
  let c = 1;
  let d = 1 - ((a + b) * x) / (a + 1);
  if (Math.abs(d) < tiny) d = tiny;
  d = 1 / d;
  let h = d;
  for (let m = 1; m < 1_000_000; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 + even * d;
    if (Math.abs(d) < tiny) d = tiny;
    c = 1 + even / c;
    if (Math.abs(c) < tiny) c = tiny;
    d = 1 / d;
    h *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 + odd * d;
    if (Math.abs(d) < tiny) d = tiny;
    c = 1 + odd / c;
    if (Math.abs(c) < tiny) c = tiny;
    d = 1 / d;
    const delta = d * c;
    h *= delta;
    if (Math.abs(delta - 1) < 1e-16) break;
  }
  return (betaFactor(x, y, a, b) * h) / a;
}
