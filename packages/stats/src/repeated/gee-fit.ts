// What a marginal model fitted by generalised estimating equations takes and returns.
import type { Interval } from '../regression/nb-glm-fit.js';
import type { ClusterInput } from './cluster-input.js';

/** Distribution family with its canonical link: log, identity, logit. */
export type GeeFamily = 'poisson' | 'gaussian' | 'binomial';

/** Working correlation of the rows of a cluster. */
export type GeeCorrelation = 'independence' | 'exchangeable' | 'ar1' | 'unstructured';

/**
 * How scale φ and correlation come from Pearson residuals r of N rows, p coefficients, K clusters:
 * - 'geepack': φ = Σ r²/N; correlations are least squares of r_j r_k / φ over all pairs of rows (so ar1 uses all lags).
 * - 'liang-zeger': φ = Σ r²/(N − p); exchangeable Σ r_j r_k / φ / (pairs − p); ar1 the mean over clusters of the mean product
 *   of neighbours, over the mean over clusters of mean r²; unstructured Σ r_j r_k / K over the same. As the gee package.
 */
export type GeeMoments = 'geepack' | 'liang-zeger';

/** A corrected robust covariance for few clusters. */
export type GeeCorrection = 'mancl-derouen' | 'kauermann-carroll' | 'morel';

/** What {@link fitGee} takes. */
export interface GeeInput extends Omit<ClusterInput, 'response'> {
  /** Counts (poisson), any numbers (gaussian), or values from 0 to 1 (binomial). */
  readonly response: ArrayLike<number>;
  readonly family: GeeFamily;
  readonly correlation: GeeCorrelation;
  /** Default 'geepack'. */
  readonly moments?: GeeMoments;
  /** Corrected standard errors to give besides the robust ones. Default none. */
  readonly corrections?: readonly GeeCorrection[];
  /** Name of the column about which `effect` tells. */
  readonly effect?: string;
  /** Default 0.95. */
  readonly confidence?: number;
}

/** What a reader must know before using a fit. */
export type GeeFlag =
  /** Some columns are combinations of earlier ones; they have no coefficient. */
  | 'aliased'
  /** Some coefficients run to ±∞; no estimate is given for any. */
  | 'separation'
  /** Every count is zero. */
  | 'all-zero'
  /** The estimated working correlation is not positive definite. */
  | 'correlation-not-definite'
  /** No pair of rows tells of the correlation; it was taken as 0. */
  | 'no-pairs'
  /** Fewer than 40 clusters: robust standard errors are too small as a rule; see `corrected`. */
  | 'few-clusters'
  /** No more clusters than coefficients: robust standard errors have no meaning; no p-value is given. */
  | 'too-few-clusters'
  /** The equations were not solved; no p-value is given. */
  | 'not-converged';

/** Standard errors from a corrected covariance, tested with t on K − p degrees of freedom. */
export interface GeeCorrectedErrors {
  readonly se: Readonly<Record<string, number>>;
  readonly p: Readonly<Record<string, number>>;
  readonly df: number;
}

/** A marginal model. */
export interface GeeFit {
  /** The equations hold to rounding with the scale and correlation of their own residuals. */
  readonly converged: boolean;
  readonly iterations: number;
  /** Largest of |Σ D' V⁻¹ (y − μ)| with φ = 1, a column above 1 scaled to a largest value of 1. */
  readonly maxAbsScore: number;
  readonly flags: readonly GeeFlag[];
  readonly aliased: readonly string[];
  readonly coefficients: Readonly<Record<string, number>>;
  /** Sandwich: Liang and Zeger's robust standard errors. */
  readonly seRobust: Readonly<Record<string, number>>;
  /** As if the working correlation were true: √(φ (Σ D' V⁻¹ D)⁻¹). */
  readonly seNaive: Readonly<Record<string, number>>;
  /** (coefficient / seRobust)². */
  readonly wald: Readonly<Record<string, number>>;
  /** Chi-square with 1 degree of freedom. */
  readonly p: Readonly<Record<string, number>>;
  readonly columns: readonly string[];
  readonly vcovRobust: readonly (readonly number[])[];
  readonly corrected: Readonly<Partial<Record<GeeCorrection, GeeCorrectedErrors>>>;
  readonly nObs: number;
  readonly nClusters: number;
  readonly scale: number;
  /** Exchangeable and ar1: the correlation; absent otherwise. */
  readonly alpha?: number;
  /** Between the places of the order, or as many as the largest cluster has rows. */
  readonly workingCorrelation: readonly (readonly number[])[];
  readonly effect?: {
    readonly term: string;
    readonly estimate: number;
    /** exp(estimate): rate ratio or odds ratio; not for gaussian. */
    readonly ratio?: number;
    readonly se: number;
    readonly p: number;
    readonly ciLog: Interval;
    readonly ci: Interval;
  };
}
