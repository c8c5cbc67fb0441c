// What the regressions of repeated counts return; the names are those of the reference cases.
import type { ChiSquareTest, Interval } from '../regression/nb-glm-fit.js';

/** What a reader must know before using a fit. */
export type RepeatedFlag =
  /** Some columns are combinations of earlier ones; they have no coefficient. */
  | 'aliased'
  /** Some coefficients are infinite; see `divergentTerms`. */
  | 'separation'
  /** Every count is zero: nothing but a mean of zero is learnt. */
  | 'all-zero'
  /** The likelihood is highest at sd = 0 (variance 0): no variation between clusters beyond that within. */
  | 'no-cluster-variation'
  /** The likelihood is highest at θ = ∞: no extra-Poisson variation within clusters. */
  | 'poisson-limit'
  /** All rows are in one cluster; variation between clusters can't be learnt. */
  | 'one-cluster'
  /** No cluster has two rows: variation between clusters and within are told apart by their shapes alone. */
  | 'single-rows'
  /** No maximum with a gradient of 0 and a definite Hessian was reached; no p-value is given. */
  | 'not-converged'
  /** The effect's column is aliased or infinite. */
  | 'effect-not-estimable';

/** Inference about one coefficient, as rate ratio. */
export interface RepeatedEffect {
  readonly term: string;
  readonly logRateRatio: number;
  readonly rateRatio: number;
  /** From the joint observed information; normal quantiles. Absent without convergence. */
  readonly wald?: {
    readonly se: number;
    readonly z: number;
    readonly p: number;
    readonly ciLog: Interval;
    readonly ci: Interval;
  };
  /** All other parameters estimated anew without the term. Detail 'full' only, as `profileCi`. */
  readonly lrt?: ChiSquareTest & { readonly logLikNull: number };
  /** Profile-likelihood interval, all other parameters maximised anew at each value. */
  readonly profileCi?: { readonly ciLog: Interval; readonly ci: Interval };
}

/** What the fits of random intercepts and of gamma frailty have in common. */
export interface RepeatedFit {
  /** Gradient of 0 to rounding (see `maxAbsGradient`) and a definite Hessian. Without it there is no se, z, p, interval. */
  readonly converged: boolean;
  /** Newton steps, all starts together. */
  readonly iterations: number;
  /**
   * Largest derivative of the log likelihood in the coefficients and the logarithms of the variance parameters; a column
   * whose values exceed 1 is scaled to a largest value of 1, so that units do not matter.
   */
  readonly maxAbsGradient: number;
  readonly flags: readonly RepeatedFlag[];
  readonly aliased: readonly string[];
  readonly divergentTerms: readonly string[];
  /** Aliased columns have no entry, diverging ones ±∞. */
  readonly coefficients: Readonly<Record<string, number>>;
  /** From the inverse of the joint observed information of all parameters. */
  readonly se: Readonly<Record<string, number>>;
  readonly z: Readonly<Record<string, number>>;
  /** Two-sided, normal. */
  readonly p: Readonly<Record<string, number>>;
  /** Order of rows and columns of `vcov`. */
  readonly columns: readonly string[];
  readonly vcov: readonly (readonly number[])[];
  /** Every constant kept. */
  readonly logLik: number;
  /** Estimable coefficients and every variance parameter of the model, also one at its boundary. */
  readonly df: number;
  readonly AIC: number;
  readonly nObs: number;
  readonly nClusters: number;
  readonly effect?: RepeatedEffect;
}

/** A regression of counts with a random intercept per cluster. */
export interface GlmmFit extends RepeatedFit {
  readonly boundary: 'none' | 'sd-zero' | 'poisson' | 'sd-zero-and-poisson';
  /** Standard deviation of the intercepts on the log scale; 0 at the boundary. */
  readonly randomInterceptSD: number;
  /** Standard error of ln sd; absent at the boundary. */
  readonly logSdSE?: number;
  /** Var(y | intercept) = μ + μ²/θ; ∞ at the Poisson limit and in the Poisson model. */
  readonly theta: number;
  readonly logThetaSE?: number;
  /** Points of the quadrature per cluster; 1 is Laplace. Log likelihoods of different rules must not be compared. */
  readonly quadraturePoints: number;
}
