// Summary statistics of a sample.

/** Mean and standard deviation (denominator n − 1), quartiles as R's type 7. Absent where the sample is too small. */
export interface Description {
  readonly n: number;
  /** Values that were NaN, left out. */
  readonly missing: number;
  readonly mean?: number;
  readonly sd?: number;
  readonly min?: number;
  readonly lowerQuartile?: number;
  readonly median?: number;
  readonly upperQuartile?: number;
  readonly max?: number;
}

/** Describes the values that are not NaN. */
export function describeSample(values: ArrayLike<number>): Description {
  const all = Array.from(values);
  const known = all.filter((x) => !Number.isNaN(x));
  const missing = all.length - known.length;
  const n = known.length;
  if (n === 0) return { n, missing };
  return {
    n,
    missing,
    mean: mean(known),
    ...(n > 1 ? { sd: standardDeviation(known) } : {}),
    min: quantile(known, 0),
    lowerQuartile: quantile(known, 0.25),
    median: quantile(known, 0.5),
    upperQuartile: quantile(known, 0.75),
    max: quantile(known, 1),
  };
}

/** Arithmetic mean; NaN for an empty sample. Independent of order to the last digits by a second pass. */
export function mean(values: ArrayLike<number>): number {
  const n = values.length;
  let sum = 0;
  for (let i = 0; i < n; i += 1) sum += values[i]!;
  const first = sum / n;
  let rest = 0;
  for (let i = 0; i < n; i += 1) rest += values[i]! - first;
  return Number.isFinite(first) ? first + rest / n : first;
}

/** Variance with denominator n − 1; NaN for fewer than two values. */
export function variance(values: ArrayLike<number>): number {
  const n = values.length;
  if (n < 2) return Number.NaN;
  const centre = mean(values);
  let sum = 0;
  for (let i = 0; i < n; i += 1) sum += (values[i]! - centre) ** 2;
  return sum / (n - 1);
}

/** Standard deviation with denominator n − 1; NaN for fewer than two values. */
export function standardDeviation(values: ArrayLike<number>): number {
  return Math.sqrt(variance(values));
}

/**
 * Sample quantile, linear between order statistics at (n − 1) p; NaN for an empty sample.
 * @throws RangeError for p outside 0 to 1
 * @see Hyndman and Fan (1996), type 7; quantile in R
 */
export function quantile(values: ArrayLike<number>, p: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`The probability is ${p}; allowed are numbers from 0 to 1.`);
  const sorted = Float64Array.from(values).sort();
  if (sorted.length === 0) return Number.NaN;
  const at = (sorted.length - 1) * p;
  const below = Math.floor(at + 4 * Number.EPSILON);
  const share = at - below;
  const low = sorted[below]!;
  if (Math.abs(share) < 4 * Number.EPSILON) return low;
  return low + share * (sorted[below + 1]! - low);
}
