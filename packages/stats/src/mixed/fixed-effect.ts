// Tests and intervals of fixed effects in Gaussian mixed models: Satterthwaite's and Kenward and Roger's degrees of freedom.
import { factorCholesky, solveCholesky } from '../algebra/cholesky.js';
import { bilinear, dot, multiplyVector } from '../algebra/square-matrix.js';
import { symmetricEigen } from '../algebra/symmetric-eigen.js';
import { fUpper } from '../distribution/f-distribution.js';
import { studentTQuantile, studentTTwoSided } from '../distribution/student-t.js';
import type { ModelMatrix } from '../model/model-matrix.js';
import type { Interval } from '../regression/nb-glm-fit.js';
import { type WorkingDesign, workingRow } from './working-design.js';

/** How the degrees of freedom are approximated. 'kenward-roger' also adjusts the standard errors. */
export type DfMethod = 'satterthwaite' | 'kenward-roger';

/** How the covariance of the coefficients depends on the variance parameters, and how uncertain these are. */
export interface CovarianceUncertainty {
  /** Φ, p × p: for 'kenward-roger' the adjusted one is in `adjusted`. */
  readonly adjusted?: Float64Array;
  /** P_k with ∂Φ/∂θ_k = Φ P_k Φ. */
  readonly slopes: readonly Float64Array[];
  /** Covariance of the estimated θ, q × q. */
  readonly weights: Float64Array;
}

/** The coefficients of a fitted model, in working coordinates and with all that inference about them needs. */
export interface FixedEffects {
  readonly design: WorkingDesign;
  /** In units of the response. */
  readonly beta: Float64Array;
  /** In units of `design.unit` squared. */
  readonly phi: Float64Array;
  readonly satterthwaite?: CovarianceUncertainty;
  readonly kenwardRoger?: CovarianceUncertainty;
}

/** A linear combination of coefficients. df, t and p are absent where the model gives no test. */
export interface FixedEffectContrast {
  readonly estimate: number;
  readonly se: number;
  readonly df: number;
  readonly t: number;
  /** Two-sided. */
  readonly p: number;
  readonly ci: Interval;
}

/** An F test that several contrasts are zero. */
export interface FixedEffectTest {
  /** Already multiplied by `scaling`. */
  readonly F: number;
  readonly df1: number;
  readonly df2: number;
  readonly p: number;
  /** Kenward and Roger's λ; 1 for Satterthwaite. */
  readonly scaling: number;
}

/** Estimate and model-based standard error alone; undefined when the contrast is not estimable. */
export function estimateOf(
  { design, beta, phi }: FixedEffects,
  weights: ArrayLike<number>,
): { readonly estimate: number; readonly se: number } | undefined {
  const row = workingRow(design, weights);
  if (row === undefined) return undefined;
  return { estimate: dot(row, beta), se: design.unit * Math.sqrt(bilinear(phi, row, row)) };
}

/**
 * The contrast with these weights on the design's columns; undefined when it is not estimable or the fit allows no such test.
 * One contrast has the df 2/A, A = Σ_kl w_kl a_k a_l, a_k = lᵀΦP_kΦl / lᵀΦl, in both methods; they differ in the standard error
 * and, in some models, in w.
 * @see Satterthwaite (1946); Giesbrecht and Burns (1985); Kenward and Roger (1997)
 */
export function contrastOf(
  effects: FixedEffects,
  weights: ArrayLike<number>,
  { df: method, confidence }: { readonly df: DfMethod; readonly confidence: number },
): FixedEffectContrast | undefined {
  const uncertainty = method === 'satterthwaite' ? effects.satterthwaite : effects.kenwardRoger;
  const row = workingRow(effects.design, weights);
  if (uncertainty === undefined || row === undefined) return undefined;
  const p = effects.design.p;
  const plain = bilinear(effects.phi, row, row);
  const turned = multiplyVector(effects.phi, row, p);
  const shares = Float64Array.from(uncertainty.slopes, (slope) => bilinear(slope, turned, turned) / plain);
  const df = 2 / bilinear(uncertainty.weights, shares, shares);
  const estimate = dot(row, effects.beta);
  const variance = uncertainty.adjusted === undefined ? plain : bilinear(uncertainty.adjusted, row, row);
  const se = effects.design.unit * Math.sqrt(variance);
  if (!(se > 0) || !(df > 0)) return undefined;
  const t = estimate / se;
  const half = studentTQuantile(0.5 + confidence / 2, df) * se;
  return { estimate, se, df, t, p: studentTTwoSided(t, df), ci: [estimate - half, estimate + half] };
}

