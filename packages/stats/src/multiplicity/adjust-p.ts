// Adjusted p-values of a family of hypotheses: a hypothesis is rejected at level α when its adjusted p is at most α.

/** How p-values of one family are adjusted. All but the last control the family-wise error rate; the last controls the FDR. */
export type AdjustmentMethod = 'fixed-sequence' | 'bonferroni' | 'holm' | 'hochberg' | 'hommel' | 'benjamini-hochberg';

/** A p-value between 0 and 1; undefined where an analysis gave none (it did not converge): never rejected, still counted. */
export type PValue = number | undefined;

/**
 * Adjusts the p-values of m hypotheses, in the order given ('fixed-sequence': the order of testing).
 *
 * Bonferroni and Holm are valid under any dependence; Hochberg and Hommel under positive dependence (Simes' inequality);
 * Benjamini–Hochberg likewise, for the false discovery rate. A missing p-value keeps its place in the family, as a p of 1,
 * and stays missing: R's `p.adjust` would drop it and so test the others too liberally.
 * @throws RangeError for a p-value outside 0 to 1
 * @see Holm (1979); Hochberg (1988); Hommel (1988); Wright (1992), Biometrics 48, 1005–1013; Benjamini and Hochberg (1995);
 *   R's `p.adjust`
 */
export function adjustP(pValues: readonly PValue[], method: AdjustmentMethod): readonly PValue[] {
  pValues.forEach(checkP);
  const p = pValues.map((value) => value ?? 1);
  const adjusted = ADJUST[method](p);
  return adjusted.map((value, i) => (pValues[i] === undefined ? undefined : Math.min(1, value)));
}

const ADJUST: Readonly<Record<AdjustmentMethod, (p: readonly number[]) => readonly number[]>> = {
  'fixed-sequence': (p) => runningMaximum(p),
  bonferroni: (p) => p.map((value) => value * p.length),
  holm: (p) => inOrder(p, (sorted) => runningMaximum(sorted.map((value, i) => value * (sorted.length - i)))),
  hochberg: (p) => inOrder(p, (sorted) => runningMinimum(sorted.map((value, i) => value * (sorted.length - i)))),
  hommel: (p) => inOrder(p, hommel),
  'benjamini-hochberg': (p) =>
    inOrder(p, (sorted) => runningMinimum(sorted.map((value, i) => value * (sorted.length / (i + 1))))),
};

/**
 * The closed test with Simes' test of every intersection. An ordered p(i) is raised to the largest Simes p over the sizes s of
 * intersections: s × the smallest of p(m−s+j)/j, j = 2 … s, or s × p(i) where that is smaller and i is outside the top s − 1.
 */
function hommel(sorted: readonly number[]): readonly number[] {
  const m = sorted.length;
  const adjusted = [...sorted];
  for (let size = m; size >= 2; size -= 1) {
    let least = Number.POSITIVE_INFINITY;
    for (let rank = 2; rank <= size; rank += 1) least = Math.min(least, sorted[m - size + rank - 1]! * (size / rank));
    for (let i = 0; i < m; i += 1) {
      const own = i > m - size ? least : Math.min(least, size * sorted[i]!);
      adjusted[i] = Math.max(adjusted[i]!, own);
    }
  }
  return adjusted;
}

/** Applies a rule to the p-values in ascending order and puts its results back in the order given. */
function inOrder(p: readonly number[], rule: (sorted: readonly number[]) => readonly number[]): readonly number[] {
  const order = p.map((_, i) => i).sort((a, b) => p[a]! - p[b]!);
  const result = new Array<number>(p.length);
  rule(order.map((i) => p[i]!)).forEach((value, rank) => {
    result[order[rank]!] = value;
  });
  return result;
}

function runningMaximum(values: readonly number[]): readonly number[] {
  let largest = 0;
  return values.map((value) => {
    largest = Math.max(largest, value);
    return largest;
  });
}

/** From the end: each value, or the smallest of those after it. */
function runningMinimum(values: readonly number[]): readonly number[] {
  let smallest = Number.POSITIVE_INFINITY;
  return values
    .map((_, i) => {
      smallest = Math.min(smallest, values[values.length - 1 - i]!);
      return smallest;
    })
    .reverse();
}

/** @throws RangeError for a p-value outside 0 to 1 */
export function checkP(p: PValue, index: number): void {
  if (p !== undefined && !(p >= 0 && p <= 1)) {
    throw new RangeError(`The p-value of hypothesis ${index + 1} is ${p}; allowed are numbers from 0 to 1, or none.`);
  }
}
