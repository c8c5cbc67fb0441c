// The regularised incomplete gamma functions and their inverses.
import { poissonMass } from './binomial-deviance.js';
import { logGamma } from './log-gamma.js';
import { solveTail } from './solve-tail.js';

/** Lower and upper tail of the same distribution at the same point; the smaller one is computed directly. */
export interface Tails {
  readonly lower: number;
  readonly upper: number;
}

/**
 * P(a, x) and Q(a, x), the tails of a gamma variable with shape a > 0 and scale 1, at x ≥ 0.
 * Series below a + 1, continued fraction above, and a form without cancellation for the upper tail of small shapes.
 * @see Abramowitz and Stegun (1964), 6.5.29 and 6.5.31
 */
export function regularizedGamma(a: number, x: number): Tails {
  if (!(a > 0) || !(x >= 0)) return { lower: Number.NaN, upper: Number.NaN };
  if (x === 0) return { lower: 0, upper: 1 };
  if (x === Number.POSITIVE_INFINITY) return { lower: 1, upper: 0 };
  if (x <= 1.1 && a < 1) return smallShape(a, x);
  if (x < a + 1) {
    const lower = poissonMass(a, x) * risingSeries(a, x);
    return { lower, upper: 1 - lower };
  }
  const upper = upperByFraction(a, x);
  return { lower: 1 - upper, upper };
}

/** The x with P(a, x) = p (or Q(a, x) = p when `tail` is 'upper'); NaN for p outside 0 to 1. */
export function gammaQuantile(p: number, a: number, tail: 'lower' | 'upper' = 'lower'): number {
  if (!(p >= 0 && p <= 1) || !(a > 0)) return Number.NaN;
  if (p === 0) return tail === 'lower' ? 0 : Number.POSITIVE_INFINITY;
  if (p === 1) return tail === 'lower' ? Number.POSITIVE_INFINITY : 0;
  const logX = solveTail({
    tails: (u) => regularizedGamma(a, Math.exp(u)),
    density: (u) => poissonMass(a, Math.exp(u)) * a,
    start: Math.log(a),
    p,
    tail,
  });
  return Math.exp(logX);
}

/** 1 + x/(a + 1) + x²/((a + 1)(a + 2)) + …: P(a, x) divided by x^a e^{−x} / Γ(a + 1). */
function risingSeries(a: number, x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; k < 1_000_000; k += 1) {
    term *= x / (a + k);
    sum += term;
    if (term < 1e-17 * sum) break;
  }
  return sum;
}

function smallShape(a: number, x: number): Tails {
  const logPower = a * Math.log(x) - logGamma(a + 1);
  let term = 1;
  let sum = 0;
  for (let k = 1; k < 100; k += 1) {
    term *= -x / k;
    const next = (a * term) / (a + k);
    sum += next;
    if (Math.abs(next) < 1e-18 * Math.abs(sum)) break;
  }
  const power = Math.exp(logPower);
  return { lower: power * (1 + sum), upper: -Math.expm1(logPower) - power * sum };
}

/** Lentz's continued fraction for Q(a, x). */
function upperByFraction(a: number, x: number): number {
  const tiny = 1e-300;
  let b = x + 1 - a;
  let c = 1 / tiny;
  let d = 1 / b;
  let h = d;
  for (let k = 1; k < 1_000_000; k += 1) {
    const coefficient = -k * (k - a);
    b += 2;
    d = coefficient * d + b;
    if (Math.abs(d) < tiny) d = tiny;
    c = b + coefficient / c;
    if (Math.abs(c) < tiny) c = tiny;
    d = 1 / d;
    const delta = d * c;
    h *= delta;
    if (Math.abs(delta - 1) < 1e-16) break;
  }
  return poissonMass(a, x) * a * h;
}
