// Linear models by least squares: ANCOVA and everything else with a normal error.
import { type OrthogonalBasis, orthogonalBasis } from '../algebra/orthogonal-basis.js';
import { studentTQuantile, studentTTwoSided } from '../distribution/student-t.js';
import { checkConfidence, checkDesign, checkEffect, checkFinite, checkWeights } from '../glm/glm-check.js';
import type { ByName, GlmInput } from '../glm/glm-fit.js';
import { covariancesOf, type RobustKind } from '../glm/sandwich.js';

/** What {@link fitLinear} takes: n finite numbers as response; `weights` are inverse variances, as R's. */
export type LinearInput = Omit<GlmInput, 'trials'>;

/** What a reader must know before using a fit. */
export type LinearFlag =
  /** Some columns are combinations of earlier ones; they have no coefficient. */
  | 'aliased'
  /** No residual degrees of freedom: nothing can be tested. */
  | 'saturated'
  /** The residuals are zero but for rounding: standard errors mean nothing. */
  | 'perfect-fit'
  /** The effect's column is aliased. */
  | 'effect-not-estimable';

/** A t test with its interval. */
export interface LinearTest {
  readonly se: number;
  readonly t: number;
  readonly df: number;
  readonly p: number;
  readonly ci: readonly [number, number];
}

/** Inference about one coefficient. */
export interface LinearEffect extends LinearTest {
  readonly term: string;
  readonly estimate: number;
  readonly robust: Readonly<Partial<Record<RobustKind, LinearTest>>>;
}

/** A fitted linear model. Aliased columns are in `aliased` and nowhere else. */
export interface LinearFit {
  /** Residual degrees of freedom and residuals that are not zero; otherwise no t, p or interval. */
  readonly converged: boolean;
  readonly flags: readonly LinearFlag[];
  readonly aliased: readonly string[];
  readonly coefficients: ByName;
  readonly se: ByName;
  readonly t: ByName;
  readonly p: ByName;
  readonly ci: Readonly<Record<string, readonly [number, number]>>;
  readonly seRobustHC0: ByName;
  readonly seRobustHC1: ByName;
  readonly seRobustHC2: ByName;
  readonly seRobustHC3: ByName;
  readonly columns: readonly string[];
  readonly vcov: readonly (readonly number[])[];
  /** Residual standard deviation, from the residual degrees of freedom. */
  readonly sigma: number;
  /** Residual degrees of freedom. */
  readonly df: number;
  readonly nObs: number;
  /** Multiple R² about the mean, offset left aside. */
  readonly rSquared: number;
  /** Maximum likelihood, σ counted as a parameter: R's logLik(). */
  readonly logLik: number;
  readonly AIC: number;
  readonly BIC: number;
  readonly effect?: LinearEffect;
}

/** A residual sum of squares below this share of the total is rounding. */
const PERFECT = 1e-24;

/**
 * Fits y = offset + Xβ + ε with Var(ε) = σ²/weight. Rows of weight 0 are left out.
 * @throws RangeError for no rows, a number that is not finite, a negative weight, or an unknown effect
 * @see lm in R; for ANCOVA, Senn (2006), Statistics in Medicine 25, 4334–4344
 */
