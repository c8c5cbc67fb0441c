// Second derivatives of a repeated-measures likelihood, and the derivatives of the coefficients' covariance. All is summed in
// the elements of Σ, pair by pair of visits, and then turned to the structure's parameters.
import { bilinear, dot, multiplySquare, multiplyVector, traceOfProduct } from '../algebra/square-matrix.js';
import type { LikelihoodPoint, RepeatedProblem } from './repeated-likelihood.js';
import { addPairProducts, addWeighted, type Pattern, packedLength } from './repeated-moments.js';

/** Second derivatives of the deviance by θ, q × q each. */
export interface DevianceHessian {
  readonly observed: Float64Array;
  readonly expected: Float64Array;
}

/**
 * Hessians to climb by: the expected one with β known, and the observed one but for REML's small term tr(Φ P_k Φ P_l).
 */
export function searchHessian(problem: RepeatedProblem, point: LikelihoodPoint): DevianceHessian {
  const { structure, p, patterns, method } = problem;
  const pairs = packedLength(structure.visits);
  const observed = new Float64Array(pairs * pairs);
  const expected = new Float64Array(pairs * pairs);
  const cross = new Float64Array(pairs * p);
  patterns.forEach((pattern, at) => {
    const { weight, residual, leverage, projected } = point.states[at]!;
    const inner = method === 'REML' ? residual.map((value, t) => value + leverage[t]!) : residual;
    const curved = sandwich(weight, inner, pattern.visits.length);
    addPairTraces(
      observed,
      pattern,
      weight,
      curved.map((value, t) => 2 * value - pattern.size * weight[t]!),
    );
    addPairTraces(
      expected,
      pattern,
      weight,
      weight.map((value) => pattern.size * value),
    );
    addResidualCross(cross, pattern, weight, projected);
  });
  subtractCross(observed, cross, point.phi, p);
  return {
    observed: addSecond(toTheta(observed, problem, point), problem, point),
    expected: toTheta(expected, problem, point),
  };
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
  const slopes = slopesOf(problem, point);
  const { observed, expected } = searchHessian(problem, point);
  if (method === 'ML') return { observed, expected, slopes };
  const pairs = packedLength(structure.visits);
  const held = new Float64Array(pairs * pairs);
  patterns.forEach((pattern, at) => {
    const { weight, leverage } = point.states[at]!;
    addPairTraces(held, pattern, weight, sandwich(weight, leverage, pattern.visits.length));
  });
  const heldTheta = toTheta(held, problem, point);
  const turned = slopes.map((slope) => multiplySquare(point.phi, slope, p));
  for (let k = 0; k < q; k += 1) {
    for (let l = 0; l <= k; l += 1) {
      const trace = traceOfProduct(turned[k]!, turned[l]!, p);
      for (const at of k === l ? [k * q + l] : [k * q + l, l * q + k]) {
        observed[at] = observed[at]! - trace;
        expected[at] = expected[at]! + trace - 2 * heldTheta[at]!;
      }
    }
  }
  return { observed, expected, slopes };
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
  const m = structure.visits;
  const pairs = packedLength(m);
  const spread = toPairs(weights, problem, point);
  const second = structure.isLinear ? undefined : structure.weightedSecond(point.theta, weights);
  const packed = new Float64Array(packedLength(p + 1));
  const numberOf = (a: number, b: number): number => (a >= b ? packedLength(a) + b : packedLength(b) + a);
  patterns.forEach((pattern, at) => {
    const { visits } = pattern;
    const s = visits.length;
    const { weight } = point.states[at]!;
    const middle = new Float64Array(s * s);
    visits.forEach((visitA, a) => {
      visits.forEach((visitD, d) => {
        let sum = second === undefined ? 0 : -0.25 * second[visitA * m + visitD]!;
        visits.forEach((visitB, b) => {
          const row = numberOf(visitA, visitB) * pairs;
          visits.forEach((visitC, c) => {
            sum += spread[row + numberOf(visitC, visitD)]! * weight[b * s + c]!;
          });
        });
        middle[a * s + d] = sum;
      });
    });
    addWeighted(pattern, sandwich(weight, middle, s), packed);
  });
  return unpack(packed, p);
}

