// Marginal models of repeated measures by generalised estimating equations.
import { chiSquareUpper } from '../distribution/chi-square.js';
import { normalQuantile } from '../distribution/normal.js';
import { studentTTwoSided } from '../distribution/student-t.js';
import { checkInput, countProblem } from '../regression/count-problem.js';
import { findSeparation } from '../regression/separation.js';
import { isSpannedByPositive } from './estimable-design.js';
import { type GeeCovariance, type GeeSolved, geeCovariance, scoringStep } from './gee-covariance.js';
import { type GeeRows, geeRows, geeState, setEquations, setResiduals } from './gee-equations.js';
import type { GeeCorrectedErrors, GeeCorrection, GeeFit, GeeFlag, GeeInput } from './gee-fit.js';
import { type CorrelationEstimate, correlationMatrix, estimateCorrelation } from './working-correlation.js';

const MAX_STEPS = 200;
/** Squared length of a step in standard errors: below the first, the correlation is estimated; below the last, all is done. */
const NEAR = 0.1;
/** Where the correlation was not definite at first, it is tried again here. */
const SURELY_NEAR = 1e-15;
/** Below this the information is no longer computed anew. */
const KEEPS_INFORMATION = 1e-3;
const SOLVED = 1e-23;
/** Squared distance at which a step that no longer shrinks is rounding. */
const ROUNDING = 1e-18;
const FEW_CLUSTERS = 40;

/**
 * Solves Σ Dᵀ V⁻¹ (y − μ) = 0, V = φ A^½ R A^½, for the coefficients of g(μ) = offset + Xβ, with the scale φ and the working
 * correlation R estimated from the residuals until all agree. Robust (sandwich) standard errors hold whatever R is.
 * Without an `order`, rows of a cluster take places 1, 2, … as they come; with one, a missing visit leaves its place empty.
 * @throws RangeError for impossible arguments, a response outside the family's range, or two rows at the same place
 * @see Liang and Zeger (1986), Biometrika 73, 13–22; Halekoh, Højsgaard and Yan (2006), geepack in R
 */