export function fitLinear(input: LinearInput): LinearFit {
  checkDesign(input);
  const { response, design, offset, weights, effect, confidence = 0.95 } = input;
  checkFinite('Response', response);
  checkFinite('Offset', offset);
  checkWeights(weights);
  checkConfidence(confidence);
  checkEffect(effect, design.names);
  const { names } = design;
  const rows = Array.from({ length: design.rows }, (_, i) => i).filter((i) => (weights?.[i] ?? 1) > 0);
  const root = Float64Array.from(rows, (i) => Math.sqrt(weights?.[i] ?? 1));
  const y = Float64Array.from(rows, (i, k) => root[k]! * (response[i]! - (offset?.[i] ?? 0)));
  const values = new Float64Array(rows.length * names.length);
  rows.forEach((row, k) => {
    for (let j = 0; j < names.length; j += 1) {
      values[k * names.length + j] = root[k]! * design.values[row * names.length + j]!;
    }
  });
  const basis = orthogonalBasis(values, rows.length, names.length);
  const { n, p } = basis;
  const { gamma, residual } = project(basis, y);
  const total = y.reduce((sum, value) => sum + value * value, 0);
  const squares = residual.reduce((sum, value) => sum + value * value, 0);
  const df = n - p;
  const sigma = df > 0 ? Math.sqrt(squares / df) : Number.NaN;
  const isPerfect = squares <= PERFECT * total;
  const flags: LinearFlag[] = [];
  if (basis.aliased.length > 0) flags.push('aliased');
  if (df <= 0) flags.push('saturated');
  if (isPerfect) flags.push('perfect-fit');
  if (effect !== undefined && basis.aliased.includes(names.indexOf(effect))) flags.push('effect-not-estimable');
  const converged = df > 0 && !isPerfect;

  const columns = basis.kept.map((column) => names[column]!);
  const beta = coefficientsOf(basis, gamma);
  const coefficients = byName(columns, (at) => beta[at]!);
  const unit = covariancesOf({ basis, slope: residual, weight: new Float64Array(n).fill(1) });
  const model = unit.model?.map((v) => v * sigma * sigma);
  const errors = (matrix: Float64Array | undefined): ByName =>
    matrix === undefined || df <= 0 ? {} : byName(columns, (at) => Math.sqrt(matrix[at * p + at]!));
  const se = errors(model);
  const test = (at: number, error: number): LinearTest => {
    const half = studentTQuantile(0.5 + confidence / 2, df) * error;
    const t = beta[at]! / error;
    return { se: error, t, df, p: studentTTwoSided(t, df), ci: [beta[at]! - half, beta[at]! + half] };
  };
  const tests = converged ? columns.map((name, at) => test(at, se[name]!)) : [];
  const from = <T>(value: (one: LinearTest) => T): Readonly<Record<string, T>> =>
    Object.fromEntries(tests.map((one, at) => [columns[at]!, value(one)]));
  const robust = { HC0: errors(unit.HC0), HC1: errors(unit.HC1), HC2: errors(unit.HC2), HC3: errors(unit.HC3) };
  const logLik = logLikelihood(root, squares);
  const at = effect === undefined ? -1 : columns.indexOf(effect);
  return {
    converged,
    flags,
    aliased: basis.aliased.map((column) => names[column]!),
    coefficients,
    se,
    t: from((one) => one.t),
    p: from((one) => one.p),
    ci: from((one) => one.ci),
    seRobustHC0: robust.HC0,
    seRobustHC1: robust.HC1,
    seRobustHC2: robust.HC2,
    seRobustHC3: robust.HC3,
    columns,
    vcov: model === undefined || df <= 0 ? [] : columns.map((_, a) => columns.map((__, b) => model[a * p + b]!)),
    sigma,
    df,
    nObs: n,
    rSquared: 1 - squares / squaresAboutMean(y, root),
    logLik,
    AIC: -2 * logLik + 2 * (p + 1),
    BIC: -2 * logLik + Math.log(n) * (p + 1),
    ...(at < 0 || !converged
      ? {}
      : {
          effect: {
            term: effect!,
            estimate: beta[at]!,
            ...tests[at]!,
            robust: Object.fromEntries(
              Object.entries(robust).flatMap(([kind, each]) =>
                effect! in each ? [[kind, test(at, each[effect!]!)] as const] : [],
              ),
            ),
          },
        }),
  };
}

/** γ = Qᵀy/n, and what is left of y; taken off twice, so that rounding in γ is repaired. */
function project({ basis, n, p }: OrthogonalBasis, y: Float64Array) {
  const gamma = new Float64Array(p);
  const residual = y.slice();
  for (let pass = 0; pass < 2; pass += 1) {
    for (let j = 0; j < p; j += 1) {
      let share = 0;
      for (let i = 0; i < n; i += 1) share += (basis[i * p + j]! * residual[i]!) / n;
      gamma[j] = gamma[j]! + share;
      for (let i = 0; i < n; i += 1) residual[i] = residual[i]! - share * basis[i * p + j]!;
    }
  }
  return { gamma, residual };
}

function coefficientsOf({ p, toCoefficients }: OrthogonalBasis, gamma: Float64Array): Float64Array {
  const beta = new Float64Array(p);
  for (let i = 0; i < p; i += 1) {
    for (let j = i; j < p; j += 1) beta[i] = beta[i]! + toCoefficients[i * p + j]! * gamma[j]!;
  }
  return beta;
}

function logLikelihood(root: Float64Array, squares: number): number {
  const n = root.length;
  const logWeights = root.reduce((sum, value) => sum + 2 * Math.log(value), 0);
  return 0.5 * (logWeights - n * (Math.log(2 * Math.PI) + 1 - Math.log(n) + Math.log(squares)));
}

/** Σ w (y − ȳ)², ȳ weighted; `y` holds √w y. */
function squaresAboutMean(y: Float64Array, root: Float64Array): number {
  let weight = 0;
  let sum = 0;
  y.forEach((value, i) => {
    weight += root[i]! * root[i]!;
    sum += root[i]! * value;
  });
  return y.reduce((squares, value, i) => squares + (value - (root[i]! * sum) / weight) ** 2, 0);
}

function byName(columns: readonly string[], value: (at: number) => number): ByName {
  return Object.fromEntries(columns.map((name, at) => [name, value(at)]));
}
