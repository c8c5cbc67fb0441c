// The marginal likelihood of Poisson counts with a gamma frailty per cluster, with exact gradient and Hessian.
import type { ClusteredCounts } from './clustered-counts.js';
import type { Likelihood } from './newton-ascent.js';
import { type RisingSums, risingFactorial } from './rising-factorial.js';

/**
 * The negative multinomial likelihood of (γ, ln θ), 1/θ the variance of a frailty with mean 1: per cluster with total Y and
 * M = Σ μ, l = Σ yη + Σ_{m<Y} ln(1 + m/θ) − (Y + θ) ln(1 + M/θ) − Σ ln y!; without θ the Poisson limit Σ yη − M.
 * @see Johnson, Kotz and Balakrishnan (1997), Discrete Multivariate Distributions, chapter 36
 */
export function gammaFrailtyLikelihood(counts: ClusteredCounts, hasTheta: boolean): Likelihood {
  const { p, clusters, start, basis, offset, size: rows, total } = counts;
  const size = p + (hasTheta ? 1 : 0);
  const gradient = new Float64Array(size);
  const information = new Float64Array(size * size);
  const totals = clusterTotals(counts);
  const rising: (theta: number) => RisingSums = risingFactorial(totals);
  const centre = new Float64Array(p);
  const mean = new Float64Array(counts.size.length);

  const evaluate = (parameters: Float64Array): number => {
    const theta = hasTheta ? Math.exp(parameters[p]!) : Number.POSITIVE_INFINITY;
    gradient.fill(0);
    information.fill(0);
    let logLik = -counts.sumLogFactorial;
    for (let c = 0; c < clusters; c += 1) {
      const from = start[c]!;
      const to = start[c + 1]!;
      let sum = 0;
      for (let g = from; g < to; g += 1) {
        let eta = offset[g]!;
        for (let j = 0; j < p; j += 1) eta += basis[g * p + j]! * parameters[j]!;
        mean[g] = rows[g]! * Math.exp(eta);
        sum += mean[g]!;
        logLik += total[g]! * eta;
      }
      const count = totals[c]!;
      const factor = hasTheta ? (count + theta) / (theta + sum) : 1;
      centre.fill(0);
      for (let g = from; g < to; g += 1) {
        const residual = total[g]! - factor * mean[g]!;
        for (let j = 0; j < p; j += 1) {
          const x = basis[g * p + j]!;
          gradient[j]! += residual * x;
          centre[j]! += mean[g]! * x;
          const wx = factor * mean[g]! * x;
          for (let k = 0; k <= j; k += 1) information[j * size + k]! += wx * basis[g * p + k]!;
        }
      }
      if (!hasTheta) {
        logLik -= sum;
        continue;
      }
      const inverse = 1 / (theta + sum);
      const logRatio = Math.log1p(sum / theta);
      const rest = sum * inverse;
      const tilt = (count - sum) * theta * inverse * inverse;
      logLik -= (count + theta) * logRatio;
      for (let j = 0; j < p; j += 1) {
        for (let k = 0; k <= j; k += 1) information[j * size + k]! -= factor * inverse * centre[j]! * centre[k]!;
        information[p * size + j]! -= tilt * centre[j]!;
      }
      gradient[p]! += (count + theta) * rest - theta * logRatio;
      information[p * size + p]! -= 2 * theta * rest - theta * logRatio - (count + theta) * rest * theta * inverse;
    }
    if (hasTheta) {
      const { log, first, second } = rising(theta);
      logLik += log;
      gradient[p]! += first;
      information[p * size + p]! -= second;
    }
    for (let j = 0; j < size; j += 1)
      for (let k = 0; k < j; k += 1) information[k * size + j] = information[j * size + k]!;
    return logLik;
  };
  return { size, coefficients: p, gradient, information, evaluate };
}

/** The sum of the counts of each cluster. */
export function clusterTotals({ clusters, start, total }: ClusteredCounts): Float64Array {
  const totals = new Float64Array(clusters);
  for (let c = 0; c < clusters; c += 1) {
    for (let g = start[c]!; g < start[c + 1]!; g += 1) totals[c]! += total[g]!;
  }
  return totals;
}