export function fitGee(input: GeeInput): GeeFit {
  checkGee(input);
  const { design, correlation, moments = 'geepack', corrections = [] } = input;
  const rows = geeRows(input);
  const { p } = rows.basis;
  const flags: GeeFlag[] = [];
  if (rows.basis.aliased.length > 0) flags.push('aliased');
  if (input.family === 'poisson' && rows.y.every((y) => y === 0)) flags.push('all-zero');
  if (rows.pairs === 0 && correlation !== 'independence') flags.push('no-pairs');
  const isSeparatedCount = input.family === 'poisson' && isSeparated(rows);
  const run = isSeparatedCount ? undefined : solve(rows, { correlation, moments, p });
  const isDiverging =
    isSeparatedCount || (input.family === 'binomial' && (run === undefined || isExtreme(run)) && isSeparated(rows));
  if (isDiverging) flags.push('separation');
  if (run?.isDefinite === false) flags.push('correlation-not-definite');

  const maxAbsScore = run === undefined ? Number.NaN : largestScore(run);
  const isSolved = run?.isDefinite === true && !isDiverging && maxAbsScore <= scoreLimit(rows) && hasScatter(run);
  const found = isSolved ? geeCovariance(run, corrections) : undefined;
  const robust = found === undefined ? undefined : toBetaCovariance(rows, found.robust);
  // Counts of very unequal size can leave less of a variance than rounding takes away.
  const covariance = robust !== undefined && isPositiveDiagonal(robust, p) ? found : undefined;
  const converged = covariance !== undefined && p > 0;
  const hasTests = converged && rows.clusters > p;
  if (converged && !hasTests) flags.push('too-few-clusters');
  else if (converged && rows.clusters < FEW_CLUSTERS) flags.push('few-clusters');
  if (!converged) flags.push('not-converged');

  const columns = rows.basis.kept.map((column) => design.names[column]!);
  const record = (values: ArrayLike<number>): Record<string, number> =>
    Object.fromEntries(columns.map((name, j) => [name, values[j]!]));
  const beta = run === undefined || isDiverging ? new Float64Array(p).fill(Number.NaN) : toBeta(rows, run.state.gamma);
  const errors = (matrix: Float64Array): Float64Array =>
    Float64Array.from({ length: p }, (_, j) => Math.sqrt(matrix[j * p + j]!));
  const seRobust = converged ? errors(robust!) : undefined;
  const wald = seRobust?.map((se, j) => (beta[j]! / se) ** 2);
  const value = run?.value;
  return {
    converged,
    iterations: run?.iterations ?? 0,
    maxAbsScore,
    flags,
    aliased: rows.basis.aliased.map((column) => design.names[column]!),
    coefficients: isDiverging || run === undefined ? {} : record(beta),
    seRobust: seRobust === undefined ? {} : record(seRobust),
    seNaive: converged ? record(errors(toBetaCovariance(rows, covariance.bread).map((x) => x * run!.value.scale))) : {},
    wald: hasTests && wald !== undefined ? record(wald) : {},
    p: hasTests && wald !== undefined ? record(wald.map((chisq) => chiSquareUpper(chisq, 1))) : {},
    columns: converged ? columns : [],
    vcovRobust: converged ? matrixRows(robust!, p) : [],
    corrected: converged ? correctedErrors({ rows, covariance, beta, record, hasTests }) : {},
    nObs: rows.n,
    nClusters: rows.clusters,
    scale: value?.scale ?? Number.NaN,
    ...(value !== undefined && (correlation === 'exchangeable' || correlation === 'ar1') ? { alpha: value.alpha } : {}),
    workingCorrelation: value === undefined ? [] : workingMatrix(rows, correlation, value),
    ...(hasTests && input.effect !== undefined && columns.includes(input.effect)
      ? { effect: effectOf(input, beta[columns.indexOf(input.effect)]!, seRobust![columns.indexOf(input.effect)]!) }
      : {}),
  };
}

function checkGee(input: GeeInput): void {
  const { response, design, family, correlation, order, effect, confidence = 0.95 } = input;
  checkInput(family === 'poisson' ? input : { ...input, response: new Float64Array(response.length) });
  for (let i = 0; i < response.length; i += 1) {
    const y = response[i]!;
    const isAllowed = family === 'binomial' ? y >= 0 && y <= 1 : Number.isFinite(y);
    if (!isAllowed) {
      const allowed = family === 'binomial' ? 'numbers from 0 to 1' : 'finite numbers';
      throw new RangeError(`Response ${i + 1} is ${y}; allowed are ${allowed}.`);
    }
  }
  if (!['poisson', 'gaussian', 'binomial'].includes(family)) {
    throw new RangeError(`The family is "${family}"; allowed are poisson, gaussian, binomial.`);
  }
  if (!['independence', 'exchangeable', 'ar1', 'unstructured'].includes(correlation)) {
    throw new RangeError(
      `The correlation is "${correlation}"; allowed are independence, exchangeable, ar1, unstructured.`,
    );
  }
  if (order !== undefined && order.length !== design.rows) {
    throw new RangeError(`There are ${order.length} places in the order for ${design.rows} rows of the design.`);
  }
  for (let i = 0; order !== undefined && i < order.length; i += 1) {
    if (!Number.isFinite(order[i]!)) throw new RangeError(`Place ${i + 1} is ${order[i]}; allowed are finite numbers.`);
  }
  if (effect !== undefined && !design.names.includes(effect)) {
    throw new RangeError(`There is no column "${effect}" in the design; its columns are ${design.names.join(', ')}.`);
  }
  if (!(confidence > 0 && confidence < 1)) {
    throw new RangeError(`The confidence level is ${confidence}; allowed are numbers between 0 and 1.`);
  }
}

function isPositiveDiagonal(matrix: Float64Array, p: number): boolean {
  for (let j = 0; j < p; j += 1) if (!(matrix[j * p + j]! > 0)) return false;
  return true;
}