/** P_k for each parameter. */
function slopesOf(problem: RepeatedProblem, point: LikelihoodPoint): readonly Float64Array[] {
  const { structure, p, patterns } = problem;
  const width = p + 1;
  const length = packedLength(width);
  const byPair = new Float64Array(packedLength(structure.visits) * length);
  patterns.forEach((pattern, at) => {
    const { weight } = point.states[at]!;
    if (2 * pattern.size > pattern.pairs.length && pattern.moments !== undefined)
      addSlopesOfMoments(byPair, pattern, weight);
    else addSlopesOfRows(byPair, pattern, weight);
  });
  return pairShares(problem, point).map((shares) => {
    const packed = new Float64Array(packedLength(p));
    shares.forEach((share, pair) => {
      if (share === 0) return;
      const start = pair * length;
      for (let t = 0; t < packed.length; t += 1) packed[t] = packed[t]! + share * byPair[start + t]!;
    });
    return unpack(packed, p);
  });
}

function addSlopesOfMoments(out: Float64Array, pattern: Pattern, weight: Float64Array): void {
  const s = pattern.visits.length;
  const length = packedLength(pattern.width);
  const kernel = new Float64Array(s * s);
  let pair = 0;
  for (let a = 0; a < s; a += 1) {
    for (let b = 0; b <= a; b += 1) {
      for (let c = 0; c < s; c += 1) {
        for (let d = 0; d < s; d += 1) {
          const one = weight[a * s + c]! * weight[b * s + d]!;
          kernel[c * s + d] = a === b ? one : one + weight[b * s + c]! * weight[a * s + d]!;
        }
      }
      const start = pattern.pairs[pair++]! * length;
      addWeighted(pattern, kernel, out.subarray(start, start + length));
    }
  }
}

function addSlopesOfRows(out: Float64Array, { rows, size, width, pairs, visits }: Pattern, weight: Float64Array): void {
  const s = visits.length;
  const turned = new Float64Array(s * width);
  for (let start = 0; start < size * s * width; start += s * width) {
    turned.fill(0);
    for (let a = 0; a < s; a += 1) {
      for (let b = 0; b < s; b += 1) {
        const share = weight[a * s + b]!;
        for (let j = 0; j < width; j += 1) {
          turned[a * width + j] = turned[a * width + j]! + share * rows[start + b * width + j]!;
        }
      }
    }
    addPairProducts(out, turned, { start: 0, s, width, pairs });
  }
}

/** Adds tr(E_k W E_l V) for all pairs k ≥ l of a pattern, E_k having ones at the pair's two places; W and V are symmetric. */
function addPairTraces(out: Float64Array, { visits, pairs }: Pattern, w: Float64Array, v: Float64Array): void {
  const s = visits.length;
  const all = Math.sqrt(out.length);
  let k = 0;
  for (let a = 0; a < s; a += 1) {
    for (let b = 0; b <= a; b += 1) {
      const row = pairs[k]! * all;
      const own = a === b ? 0.5 : 1;
      let l = 0;
      for (let c = 0; c <= a; c += 1) {
        const wac = w[a * s + c]! * own;
        const wbc = w[b * s + c]! * own;
        const vac = v[a * s + c]! * own;
        const vbc = v[b * s + c]! * own;
        const end = c === a ? b : c;
        for (let d = 0; d <= end; d += 1) {
          const sum = wbc * v[d * s + a]! + w[b * s + d]! * vac + wac * v[d * s + b]! + w[a * s + d]! * vbc;
          const at = row + pairs[l++]!;
          out[at] = out[at]! + (c === d ? 0.5 * sum : sum);
        }
      }
      k += 1;
    }
  }
}

