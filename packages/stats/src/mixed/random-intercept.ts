// The likelihood of a linear model with a random intercept per participant, by eigenvalues: V has σ² within participants and
// σ² + sτ² on the means of participants with s rows.
import { invertPositiveDefinite } from '../algebra/cholesky.js';
import { bilinear, multiplySquare, traceOfProduct } from '../algebra/square-matrix.js';
import type { LikelihoodMethod } from './repeated-likelihood.js';
import type { WorkingDesign } from './working-design.js';

/** The part of the data on which V has one eigenvalue. */
interface Component {
  /** Rows per participant; 0 for what is within participants. The eigenvalue is σ² + size τ². */
  readonly size: number;
  readonly multiplicity: number;
  /** Z'Z of [X, y] in this part, (p + 1) × (p + 1). */
  readonly cross: Float64Array;
}

/** The data, reduced to what the likelihood depends on. */
export interface InterceptProblem {
  readonly components: readonly Component[];
  readonly n: number;
  readonly p: number;
  readonly method: LikelihoodMethod;
}

/** The likelihood at (τ², σ²); derivatives are in that order. */
export interface InterceptPoint {
  readonly tauSquared: number;
  readonly sigmaSquared: number;
  /** −2 log (restricted) likelihood, less (n or n − p) ln 2π. */
  readonly deviance: number;
  readonly beta: Float64Array;
  readonly phi: Float64Array;
  readonly gradient: readonly [number, number];
  /** 2 × 2 Hessians of the deviance. */
  readonly observed: Float64Array;
  readonly expected: Float64Array;
  /** P_k = Xᵀ V⁻¹ V_k V⁻¹ X. */
  readonly slopes: readonly [Float64Array, Float64Array];
}

/** Splits the rows into what is within and what is between participants. */
export function interceptProblem(design: WorkingDesign, method: LikelihoodMethod): InterceptProblem {
  const { n, p, cluster, clusters, basis, response } = design;
  const width = p + 1;
  const sizes = new Int32Array(clusters);
  const means = new Float64Array(clusters * width);
  const value = (i: number, j: number): number => (j < p ? basis.basis[i * p + j]! : response[i]!);
  for (let i = 0; i < n; i += 1) {
    sizes[cluster[i]!]! += 1;
    for (let j = 0; j < width; j += 1) means[cluster[i]! * width + j]! += value(i, j);
  }
  for (let c = 0; c < clusters; c += 1) for (let j = 0; j < width; j += 1) means[c * width + j]! /= sizes[c]!;
  const within = new Float64Array(width * width);
  const row = new Float64Array(width);
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j < width; j += 1) row[j] = value(i, j) - means[cluster[i]! * width + j]!;
    addSquare(within, row, 1);
  }
  const between = new Map<number, { size: number; multiplicity: number; cross: Float64Array }>();
  for (let c = 0; c < clusters; c += 1) {
    const size = sizes[c]!;
    const part = between.get(size) ?? { size, multiplicity: 0, cross: new Float64Array(width * width) };
    between.set(size, part);
    part.multiplicity += 1;
    addSquare(part.cross, means.subarray(c * width, c * width + width), size);
  }
  const components = [{ size: 0, multiplicity: n - clusters, cross: within }, ...between.values()];
  return { components: components.filter((part) => part.multiplicity > 0), n, p, method };
}

/** The deviance profiled over σ² at λ = τ²/σ²; ∞ where it does not exist. */
export function profileAt(problem: InterceptProblem, lambda: number): { deviance: number; sigmaSquared: number } {
  const nu = problem.method === 'REML' ? problem.n - problem.p : problem.n;
  const point = solveAt(problem, lambda, 1);
  if (point === undefined) return { deviance: Number.POSITIVE_INFINITY, sigmaSquared: Number.NaN };
  const sigmaSquared = point.rss / nu;
  return { deviance: point.logs + nu * Math.log(sigmaSquared) + nu, sigmaSquared };
}

