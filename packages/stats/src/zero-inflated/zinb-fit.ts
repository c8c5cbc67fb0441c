// What a zero-inflated negative-binomial regression takes and returns.
import type { ByName } from '../glm/glm-fit.js';
import type { ModelMatrix } from '../model/model-matrix.js';
import type { CountRegressionInput } from '../regression/count-problem.js';

/** What fitZeroInflatedNb takes. */
export interface ZinbInput extends CountRegressionInput {
  /** n × q design of the logit of the probability of a structural zero. */
  readonly zeroDesign: Pick<ModelMatrix, 'names' | 'values' | 'rows'>;
}

/** What a reader must know before using a fit. */
export type ZinbFlag =
  | 'aliased'
  /** Some coefficients are infinite; see `divergentTerms` and `divergentZeroTerms`. */
  | 'separation'
  | 'all-zero'
  /** The likelihood is highest at θ = ∞: a zero-inflated Poisson model. */
  | 'poisson-limit'
  /** No more zeros than the negative binomial expects: the probability of a structural zero is 0. */
  | 'no-zero-inflation'
  /** No maximum with finite coefficients of the zero part was found. */
  | 'zero-part-diverges'
  /** The likelihood is higher where a coefficient of the zero part is infinite; see `boundaryLogLik`. */
  | 'higher-at-boundary'
  /** No maximum with a gradient ≤ 1e-8 and a definite Hessian was reached; no p-value is given. */
  | 'not-converged';

/** A zero-inflated negative-binomial regression. Standard errors are from the joint observed information, as glmmTMB's. */
export interface ZinbFit {
  readonly converged: boolean;
  readonly iterations: number;
  /** Largest |∂l| in β, ζ or ln θ; a column whose values exceed 1 is scaled to a largest value of 1. */
  readonly maxAbsGradient: number;
  readonly boundary: 'none' | 'poisson' | 'no-zero-inflation';
  readonly flags: readonly ZinbFlag[];
  readonly aliased: readonly string[];
  readonly divergentTerms: readonly string[];
  readonly divergentZeroTerms: readonly string[];
  /** Of ln μ, the mean of the counts that are no structural zeros. */
  readonly coefficients: ByName;
  readonly se: ByName;
  readonly z: ByName;
  readonly p: ByName;
  /** Of the logit of the probability of a structural zero. */
  readonly zeroInflationCoefficients: ByName;
  readonly zeroInflationSE: ByName;
  readonly zeroInflationP: ByName;
  /** R's size parameter: Var = μ + μ²/θ. */
  readonly theta: number;
  readonly dispersion: number;
  readonly logThetaSE?: number;
  readonly logLik: number;
  /** The likelihood that is reached on the way to infinity, where it is higher. */
  readonly boundaryLogLik?: number;
  /** Estimable coefficients of both parts + 1 for θ. */
  readonly df: number;
  readonly AIC: number;
  readonly BIC: number;
  readonly nObs: number;
}
