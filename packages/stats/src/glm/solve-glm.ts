// Maximises the likelihood of a canonical generalised linear model by Newton's method.
import { factorCholesky, solveCholesky } from '../algebra/cholesky.js';
import { type Estimable, findEstimable, type Openness, unseparated } from './estimable.js';
import { constantOf, cumulantAt, devianceOf, type GlmFamily, meanAt, varianceAt } from './glm-family.js';

/** Checked rows, those of weight zero left out. */
export interface GlmRows {
  readonly family: GlmFamily;
  /** Counts, or successes. */
  readonly y: Float64Array;
  /** Trials of each row; ones for Poisson. */
  readonly trials: Float64Array;
  readonly weight: Float64Array;
  readonly offset: Float64Array;
  /** n × columns, row by row. */
  readonly values: Float64Array;
  readonly columns: number;
}

/** Rows without offset, weights or more than one trial; the design is to be added. */
export function plainRows(family: GlmFamily, y: readonly number[]): Omit<GlmRows, 'values' | 'columns'> {
  const ones = new Float64Array(y.length).fill(1);
  return { family, y: Float64Array.from(y), trials: ones, weight: ones, offset: new Float64Array(y.length) };
}

/** The supremum of the likelihood and where it is taken. */
export interface GlmSolution extends Estimable {
  readonly rows: GlmRows;
  /** Coefficients of the basis. */
  readonly gamma: Float64Array;
  /** Fitted means of the used rows. */
  readonly mu: Float64Array;
  /** Variances of the used rows times their weights: their expected information in the linear predictor. */
  readonly variance: Float64Array;
  readonly isDefinite: boolean;
  readonly maxAbsScore: number;
  /** What rounding alone may leave in a score. */
  readonly roundingOfScore: number;
  readonly iterations: number;
  /** Every constant kept; separated rows add the supremum 0. */
  readonly logLik: number;
  readonly deviance: number;
  readonly pearsonChisq: number;
}

const ITERATION_LIMIT = 200;

/** A weighted variance below this may be a row on its way to separation. */
const SMALL_VARIANCE = 1e-5;
const SMALL_SCORE = 1e-9;

/**
 * The likelihood is concave in a canonical model, so that halved Newton steps reach its maximum from anywhere. A maximum at which
 * the score is zero and no row's variance is small proves that nothing is separated: only otherwise is separation looked for.
 */
export function solveGlm(rows: GlmRows): GlmSolution {
  const { family, y, trials, weight, values, columns } = rows;
  const openness = Array.from(y, (count, i): Openness => {
    if (count === 0) return -1;
    return family === 'binomial' && count === trials[i] ? 1 : 0;
  });
  const simple = unseparated(values, columns, y.length);
  const first = newton(rows, simple, openness);
  const isProven = first.now.score.every((slope) => Math.abs(slope) <= SMALL_SCORE) && !first.isFlat;
  const estimable = isProven ? simple : findEstimable(values, columns, openness);
  const { gamma, now, iterations } = isProven ? first : newton(rows, estimable, undefined);
  const { basis, used } = estimable;
  const p = basis.p;
  const factor = new Float64Array(p * p);
  let logLik = now.height;
  let deviance = 0;
  let pearsonChisq = 0;
  for (const [i, row] of used.entries()) {
    const m = trials[row]!;
    const mean = now.mu[i]!;
    logLik += weight[row]! * constantOf(family, y[row]!, m);
    deviance += weight[row]! * devianceOf(family, y[row]!, { mean, trials: m });
    const variance = m * varianceAt(family, now.eta[i]!);
    pearsonChisq += (weight[row]! * (y[row]! - mean) ** 2) / variance;
  }
  return {
    ...estimable,
    rows,
    gamma,
    mu: now.mu,
    variance: Float64Array.from(used, (row, i) => weight[row]! * trials[row]! * varianceAt(family, now.eta[i]!)),
    isDefinite: factorCholesky(now.information, p, factor),
    ...largestScore(rows, estimable, now.mu),
    iterations,
    logLik,
    deviance,
    pearsonChisq,
  };
}