interface GeeRun extends GeeSolved {
  readonly iterations: number;
  /** The working correlation is positive definite. */
  readonly isDefinite: boolean;
}

type Rule = Parameters<typeof estimateCorrelation>[2];

/** Fisher scoring with independence until near, then with the correlation of the latest residuals. */
function solve(rows: GeeRows, rule: Rule): GeeRun {
  const { correlation } = rule;
  const { p } = rows.basis;
  const state = geeState(rows, startGamma(rows));
  let near = NEAR;
  let isNear = correlation === 'independence';
  let last = Number.POSITIVE_INFINITY;
  let isDefinite = true;
  let hasOwn = false;
  let value: CorrelationEstimate = { scale: Number.NaN, alpha: 0, matrix: undefined };
  let iterations = 0;
  for (; iterations < MAX_STEPS; iterations += 1) {
    setResiduals(rows, state);
    const current: Rule = isNear ? rule : { ...rule, correlation: 'independence' };
    value = estimateCorrelation(rows, state.residual, current);
    const keepsInformation = hasOwn && last < KEEPS_INFORMATION;
    isDefinite = setEquations(rows, state, { correlation: current.correlation, value, keepsInformation });
    if (!isDefinite && near === NEAR) {
      near = SURELY_NEAR;
      isNear = false;
      continue;
    }
    const step = isDefinite ? scoringStep(state) : undefined;
    if (step === undefined) break;
    let decrement = 0;
    let squares = 0;
    for (let j = 0; j < p; j += 1) {
      decrement += (step[j]! * state.score[j]!) / value.scale;
      squares += step[j]! * step[j]!;
    }
    if (isNear && (!(decrement > SOLVED) || (decrement < ROUNDING && decrement > 0.9 * last))) break;
    last = decrement;
    hasOwn = isNear;
    if (decrement < near) isNear = true;
    const share = rows.family === 'gaussian' ? 1 : Math.min(1, 3 / Math.sqrt(squares));
    for (let j = 0; j < p; j += 1) state.gamma[j]! += share * step[j]!;
  }
  return { rows, state, correlation, value, iterations, isDefinite };
}

/** Least squares of ln(y + 1/2) for counts; 0 otherwise. */
function startGamma({ n, y, offset, basis: { p, basis }, family }: GeeRows): Float64Array {
  const gamma = new Float64Array(p);
  if (family !== 'poisson') return gamma;
  for (let i = 0; i < n; i += 1) {
    const z = (Math.log(y[i]! + 0.5) - offset[i]!) / n;
    for (let j = 0; j < p; j += 1) gamma[j]! += basis[i * p + j]! * z;
  }
  return gamma;
}

/** Is there a direction along which fitted means run to the end of their range for some rows and stay for the others? */
function isSeparated({ family, n, y, basis }: GeeRows): boolean {
  if (family === 'poisson') {
    if (isSpannedByPositive(basis, y)) return false;
    return findSeparation(countProblem(y, basis, new Float64Array(n))).direction.some((x) => x !== 0);
  }
  // Turned so that every 0 and every 1 is a row that must not rise; a value between must not move.
  const { p } = basis;
  const turned = basis.basis.map((x, k) => (y[Math.floor(k / p)] === 1 ? -x : x));
  const fixed = y.map((value) => (value > 0 && value < 1 ? 1 : 0));
  return findSeparation(countProblem(fixed, { ...basis, basis: turned }, new Float64Array(n))).direction.some(
    (x) => x !== 0,
  );
}

function isExtreme({ state, isDefinite }: GeeRun): boolean {
  return !isDefinite || state.spread.some((root) => !(root * root > 1e-6));
}

/** Is there anything left to estimate errors from? */
function hasScatter({ rows, value }: GeeRun): boolean {
  let squares = 0;
  for (const y of rows.y) squares += (y * y) / rows.n;
  return value.scale > (rows.family === 'gaussian' ? 1e-24 * squares : 0);
}

