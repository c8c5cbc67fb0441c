// The restricted and the full Gaussian likelihood of repeated measures, with gradient and information of the covariance.
import { factorCholesky, invertPositiveDefinite } from '../algebra/cholesky.js';
import { dot, multiplySquare } from '../algebra/square-matrix.js';
import type { CovarianceStructure } from './covariance-structure.js';
import { addWeighted, contractMoments, type Pattern, packedLength, projectMoments } from './repeated-moments.js';

/** REML or maximum likelihood. */
export type LikelihoodMethod = 'REML' | 'ML';

/** What is maximised over θ; coefficients are profiled out. y and X in working units. */
export interface RepeatedProblem {
  readonly patterns: readonly Pattern[];
  readonly structure: CovarianceStructure;
  /** Rows and columns of X. */
  readonly n: number;
  readonly p: number;
  readonly method: LikelihoodMethod;
}

/** One pattern at one θ: W = Σ⁻¹ of its visits, S = Σ r rᵀ, H = Σ X Φ Xᵀ, the pairs' products with (−β, 1); all s × s. */
interface PatternState {
  readonly weight: Float64Array;
  readonly residual: Float64Array;
  readonly leverage: Float64Array;
  readonly projected: Float64Array;
}

/** The likelihood at one θ. */
export interface LikelihoodPoint {
  readonly theta: Float64Array;
  /** m × m. */
  readonly covariance: Float64Array;
  /** −2 log (restricted) likelihood, less (n or n − p) ln 2π. */
  readonly deviance: number;
  /** p coefficients. */
  readonly beta: Float64Array;
  /** Φ = (Xᵀ V⁻¹ X)⁻¹, p × p. */
  readonly phi: Float64Array;
  /** Of the deviance with respect to θ. */
  readonly gradient: Float64Array;
  /** The deviance's derivative with respect to Σ, m × m. */
  readonly sigmaGradient: Float64Array;
  readonly derivatives: readonly Float64Array[];
  readonly states: readonly PatternState[];
}

/** The likelihood at θ; undefined where Σ is not positive definite. */
export function likelihoodAt(problem: RepeatedProblem, theta: Float64Array): LikelihoodPoint | undefined {
  const { patterns, structure, p, method } = problem;
  const m = structure.visits;
  const covariance = structure.covariance(theta);
  const width = p + 1;
  const cross = new Float64Array(packedLength(width));
  const weights: Float64Array[] = [];
  let deviance = 0;
  for (const pattern of patterns) {
    const inverse = inverseAndLogDeterminant(submatrix(covariance, m, pattern.visits), pattern.visits.length);
    if (inverse === undefined) return undefined;
    weights.push(inverse.inverse);
    deviance += pattern.size * inverse.logDeterminant;
    addWeighted(pattern, inverse.inverse, cross);
  }
  const design = new Float64Array(p * p);
  for (let j = 0; j < p; j += 1) {
    for (let k = 0; k <= j; k += 1) {
      design[j * p + k] = cross[packedLength(j) + k]!;
      design[k * p + j] = cross[packedLength(j) + k]!;
    }
  }
  const inverse = inverseAndLogDeterminant(design, p);
  if (inverse === undefined) return undefined;
  const phi = inverse.inverse;
  const last = packedLength(p);
  const beta = new Float64Array(p);
  let explained = 0;
  for (let j = 0; j < p; j += 1) {
    let sum = 0;
    for (let k = 0; k < p; k += 1) sum += phi[j * p + k]! * cross[last + k]!;
    beta[j] = sum;
    explained += sum * cross[last + j]!;
  }
  deviance += cross[last + p]! - explained;
  if (method === 'REML') deviance += inverse.logDeterminant;
  if (!Number.isFinite(deviance)) return undefined;

  const v = new Float64Array(width);
  for (let j = 0; j < p; j += 1) v[j] = -beta[j]!;
  v[p] = 1;
  const doubled = doubledPhi(phi, p);
  const sigmaGradient = new Float64Array(m * m);
  const states = patterns.map((pattern, at): PatternState => {
    const weight = weights[at]!;
    const projected = projectMoments(pattern, v);
    const residual = residualMoments(projected, v, pattern.visits.length);
    const leverage = contractMoments(pattern, doubled);
    addGradient(sigmaGradient, m, pattern, { weight, residual, leverage, projected }, method);
    return { weight, residual, leverage, projected };
  });
  const derivatives = structure.derivatives(theta);
  const gradient = Float64Array.from(derivatives, (derivative) => dot(sigmaGradient, derivative));
  return { theta, covariance, deviance, beta, phi, gradient, sigmaGradient, derivatives, states };
}

function addGradient(
  out: Float64Array,
  m: number,
  pattern: Pattern,
  { weight, residual, leverage }: PatternState,
  method: LikelihoodMethod,
): void {
  const s = pattern.visits.length;
  const inner = method === 'REML' ? residual.map((value, t) => value + leverage[t]!) : residual;
  const product = multiplySquare(multiplySquare(weight, inner, s), weight, s);
  for (let a = 0; a < s; a += 1) {
    for (let b = 0; b < s; b += 1) {
      const at = pattern.visits[a]! * m + pattern.visits[b]!;
      out[at] = out[at]! + pattern.size * weight[a * s + b]! - 0.5 * (product[a * s + b]! + product[b * s + a]!);
    }
  }
}

function residualMoments(projected: Float64Array, v: Float64Array, s: number): Float64Array {
  const width = v.length;
  const out = new Float64Array(s * s);
  let row = 0;
  for (let a = 0; a < s; a += 1) {
    for (let b = 0; b <= a; b += 1) {
      let sum = 0;
      for (let j = 0; j < width; j += 1) sum += projected[row + j]! * v[j]!;
      row += width;
      out[a * s + b] = a === b ? sum : 0.5 * sum;
      out[b * s + a] = out[a * s + b]!;
    }
  }
  return out;
}

function doubledPhi(phi: Float64Array, p: number): Float64Array {
  const doubled = new Float64Array(packedLength(p + 1));
  for (let j = 0; j < p; j += 1) {
    for (let k = 0; k < j; k += 1) doubled[packedLength(j) + k] = 2 * phi[j * p + k]!;
    doubled[packedLength(j) + j] = phi[j * p + j]!;
  }
  return doubled;
}

function submatrix(matrix: Float64Array, m: number, at: readonly number[]): Float64Array {
  const s = at.length;
  if (s === m) return matrix;
  const out = new Float64Array(s * s);
  for (let a = 0; a < s; a += 1) for (let b = 0; b < s; b += 1) out[a * s + b] = matrix[at[a]! * m + at[b]!]!;
  return out;
}

function inverseAndLogDeterminant(
  matrix: Float64Array,
  p: number,
): { readonly inverse: Float64Array; readonly logDeterminant: number } | undefined {
  const factor = new Float64Array(p * p);
  if (!factorCholesky(matrix, p, factor)) return undefined;
  const inverse = invertPositiveDefinite(matrix, p);
  if (inverse === undefined) return undefined;
  let logDeterminant = 0;
  for (let i = 0; i < p; i += 1) logDeterminant += 2 * Math.log(factor[i * p + i]!);
  return { inverse, logDeterminant };
}
