// Probabilities of t statistics under an alternative, by integration over the estimated standard deviation.

import { logGamma } from '../distribution/log-gamma.js';
import { normalCdf, normalUpper } from '../distribution/normal.js';
import { compositeRule } from '../sequential/gauss-legendre.js';

/** What {@link expectationOverScale} takes. */
interface ScaleExpectation {
  /** Degrees of freedom of the estimated variance. */
  readonly df: number;
  /** A function of s = estimated / true standard deviation. */
  readonly g: (s: number) => number;
  /** How fast g may change: its values differ little over 1 / steepness. */
  readonly steepness: number;
  /** Above this g is zero. Default ∞. */
  readonly upTo?: number;
}

/** E g(S) where df S² is chi-square with df degrees of freedom. Absolute error below 1e-12 for g within −1 to 1. */
export function expectationOverScale({ df, g, steepness, upTo = Number.POSITIVE_INFINITY }: ScaleExpectation): number {
  const spread = 1 / Math.sqrt(2 * df);
  const low = Math.max(0, 1 - 12 * spread);
  const high = Math.min(upTo, 1 + 12 * spread);
  const { nodes, weights } = compositeRule([low, high], Math.min(spread, 2 / steepness));
  const logConstant = Math.LN2 + (df / 2) * Math.log(df / 2) - logGamma(df / 2);
  let sum = 0;
  for (let i = 0; i < nodes.length; i += 1) {
    const s = nodes[i]!;
    const density = Math.exp(logConstant + (df - 1) * Math.log(s) - (df * s * s) / 2);
    sum += weights[i]! * density * g(s);
  }
  return sum;
}

/** P(T > t) for Student's t with df degrees of freedom and noncentrality `ncp`. @see R's `pt(t, df, ncp)` */
export function noncentralTUpper(t: number, df: number, ncp: number): number {
  if (df === Number.POSITIVE_INFINITY) return normalUpper(t - ncp);
  return expectationOverScale({ df, g: (s) => normalUpper(t * s - ncp), steepness: 1 + Math.abs(t) });
}

/** What {@link equivalenceProbability} takes. */
interface EquivalenceTest {
  /** Distances of the true value from the lower and to the upper margin, in standard errors. */
  readonly fromLower: number;
  readonly toUpper: number;
  /** Critical value of each one-sided t test. */
  readonly critical: number;
  readonly df: number;
}

/** Probability that two one-sided t tests both reject, exactly: the sum of Owen's Q functions of the usual formula. */
export function equivalenceProbability({ fromLower, toUpper, critical, df }: EquivalenceTest): number {
  const inside = (s: number): number => normalCdf(toUpper - critical * s) - normalCdf(critical * s - fromLower);
  if (df === Number.POSITIVE_INFINITY) return Math.max(0, inside(1));
  const upTo = (fromLower + toUpper) / (2 * critical);
  return Math.max(0, expectationOverScale({ df, g: inside, steepness: 1 + critical, upTo }));
}
