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

/** Steps (values × chosen × sums) that an exact answer may take; above it none is given. */
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
  if (scale === undefined || chosen.length === 0 || others.length === 0) return undefined;
  // The smaller group's sum tells as much: the two sums add up to a constant.
  const isFirst = chosen.length <= others.length;
  const own = (isFirst ? chosen : others).map((x) => Math.round(x * scale));
  const rest = (isFirst ? others : chosen).map((x) => Math.round(x * scale));
  const smallest = [...own, ...rest].reduce((a, b) => Math.min(a, b));
  const values = [...own, ...rest].map((x) => x - smallest).sort((a, b) => a - b);
  const observed = own.reduce((sum, x) => sum + x - smallest, 0);
  const n = values.length;
  const k = own.length;
  const total = values.reduce((a, b) => a + b, 0);
  const width = values.slice(n - k).reduce((a, b) => a + b, 0) + 1;
  if (!(n * (k + 1) * width <= WORK_LIMIT)) return undefined;

  const probability = sumDistribution(values, k, width);
  const distance = Math.abs(n * observed - k * total);
  let twoSided = 0;
  let lower = 0;
  let upper = 0;
  for (let s = 0; s < width; s += 1) {
    if (Math.abs(n * s - k * total) >= distance) twoSided += probability[s]!;
    if (s <= observed) lower += probability[s]!;
    if (s >= observed) upper += probability[s]!;
  }
  const capped = (p: number): number => Math.min(1, p);
  return { twoSided: capped(twoSided), lower: capped(isFirst ? lower : upper), upper: capped(isFirst ? upper : lower) };
}

/** Probabilities of the sums 0 to width − 1 of k of the values, which are in ascending order. */
export function sumDistribution(values: readonly number[], k: number, width: number): Float64Array {
  const n = values.length;
  // Row j: the chance that j of the values seen so far are taken, with each sum. Probabilities, so that nothing overflows.
  const rows = Array.from({ length: k + 1 }, () => new Float64Array(width));
  rows[0]![0] = 1;
  const reach = new Array<number>(k + 1).fill(0);
  values.forEach((value, seen) => {
    const left = n - seen;
    for (let j = Math.min(k, seen + 1); j >= Math.max(0, k - left); j -= 1) {
      const row = rows[j]!;
      const skip = Math.max(0, left - (k - j)) / left;
      for (let s = 0; s <= reach[j]!; s += 1) row[s] = row[s]! * skip;
      if (j === 0) continue;
      const before = rows[j - 1]!;
      const take = (k - j + 1) / left;
      for (let s = reach[j - 1]!; s >= 0; s -= 1) row[s + value] = row[s + value]! + take * before[s]!;
      reach[j] = Math.max(reach[j]!, Math.min(width - 1, reach[j - 1]! + value));
    }
  });
  return rows[k]!;
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
