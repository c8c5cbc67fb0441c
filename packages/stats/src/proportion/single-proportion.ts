// Intervals for one proportion.
import { checkConfidence, normalHalfWidth } from '../distribution/confidence-level.js';
import { betaQuantile } from '../distribution/incomplete-beta.js';
import type { Interval } from '../regression/nb-glm-fit.js';

/**
 * The exact interval of x successes in n.
 * @throws RangeError unless 0 ≤ x ≤ n are whole numbers, n ≥ 1, and the confidence is between 0 and 1
 * @see Clopper and Pearson (1934); binom.test in R
 */
export function clopperPearson(x: number, n: number, confidence = 0.95): Interval {
  checkProportion(x, n);
  checkConfidence(confidence);
  const tail = (1 - confidence) / 2;
  return [x === 0 ? 0 : betaQuantile(tail, x, n - x + 1), x === n ? 1 : betaQuantile(tail, x + 1, n - x, 'upper')];
}

/**
 * The score interval of x successes in n.
 * @throws RangeError unless 0 ≤ x ≤ n are whole numbers, n ≥ 1, and the confidence is between 0 and 1
 * @see Wilson (1927)
 */
export function wilson(x: number, n: number, confidence = 0.95): Interval {
  checkProportion(x, n);
  const z = normalHalfWidth(confidence);
  const p = x / n;
  const centre = p + (z * z) / (2 * n);
  const half = z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  const scale = 1 + (z * z) / n;
  return [x === 0 ? 0 : (centre - half) / scale, x === n ? 1 : (centre + half) / scale];
}

/** @throws RangeError unless 0 ≤ x ≤ n are whole numbers and n ≥ 1 */
export function checkProportion(x: number, n: number): void {
  if (!Number.isSafeInteger(n) || n < 1) throw new RangeError(`The size is ${n}; allowed are whole numbers from 1.`);
  if (!Number.isSafeInteger(x) || x < 0 || x > n) {
    throw new RangeError(`The number of successes is ${x}; allowed are whole numbers from 0 to ${n}.`);
  }
}
