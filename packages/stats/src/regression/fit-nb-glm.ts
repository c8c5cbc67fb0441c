// Negative-binomial regression (NB2, log link) by maximum likelihood.
import { normalTwoSided } from '../distribution/normal.js';
import type { DataFrame } from '../model/data-frame.js';
import { type ModelMatrix, modelMatrix, valuesAt } from '../model/model-matrix.js';
import { writtenOut } from './case-weights.js';
import { type CountRegressionInput, checkInput } from './count-problem.js';
import { maximiseNb, searchNb } from './maximise-nb.js';
import { type NbCovariance, nbCovariance } from './nb-covariance.js';
import { likelihoodRatio, profileInterval, scoreTest, waldOf, withoutColumns } from './nb-effect.js';
import type { NbGlmEffect, NbGlmFit, NbGlmFlag } from './nb-glm-fit.js';
import {
  coefficientsOf,
  countRows,
  finiteColumns,
  goodnessOfFit,
  largestScore,
  type NbSolution,
  solveNb,
} from './nb-solution.js';

/** What {@link fitNbGlm} takes. */
export interface NbGlmInput extends CountRegressionInput {
  /** n whole numbers: how often each row occurs. The fit is that of the rows written out so many times. Default 1. */
  readonly weights?: ArrayLike<number>;
  /** Name of the column about which `effect` tells. */
  readonly effect?: string;
  /** Confidence level of all intervals, between 0 and 1. Default 0.95. */
  readonly confidence?: number;
  /** 'core' leaves out the likelihood-ratio and score tests and the profile intervals. Default 'full'. */
  readonly detail?: 'full' | 'core';
  /**
   * 'exhaustive' searches θ from end to end at once; 'certified' does so only where the fast engine can't show that its maximum is the
   * highest. Both give the same fit. Default 'certified'.
   */
  readonly search?: 'certified' | 'exhaustive';
}

const SCORE_LIMIT = 1e-8;

/**
 * Fits ln μ = offset + Xβ with Var(y) = μ + μ²/θ. θ is searched from end to end and compared with the Poisson limit; aliased
 * and diverging columns are named, never given a number. No p-value without convergence.
 * @throws RangeError for no rows, a count that is no whole number ≥ 0, a number that is not finite, or an unknown effect
 * @see Lawless (1987); Venables and Ripley (2002), section 7.4, glm.nb in R's MASS
 */
export function fitNbGlm(input: NbGlmInput): NbGlmFit {
  checkInput(input);
  const { effect, confidence = 0.95, detail = 'full', search } = input;
  const { design } = input;
  if (!(confidence > 0 && confidence < 1)) {
    throw new RangeError(`The confidence level is ${confidence}; allowed are numbers between 0 and 1.`);
  }
  if (effect !== undefined && !design.names.includes(effect)) {
    throw new RangeError(`There is no column "${effect}" in the design; its columns are ${design.names.join(', ')}.`);
  }
  const rows = countRows(input.weights === undefined ? input : writtenOut(input, input.weights));
  const solution = solveNb(rows, undefined, search === 'exhaustive' ? searchNb : maximiseNb);
  const covariance = nbCovariance(solution);
  return assemble({ solution, covariance, names: design.names, effect, confidence, detail });
}

/** What {@link fitNbGlmToFrame} takes besides the table. */
export interface NbGlmModel {
  /** Name of the response column. */
  readonly response: string;
  readonly terms: readonly string[];
  /** Expression of the offset, such as `log(weeks)`. */
  readonly offset?: string;
  /** Expression of the case weights. */
  readonly weights?: string;
  readonly effect?: string;
  readonly confidence?: number;
  readonly detail?: 'full' | 'core';
}

