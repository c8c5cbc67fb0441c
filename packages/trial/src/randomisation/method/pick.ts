// Draws one of several sequences by their shares.
import type { Draw } from '../draw.js';

/**
 * The index of a sequence, drawn in proportion to its share. Whole shares are drawn exactly, `below(their sum)`; others
 * by one word w of 32 bits: the first index for which w · sum < 2³² · (sum of the shares up to it).
 */
export function pickByShares(draw: Draw, shares: readonly number[]): number {
  let sum = 0;
  let isWhole = true;
  for (const share of shares) {
    sum += share;
    if (!Number.isInteger(share)) isWhole = false;
  }
  const place = isWhole ? draw.below(sum) : draw.word() * sum;
  const unit = isWhole ? 1 : 2 ** 32;
  let reached = 0;
  for (let index = 0; index < shares.length; index++) {
    reached += shares[index] as number;
    if (place < unit * reached) return index;
  }
  throw new RangeError('shares must be positive in sum');
}
