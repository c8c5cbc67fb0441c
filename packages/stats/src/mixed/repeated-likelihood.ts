// The restricted and the full Gaussian likelihood of repeated measures, with gradient and information of the covariance.
import { factorCholesky, invertPositiveDefinite } from '../algebra/cholesky.js';
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

/** Second derivatives of the deviance, q × q each. */
export interface DevianceHessian {
  readonly observed: Float64Array;
  readonly expected: Float64Array;
}

/**
 * The expected Hessian of the deviance with β known, and its observed Hessian but for one small term of REML: enough to climb by.
 */
export function searchHessian(problem: RepeatedProblem, point: LikelihoodPoint): DevianceHessian {
  const { structure, p, patterns, method } = problem;
  const q = structure.parameters;
  const expected = new Float64Array(q * q);
  const observed = structure.secondTraces(point.theta, point.sigmaGradient).slice();
  const residualCross = Array.from({ length: q }, () => new Float64Array(p));
  patterns.forEach((pattern, at) => {
    const s = pattern.visits.length;
    const state = point.states[at]!;
    const ratios = point.derivatives.map((derivative) =>
      multiply(state.weight, submatrix(derivative, structure.visits, pattern.visits), s),
    );
    const inner = new Float64Array(s * s);
    for (let t = 0; t < s * s; t += 1) {
      inner[t] = 2 * (state.residual[t]! + (method === 'REML' ? state.leverage[t]! : 0));
    }
    const middle = multiply(state.weight, inner, s);
    for (let a = 0; a < s; a += 1) middle[a * s + a]! -= pattern.size;
    ratios.forEach((ratio, l) => {
      const right = transpose(multiply(ratio, middle, s), s);
      const plain = transpose(ratio, s);
      for (let k = 0; k <= l; k += 1) {
        observed[l * q + k]! += dot(ratios[k]!, right);
        expected[l * q + k]! += pattern.size * dot(ratios[k]!, plain);
      }
      addResidualCross(residualCross[l]!, multiply(ratio, state.weight, s), state.projected, s);
    });
  });
  const turned = residualCross.map((u) => multiplyVector(point.phi, u, p));
  for (let l = 0; l < q; l += 1) {
    for (let k = 0; k <= l; k += 1) {
      observed[l * q + k]! -= 2 * dot(residualCross[k]!, turned[l]!);
      observed[k * q + l] = observed[l * q + k]!;
      expected[k * q + l] = expected[l * q + k]!;
    }
  }
  return { observed, expected };
}

/** What inference about the coefficients takes from the covariance's estimation. */
export interface CovarianceInformation extends DevianceHessian {
  /** P_k = Xᵀ V⁻¹ (∂V/∂θ_k) V⁻¹ X, p × p: ∂Φ/∂θ_k = Φ P_k Φ. */
  readonly slopes: readonly Float64Array[];
}

/** The exact observed and expected Hessian of the deviance at a point. @see Wolfinger, Tobias and Sall (1994) */
export function covarianceInformation(problem: RepeatedProblem, point: LikelihoodPoint): CovarianceInformation {
  const { structure, p, patterns, method } = problem;
  const q = structure.parameters;
  const slopes = Array.from({ length: q }, () => new Float64Array(packedLength(p + 1)));
  const { observed, expected } = searchHessian(problem, point);
  patterns.forEach((pattern, at) => {
    const s = pattern.visits.length;
    const { weight, leverage } = point.states[at]!;
    const ratios = point.derivatives.map((derivative) =>
      multiply(weight, submatrix(derivative, structure.visits, pattern.visits), s),
    );
    const spread = multiply(weight, leverage, s);
    ratios.forEach((ratio, l) => {
      addWeighted(pattern, multiply(ratio, weight, s), slopes[l]!);
      if (method === 'ML') return;
      const right = transpose(multiply(ratio, spread, s), s);
      for (let k = 0; k < q; k += 1) expected[l * q + k]! -= 2 * dot(ratios[k]!, right);
    });
  });
  const full = slopes.map((packed) => unpack(packed, p));
  if (method === 'REML') {
    const scaled = full.map((slope) => multiply(point.phi, slope, p));
    const turned = scaled.map((matrix) => transpose(matrix, p));
    for (let l = 0; l < q; l += 1) {
      for (let k = 0; k < q; k += 1) {
        const trace = dot(scaled[k]!, turned[l]!);
        observed[l * q + k]! -= trace;
        expected[l * q + k]! += trace;
      }
    }
  }
  return { observed, expected, slopes: full };
}

