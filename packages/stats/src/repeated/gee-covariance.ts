// Robust covariances of a marginal model: the sandwich, and its corrections for few clusters.
import { factorCholesky, invertPositiveDefinite, solveCholesky } from '../algebra/cholesky.js';
import { symmetricEigen } from '../algebra/symmetric-eigen.js';
import { type GeeRows, type GeeState, setEquations } from './gee-equations.js';
import type { GeeCorrection, GeeCorrelation } from './gee-fit.js';
import type { CorrelationEstimate } from './working-correlation.js';

/** Covariances of γ, p × p. */
export interface GeeCovariance {
  /** B = (Σ Dᵀ V⁻¹ D)⁻¹ with φ = 1. */
  readonly bread: Float64Array;
  readonly robust: Float64Array;
  readonly corrected: ReadonlyMap<GeeCorrection, Float64Array>;
}

/** A solved model. */
export interface GeeSolved {
  readonly rows: GeeRows;
  readonly state: GeeState;
  readonly correlation: GeeCorrelation;
  readonly value: CorrelationEstimate;
}

/**
 * With U and A the score and information of a cluster, the meat is Σ U Uᵀ; Mancl and DeRouen take (I − AB)⁻¹U, which is
 * Dᵀ V⁻¹ (I − H)⁻¹ r, Kauermann and Carroll (I − AB)^(−1/2) U; Morel, Bokossa and Neerchal inflate the sandwich and add a
 * share of the model's own covariance. Undefined where the information, or a cluster's I − H, is singular.
 * @see Mancl and DeRouen (2001), Biometrics 57, 126–134; Kauermann and Carroll (2001), Journal of the American Statistical
 *   Association 96, 1387–1396; Morel, Bokossa and Neerchal (2003), Biometrical Journal 45, 395–409
 */
export function geeCovariance(solved: GeeSolved, corrections: readonly GeeCorrection[]): GeeCovariance | undefined {
  const { rows, state } = solved;
  const { p } = rows.basis;
  const meats = new Map<'plain' | GeeCorrection, Float64Array>([['plain', new Float64Array(p * p)]]);
  for (const correction of corrections) meats.set(correction, new Float64Array(p * p));
  setEquations(rows, state, solved, ({ score }) => addSquare(meats.get('plain')!, score));
  const bread = invertPositiveDefinite(state.information, p);
  if (bread === undefined) return undefined;
  const rooted = corrections.filter((correction) => correction !== 'morel');
  let isRegular = true;
  if (rooted.length > 0) {
    const factor = new Float64Array(p * p);
    if (!factorCholesky(bread, p, factor)) return undefined;
    setEquations(rows, state, solved, ({ score, information }) => {
      for (let j = 0; j < p; j += 1) for (let k = 0; k < j; k += 1) information[k * p + j] = information[j * p + k]!;
      const leverage = symmetricEigen(congruent(information, factor, p), p);
      isRegular &&= leverage.values.every((value) => 1 - value > 1e-10);
      for (const correction of rooted) {
        const power = correction === 'mancl-derouen' ? -1 : -0.5;
        addSquare(meats.get(correction)!, inflated(score, factor, leverage, power));
      }
    });
  }
  const plain = meats.get('plain')!;
  const corrected = new Map<GeeCorrection, Float64Array>();
  for (const correction of corrections) {
    if (correction === 'morel') corrected.set(correction, morel(solved, bread, plain));
    else if (isRegular) corrected.set(correction, sandwich(bread, meats.get(correction)!, p));
  }
  return { bread, robust: sandwich(bread, plain, p), corrected };
}

function addSquare(meat: Float64Array, u: Float64Array): void {
  const p = u.length;
  for (let j = 0; j < p; j += 1) for (let k = 0; k < p; k += 1) meat[j * p + k]! += u[j]! * u[k]!;
}

/** B M B. */
function sandwich(bread: Float64Array, meat: Float64Array, p: number): Float64Array {
  return multiply(multiply(bread, meat, p), bread, p);
}

function multiply(a: Float64Array, b: Float64Array, p: number): Float64Array {
  const product = new Float64Array(p * p);
  for (let i = 0; i < p; i += 1) {
    for (let k = 0; k < p; k += 1) {
      for (let j = 0; j < p; j += 1) product[i * p + j]! += a[i * p + k]! * b[k * p + j]!;
    }
  }
  return product;
}

/** Lᵀ A L for lower triangular L: what AB = A L Lᵀ is similar to, and symmetric. */
function congruent(a: Float64Array, factor: Float64Array, p: number): Float64Array {
  const lower = new Float64Array(p * p);
  const upper = new Float64Array(p * p);
  for (let i = 0; i < p; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      lower[i * p + j] = factor[i * p + j]!;
      upper[j * p + i] = factor[i * p + j]!;
    }
  }
  return multiply(multiply(upper, a, p), lower, p);
}

/** L⁻ᵀ (I − S)^power Lᵀ u with S the symmetric matrix whose eigenvalues and vectors are given. */
function inflated(
  u: Float64Array,
  factor: Float64Array,
  { values, vectors }: ReturnType<typeof symmetricEigen>,
  power: number,
): Float64Array {
  const p = u.length;
  const rotated = new Float64Array(p);
  for (let j = 0; j < p; j += 1) for (let i = j; i < p; i += 1) rotated[j]! += factor[i * p + j]! * u[i]!;
  const changed = new Float64Array(p);
  for (let k = 0; k < p; k += 1) {
    let share = 0;
    for (let j = 0; j < p; j += 1) share += vectors[j * p + k]! * rotated[j]!;
    share *= (1 - values[k]!) ** power;
    for (let j = 0; j < p; j += 1) changed[j]! += share * vectors[j * p + k]!;
  }
  for (let i = p - 1; i >= 0; i -= 1) {
    let sum = changed[i]!;
    for (let k = i + 1; k < p; k += 1) sum -= factor[k * p + i]! * changed[k]!;
    changed[i] = sum / factor[i * p + i]!;
  }
  return changed;
}

/** c B M B + δ ξ B with c = (N − 1)/(N − p) K/(K − 1), δ = min(1/2, p/(K − p)), ξ = max(φ, c tr(B M)/p). */
function morel({ rows, value }: GeeSolved, bread: Float64Array, meat: Float64Array): Float64Array {
  const { n, clusters, basis } = rows;
  const { p } = basis;
  const inflation = (((n - 1) / (n - p)) * clusters) / (clusters - 1);
  const product = multiply(bread, meat, p);
  let trace = 0;
  for (let j = 0; j < p; j += 1) trace += product[j * p + j]!;
  const share = clusters > p ? Math.min(0.5, p / (clusters - p)) : 0.5;
  const level = Math.max(value.scale, (inflation * trace) / p);
  const robust = sandwich(bread, meat, p);
  return robust.map((entry, k) => inflation * entry + share * level * bread[k]!);
}

/** Solves information · step = score. Undefined where the information is singular. */
export function scoringStep({ score, information }: GeeState): Float64Array | undefined {
  const p = score.length;
  const factor = new Float64Array(p * p);
  if (!factorCholesky(information, p, factor)) return undefined;
  const step = Float64Array.from(score);
  solveCholesky(factor, p, step);
  return step;
}