/** {@link fitNbGlm} on the complete rows of a table; `design` says which rows these are. */
export function fitNbGlmToFrame(
  data: DataFrame,
  { response, terms, offset, weights, ...rest }: NbGlmModel,
): { readonly fit: NbGlmFit; readonly design: ModelMatrix } {
  const required = [response, offset, weights].filter((each) => each !== undefined);
  const design = modelMatrix(terms, data, { required });
  const fit = fitNbGlm({
    response: valuesAt(response, data, design.rowIndex),
    design,
    ...(offset === undefined ? {} : { offset: valuesAt(offset, data, design.rowIndex) }),
    ...(weights === undefined ? {} : { weights: valuesAt(weights, data, design.rowIndex) }),
    ...rest,
  });
  return { fit, design };
}

interface Parts {
  readonly solution: NbSolution;
  readonly covariance: NbCovariance;
  readonly names: readonly string[];
  readonly effect: string | undefined;
  readonly confidence: number;
  readonly detail: 'full' | 'core';
}

function assemble(parts: Parts): NbGlmFit {
  const { solution, covariance, names, effect } = parts;
  const { maximum, rows, aliased, divergent } = solution;
  const finite = finiteColumns(solution);
  const columns = finite.map(({ column }) => names[column]!);
  const nObs = rows.y.length;
  const estimable = rows.columns - aliased.length;
  const theta = maximum?.theta ?? Number.NaN;
  const isPoisson = theta === Number.POSITIVE_INFINITY;
  const beta = coefficientsOf(solution);
  const estimates: [string, number][] = [];
  names.forEach((name, column) => {
    const own = finite.find((item) => item.column === column);
    if (own !== undefined) estimates.push([name, beta[own.at]!]);
    else if (divergent.has(column)) estimates.push([name, divergent.get(column)!]);
  });
  const coefficients = Object.fromEntries(estimates);
  const errors = (matrix: Float64Array | undefined): Record<string, number> =>
    matrix === undefined
      ? {}
      : Object.fromEntries(finite.map(({ at }, i) => [columns[i]!, Math.sqrt(matrix[at * solution.basis.p + at]!)]));
  const seExpected = errors(covariance.expected);

  const maxAbsScore = largestScore(solution);
  const isDefinite = maximum?.isDefinite ?? false;
  const isSolved = isDefinite && covariance.expected !== undefined && maxAbsScore <= SCORE_LIMIT;
  const effectColumn = effect === undefined ? -1 : names.indexOf(effect);
  const isEffectInfinite = divergent.has(effectColumn);
  const converged = isSolved && !isEffectInfinite;
  const z = converged ? mapRecord(seExpected, (se, name) => coefficients[name]! / se) : {};

  const flags: NbGlmFlag[] = [];
  if (aliased.length > 0) flags.push('aliased');
  if (divergent.size > 0) flags.push('separation');
  if (rows.y.every((y) => y === 0)) flags.push('all-zero');
  if (isPoisson) flags.push('poisson-limit');
  if (estimable >= nObs) flags.push('saturated');
  if (!isSolved) flags.push('not-converged');
  if (effect !== undefined && aliased.includes(effectColumn)) flags.push('effect-not-estimable');
  if (isEffectInfinite) flags.push('wald-invalid');

  const df = estimable + 1;
  const { thetaSEJoint, thetaSEConditional } = covariance;
  const fitQuality = goodnessOfFit(solution);
  return {
    converged,
    iterations: maximum?.iterations ?? 0,
    maxAbsScore,
    boundary: isPoisson ? 'poisson' : 'none',
    flags,
    aliased: aliased.map((column) => names[column]!),
    divergentTerms: [...divergent.keys()].sort((a, b) => a - b).map((column) => names[column]!),
    coefficients,
    theta,
    dispersion: 1 / theta,
    columns,
    seExpected,
    seObservedJoint: errors(covariance.observedJoint),
    seRobustHC0: errors(covariance.robustHC0),
    seRobustHC1: errors(covariance.robustHC1),
    seRobustHC2: errors(covariance.robustHC2),
    seRobustHC3: errors(covariance.robustHC3),
    z,
    p: mapRecord(z, normalTwoSided),
    vcovExpected: matrixRows(covariance.expected, finite, solution.basis.p),
    ...(thetaSEConditional === undefined ? {} : { thetaSEConditional }),
    ...(thetaSEJoint === undefined ? {} : { thetaSEJoint, dispersionSE: thetaSEJoint / (theta * theta) }),
    logLik: solution.logLik,
    ...(divergent.size > 0 ? { logLikSup: solution.logLik } : {}),
    df,
    AIC: -2 * solution.logLik + 2 * df,
    BIC: -2 * solution.logLik + Math.log(nObs) * df,
    nObs,
    ...fitQuality,
    ...(maximum?.interior === undefined
      ? {}
      : { interiorMode: { theta: maximum.interior.theta, logLik: maximum.interior.logLik } }),
    ...(effect === undefined || !(effect in coefficients)
      ? {}
      : { effect: effectOf(parts, { column: effectColumn, estimate: coefficients[effect]!, isSolved }) }),
  };
}

