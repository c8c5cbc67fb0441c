// What a negative-binomial regression returns; the names are those of the reference cases.

/** A closed interval; ends may be ±∞. */
export type Interval = readonly [number, number];

/** What a reader must know before using a fit. */
export type NbGlmFlag =
  /** Some columns are combinations of earlier ones; they have no coefficient. */
  | 'aliased'
  /** Some coefficients are infinite; see `divergentTerms`. */
  | 'separation'
  /** Every count is zero: nothing but a mean of zero is learnt. */
  | 'all-zero'
  /** The likelihood is highest at θ = ∞: no extra-Poisson variation. */
  | 'poisson-limit'
  /** As many coefficients as rows. */
  | 'saturated'
  /** No maximum with max |score| ≤ 1e-8 and a definite Hessian was reached; no p-value is given. */
  | 'not-converged'
  /** The effect's column is aliased: one arm only, or a combination of other columns. */
  | 'effect-not-estimable'
  /** The effect is infinite: a Wald interval does not exist; use the likelihood ratio and the profile interval. */
  | 'wald-invalid';

/** z test and interval from a standard error; all on the log scale but `ci`. */
export interface NbWald {
  readonly se: number;
  readonly z: number;
  readonly p: number;
  readonly ciLog: Interval;
  /** Interval of the rate ratio. */
  readonly ci: Interval;
}

/** An interval on the log scale and as rate ratio. */
export interface NbInterval {
  readonly ciLog: Interval;
  readonly ci: Interval;
}

/** A chi-square test. */
export interface ChiSquareTest {
  readonly chisq: number;
  readonly df: number;
  readonly p: number;
}

/** Inference about one coefficient. What could not be computed, or was not asked for, is absent. */
export interface NbGlmEffect {
  /** The column's name. */
  readonly term: string;
  /** −∞ or ∞ when the term diverges. */
  readonly logRateRatio: number;
  readonly rateRatio: number;
  /** Expected information, θ taken as known: summary(glm.nb). */
  readonly wald?: NbWald;
  /** Observed information of (β, θ): glmmTMB, SAS, Stata. */
  readonly waldJoint?: NbWald;
  readonly robustHC0?: NbWald;
  readonly robustHC1?: NbWald;
  readonly robustHC2?: NbWald;
  readonly robustHC3?: NbWald;
  /** Likelihood ratio, θ estimated anew without the term. Detail 'full' only, as all that follow. */
  readonly lrt?: ChiSquareTest & { readonly logLikNull: number; readonly thetaNull: number };
  /** Rao's score test: expected information and θ of the fit without the term. */
  readonly score?: ChiSquareTest;
  /** Profile-likelihood interval, θ maximised anew at each value. */
  readonly profileCiFull?: NbInterval;
  /** Profile-likelihood interval with θ held at its estimate, as MASS confint(). */
  readonly profileCiThetaFixed?: NbInterval;
}

/**
 * A negative-binomial regression. Names of coefficients are the design's; aliased columns are in `aliased` and nowhere
 * else; diverging ones have ±∞ in `coefficients` and no standard error. Var(y) = μ + μ²/θ.
 */
export interface NbGlmFit {
  /** max |score| ≤ 1e-8 and a definite Hessian, and a finite effect. Without it there is no z, p or Wald interval. */
  readonly converged: boolean;
  /** Newton steps, all starts together. */
  readonly iterations: number;
  /**
   * Largest |∂l/∂β| or |∂l/∂ ln θ| at the estimate; a column whose values exceed 1 is scaled to a largest value of 1, so that
   * units do not matter.
   */
  readonly maxAbsScore: number;
  readonly boundary: 'none' | 'poisson';
  readonly flags: readonly NbGlmFlag[];
  readonly aliased: readonly string[];
  readonly divergentTerms: readonly string[];
  readonly coefficients: Readonly<Record<string, number>>;
  /** R's size parameter; ∞ at the Poisson limit, NaN when every count is zero. */
  readonly theta: number;
  /** 1/θ. */
  readonly dispersion: number;
  /** Order of rows and columns of `vcovExpected`. */
  readonly columns: readonly string[];
  readonly seExpected: Readonly<Record<string, number>>;
  readonly seObservedJoint: Readonly<Record<string, number>>;
  readonly seRobustHC0: Readonly<Record<string, number>>;
  readonly seRobustHC1: Readonly<Record<string, number>>;
  readonly seRobustHC2: Readonly<Record<string, number>>;
  readonly seRobustHC3: Readonly<Record<string, number>>;
  /** coefficient / seExpected; empty unless converged. */
  readonly z: Readonly<Record<string, number>>;
  /** Two-sided, normal; empty unless converged. */
  readonly p: Readonly<Record<string, number>>;
  readonly vcovExpected: readonly (readonly number[])[];
  readonly thetaSEConditional?: number;
  readonly thetaSEJoint?: number;
  /** Delta method from the joint information. */
  readonly dispersionSE?: number;
  /** Every constant kept. The supremum when a term diverges. */
  readonly logLik: number;
  /** The supremum of the log likelihood; present when a term diverges. */
  readonly logLikSup?: number;
  /** Estimable coefficients + 1 for θ. */
  readonly df: number;
  readonly AIC: number;
  /** With ln(nObs). */
  readonly BIC: number;
  readonly nObs: number;
  readonly deviance: number;
  readonly pearsonChisq: number;
  /** The best fit with finite θ, where the Poisson limit is better. */
  readonly interiorMode?: { readonly theta: number; readonly logLik: number };
  readonly effect?: NbGlmEffect;
}
