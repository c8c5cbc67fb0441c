// The negative-binomial (NB2, log link) log likelihood in (γ, ln θ), with its gradient and Hessian; θ = ∞ is the Poisson.

import { logNegativeBinomialMass } from '../distribution/binomial-deviance.js';
import { digammaDifference, trigammaDifference } from '../distribution/digamma.js';
import type { CountProblem, CountTable } from './count-problem.js';

/** Value and derivatives at one point. The arrays are reused by the next evaluation with the same workspace. */
export interface NbPoint {
  logLik: number;
  /** ∂l/∂γ, p values. */
  readonly score: Float64Array;
  /** −∂²l/∂γ∂γᵀ, p × p. */
  readonly information: Float64Array;
  /** ∂l/∂ ln θ. */
  scoreLogTheta: number;
  /** −∂²l/∂γ∂ ln θ, p values. */
  readonly cross: Float64Array;
  /** −∂²l/∂(ln θ)². */
  informationLogTheta: number;
}

/** An empty point for p coefficients. */
export function nbPoint(p: number): NbPoint {
  return {
    logLik: Number.NaN,
    score: new Float64Array(p),
    information: new Float64Array(p * p),
    scoreLogTheta: Number.NaN,
    cross: new Float64Array(p),
    informationLogTheta: Number.NaN,
  };
}

/**
 * Evaluates at γ and θ into `point`. With μ = exp(offset + Qγ), per row
 * l = Σ_{m<y} ln(1 + m/θ) + yη − (θ + y) ln(1 + μ/θ) − ln y!, a form whose parts stay small as θ grows.
 * @see Lawless (1987), Canadian Journal of Statistics 15, 209–225
 */
export function evaluateNb(problem: CountProblem, gamma: Float64Array, theta: number, point: NbPoint): void {
  const { groups, p, basis, offset, size, total } = problem;
  const { score, information, cross } = point;
  const isPoisson = theta === Number.POSITIVE_INFINITY;
  score.fill(0);
  information.fill(0);
  cross.fill(0);
  let logLik = -problem.counts.sumLogFactorial;
  const means = problem.counts.above === undefined ? new Float64Array(groups) : undefined;
  let sumLog = 0;
  let sumResidual = 0;
  let sumCurvature = 0;
  for (let g = 0; g < groups; g += 1) {
    const row = g * p;
    let eta = offset[g]!;
    for (let j = 0; j < p; j += 1) eta += basis[row + j]! * gamma[j]!;
    const mu = Math.exp(eta);
    if (means !== undefined) means[g] = mu;
    const n = size[g]!;
    const y = total[g]!;
    const residual = y - n * mu;
    let slope = residual;
    let weight = n * mu;
    let tilt = 0;
    if (isPoisson) logLik += y * eta - n * mu;
    else {
      const share = theta / (theta + mu);
      const rest = mu / (theta + mu);
      const logRatio = Math.log1p(mu / theta);
      logLik += y * eta - (n * theta + y) * logRatio;
      slope = residual * share;
      weight = (y + n * theta) * share * rest;
      tilt = residual * share * rest;
      sumLog += n * logRatio;
      sumResidual += residual / (theta + mu);
      sumCurvature += (n * rest) / theta + residual / ((theta + mu) * (theta + mu));
    }
    for (let j = 0; j < p; j += 1) {
      const x = basis[row + j]!;
      score[j] = score[j]! + x * slope;
      cross[j] = cross[j]! - x * tilt;
      const wx = weight * x;
      for (let k = 0; k <= j; k += 1) information[j * p + k] = information[j * p + k]! + wx * basis[row + k]!;
    }
  }
  for (let j = 0; j < p; j += 1) for (let k = 0; k < j; k += 1) information[k * p + j] = information[j * p + k]!;
  if (isPoisson) {
    point.logLik = means === undefined ? logLik : logLikOfLargeCounts(problem, means, theta);
    point.scoreLogTheta = 0;
    point.informationLogTheta = 0;
    return;
  }
  const sums = risingSums(problem.counts, theta);
  point.logLik = means === undefined ? logLik + sums.log : logLikOfLargeCounts(problem, means, theta);
  point.scoreLogTheta = theta * (sums.first - sumLog - sumResidual);
  point.informationLogTheta = -theta * theta * (sums.second + sumCurvature) - point.scoreLogTheta;
}

/** Row by row in the saddle-point form, in which nothing cancels however large the counts are. */
function logLikOfLargeCounts({ counts, member }: CountProblem, means: Float64Array, theta: number): number {
  let sum = 0;
  counts.values.forEach((y, i) => {
    sum += logNegativeBinomialMass(y, means[member[i]!]!, theta);
  });
  return sum;
}

/**
 * Half of Σ (y − μ)² − y at the Poisson fit: the slope of the log likelihood in the dispersion 1/θ at 0. When it is not
 * positive, the Poisson limit is a local maximum.
 */
export function slopeAtPoisson(problem: CountProblem, gamma: Float64Array): number {
  const { groups, p, basis, offset, size, total, within } = problem;
  let sum = 0;
  for (let g = 0; g < groups; g += 1) {
    let eta = offset[g]!;
    for (let j = 0; j < p; j += 1) eta += basis[g * p + j]! * gamma[j]!;
    const mu = Math.exp(eta);
    sum += within[g]! + size[g]! * (total[g]! / size[g]! - mu) ** 2 - total[g]!;
  }
  return 0.5 * sum;
}

/** Σ_i Σ_{m<y_i} of ln(1 + m/θ) (0 without a table), 1/(θ + m) and −1/(θ + m)²: ln Γ, digamma and trigamma differences. */
function risingSums(
  counts: CountTable,
  theta: number,
): { readonly log: number; readonly first: number; readonly second: number } {
  let log = 0;
  let first = 0;
  let second = 0;
  if (counts.above !== undefined) {
    for (let m = 0; m < counts.above.length; m += 1) {
      const times = counts.above[m]!;
      const inverse = 1 / (theta + m);
      if (m > 0) log += times * Math.log1p(m / theta);
      first += times * inverse;
      second -= times * inverse * inverse;
    }
    return { log, first, second };
  }
  for (const y of counts.values) {
    if (y === 0) continue;
    first += digammaDifference(y, theta);
    second += trigammaDifference(y, theta);
  }
  return { log, first, second };
}
