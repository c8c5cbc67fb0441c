// What a proportional-hazards regression returns; the names are those of the reference cases.
import type { ChiSquareTest, Interval } from '../regression/nb-glm-fit.js';
import type { CoxTies } from './cox-likelihood.js';

/** What a reader must know before using a fit. */
export type CoxFlag =
  /** Some columns are combinations of earlier ones or constant within every stratum; they have no coefficient. */
  | 'aliased'
  /** The likelihood rises for ever in some direction: the terms in `divergentTerms` are infinite. Use the likelihood ratio. */
  | 'monotone-likelihood'
  /** There is no event. */
  | 'no-events'
  /** No maximum with max |score| ≤ 1e-8 and a definite Hessian was reached; no p-value is given. */
  | 'not-converged'
  /** A robust variance rests on fewer than two clusters for each column. */
  | 'few-clusters';

/** Inference from one covariance matrix of the coefficients, by column. */
export interface CoxInference {
  readonly se: Readonly<Record<string, number>>;
  readonly z: Readonly<Record<string, number>>;
  /** Two-sided, normal. */
  readonly p: Readonly<Record<string, number>>;
  /** Of the hazard ratio. */
  readonly ci: Readonly<Record<string, Interval>>;
  /** Rows and columns in the order of `columns`. */
  readonly vcov: readonly (readonly number[])[];
  /** Of all coefficients being 0. */
  readonly wald?: ChiSquareTest;
}

/**
 * A proportional-hazards regression. Aliased columns are in `aliased` and nowhere else; diverging ones have ±∞ in
 * `coefficients`. Without convergence there is no standard error, z, p or interval.
 */
export interface CoxFit extends CoxInference {
  readonly ties: CoxTies;
  /** max |score| ≤ 1e-8 (columns scaled to mean square 1), a definite Hessian, and finite coefficients. */
  readonly converged: boolean;
  readonly iterations: number;
  readonly maxAbsScore: number;
  readonly flags: readonly CoxFlag[];
  readonly aliased: readonly string[];
  readonly divergentTerms: readonly string[];
  /** The estimable columns. */
  readonly columns: readonly string[];
  readonly coefficients: Readonly<Record<string, number>>;
  readonly hazardRatio: Readonly<Record<string, number>>;
  /** At coefficients of 0, and at the estimate (the supremum when a term diverges). */
  readonly logPartialLik: readonly [number, number];
  /** Of all coefficients being 0. */
  readonly lrt?: ChiSquareTest;
  readonly score?: ChiSquareTest;
  /** Lin and Wei's sandwich, summed within clusters; present when asked for and converged. */
  readonly robust?: CoxInference & { readonly clusters: number };
  readonly n: number;
  readonly events: number;
}
