// Random choices that follow from a seed, for tests that print it.
import { seededRandomness } from '../execute/randomness.js';

export interface Draw {
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number;
  pick<T>(from: readonly T[]): T;
  shuffle<T>(items: readonly T[]): readonly T[];
}

/** The same seed gives the same choices in the same order. */
export function seededDraw(seed: number): Draw {
  const { randomBytes } = seededRandomness(String(seed), 'fault', 0);
  const between = (low: number, high: number) => {
    // 32 bits over a small range: the bias is below one in a million.
    const [a = 0, b = 0, c = 0, d = 0] = randomBytes(4);
    return low + ((((a << 24) | (b << 16) | (c << 8) | d) >>> 0) % (high - low + 1));
  };
  const pick = <T>(from: readonly T[]): T => {
    if (from.length === 0) throw new RangeError('there is nothing to pick from');
    return from[between(0, from.length - 1)] as T;
  };
  const shuffle = <T>(items: readonly T[]): readonly T[] => {
    const shuffled = [...items];
    for (let last = shuffled.length - 1; last > 0; last -= 1) {
      const other = between(0, last);
      [shuffled[last], shuffled[other]] = [shuffled[other] as T, shuffled[last] as T];
    }
    return shuffled;
  };
  return { between, pick, shuffle };
}