/** Newton's method on the used rows. Given `openness`, it stops, flat, when an open row has next to no variance left. */
function newton(rows: GlmRows, estimable: Estimable, openness: readonly Openness[] | undefined) {
  const { family, trials, weight } = rows;
  const p = estimable.basis.p;
  let gamma = startOf(rows, estimable);
  let now = evaluate(rows, estimable, gamma);
  let iterations = 0;
  const isFlatAt = (eta: Float64Array): boolean =>
    openness?.some((side, i) => side !== 0 && weight[i]! * trials[i]! * varianceAt(family, eta[i]!) < SMALL_VARIANCE) ??
    false;
  const factor = new Float64Array(p * p);
  for (; iterations < ITERATION_LIMIT; iterations += 1) {
    if (!factorCholesky(now.information, p, factor)) break;
    const step = now.score.slice();
    solveCholesky(factor, p, step);
    let decrement = 0;
    for (let j = 0; j < p; j += 1) decrement += step[j]! * now.score[j]!;
    const isLast = decrement < 1e-16;
    const from = gamma;
    const at = (size: number): Float64Array => from.map((g, j) => g + size * step[j]!);
    let size = 1;
    let next = evaluate(rows, estimable, at(size));
    // What rounding alone may take from the height is no reason to halve.
    const floor = now.height - 1e-12 * (1 + Math.abs(now.height));
    while (!isLast && !(next.height >= floor) && size > 1e-10) {
      size /= 2;
      next = evaluate(rows, estimable, at(size));
    }
    if (!Number.isFinite(next.height)) break;
    gamma = at(size);
    now = next;
    if (isLast || isFlatAt(now.eta)) break;
  }
  return { gamma, now, iterations, isFlat: isFlatAt(now.eta) };
}

/** β of the basis's columns: R⁻¹ γ. */
export function coefficientsOfBasis({ basis: { p, toCoefficients }, gamma }: GlmSolution): Float64Array {
  const beta = new Float64Array(p);
  for (let i = 0; i < p; i += 1) {
    for (let j = i; j < p; j += 1) beta[i] = beta[i]! + toCoefficients[i * p + j]! * gamma[j]!;
  }
  return beta;
}

/** A level at which the means of the offset model match the data; the intercept's column is usually the first. */
function startOf({ family, y, trials, weight, offset }: GlmRows, { basis, used }: Estimable): Float64Array {
  const gamma = new Float64Array(basis.p);
  let events = 0;
  let exposure = 0;
  let first = 0;
  let all = 0;
  used.forEach((row, i) => {
    events += weight[row]! * y[row]!;
    exposure += weight[row]! * (family === 'poisson' ? Math.exp(offset[row]!) : trials[row]!);
    all += weight[row]!;
    first += weight[row]! * (basis.basis[i * basis.p] ?? 0);
  });
  const share = (events + 0.5) / (exposure + 1);
  const level = family === 'poisson' ? Math.log(share) : Math.log(share / (1 - share));
  // Only where the first column is constant is this a better start than zero.
  if (basis.p > 0 && Math.abs(first / all) > 1 - 1e-9 && Number.isFinite(level)) gamma[0] = level * Math.sign(first);
  return gamma;
}

function evaluate({ family, y, trials, weight, offset }: GlmRows, { basis, used }: Estimable, gamma: Float64Array) {
  const { p } = basis;
  const eta = new Float64Array(used.length);
  const mu = new Float64Array(used.length);
  const score = new Float64Array(p);
  const information = new Float64Array(p * p);
  let height = 0;
  used.forEach((row, i) => {
    let predictor = offset[row]!;
    for (let j = 0; j < p; j += 1) predictor += basis.basis[i * p + j]! * gamma[j]!;
    eta[i] = predictor;
    const m = trials[row]!;
    mu[i] = m * meanAt(family, predictor);
    height += weight[row]! * (y[row]! * predictor - m * cumulantAt(family, predictor));
    const residual = weight[row]! * (y[row]! - mu[i]!);
    const variance = weight[row]! * m * varianceAt(family, predictor);
    for (let j = 0; j < p; j += 1) {
      const x = basis.basis[i * p + j]!;
      score[j] = score[j]! + residual * x;
      for (let k = 0; k <= j; k += 1) {
        information[j * p + k] = information[j * p + k]! + variance * x * basis.basis[i * p + k]!;
      }
    }
  });
  for (let j = 0; j < p; j += 1) for (let k = 0; k < j; k += 1) information[k * p + j] = information[j * p + k]!;
  return { eta, mu, height, score, information };
}

/** The largest score of a coefficient; a column whose values exceed 1 is scaled to a largest value of 1. */
function largestScore({ y, weight, values, columns }: GlmRows, { basis, order, used }: Estimable, mu: Float64Array) {
  let maxAbsScore = 0;
  let magnitude = 0;
  used.forEach((row, i) => {
    magnitude += weight[row]! * (y[row]! + mu[i]!);
  });
  for (const kept of basis.kept) {
    const column = order[kept]!;
    let score = 0;
    let scale = 1;
    used.forEach((row, i) => {
      const x = values[row * columns + column]!;
      score += weight[row]! * (y[row]! - mu[i]!) * x;
      scale = Math.max(scale, Math.abs(x));
    });
    const scaled = Math.abs(score) / scale;
    if (!(scaled <= maxAbsScore)) maxAbsScore = scaled;
  }
  return { maxAbsScore, roundingOfScore: 16 * Number.EPSILON * magnitude };
}
