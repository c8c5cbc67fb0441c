// Inverts a distribution function on the scale of log probability, by Newton's method inside a bracket.

/** A distribution on the whole real line (transform the variable first), to be inverted. */
export interface TailProblem {
  /** Both tails at u. */
  readonly tails: (u: number) => { readonly lower: number; readonly upper: number };
  /** Density with respect to u. */
  readonly density: (u: number) => number;
  /** A point in the bulk of the distribution. */
  readonly start: number;
  /** Probability, strictly between 0 and 1. */
  readonly p: number;
  readonly tail: 'lower' | 'upper';
}

/** The u whose named tail is p. At most 300 evaluations. */
export function solveTail({ tails, density, start, p, tail }: TailProblem): number {
  // Work in the tail that is the smaller one, so that no probability near one is ever inverted.
  const useLower = tail === 'lower' ? p <= 0.5 : p > 0.5;
  const target = useLower === (tail === 'lower') ? p : 1 - p;
  const logTarget = Math.log(target);
  const sign = useLower ? 1 : -1;
  const errorAt = (u: number): number => {
    const both = tails(u);
    return sign * (Math.log(useLower ? both.lower : both.upper) - logTarget);
  };
  let low = start;
  let high = start;
  let width = 1;
  for (let k = 0; k < 80 && errorAt(low) > 0; k += 1) {
    low -= width;
    width *= 1.6;
  }
  width = 1;
  for (let k = 0; k < 80 && errorAt(high) < 0; k += 1) {
    high += width;
    width *= 1.6;
  }
  let u = 0.5 * (low + high);
  for (let step = 0; step < 200; step += 1) {
    const error = errorAt(u);
    if (error === 0) return u;
    if (error > 0) high = u;
    else low = u;
    const both = tails(u);
    const slope = density(u) / (useLower ? both.lower : both.upper);
    let next = u - error / slope;
    if (!(next > low && next < high)) next = 0.5 * (low + high);
    const move = Math.abs(next - u);
    u = next;
    if (move <= 1e-16 * Math.max(1e-3, Math.abs(u)) || high - low <= 2e-16 * Math.abs(u)) return u;
  }
  return u;
}