function largestScore({ rows, state }: GeeRun): number {
  const { p, toCoefficients, kept } = rows.basis;
  const natural = Float64Array.from(state.score);
  let max = 0;
  for (let j = 0; j < p; j += 1) {
    for (let i = 0; i < j; i += 1) natural[j]! -= natural[i]! * toCoefficients[i * p + j]!;
    natural[j]! /= toCoefficients[j * p + j]!;
    const size = Math.abs(natural[j]!) / rows.columnScale[kept[j]!]!;
    if (!(size <= max)) max = size;
  }
  return max;
}

/** 1e-8, or what rounding makes of the sum. */
function scoreLimit({ y }: GeeRows): number {
  let sum = 0;
  for (const value of y) sum += Math.abs(value) + 1;
  return Math.max(1e-8, 256 * Number.EPSILON * sum);
}

function toBeta({ basis: { p, toCoefficients } }: GeeRows, gamma: Float64Array): Float64Array {
  const beta = new Float64Array(p);
  for (let i = 0; i < p; i += 1) for (let j = i; j < p; j += 1) beta[i]! += toCoefficients[i * p + j]! * gamma[j]!;
  return beta;
}

function toBetaCovariance({ basis: { p, toCoefficients: r } }: GeeRows, matrix: Float64Array): Float64Array {
  const whole = new Float64Array(p * p);
  for (let a = 0; a < p; a += 1) {
    for (let j = a; j < p; j += 1) {
      for (let k = 0; k < p; k += 1) {
        const half = r[a * p + j]! * matrix[j * p + k]!;
        for (let b = 0; b <= k; b += 1) whole[a * p + b]! += half * r[b * p + k]!;
      }
    }
  }
  return whole;
}

function correctedErrors({
  rows,
  covariance,
  beta,
  record,
  hasTests,
}: {
  readonly rows: GeeRows;
  readonly covariance: GeeCovariance;
  readonly beta: Float64Array;
  readonly record: (values: ArrayLike<number>) => Record<string, number>;
  readonly hasTests: boolean;
}): Partial<Record<GeeCorrection, GeeCorrectedErrors>> {
  const { p } = rows.basis;
  const df = rows.clusters - p;
  const corrected: Partial<Record<GeeCorrection, GeeCorrectedErrors>> = {};
  for (const [name, matrix] of covariance.corrected) {
    const natural = toBetaCovariance(rows, matrix);
    const se = beta.map((_, j) => Math.sqrt(natural[j * p + j]!));
    const tests = hasTests ? record(se.map((error, j) => studentTTwoSided(beta[j]! / error, df))) : {};
    corrected[name] = { se: record(se), p: tests, df };
  }
  return corrected;
}

function workingMatrix(rows: GeeRows, correlation: GeeInput['correlation'], value: CorrelationEstimate) {
  let longest = 0;
  for (let c = 0; c < rows.clusters; c += 1) longest = Math.max(longest, rows.start[c + 1]! - rows.start[c]!);
  const size = correlation === 'ar1' || correlation === 'unstructured' ? rows.places : longest;
  return matrixRows(correlationMatrix(correlation, value, size), size);
}

function matrixRows(matrix: Float64Array, size: number): readonly (readonly number[])[] {
  return Array.from({ length: size }, (_, i) => Array.from(matrix.subarray(i * size, i * size + size)));
}

function effectOf({ effect, family, confidence = 0.95 }: GeeInput, estimate: number, se: number) {
  const half = normalQuantile(0.5 + confidence / 2) * se;
  const ciLog = [estimate - half, estimate + half] as const;
  return {
    term: effect!,
    estimate,
    ...(family === 'gaussian' ? {} : { ratio: Math.exp(estimate) }),
    se,
    p: chiSquareUpper((estimate / se) ** 2, 1),
    ciLog,
    ci: family === 'gaussian' ? ciLog : ([Math.exp(ciLog[0]), Math.exp(ciLog[1])] as const),
  };
}
