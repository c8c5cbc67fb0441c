// Confidence levels: the check that every interval makes, and the normal quantile that belongs to a level.
import { normalQuantile } from './normal.js';

/** @throws RangeError unless the level is between 0 and 1 */
export function checkConfidence(confidence: number): void {
  if (!(confidence > 0 && confidence < 1)) {
    throw new RangeError(`The confidence level is ${confidence}; allowed are numbers between 0 and 1.`);
  }
}

/**
 * How many standard errors a two-sided normal interval reaches to either side: 1.96 for 0.95.
 * @throws RangeError unless the level is between 0 and 1
 */
export function normalHalfWidth(confidence: number): number {
  checkConfidence(confidence);
  return normalQuantile(0.5 + confidence / 2);
}
