// A block that holds each sequence by the ratio, in random order.
import type { DesignOf } from '../../event/randomisation-design.js';
import type { Draw } from '../draw.js';

/** One block: its size drawn where there are several, its entries shuffled (Fisher and Yates 1938). */
export function permutedBlock(draw: Draw, { blockSizes, ratio }: DesignOf<'permutedBlocks'>): number[] {
  const choice = blockSizes.length === 1 ? 0 : draw.below(blockSizes.length);
  const size = blockSizes[choice] as number;
  const multiple = size / sumOf(ratio);
  const entries: number[] = [];
  for (let sequence = 0; sequence < ratio.length; sequence++) {
    for (let i = (ratio[sequence] as number) * multiple; i > 0; i--) entries.push(sequence);
  }
  for (let i = size - 1; i > 0; i--) {
    const j = draw.below(i + 1);
    const swapped = entries[i] as number;
    entries[i] = entries[j] as number;
    entries[j] = swapped;
  }
  return entries;
}

/** The sum of some whole shares: the smallest block that holds their ratio. */
export function sumOf(shares: readonly number[]): number {
  let sum = 0;
  for (const share of shares) sum += share;
  return sum;
}
