// Negative-binomial regression for callers in a hurry: simulations, resampling. One fitter, many fits, nothing allocated between them.
import { normalTwoSided } from '../distribution/normal.js';
import { type CountRegressionInput, checkInput } from './count-problem.js';
import { fitNbGlm } from './fit-nb-glm.js';
import { fitWorkspace, type NbEstimate, nbEstimate } from './nb-engine.js';
import { linearPredictor, logLikNb } from './nb-evaluate.js';
import type { NbGlmFlag } from './nb-glm-fit.js';
import { type NbWorkspace, nbWorkspace, reserveNb } from './nb-workspace.js';
import { gatherRows, type PatternRows, patternScratch, type RowPatterns, rowPatterns } from './row-patterns.js';

/**
 * A fit without names. Arrays have one value for each column of the design: NaN where a column is aliased, ±∞ in `coefficients` where
 * it diverges. The next fit of the same fitter overwrites all of it.
 */
export interface NbFitterResult extends NbEstimate {
  /** As `converged` of {@link fitNbGlm}: max |score| ≤ 1e-8, a definite Hessian, and a finite effect. */
  converged: boolean;
  /** 'fast': the workspace engine with its certificates; 'plain': the exhaustive search of fitNbGlm. */
  path: 'fast' | 'plain';
  flags: readonly NbGlmFlag[];
  nObs: number;
  /** Of the column `effect`: coefficient and Wald z with `seExpected`; z is NaN without convergence. */
  effect: number;
  z: number;
}

/** Fits many regressions with one memory. Not to be shared between threads. */
export interface NbFitter {
  /**
   * The regression of {@link fitNbGlm}, with all its checks: same maximum, same standard errors, same flags.
   * @throws RangeError as fitNbGlm
   */
  readonly fit: (input: CountRegressionInput) => Readonly<NbFitterResult>;
  /** The log likelihood of the last fit, every constant kept. */
  readonly logLik: () => number;
  /** The two-sided p-value of the last fit's z; NaN without convergence. */
  readonly p: () => number;
}

/** What a fitter is asked for. */
export interface NbFitterOptions {
  /** Index of the column that `effect`, `z` and `p` tell of. Default: the second column, or the first of one. */
  readonly effect?: number;
}

/** Above this count sums over a table of counts stop paying. */
const LARGEST_COUNT = 20_000;
const NO_FLAGS: readonly NbGlmFlag[] = [];
const POISSON_FLAGS: readonly NbGlmFlag[] = ['poisson-limit'];

/**
 * A fitter of negative-binomial regressions. Equal rows are gathered, (β, ln θ) is found by joint Newton, and cheap sufficient tests
 * show that nothing is separated or aliased and that no other θ is better. Data that fail a test go to {@link fitNbGlm}.
 * @throws RangeError for an effect that is no column (when fitting)
 */
export function nbFitter(options: NbFitterOptions = {}): NbFitter {
  const work = nbWorkspace();
  const patterns = rowPatterns();
  const scratch = patternScratch();
  let result = emptyResult(0);
  let plainLogLik = Number.NaN;
  return {
    fit: (input) => {
      const { response, design, offset } = input;
      const columns = design.names.length;
      const effect = options.effect ?? Math.min(1, columns - 1);
      if (!(effect >= 0 && effect < columns && Math.floor(effect) === effect) && columns > 0) {
        throw new RangeError(`The effect is column ${effect}; allowed are whole numbers from 0 to ${columns - 1}.`);
      }
      if (result.coefficients.length !== columns) result = emptyResult(columns);
      const largest = largestCount(input);
      const rows = { values: design.values, rows: design.rows, columns, offset };
      gatherRows(rows, patterns, scratch);
      if (largest > 0 && largest <= LARGEST_COUNT && patterns.groups >= columns && design.rows > columns) {
        reserveNb(work, { groups: patterns.groups, columns, largest });
        loadCounts(work, response, patterns, { rows: design.rows, largest });
        if (!loadDesign(work, rows, patterns)) checkInput(input);
        else if (fitWorkspace(work, result)) return finish(result, { path: 'fast', nObs: design.rows, effect });
      }
      plainLogLik = fitPlainly(input, result, effect);
      return finish(result, { path: 'plain', nObs: design.rows, effect });
    },
    logLik: () => {
      if (result.path === 'plain') return plainLogLik;
      linearPredictor(work);
      return logLikNb(work);
    },
    p: () => (result.converged ? normalTwoSided(result.z) : Number.NaN),
  };
}