function effectOf(
  { solution, covariance, names, confidence, detail }: Parts,
  { column, estimate, isSolved }: { readonly column: number; readonly estimate: number; readonly isSolved: boolean },
): NbGlmEffect {
  const at = finiteColumns(solution).find((item) => item.column === column)?.at;
  const p = solution.basis.p;
  const wald = (matrix: Float64Array | undefined) =>
    at === undefined || matrix === undefined || !isSolved
      ? undefined
      : waldOf(estimate, Math.sqrt(matrix[at * p + at]!), confidence);
  const effect: NbGlmEffect = {
    term: names[column]!,
    logRateRatio: estimate,
    rateRatio: Math.exp(estimate),
    ...present('wald', wald(covariance.expected)),
    ...present('waldJoint', wald(covariance.observedJoint)),
    ...present('robustHC0', wald(covariance.robustHC0)),
    ...present('robustHC1', wald(covariance.robustHC1)),
    ...present('robustHC2', wald(covariance.robustHC2)),
    ...present('robustHC3', wald(covariance.robustHC3)),
  };
  const isUsable = isSolved || (!Number.isFinite(estimate) && (solution.maximum?.isDefinite ?? false));
  if (detail === 'core' || !isUsable) return effect;

  const { rows, maximum } = solution;
  const reduced = solveNb(withoutColumns(rows, [column]));
  const values = Float64Array.from(rows.y, (_, i) => rows.values[i * rows.columns + column]!);
  const se = effect.waldJoint?.se ?? effect.wald?.se ?? 1;
  const profile = { full: solution, column, estimate, se, confidence };
  const isNullSolved = reduced.maximum?.isDefinite ?? rows.columns === 1;
  return {
    ...effect,
    ...(isNullSolved
      ? {
          lrt: {
            ...likelihoodRatio(solution, reduced, 1),
            logLikNull: reduced.logLik,
            thetaNull: reduced.maximum?.theta ?? Number.NaN,
          },
          ...present('score', scoreTest(reduced, values)),
        }
      : {}),
    profileCiFull: profileInterval(profile),
    ...(maximum === undefined ? {} : { profileCiThetaFixed: profileInterval({ ...profile, theta: maximum.theta }) }),
  };
}

function matrixRows(
  matrix: Float64Array | undefined,
  columns: readonly { at: number }[],
  p: number,
): readonly (readonly number[])[] {
  if (matrix === undefined) return [];
  return columns.map((row) => columns.map((column) => matrix[row.at * p + column.at]!));
}

function mapRecord(
  record: Readonly<Record<string, number>>,
  apply: (value: number, name: string) => number,
): Record<string, number> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, apply(value, name)]));
}

function present<K extends string, V>(key: K, value: V | undefined): { readonly [key in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [key in K]?: V });
}
