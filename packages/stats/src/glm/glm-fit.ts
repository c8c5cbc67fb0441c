// What a Poisson, quasi-Poisson or logistic regression takes and returns.
import type { ModelMatrix } from '../model/model-matrix.js';
import type { RobustKind } from './sandwich.js';

/** Values by the names of the design's columns. */
export type ByName = Readonly<Record<string, number>>;

/** What a regression takes. */
export interface GlmInput {
  /** n counts (Poisson) or numbers of successes (logistic). */
  readonly response: ArrayLike<number>;
  /** n × p design; only its names and values are used. */
  readonly design: Pick<ModelMatrix, 'names' | 'values' | 'rows'>;
  /** n known terms of the linear predictor. Default 0. */
  readonly offset?: ArrayLike<number>;
  /** n weights ≥ 0 that multiply the rows' log likelihoods, as R's `weights`; rows of weight 0 are left out. Default 1. */
  readonly weights?: ArrayLike<number>;
  /** Logistic only: n numbers of trials ≥ 1. Default 1. */
  readonly trials?: ArrayLike<number>;
  /** Name of the column about which `effect` tells. */
  readonly effect?: string;
  /** Confidence level of all intervals, between 0 and 1. Default 0.95. */
  readonly confidence?: number;
}

/** What a reader must know before using a fit. */
export type GlmFlag =
  /** Some columns are combinations of earlier ones; they have no coefficient. */
  | 'aliased'
  /** Some coefficients are infinite; see `divergentTerms`. */
  | 'separation'
  /** As many coefficients as rows: no residual degrees of freedom. */
  | 'saturated'
  /** Rounding or a singular information kept the score above its limit; no p-value is given. */
  | 'not-converged'
  /** The effect's column is aliased. */
  | 'effect-not-estimable'
  /** The effect is infinite: use the likelihood ratio and the profile interval. */
  | 'wald-invalid';

/** A z test with its interval; on the scale of the coefficient, and exponentiated. */
export interface GlmWald {
  readonly se: number;
  readonly z: number;
  readonly p: number;
  readonly ciLog: readonly [number, number];
  /** Interval of the rate ratio or odds ratio. */
  readonly ci: readonly [number, number];
}

/** Inference about one coefficient; what does not exist is absent. */
export interface GlmEffect {
  readonly term: string;
  readonly estimate: number;
  /** Rate ratio or odds ratio. */
  readonly ratio: number;
  readonly wald?: GlmWald;
  readonly robust?: Readonly<Partial<Record<RobustKind, GlmWald>>>;
  readonly lrt?: { readonly chisq: number; readonly df: number; readonly p: number; readonly logLikNull: number };
  /** Rao's score test with the expected information of the fit without the term. */
  readonly score?: { readonly chisq: number; readonly df: number; readonly p: number };
  readonly profileCi?: { readonly ciLog: readonly [number, number]; readonly ci: readonly [number, number] };
}

/**
 * A fitted regression. Aliased columns are in `aliased` and nowhere else; diverging ones have ±∞ in `coefficients` and no
 * standard error.
 */
export interface GlmFit {
  /** max |score| ≤ 1e-8, or rounding allows no less, a definite Hessian and a finite effect; otherwise no z, t or p. */
  readonly converged: boolean;
  readonly iterations: number;
  readonly maxAbsScore: number;
  readonly flags: readonly GlmFlag[];
  readonly aliased: readonly string[];
  readonly divergentTerms: readonly string[];
  readonly coefficients: ByName;
  /** From the information: R's summary(). */
  readonly se: ByName;
  readonly z: ByName;
  readonly p: ByName;
  readonly seRobustHC0: ByName;
  readonly seRobustHC1: ByName;
  readonly seRobustHC2: ByName;
  readonly seRobustHC3: ByName;
  /** Order of the rows and columns of `vcov`. */
  readonly columns: readonly string[];
  readonly vcov: readonly (readonly number[])[];
  /** Every constant kept. The supremum when a term diverges. */
  readonly logLik: number;
  /** Estimable coefficients. */
  readonly df: number;
  readonly AIC: number;
  readonly BIC: number;
  /** Rows of weight above zero. */
  readonly nObs: number;
  readonly deviance: number;
  /** Deviance of the model with an intercept and the offset. */
  readonly nullDeviance: number;
  readonly pearsonChisq: number;
  readonly dfResidual: number;
  /** Standard errors times √(Pearson χ² / residual df), tested with t. Absent without residual degrees of freedom. */
  readonly quasi?: { readonly dispersion: number; readonly se: ByName; readonly t: ByName; readonly p: ByName };
  readonly effect?: GlmEffect;
}

/** A Poisson regression. */
export type PoissonGlmFit = GlmFit;

/** A logistic regression. */
export type LogisticFit = GlmFit;