/** The largest count, all being checked; lengths are checked too. */
function largestCount(input: CountRegressionInput): number {
  const { response, design, offset } = input;
  const n = design.rows;
  const isShaped =
    n > 0 &&
    response.length === n &&
    design.names.length > 0 &&
    design.values.length === n * design.names.length &&
    (offset === undefined || offset.length === n);
  let largest = 0;
  let isClean = isShaped;
  for (let i = 0; i < n && isClean; i += 1) {
    const y = response[i]!;
    if (y > largest) largest = y;
    isClean = y >= 0 && y <= Number.MAX_SAFE_INTEGER && Math.floor(y) === y;
  }
  if (!isClean) checkInput(input);
  return largest;
}

function loadCounts(
  work: NbWorkspace,
  response: ArrayLike<number>,
  { groups, member }: RowPatterns,
  { rows, largest }: { readonly rows: number; readonly largest: number },
): void {
  const { size, total, above } = work;
  work.groups = groups;
  work.rows = rows;
  work.largest = largest;
  for (let m = 0; m < largest; m += 1) above[m] = 0;
  for (let g = 0; g < groups; g += 1) {
    size[g] = 0;
    total[g] = 0;
  }
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < rows; i += 1) {
    const y = response[i]!;
    const g = member[i]!;
    size[g] = size[g]! + 1;
    if (y === 0) continue;
    total[g] = total[g]! + y;
    sum += y;
    squares += y * y;
    above[y - 1] = above[y - 1]! + 1;
  }
  for (let m = largest - 2; m >= 0; m -= 1) above[m] = above[m]! + above[m + 1]!;
  work.sumOfCounts = sum;
  work.sumOfSquares = squares;
}

/** Copies one row of each group. False when a value is not finite: NaN equals nothing, so such rows are groups of their own. */
function loadDesign(
  work: NbWorkspace,
  { values, columns, offset }: PatternRows,
  { groups, first }: RowPatterns,
): boolean {
  const { stride, x } = work;
  work.p = columns;
  let sum = 0;
  for (let g = 0; g < groups; g += 1) {
    const row = first[g]! * columns;
    for (let j = 0; j < columns; j += 1) {
      const value = values[row + j]!;
      x[j * stride + g] = value;
      sum += Math.abs(value);
    }
    const known = offset === undefined ? 0 : offset[first[g]!]!;
    work.offset[g] = known;
    sum += Math.abs(known);
  }
  return sum < Number.POSITIVE_INFINITY;
}

/** The converged fit of the fast engine, or what {@link fitPlainly} left, with the effect's test. */
function finish(
  result: NbFitterResult,
  { path, nObs, effect }: { readonly path: 'fast' | 'plain'; readonly nObs: number; readonly effect: number },
): NbFitterResult {
  result.path = path;
  result.nObs = nObs;
  if (path === 'fast') {
    result.converged = true;
    result.flags = result.theta === Number.POSITIVE_INFINITY ? POISSON_FLAGS : NO_FLAGS;
  }
  result.effect = result.coefficients[effect]!;
  result.z = result.converged ? result.effect / result.seExpected[effect]! : Number.NaN;
  return result;
}

/** Fits by {@link fitNbGlm}; its log likelihood. */
function fitPlainly(input: CountRegressionInput, result: NbFitterResult, effect: number): number {
  const { names } = input.design;
  // Names of their own, so that equal names can't be mixed up.
  const design = { ...input.design, names: names.map((_, j) => `${j}`) };
  const fit = fitNbGlm({ ...input, design, effect: `${effect}`, detail: 'core', search: 'exhaustive' });
  result.converged = fit.converged;
  result.flags = fit.flags;
  result.iterations = fit.iterations;
  result.maxAbsScore = fit.maxAbsScore;
  result.theta = fit.theta;
  result.thetaSEJoint = fit.thetaSEJoint ?? Number.NaN;
  for (let j = 0; j < names.length; j += 1) {
    result.coefficients[j] = fit.coefficients[`${j}`] ?? Number.NaN;
    result.seExpected[j] = fit.seExpected[`${j}`] ?? Number.NaN;
    result.seObservedJoint[j] = fit.seObservedJoint[`${j}`] ?? Number.NaN;
  }
  return fit.logLik;
}

function emptyResult(columns: number): NbFitterResult {
  return {
    ...nbEstimate(columns),
    converged: false,
    path: 'fast',
    flags: NO_FLAGS,
    nObs: 0,
    effect: Number.NaN,
    z: Number.NaN,
  };
}
