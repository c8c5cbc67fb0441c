// Mean, standard deviation and quartiles of a few numbers.

export interface Distribution {
  readonly mean: number;
  /** Absent for a single value. */
  readonly sd?: number;
  readonly median: number;
  readonly q1: number;
  readonly q3: number;
}

/** Summary of values; undefined for none. Quantiles are R's type 7. @see Hyndman, Fan 1996, Sample quantiles in statistical packages */
export function distributionOf(values: readonly number[]): Distribution | undefined {
  if (values.length === 0) return undefined;
  const sorted = [...values].sort((a, b) => a - b);
  const mean = sorted.reduce((a, b) => a + b, 0) / sorted.length;
  const squares = sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    mean,
    ...(sorted.length > 1 && { sd: Math.sqrt(squares / (sorted.length - 1)) }),
    median: quantile(sorted, 0.5),
    q1: quantile(sorted, 0.25),
    q3: quantile(sorted, 0.75),
  };
}

function quantile(sorted: readonly number[], probability: number): number {
  const place = (sorted.length - 1) * probability;
  const below = sorted[Math.floor(place)]!;
  const above = sorted[Math.ceil(place)]!;
  return below + (above - below) * (place - Math.floor(place));
}