/**
 * Σ_kl w_kl (Q_kl − ¼ R_kl), p × p, with Q_kl = Xᵀ V⁻¹ V_k V⁻¹ V_l V⁻¹ X and R_kl = Xᵀ V⁻¹ V_kl V⁻¹ X; R is zero where Σ is
 * linear in θ.
 */
export function curvatureOfPrecision(
  problem: RepeatedProblem,
  point: LikelihoodPoint,
  weights: Float64Array,
): Float64Array {
  const { structure, p, patterns } = problem;
  const q = structure.parameters;
  const packed = new Float64Array(packedLength(p + 1));
  const second = structure.isLinear ? undefined : structure.weightedSecond(point.theta, weights);
  patterns.forEach((pattern, at) => {
    const s = pattern.visits.length;
    const { weight } = point.states[at]!;
    const ratios = point.derivatives.map((derivative) =>
      multiply(weight, submatrix(derivative, structure.visits, pattern.visits), s),
    );
    const kernel = new Float64Array(s * s);
    for (let k = 0; k < q; k += 1) {
      const mixed = new Float64Array(s * s);
      for (let l = 0; l < q; l += 1) {
        const share = weights[k * q + l]!;
        for (let t = 0; t < s * s; t += 1) mixed[t] = mixed[t]! + share * ratios[l]![t]!;
      }
      addTo(kernel, multiply(ratios[k]!, mixed, s));
    }
    if (second !== undefined) {
      const bent = multiply(weight, submatrix(second, structure.visits, pattern.visits), s);
      for (let t = 0; t < s * s; t += 1) kernel[t] = kernel[t]! - 0.25 * bent[t]!;
    }
    addWeighted(pattern, multiply(kernel, weight, s), packed);
  });
  return unpack(packed, p);
}

function addGradient(
  out: Float64Array,
  m: number,
  pattern: Pattern,
  { weight, residual, leverage }: PatternState,
  method: LikelihoodMethod,
): void {
  const s = pattern.visits.length;
  const inner = residual.slice();
  if (method === 'REML') addTo(inner, leverage);
  const product = multiply(multiply(weight, inner, s), weight, s);
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

/** Adds Σ Xᵀ K r of a pattern. */
function addResidualCross(out: Float64Array, kernel: Float64Array, projected: Float64Array, s: number): void {
  const width = out.length + 1;
  let row = 0;
  for (let a = 0; a < s; a += 1) {
    for (let b = 0; b <= a; b += 1) {
      const weight = 0.5 * (kernel[a * s + b]! + kernel[b * s + a]!);
      for (let j = 0; j < out.length; j += 1) out[j] = out[j]! + weight * projected[row + j]!;
      row += width;
    }
  }
}

function doubledPhi(phi: Float64Array, p: number): Float64Array {
  const doubled = new Float64Array(packedLength(p + 1));
  for (let j = 0; j < p; j += 1) {
    for (let k = 0; k < j; k += 1) doubled[packedLength(j) + k] = 2 * phi[j * p + k]!;
    doubled[packedLength(j) + j] = phi[j * p + j]!;
  }
  return doubled;
}

function unpack(packed: Float64Array, p: number): Float64Array {
  const matrix = new Float64Array(p * p);
  for (let j = 0; j < p; j += 1) {
    for (let k = 0; k <= j; k += 1) {
      matrix[j * p + k] = packed[packedLength(j) + k]!;
      matrix[k * p + j] = packed[packedLength(j) + k]!;
    }
  }
  return matrix;
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

function multiply(a: Float64Array, b: Float64Array, p: number): Float64Array {
  const out = new Float64Array(p * p);
  for (let i = 0; i < p; i += 1) {
    for (let k = 0; k < p; k += 1) {
      const value = a[i * p + k]!;
      if (value === 0) continue;
      for (let j = 0; j < p; j += 1) out[i * p + j] = out[i * p + j]! + value * b[k * p + j]!;
    }
  }
  return out;
}

function multiplyVector(a: Float64Array, v: Float64Array, p: number): Float64Array {
  return Float64Array.from({ length: p }, (_, i) => {
    let sum = 0;
    for (let k = 0; k < p; k += 1) sum += a[i * p + k]! * v[k]!;
    return sum;
  });
}

function transpose(a: Float64Array, p: number): Float64Array {
  const out = new Float64Array(p * p);
  for (let i = 0; i < p; i += 1) for (let j = 0; j < p; j += 1) out[j * p + i] = a[i * p + j]!;
  return out;
}

function addTo(out: Float64Array, more: Float64Array): void {
  for (let t = 0; t < out.length; t += 1) out[t] = out[t]! + more[t]!;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += a[i]! * b[i]!;
  return sum;
}
