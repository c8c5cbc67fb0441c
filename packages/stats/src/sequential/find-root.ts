// Finds a root of a function inside a bracket.

/** What {@link findRoot} takes. */
export interface RootProblem {
  readonly f: (x: number) => number;
  readonly low: number;
  readonly high: number;
  /** Width of the last bracket, relative to the larger of 1 and |x|. Default 1e-13. */
  readonly tolerance?: number;
}

/**
 * A root of f between `low` and `high` by regula falsi of Illinois with bisection where it stalls; at most 200 evaluations.
 * Undefined when f has the same sign at both ends.
 * @see Dowell and Jarratt (1971)
 */
export function findRoot({ f, low, high, tolerance = 1e-13 }: RootProblem): number | undefined {
  let [a, b] = [low, high];
  let fa = f(a);
  let fb = f(b);
  if (fa === 0) return a;
  if (fb === 0) return b;
  if (!(fa < 0 !== fb < 0) || Number.isNaN(fa) || Number.isNaN(fb)) return undefined;
  let width = Math.abs(b - a);
  for (let step = 0; step < 200; step += 1) {
    let x = (a * fb - b * fa) / (fb - fa);
    const isOutside = !(x > Math.min(a, b) && x < Math.max(a, b));
    if (isOutside || (step % 4 === 3 && Math.abs(b - a) > width / 4)) x = 0.5 * (a + b);
    if (step % 4 === 3) width = Math.abs(b - a);
    const fx = f(x);
    if (fx === 0) return x;
    if (fx < 0 !== fb < 0) {
      [a, fa] = [b, fb];
    } else {
      fa *= 0.5;
    }
    const moved = Math.abs(x - b);
    [b, fb] = [x, fx];
    const small = tolerance * Math.max(1, Math.abs(x));
    if (Math.abs(b - a) <= small || (moved <= 0.01 * small && step > 3)) return b;
  }
  return b;
}