/** Everything at (τ², σ²); undefined unless V and XᵀV⁻¹X are positive definite. */
export function interceptAt(
  problem: InterceptProblem,
  tauSquared: number,
  sigmaSquared: number,
): InterceptPoint | undefined {
  const { components, p, method } = problem;
  const solved = solveAt(problem, tauSquared, sigmaSquared);
  if (solved === undefined) return undefined;
  const { beta, phi, rss, logs } = solved;
  const width = p + 1;
  const v = Float64Array.from({ length: width }, (_, j) => (j < p ? -beta[j]! : 1));
  const slopes = [new Float64Array(p * p), new Float64Array(p * p)] as const;
  const cross = [new Float64Array(p), new Float64Array(p)] as const;
  const gradient: [number, number] = [0, 0];
  const observed = new Float64Array(4);
  const expected = new Float64Array(4);
  const isRestricted = method === 'REML';
  for (const { size, multiplicity, cross: z } of components) {
    const e = sigmaSquared + size * tauSquared;
    const rates = [size, 1] as const;
    let residual = 0;
    let leverage = 0;
    for (let i = 0; i < width; i += 1) {
      let inner = 0;
      for (let j = 0; j < width; j += 1) inner += z[i * width + j]! * v[j]!;
      residual += v[i]! * inner;
      if (i === p) continue;
      rates.forEach((rate, k) => {
        cross[k]![i]! += (rate * inner) / (e * e);
      });
      for (let j = 0; j < p; j += 1) {
        leverage += phi[i * p + j]! * z[i * width + j]!;
        rates.forEach((rate, k) => {
          slopes[k]![i * p + j]! += (rate * z[i * width + j]!) / (e * e);
        });
      }
    }
    const held = isRestricted ? leverage : 0;
    rates.forEach((rate, k) => {
      gradient[k]! += rate * (multiplicity / e - (residual + held) / (e * e));
      rates.forEach((other, l) => {
        observed[k * 2 + l]! += rate * other * (-multiplicity / (e * e) + (2 * (residual + held)) / e ** 3);
        expected[k * 2 + l]! += rate * other * (multiplicity / (e * e) - (2 * held) / e ** 3);
      });
    });
  }
  const turned = slopes.map((slope) => multiplySquare(phi, slope, p));
  for (let k = 0; k < 2; k += 1) {
    for (let l = 0; l < 2; l += 1) {
      const trace = isRestricted ? traceOfProduct(turned[k]!, turned[l]!, p) : 0;
      observed[k * 2 + l]! -= trace + 2 * bilinear(phi, cross[k]!, cross[l]!);
      expected[k * 2 + l]! += trace;
    }
  }
  return { tauSquared, sigmaSquared, deviance: logs + rss, beta, phi, gradient, observed, expected, slopes };
}

/** Σ w_kl Q_kl, p × p, with Q_kl = Xᵀ V⁻¹ V_k V⁻¹ V_l V⁻¹ X. */
export function interceptCurvature(
  { components, p }: InterceptProblem,
  { tauSquared, sigmaSquared }: InterceptPoint,
  weights: Float64Array,
): Float64Array {
  const out = new Float64Array(p * p);
  for (const { size, cross } of components) {
    const e = sigmaSquared + size * tauSquared;
    const share = (weights[0]! * size * size + (weights[1]! + weights[2]!) * size + weights[3]!) / e ** 3;
    for (let i = 0; i < p; i += 1) for (let j = 0; j < p; j += 1) out[i * p + j]! += share * cross[i * (p + 1) + j]!;
  }
  return out;
}

/** Coefficients, Φ, rᵀV⁻¹r and the log determinants. */
function solveAt(
  { components, p, method }: InterceptProblem,
  tauSquared: number,
  sigmaSquared: number,
): { beta: Float64Array; phi: Float64Array; rss: number; logs: number } | undefined {
  const width = p + 1;
  const total = new Float64Array(width * width);
  let logs = 0;
  for (const { size, multiplicity, cross } of components) {
    const e = sigmaSquared + size * tauSquared;
    if (!(e > 0) || !Number.isFinite(e)) return undefined;
    logs += multiplicity * Math.log(e);
    for (let t = 0; t < total.length; t += 1) total[t] = total[t]! + cross[t]! / e;
  }
  const design = Float64Array.from({ length: p * p }, (_, at) => total[Math.floor(at / p) * width + (at % p)]!);
  const phi = invertPositiveDefinite(design, p);
  if (phi === undefined) return undefined;
  const beta = Float64Array.from({ length: p }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < p; j += 1) sum += phi[i * p + j]! * total[j * width + p]!;
    return sum;
  });
  let rss = total[p * width + p]!;
  for (let j = 0; j < p; j += 1) rss -= beta[j]! * total[j * width + p]!;
  if (method === 'REML') logs -= logDeterminant(phi, p);
  return { beta, phi, rss, logs };
}

function logDeterminant(matrix: Float64Array, p: number): number {
  const a = matrix.slice();
  let sum = 0;
  for (let k = 0; k < p; k += 1) {
    const pivot = a[k * p + k]!;
    sum += Math.log(pivot);
    for (let i = k + 1; i < p; i += 1) {
      const share = a[i * p + k]! / pivot;
      for (let j = k; j < p; j += 1) a[i * p + j]! -= share * a[k * p + j]!;
    }
  }
  return sum;
}

function addSquare(out: Float64Array, row: Float64Array, weight: number): void {
  const width = row.length;
  for (let i = 0; i < width; i += 1)
    for (let j = 0; j < width; j += 1) out[i * width + j]! += weight * row[i]! * row[j]!;
}
