// Poisson regression with a gamma frailty per cluster, by maximum likelihood.
import type { ClusterInput } from './cluster-input.js';
import type { ClusteredCounts } from './clustered-counts.js';
import { clusterTotals, gammaFrailtyLikelihood } from './gamma-frailty-likelihood.js';
import type { RepeatedFit } from './glmm-fit.js';
import { startGamma } from './maximise-glmm.js';
import { type Ascent, ascend } from './newton-ascent.js';
import { type EffectOptions, repeatedFit, repeatedProblem, repeatedRows } from './repeated-model.js';

/** What {@link fitGammaFrailty} takes. */
export interface GammaFrailtyInput extends ClusterInput, EffectOptions {}

/** A Poisson regression with a gamma frailty of mean 1 per cluster. */
export interface GammaFrailtyFit extends RepeatedFit {
  readonly boundary: 'none' | 'variance-zero';
  /** Variance of the frailties; 0 at the boundary. */
  readonly frailtyVariance: number;
  /** Standard error of the logarithm of the variance; absent at the boundary. */
  readonly logFrailtyVarianceSE?: number;
}

/**
 * Fits y ~ Poisson(w μ), ln μ = offset + Xβ, with w gamma distributed with mean 1 and one variance, shared by the rows of a
 * cluster. The marginal likelihood is closed (negative multinomial), so nothing is approximated. A variance of 0 is
 * reported as a boundary, with the inference of the Poisson regression that remains.
 * @throws RangeError as {@link fitNbGlmm}
 * @see Cook and Lawless (2007), The Statistical Analysis of Recurrent Events, section 3.5
 */
export function fitGammaFrailty(input: GammaFrailtyInput): GammaFrailtyFit {
  const problem = repeatedProblem(repeatedRows(input, input));
  const maximum = problem.counts.rows === 0 ? undefined : maximiseFrailty(problem.counts);
  const hasTheta = maximum?.hasTheta ?? false;
  const { fit, logErrors } = repeatedFit({
    problem,
    ascent: maximum?.ascent,
    iterations: maximum?.iterations ?? 0,
    varianceParameters: 1,
    flags: maximum !== undefined && !hasTheta ? ['no-cluster-variation'] : [],
    solve: (rows) => {
      const { counts } = repeatedProblem(rows);
      return counts.rows === 0 ? 0 : maximiseFrailty(counts).ascent.logLik;
    },
    options: input,
  });
  const logTheta = maximum?.ascent.parameters.at(-1);
  return {
    ...fit,
    boundary: maximum !== undefined && !hasTheta ? 'variance-zero' : 'none',
    frailtyVariance: maximum === undefined ? Number.NaN : hasTheta ? Math.exp(-logTheta!) : 0,
    ...(hasTheta && logErrors.length > 0 ? { logFrailtyVarianceSE: logErrors[0]! } : {}),
  };
}

interface FrailtyMaximum {
  readonly ascent: Ascent;
  readonly hasTheta: boolean;
  readonly iterations: number;
}

/** Variances from which the likelihood is climbed; for a fixed variance it is concave in the coefficients. */
const START_LOG_THETA = [0, 3, -3];
const LARGEST_LOG_THETA = 18;
const SMALLEST_LOG_THETA = -14;

function maximiseFrailty(counts: ClusteredCounts): FrailtyMaximum {
  const { p } = counts;
  const poisson = ascend(gammaFrailtyLikelihood(counts, false), startGamma(counts));
  const isClosed = varianceSlope(counts, poisson.parameters) <= 0;
  const top = isClosed ? 9 : LARGEST_LOG_THETA;
  const likelihood = gammaFrailtyLikelihood(counts, true);
  const found: Ascent[] = [];
  let best: { ascent: Ascent; hasTheta: boolean } = { ascent: poisson, hasTheta: false };
  let { iterations } = poisson;
  for (const logTheta of START_LOG_THETA) {
    const start = new Float64Array(p + 1);
    start.set(poisson.parameters);
    start[p] = logTheta;
    const ascent = ascend(
      likelihood,
      start,
      (at) =>
        at[p]! > top ||
        at[p]! < SMALLEST_LOG_THETA ||
        found.some(({ parameters }) => at.every((x, j) => Math.abs(x - parameters[j]!) < 0.2)),
    );
    iterations += ascent.iterations;
    if (ascent.end === 'stopped') continue;
    if (ascent.end === 'maximum') found.push(ascent);
    if (ascent.logLik > best.ascent.logLik + 1e-9 * (1 + Math.abs(best.ascent.logLik)))
      best = { ascent, hasTheta: true };
  }
  return { ...best, iterations };
}

/** Slope of the likelihood in the frailty's variance at 0: Σ ((Y − M)² − Y) / 2 over the clusters. */
function varianceSlope(counts: ClusteredCounts, gamma: Float64Array): number {
  const { p, clusters, start, basis, offset, size } = counts;
  const totals = clusterTotals(counts);
  let sum = 0;
  for (let c = 0; c < clusters; c += 1) {
    let mean = 0;
    for (let g = start[c]!; g < start[c + 1]!; g += 1) {
      let eta = offset[g]!;
      for (let j = 0; j < p; j += 1) eta += basis[g * p + j]! * gamma[j]!;
      mean += size[g]! * Math.exp(eta);
    }
    sum += (totals[c]! - mean) ** 2 - totals[c]!;
  }
  return 0.5 * sum;
}
