// A design as a random process: what is likely next in a stratum, given what was allocated before. For assessment and tests.
import type { DesignOf } from '../event/randomisation-design.js';
import { type CountingDesign, nextShares } from './method/counting.js';
import { maximalOrders } from './method/maximal.js';
import { sumOf } from './method/permuted-block.js';
import type { DrawnDesign } from './stratum-entries.js';

/** What is known after some entries of a stratum. */
export interface ProcessState {
  /** For each sequence the probability that the next entry is it, given the design and all entries before. */
  readonly probabilities: readonly number[];
  /** States with the same key go on alike. */
  readonly key: string;
  /** The state after the next entry; only for sequences of a positive probability. */
  readonly after: (sequence: number) => ProcessState;
}

/** A design within a stratum; minimisation is none, because it looks at who comes. */
export type StratumDesign = Exclude<DrawnDesign, { readonly method: 'minimisation' }>;

/** The state before the first entry of a stratum. */
export function startOf(design: StratumDesign): ProcessState {
  switch (design.method) {
    case 'permutedBlocks':
      return blockState(design, startOfBlocks(design));
    case 'maximalProcedure':
      return maximalState(maximalOrders(design), { length: design.length, position: 0, lead: 0 });
    default:
      return countingState(
        design,
        design.sequences.map(() => 0),
      );
  }
}

function countingState(design: CountingDesign, counts: readonly number[]): ProcessState {
  return {
    probabilities: asProbabilities(nextShares(design, counts)),
    key: countingKey(design, counts),
    after: (sequence) =>
      countingState(
        design,
        counts.map((count, index) => (index === sequence ? count + 1 : count)),
      ),
  };
}

/** Simple randomisation knows no past; the coins know the difference alone. */
function countingKey({ method }: CountingDesign, counts: readonly number[]): string {
  if (method === 'simple') return '';
  return method === 'urn' ? counts.join(',') : String((counts[0] ?? 0) - (counts[1] ?? 0));
}

/** A block that may be open: what is left in it, and how probable it is. */
interface OpenBlock {
  readonly left: readonly number[];
  readonly probability: number;
}

/**
 * Whoever sees only the allocations does not know where blocks end if their sizes are drawn: the state is what may be
 * open, with its probability given all entries before.
 */
function blockState(design: DesignOf<'permutedBlocks'>, blocks: readonly OpenBlock[]): ProcessState {
  const probabilities = design.sequences.map((_, sequence) =>
    blocks.reduce((sum, { left, probability }) => sum + (probability * (left[sequence] as number)) / sumOf(left), 0),
  );
  return {
    probabilities,
    key: blocks.map(({ left, probability }) => `${left.join(',')}:${probability.toPrecision(12)}`).join(' '),
    after: (sequence) => {
      const next = new Map<string, { left: readonly number[]; probability: number }>();
      const add = (left: readonly number[], probability: number) => {
        const key = left.join(',');
        next.set(key, { left, probability: probability + (next.get(key)?.probability ?? 0) });
      };
      for (const { left, probability } of blocks) {
        const share = (left[sequence] as number) / sumOf(left) / (probabilities[sequence] as number);
        if (share === 0) continue;
        const remaining = left.map((count, index) => (index === sequence ? count - 1 : count));
        if (sumOf(remaining) > 0) add(remaining, probability * share);
        else for (const fresh of startOfBlocks(design)) add(fresh.left, probability * share * fresh.probability);
      }
      return blockState(
        design,
        [...next].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, block]) => block),
      );
    },
  };
}

function startOfBlocks({ blockSizes, ratio }: DesignOf<'permutedBlocks'>): readonly OpenBlock[] {
  const unit = sumOf(ratio);
  return blockSizes.map((size) => ({
    left: ratio.map((share) => (share * size) / unit),
    probability: 1 / blockSizes.length,
  }));
}

function maximalState(
  orders: ReturnType<typeof maximalOrders>,
  { length, position, lead }: { readonly length: number; readonly position: number; readonly lead: number },
): ProcessState {
  const all = orders.waysFrom(position, lead);
  const first = Number((orders.waysFrom(position + 1, lead + 1) * precision) / all) / Number(precision);
  return {
    probabilities: [first, 1 - first],
    key: `${position},${lead}`,
    after: (sequence) => {
      const isLast = position + 1 === length;
      const next = { length, position: position + 1, lead: lead + (sequence === 0 ? 1 : -1) };
      return maximalState(orders, isLast ? { length, position: 0, lead: 0 } : next);
    },
  };
}

/** Quotients of large whole numbers as doubles: 2⁵². */
const precision = 2n ** 52n;

function asProbabilities(shares: readonly number[]): readonly number[] {
  const sum = shares.reduce((total, share) => total + share, 0);
  return shares.map((share) => share / sum);
}
