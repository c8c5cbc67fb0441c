// The exact permutation distribution of the sum of one group's values, under all assignments with the group sizes fixed.

/** P-values under all C(n, k) equally likely choices of k of the n values. */
export interface ExactSumTest {
  /** P(|sum − expectation| ≥ |observed − expectation|). */
  readonly twoSided: number;
  /** P(sum ≤ observed). */
  readonly lower: number;
  /** P(sum ≥ observed). */
  readonly upper: number;
}

/** Cells that the table of sums may have, times values: above it no exact answer is given. */
const WORK_LIMIT = 400_000_000;
const LARGEST_SCALE = 1_000_000;

/**
 * Counts, by dynamic programming over whole numbers, how many choices of `chosen.length` values from both groups have which
 * sum. Values that are no whole numbers are scaled by a power of ten up to 10^6. Undefined when the values have more decimals
 * or the table would be too large.
 * @see Streitberg and Röhmel (1986), the shift algorithm
 */
export function exactSumTest(chosen: readonly number[], others: readonly number[]): ExactSumTest | undefined {
  const scale = wholeScale([...chosen, ...others]);
  if (scale === undefined) return undefined;
  const toWhole = (x: number): number => Math.round(x * scale);
  const smallest = Math.min(...[...chosen, ...others].map(toWhole));
  const values = [...chosen, ...others].map((x) => toWhole(x) - smallest);
  const n = values.length;
  const k = chosen.length;
  const total = values.reduce((a, b) => a + b, 0);
  const observed = values.slice(0, k).reduce((a, b) => a + b, 0);
  const largest = [...values]
    .sort((a, b) => b - a)
    .slice(0, k)
    .reduce((a, b) => a + b, 0);
  if (!(n * (k + 1) * (largest + 1) <= WORK_LIMIT)) return undefined;

  const width = largest + 1;
  // ways[j * width + s] = share of assignments so far; kept as probabilities so that nothing overflows.
  const ways = new Float64Array((k + 1) * width);
  ways[0] = 1;
  values.forEach((value, seen) => {
    // The chance that this value is taken, given that j of the earlier ones were, makes all C(n, k) choices equally likely.
    for (let j = Math.min(k, seen + 1); j >= 0; j -= 1) {
      const skip = j <= seen ? (n - seen - (k - j)) / (n - seen) : 0;
      const take = j > 0 ? (k - j + 1) / (n - seen) : 0;
      for (let s = width - 1; s >= 0; s -= 1) {
        const before = s >= value && j > 0 ? ways[(j - 1) * width + s - value]! : 0;
        const stay = ways[j * width + s]!;
        if (before !== 0 || stay !== 0) ways[j * width + s] = Math.max(0, skip) * stay + take * before;
      }
    }
  });
  const distance = Math.abs(n * observed - k * total);
  let twoSided = 0;
  let lower = 0;
  let upper = 0;
  for (let s = 0; s < width; s += 1) {
    const probability = ways[k * width + s]!;
    if (Math.abs(n * s - k * total) >= distance) twoSided += probability;
    if (s <= observed) lower += probability;
    if (s >= observed) upper += probability;
  }
  return { twoSided: Math.min(1, twoSided), lower: Math.min(1, lower), upper: Math.min(1, upper) };
}

/** The least power of ten that makes all values whole, up to 10^6. */
function wholeScale(values: readonly number[]): number | undefined {
  for (let scale = 1; scale <= LARGEST_SCALE; scale *= 10) {
    const isWhole = values.every((x) => {
      const scaled = x * scale;
      return Math.abs(scaled - Math.round(scaled)) <= 1e-9 * Math.max(1, Math.abs(scaled));
    });
    if (isWhole) return scale;
  }
  return undefined;
}
