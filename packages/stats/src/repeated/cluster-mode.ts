// The posterior mode of one cluster's random intercept.
import type { ClusteredCounts } from './clustered-counts.js';

/** What the modes of all clusters depend on. */
export interface ModeProblem {
  readonly counts: ClusteredCounts;
  /** Mean of each group without the intercept. */
  readonly base: Float64Array;
  /** ∞: Poisson. */
  readonly theta: number;
  /** 1 / variance of the intercepts. */
  readonly precision: number;
}

const LARGEST_STEP = 3;
/** Newton converges quadratically: after a step this small the error is beyond rounding. */
const LAST_STEP = 1e-7;

/**
 * The b at which h′(b) = Σ f′(η + b) − b/s² is 0. h is concave, so the sign of h′ brackets the root and a Newton step that
 * leaves the bracket becomes a bisection.
 */
export function findMode({ counts, base, theta, precision }: ModeProblem, c: number, start: number): number {
  const { size, total } = counts;
  const from = counts.start[c]!;
  const to = counts.start[c + 1]!;
  const isPoisson = theta === Number.POSITIVE_INFINITY;
  let low = Number.NEGATIVE_INFINITY;
  let high = Number.POSITIVE_INFINITY;
  let b = Number.isFinite(start) ? start : 0;
  let count = 0;
  let mean = 0;
  if (isPoisson) {
    for (let g = from; g < to; g += 1) {
      count += total[g]!;
      mean += size[g]! * base[g]!;
    }
  }
  for (let k = 0; k < 200; k += 1) {
    const factor = Math.exp(b);
    let slope = -precision * b;
    let bend = precision;
    if (isPoisson) {
      slope += count - mean * factor;
      bend += mean * factor;
    } else {
      for (let g = from; g < to; g += 1) {
        const mu = base[g]! * factor;
        const inverse = 1 / (theta + mu);
        const a = size[g]! * theta + total[g]!;
        const pull = a * mu * inverse;
        slope += total[g]! - pull;
        bend += pull * theta * inverse;
      }
    }
    const step = Math.max(-LARGEST_STEP, Math.min(LARGEST_STEP, slope / bend));
    if (Math.abs(step) <= LAST_STEP) return b + step;
    if (slope > 0) low = b;
    else high = b;
    b += step;
    if (!(b > low && b < high)) b = 0.5 * (low + high);
  }
  return b;
}