/** Adds Σ Xᵀ W E_k W r of a pattern to row k of `out`, pairs × p. */
function addResidualCross(out: Float64Array, pattern: Pattern, weight: Float64Array, projected: Float64Array): void {
  const { width, pairs } = pattern;
  const s = pattern.visits.length;
  const p = width - 1;
  let k = 0;
  for (let a = 0; a < s; a += 1) {
    for (let b = 0; b <= a; b += 1) {
      const target = pairs[k++]! * p;
      const own = a === b ? 0.5 : 1;
      let row = 0;
      for (let c = 0; c < s; c += 1) {
        const wac = own * weight[a * s + c]!;
        const wbc = own * weight[b * s + c]!;
        for (let d = 0; d <= c; d += 1) {
          const share = wac * weight[b * s + d]! + wbc * weight[a * s + d]!;
          for (let j = 0; j < p; j += 1) out[target + j] = out[target + j]! + share * projected[row + j]!;
          row += width;
        }
      }
    }
  }
}

/** Takes 2 u_kᵀ Φ u_l from the lower triangle. */
function subtractCross(out: Float64Array, cross: Float64Array, phi: Float64Array, p: number): void {
  const pairs = cross.length / p;
  for (let k = 0; k < pairs; k += 1) {
    const turned = multiplyVector(phi, cross.subarray(k * p, k * p + p), p);
    for (let l = 0; l <= k; l += 1) {
      let sum = 0;
      for (let j = 0; j < p; j += 1) sum += turned[j]! * cross[l * p + j]!;
      out[k * pairs + l] = out[k * pairs + l]! - 2 * sum;
    }
  }
}

/** From the lower triangle in pairs to the full matrix in θ. */
function toTheta(lower: Float64Array, problem: RepeatedProblem, point: LikelihoodPoint): Float64Array {
  const pairs = packedLength(problem.structure.visits);
  const full = lower;
  for (let k = 0; k < pairs; k += 1) for (let l = 0; l < k; l += 1) full[l * pairs + k] = full[k * pairs + l]!;
  if (problem.structure.name === 'unstructured') return full;
  const shares = pairShares(problem, point);
  const q = shares.length;
  const out = new Float64Array(q * q);
  shares.forEach((one, k) => {
    const turned = multiplyVector(full, one, pairs);
    shares.forEach((other, l) => {
      out[k * q + l] = dot(turned, other);
    });
  });
  return out;
}

/** Σ_kl w_kl J_k J_lᵀ: a q × q matrix of weights, turned to pairs. */
function toPairs(weights: Float64Array, problem: RepeatedProblem, point: LikelihoodPoint): Float64Array {
  if (problem.structure.name === 'unstructured') return weights;
  const shares = pairShares(problem, point);
  const pairs = packedLength(problem.structure.visits);
  const columns = Array.from({ length: pairs }, (_, pair) => Float64Array.from(shares, (share) => share[pair]!));
  return Float64Array.from({ length: pairs * pairs }, (_, at) =>
    bilinear(weights, columns[Math.floor(at / pairs)]!, columns[at % pairs]!),
  );
}

/** For each parameter, its derivative of each pair's element of Σ. */
function pairShares({ structure }: RepeatedProblem, { derivatives }: LikelihoodPoint): readonly Float64Array[] {
  const m = structure.visits;
  return derivatives.map((derivative) => {
    const shares = new Float64Array(packedLength(m));
    let pair = 0;
    for (let a = 0; a < m; a += 1) for (let b = 0; b <= a; b += 1) shares[pair++] = derivative[a * m + b]!;
    return shares;
  });
}

function addSecond(hessian: Float64Array, { structure }: RepeatedProblem, point: LikelihoodPoint): Float64Array {
  if (structure.isLinear) return hessian;
  const traces = structure.secondTraces(point.theta, point.sigmaGradient);
  return hessian.map((value, t) => value + traces[t]!);
}

/** W M W. */
function sandwich(weight: Float64Array, middle: Float64Array, s: number): Float64Array {
  return multiplySquare(multiplySquare(weight, middle, s), weight, s);
}

function unpack(packed: Float64Array, p: number): Float64Array {
  const matrix = new Float64Array(p * p);
  let at = 0;
  for (let j = 0; j < p; j += 1) {
    for (let k = 0; k <= j; k += 1) {
      matrix[j * p + k] = packed[at]!;
      matrix[k * p + j] = packed[at]!;
      at += 1;
    }
  }
  return matrix;
}
