// Methods whose next allocation depends only on how often each sequence was allocated in the stratum so far.
import type { DesignOf } from '../../event/randomisation-design.js';

export type CountingDesign = DesignOf<'simple' | 'biasedCoin' | 'bigStick' | 'biasedCoinWithTolerance' | 'urn'>;

const even: readonly number[] = [1, 1];

/**
 * The shares of the sequences in the next draw, given how often each was allocated before.
 * @see Efron 1971, Biometrika 58:403 (biased coin)
 * @see Soares and Wu 1983, Communications in Statistics A 12:2017 (big stick)
 * @see Chen 1999, Biometrical Journal 41:591 (biased coin with imbalance tolerance)
 * @see Wei 1978, Journal of the American Statistical Association 73:559 (urn)
 */
export function nextShares(design: CountingDesign, counts: readonly number[]): readonly number[] {
  switch (design.method) {
    case 'simple':
      return design.ratio;
    case 'biasedCoin':
      return coin(lead(counts), design.probability);
    case 'bigStick':
      return stick(lead(counts), design.maximumImbalance) ?? even;
    case 'biasedCoinWithTolerance':
      return stick(lead(counts), design.maximumImbalance) ?? coin(lead(counts), design.probability);
    case 'urn':
      return balls(design, counts);
  }
}

/** By how much the first of two sequences is ahead. */
function lead(counts: readonly number[]): number {
  return (counts[0] ?? 0) - (counts[1] ?? 0);
}

function coin(difference: number, probability: number): readonly number[] {
  if (difference === 0) return even;
  return difference < 0 ? [probability, 1 - probability] : [1 - probability, probability];
}

function stick(difference: number, maximumImbalance: number): readonly number[] | undefined {
  if (difference >= maximumImbalance) return [0, 1];
  return -difference >= maximumImbalance ? [1, 0] : undefined;
}

function balls({ initialBalls, addedBalls }: DesignOf<'urn'>, counts: readonly number[]): readonly number[] {
  const drawn = counts.reduce((sum, count) => sum + count, 0);
  // An empty urn, at the very start, is a fair draw.
  if (initialBalls === 0 && drawn === 0) return counts.map(() => 1);
  return counts.map((count) => initialBalls + addedBalls * (drawn - count));
}