/**
 * Tests that all contrasts (rows of weights on the design's columns) are zero; redundant rows are dropped. Undefined when one is
 * not estimable or the fit allows no such test.
 * @see Fai and Cornelius (1996) for Satterthwaite's F, as lmerTest; Kenward and Roger (1997), section 3, as pbkrtest
 */
export function testOf(
  effects: FixedEffects,
  rows: readonly ArrayLike<number>[],
  method: DfMethod,
): FixedEffectTest | undefined {
  const uncertainty = method === 'satterthwaite' ? effects.satterthwaite : effects.kenwardRoger;
  const working = rows.map((row) => workingRow(effects.design, row));
  if (uncertainty === undefined || working.some((row) => row === undefined)) return undefined;
  const independent = independentRows(working as readonly Float64Array[]);
  if (independent.length === 0) return undefined;
  return method === 'satterthwaite'
    ? satterthwaiteF(effects, uncertainty, independent)
    : kenwardRogerF(effects, uncertainty, independent);
}

/**
 * The rows that pick each coefficient of a term, for {@link testOf}.
 * @throws RangeError for a term that the design does not have
 */
export function termRows({ names, termOf, terms }: ModelMatrix, term: string): readonly Float64Array[] {
  const index = terms.indexOf(term);
  if (index < 0) throw new RangeError(`There is no term "${term}"; the terms are ${terms.join(', ')}.`);
  return names.flatMap((_, column) => {
    if (termOf[column] !== index) return [];
    const row = new Float64Array(names.length);
    row[column] = 1;
    return [row];
  });
}

function satterthwaiteF(
  { design, beta, phi }: FixedEffects,
  { slopes, weights }: CovarianceUncertainty,
  rows: readonly Float64Array[],
): FixedEffectTest | undefined {
  const q = rows.length;
  const spread = Float64Array.from({ length: q * q }, (_, at) =>
    bilinear(phi, rows[Math.floor(at / q)]!, rows[at % q]!),
  );
  const { values, vectors } = symmetricEigen(spread, q);
  let F = 0;
  const dfs: number[] = [];
  for (let k = 0; k < q; k += 1) {
    const row = new Float64Array(design.p);
    rows.forEach((own, i) => {
      for (let j = 0; j < row.length; j += 1) row[j] = row[j]! + vectors[i * q + k]! * own[j]!;
    });
    const turned = multiplyVector(phi, row, design.p);
    const shares = Float64Array.from(slopes, (slope) => bilinear(slope, turned, turned) / values[k]!);
    F += dot(row, beta) ** 2 / (values[k]! * design.unit ** 2 * q);
    dfs.push(2 / bilinear(weights, shares, shares));
  }
  const df2 = combinedDf(dfs);
  if (!(df2 > 0) || !Number.isFinite(F)) return undefined;
  return { F, df1: q, df2, p: fUpper(F, q, df2), scaling: 1 };
}

/** Matches the mean of F: with E = Σ ν/(ν − 2) over the q single df, 2E/(E − q). */
function combinedDf(dfs: readonly number[]): number {
  const q = dfs.length;
  const first = dfs[0]!;
  if (dfs.every((df) => Math.abs(df - first) < 1e-8)) return first;
  if (dfs.some((df) => df <= 2)) return 2;
  const expectation = dfs.reduce((sum, df) => sum + df / (df - 2), 0);
  return (2 * expectation) / (expectation - q);
}

