// Negative-binomial and Poisson regression with a random intercept per cluster.
import type { ClusterInput } from './cluster-input.js';
import type { GlmmFit, RepeatedFlag } from './glmm-fit.js';
import { type GlmmModel, maximiseGlmm } from './maximise-glmm.js';
import { type EffectOptions, repeatedFit, repeatedProblem, repeatedRows } from './repeated-model.js';

/** What {@link fitNbGlmm} and {@link fitPoissonGlmm} take. */
export interface GlmmInput extends ClusterInput, EffectOptions {
  /** Points of the adaptive Gauss–Hermite rule, 1 to 100. Default 1: Laplace's approximation. */
  readonly quadraturePoints?: number;
}

/**
 * Fits ln μ = offset + Xβ + b, b ~ N(0, sd²) per cluster, Var(y | b) = μ + μ²/θ, by maximum likelihood. Standard errors are
 * from the observed information of (β, ln sd, ln θ) together. sd = 0 and θ = ∞ are reported as boundaries, with the
 * inference of the model that remains.
 * @throws RangeError for no rows, a count that is no whole number ≥ 0, a number that is not finite, an unknown effect, a
 *   missing cluster id, or a number of points outside 1 to 100
 * @see Booth, Casella, Friedl and Hobert (2003), Statistical Modelling 3, 179–191; glmmTMB (nbinom2) in R
 */
export function fitNbGlmm(input: GlmmInput): GlmmFit {
  return fitGlmm(input, 'nb');
}

/**
 * As {@link fitNbGlmm} with Var(y | b) = μ. Counts vary more than that within clusters as a rule; then its p-values are far
 * too small.
 * @see Breslow and Clayton (1993); glmmTMB and lme4 in R
 */
export function fitPoissonGlmm(input: GlmmInput): GlmmFit {
  return fitGlmm(input, 'poisson');
}

function fitGlmm(input: GlmmInput, family: GlmmModel['family']): GlmmFit {
  const { quadraturePoints = 1 } = input;
  if (!Number.isInteger(quadraturePoints) || quadraturePoints < 1 || quadraturePoints > 100) {
    throw new RangeError(`quadraturePoints is ${quadraturePoints}; allowed are whole numbers from 1 to 100.`);
  }
  const model: GlmmModel = { family, points: quadraturePoints };
  const rows = repeatedRows(input, input);
  const problem = repeatedProblem(rows);
  const maximum = problem.counts.rows === 0 ? undefined : maximiseGlmm(problem.counts, model);
  const { hasIntercept, hasTheta } = maximum?.parts ?? { hasIntercept: false, hasTheta: false };
  const isSdZero = maximum !== undefined && !hasIntercept;
  const isPoisson = maximum !== undefined && family === 'nb' && !hasTheta;
  const flags: RepeatedFlag[] = [];
  if (isSdZero) flags.push('no-cluster-variation');
  if (isPoisson) flags.push('poisson-limit');
  const { fit, logErrors } = repeatedFit({
    problem,
    ascent: maximum?.ascent,
    iterations: maximum?.iterations ?? 0,
    varianceParameters: family === 'nb' ? 2 : 1,
    flags,
    solve: (other) => {
      const { counts } = repeatedProblem(other);
      return counts.rows === 0 ? 0 : maximiseGlmm(counts, model).ascent.logLik;
    },
    options: input,
  });
  const { p } = problem.counts;
  const parameters = maximum?.ascent.parameters;
  const boundary = isSdZero ? (isPoisson ? 'sd-zero-and-poisson' : 'sd-zero') : isPoisson ? 'poisson' : 'none';
  return {
    ...fit,
    boundary,
    randomInterceptSD: parameters === undefined ? Number.NaN : hasIntercept ? Math.exp(parameters[p]!) : 0,
    ...(hasIntercept && logErrors.length > 0 ? { logSdSE: logErrors[0]! } : {}),
    theta: thetaOf(family, parameters, hasTheta),
    ...(hasTheta && logErrors.length > 0 ? { logThetaSE: logErrors.at(-1)! } : {}),
    quadraturePoints,
  };
}

function thetaOf(family: GlmmModel['family'], parameters: Float64Array | undefined, hasTheta: boolean): number {
  if (family === 'poisson') return Number.POSITIVE_INFINITY;
  if (parameters === undefined) return Number.NaN;
  return hasTheta ? Math.exp(parameters.at(-1)!) : Number.POSITIVE_INFINITY;
}