function kenwardRogerF(
  { design, beta, phi }: FixedEffects,
  { slopes, weights, adjusted = phi }: CovarianceUncertainty,
  rows: readonly Float64Array[],
): FixedEffectTest | undefined {
  const q = rows.length;
  const spread = Float64Array.from({ length: q * q }, (_, at) =>
    bilinear(phi, rows[Math.floor(at / q)]!, rows[at % q]!),
  );
  const factor = new Float64Array(q * q);
  if (!factorCholesky(spread, q, factor)) return undefined;
  // Rows T⁻¹ L Φ with L Φ Lᵀ = T Tᵀ: F_k = Z P_k Zᵀ has the traces that A₁ and A₂ are made of.
  const whitened = rows.map((row) => multiplyVector(phi, row, design.p));
  for (let i = 0; i < q; i += 1) {
    for (let k = 0; k < i; k += 1) {
      const share = factor[i * q + k]!;
      whitened[i] = whitened[i]!.map((x, j) => x - share * whitened[k]![j]!);
    }
    const pivot = factor[i * q + i]!;
    whitened[i] = whitened[i]!.map((x) => x / pivot);
  }
  const parts = slopes.map((slope) => {
    const turned = whitened.map((row) => multiplyVector(slope, row, design.p));
    return Float64Array.from({ length: q * q }, (_, at) => dot(whitened[Math.floor(at / q)]!, turned[at % q]!));
  });
  const traces = parts.map((part) => {
    let sum = 0;
    for (let i = 0; i < q; i += 1) sum += part[i * q + i]!;
    return sum;
  });
  let a1 = 0;
  let a2 = 0;
  parts.forEach((one, k) => {
    parts.forEach((other, l) => {
      const weight = weights[k * parts.length + l]!;
      a1 += weight * traces[k]! * traces[l]!;
      a2 += weight * dot(one, other);
    });
  });
  const { df2, scaling } = matchMoments(q, a1, a2);

  const adjustedSpread = Float64Array.from({ length: q * q }, (_, at) =>
    bilinear(adjusted, rows[Math.floor(at / q)]!, rows[at % q]!),
  );
  const adjustedFactor = new Float64Array(q * q);
  if (!factorCholesky(adjustedSpread, q, adjustedFactor)) return undefined;
  const estimates = Float64Array.from(rows, (row) => dot(row, beta));
  const solved = estimates.slice();
  solveCholesky(adjustedFactor, q, solved);
  const F = (scaling * dot(estimates, solved)) / (q * design.unit ** 2);
  if (!(df2 > 0) || !(F >= 0) || !Number.isFinite(F)) return undefined;
  return { F, df1: q, df2, p: fUpper(F, q, df2), scaling };
}

/** λ and m such that λF has about an F(q, m) distribution. @see Kenward and Roger (1997), equations 6 to 8 */
function matchMoments(q: number, a1: number, a2: number): { readonly df2: number; readonly scaling: number } {
  if (!(a2 > 1e-14)) return { df2: Number.POSITIVE_INFINITY, scaling: 1 };
  const b = (a1 + 6 * a2) / (2 * q);
  const g = ((q + 1) * a1 - (q + 4) * a2) / ((q + 2) * a2);
  const denominator = 3 * q + 2 * (1 - g);
  const v0 = 1 + (g / denominator) * b;
  const v1 = 1 - ((q - g) / denominator) * b;
  const v2 = 1 - ((q + 2 - g) / denominator) * b;
  // Where v1 vanishes with 1 − A₂/q the ratio tends to 1, as for a single contrast.
  const ratio = Math.abs(v1) < 1e-10 && Math.abs(1 - a2 / q) < 1e-10 ? 1 : (1 - a2 / q) / v1;
  const rho = (ratio * ratio * (Math.abs(v0) < 1e-10 ? 0 : v0)) / (q * v2);
  const df2 = 4 + (q + 2) / (q * rho - 1);
  const scaling = Math.abs(df2 - 2) < 1e-2 ? 1 : (df2 * (1 - a2 / q)) / (df2 - 2);
  return { df2, scaling };
}

/** Those rows that are no combination of earlier ones. */
function independentRows(rows: readonly Float64Array[]): readonly Float64Array[] {
  const directions: Float64Array[] = [];
  return rows.filter((row) => {
    const rest = row.slice();
    for (let pass = 0; pass < 2; pass += 1) {
      for (const direction of directions) {
        const share = dot(direction, rest);
        for (let j = 0; j < rest.length; j += 1) rest[j] = rest[j]! - share * direction[j]!;
      }
    }
    const length = Math.sqrt(dot(rest, rest));
    if (!(length > 1e-9 * Math.sqrt(dot(row, row)))) return false;
    directions.push(rest.map((x) => x / length));
    return true;
  });
}
