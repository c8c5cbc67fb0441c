// What the likelihood fits of repeated counts share: checked rows, named estimates with their errors, tests of one term.
import { invertPositiveDefinite } from '../algebra/cholesky.js';
import { chiSquareUpper } from '../distribution/chi-square.js';
import { normalQuantile, normalTwoSided } from '../distribution/normal.js';
import { checkInput } from '../regression/count-problem.js';
import { type ClusterInput, type ClusterOrder, orderByCluster } from './cluster-input.js';
import { type ClusteredCounts, clusteredCounts } from './clustered-counts.js';
import { type EstimableDesign, estimableDesign } from './estimable-design.js';
import type { RepeatedEffect, RepeatedFit, RepeatedFlag } from './glmm-fit.js';
import { type Ascent, largest } from './newton-ascent.js';
import { profileInterval } from './profile-interval.js';

/** Options that every likelihood fit of repeated counts takes. */
export interface EffectOptions {
  /** Name of the column about which `effect` tells. */
  readonly effect?: string;
  /** Confidence level of intervals, between 0 and 1. Default 0.95. */
  readonly confidence?: number;
  /** 'full' adds the likelihood-ratio test and the profile interval of the effect. Default 'core'. */
  readonly detail?: 'full' | 'core';
}

/** Checked rows of a model of repeated counts. */
export interface RepeatedRows {
  readonly y: Float64Array;
  readonly offset: Float64Array;
  readonly values: Float64Array;
  readonly names: readonly string[];
  readonly order: ClusterOrder;
}

/** Rows with what can be estimated from them. */
export interface RepeatedProblem {
  readonly rows: RepeatedRows;
  readonly design: EstimableDesign;
  readonly counts: ClusteredCounts;
}

/** @throws RangeError as fitNbGlm, and for a missing cluster id, an unknown effect or an impossible level */
export function repeatedRows(input: ClusterInput, { effect, confidence = 0.95 }: EffectOptions): RepeatedRows {
  checkInput(input);
  const { response, design, offset, cluster } = input;
  if (!(confidence > 0 && confidence < 1)) {
    throw new RangeError(`The confidence level is ${confidence}; allowed are numbers between 0 and 1.`);
  }
  if (effect !== undefined && !design.names.includes(effect)) {
    throw new RangeError(`There is no column "${effect}" in the design; its columns are ${design.names.join(', ')}.`);
  }
  return {
    y: Float64Array.from(response),
    offset: offset === undefined ? new Float64Array(design.rows) : Float64Array.from(offset),
    values: design.values,
    names: design.names,
    order: orderByCluster(cluster, design.rows),
  };
}

/** The part of a problem that names of estimates need. */
export type EstimableProblem = Pick<RepeatedProblem, 'rows' | 'design'>;

/** Finds what can be estimated and gathers the counts. */
export function repeatedProblem(rows: RepeatedRows): RepeatedProblem {
  const { y, offset, values, names, order } = rows;
  const design = estimableDesign({ y, values, columns: names.length });
  return { rows, design, counts: clusteredCounts({ y, offset, design, order }) };
}

/** The rows without one column. */
export function withoutColumn(rows: RepeatedRows, column: number): RepeatedRows {
  const columns = rows.names.length;
  const n = rows.y.length;
  const values = new Float64Array(n * (columns - 1));
  let k = 0;
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j < columns; j += 1) if (j !== column) values[k++] = rows.values[i * columns + j]!;
  }
  return { ...rows, values, names: rows.names.filter((_, j) => j !== column) };
}

/** What a model adds to {@link repeatedFit}. */
export interface FitParts {
  readonly problem: EstimableProblem;
  /** Undefined when no row is left to fit. */
  readonly ascent: Ascent | undefined;
  readonly iterations: number;
  /** Variance parameters of the model, at their boundary or not. */
  readonly varianceParameters: number;
  readonly flags: readonly RepeatedFlag[];
  /** Largest log likelihood of the model for other rows of the same counts. */
  readonly solve: (rows: RepeatedRows) => number;
  readonly options: EffectOptions;
}

/** The common part of a fit, and the standard errors of the logarithms of its variance parameters. */
export interface FitWithErrors {
  readonly fit: RepeatedFit;
  readonly logErrors: readonly number[];
}

/** Names the estimates and computes their errors. */
export function repeatedFit(parts: FitParts): FitWithErrors {
  const { problem, ascent, iterations, varianceParameters, options } = parts;
  const { rows, design } = problem;
  const { names } = rows;
  const { p } = design.basis;
  const q = ascent?.parameters.length ?? p;
  const beta = ascent === undefined ? new Float64Array(p).fill(Number.NaN) : toBeta(problem, ascent.parameters);
  const place = new Map(design.column.map((column, at) => [column, at] as const));
  const finite = names
    .map((_, column) => column)
    .filter((column) => place.has(column) && !design.divergent.has(column));
  const estimates: [string, number][] = [];
  names.forEach((name, column) => {
    if (design.divergent.has(column)) estimates.push([name, design.divergent.get(column)!]);
    else if (place.has(column)) estimates.push([name, beta[place.get(column)!]!]);
  });
  const coefficients = Object.fromEntries(estimates);

  const gradient = ascent === undefined ? Number.NaN : largestNaturalGradient(problem, ascent.gradient);
  const isFlat = gradient <= gradientLimit(problem);
  const inverse = ascent === undefined || !isFlat ? undefined : invertPositiveDefinite(ascent.information, q);
  const converged = inverse !== undefined && finite.length > 0;
  const covariance = converged ? toBetaCovariance(problem, inverse, q) : new Float64Array(0);
  const entry = (a: number, b: number): number => covariance[place.get(a)! * p + place.get(b)!]!;
  const columns = finite.map((column) => names[column]!);
  const record = (of: (column: number, name: string) => number): Record<string, number> =>
    converged ? Object.fromEntries(finite.map((column, i) => [columns[i]!, of(column, columns[i]!)])) : {};
  const se = record((column) => Math.sqrt(entry(column, column)));
  const z = record((_, name) => coefficients[name]! / se[name]!);

  const effectColumn = options.effect === undefined ? -1 : names.indexOf(options.effect);
  const isEffectKnown = finite.includes(effectColumn);
  const flags: RepeatedFlag[] = [...commonFlags(problem), ...parts.flags];
  if (!converged) flags.push('not-converged');
  if (options.effect !== undefined && !isEffectKnown) flags.push('effect-not-estimable');
  const logLik = ascent?.logLik ?? 0;
  const df = names.length - design.aliased.length + varianceParameters;
  const fit: RepeatedFit = {
    converged,
    iterations,
    maxAbsGradient: gradient,
    flags,
    aliased: design.aliased.map((column) => names[column]!),
    divergentTerms: [...design.divergent.keys()].sort((a, b) => a - b).map((column) => names[column]!),
    coefficients,
    se,
    z,
    p: record((_, name) => normalTwoSided(z[name]!)),
    columns: converged ? columns : [],
    vcov: converged ? finite.map((a) => finite.map((b) => entry(a, b))) : [],
    logLik,
    df,
    AIC: -2 * logLik + 2 * df,
    nObs: rows.y.length,
    nClusters: rows.order.clusters,
  };
  const logErrors = converged ? Array.from({ length: q - p }, (_, k) => Math.sqrt(inverse[(p + k) * q + p + k]!)) : [];
  if (effectColumn < 0) return { fit, logErrors };
  return { fit: { ...fit, effect: effectOf(parts, fit, effectColumn) }, logErrors };
}

function commonFlags({ rows, design }: EstimableProblem): RepeatedFlag[] {
  const flags: RepeatedFlag[] = [];
  const { order } = rows;
  if (design.aliased.length > 0) flags.push('aliased');
  if (design.divergent.size > 0) flags.push('separation');
  if (rows.y.every((y) => y === 0)) flags.push('all-zero');
  if (order.clusters === 1) flags.push('one-cluster');
  if (order.clusters === rows.y.length) flags.push('single-rows');
  return flags;
}

function effectOf({ problem, solve, options }: FitParts, fit: RepeatedFit, column: number): RepeatedEffect {
  const { confidence = 0.95, detail = 'core' } = options;
  const { rows } = problem;
  const term = rows.names[column]!;
  const estimate = fit.coefficients[term] ?? Number.NaN;
  const effect = { term, logRateRatio: estimate, rateRatio: Math.exp(estimate) };
  const se = fit.se[term];
  if (se === undefined) return effect;
  const half = normalQuantile(0.5 + confidence / 2) * se;
  const wald = { se, z: fit.z[term]!, p: fit.p[term]!, ...bothScales(estimate - half, estimate + half) };
  if (detail === 'core') return { ...effect, wald };
  const reduced = withoutColumn(rows, column);
  const columns = rows.names.length;
  const logLikAt = (value: number): number =>
    solve({ ...reduced, offset: rows.offset.map((known, i) => known + value * rows.values[i * columns + column]!) });
  const logLikNull = logLikAt(0);
  const chisq = Math.max(0, 2 * (fit.logLik - logLikNull));
  const [low, high] = profileInterval({ logLikAt, logLik: fit.logLik, estimate, se, confidence });
  return {
    ...effect,
    wald,
    lrt: { chisq, df: 1, p: chiSquareUpper(chisq, 1), logLikNull },
    profileCi: bothScales(low, high),
  };
}

function bothScales(low: number, high: number) {
  return { ciLog: [low, high], ci: [Math.exp(low), Math.exp(high)] } as const;
}

/** β = R⁻¹ γ. */
function toBeta({ design }: EstimableProblem, parameters: Float64Array): Float64Array {
  const { p, toCoefficients } = design.basis;
  const beta = new Float64Array(p);
  for (let i = 0; i < p; i += 1) for (let j = i; j < p; j += 1) beta[i]! += toCoefficients[i * p + j]! * parameters[j]!;
  return beta;
}

/** R⁻¹ V R⁻ᵀ for the γ block of a q × q covariance. */
function toBetaCovariance({ design }: EstimableProblem, inverse: Float64Array, q: number): Float64Array {
  const { p, toCoefficients: r } = design.basis;
  const half = new Float64Array(p * p);
  const whole = new Float64Array(p * p);
  for (let i = 0; i < p; i += 1) {
    for (let k = 0; k < p; k += 1) {
      for (let j = i; j < p; j += 1) half[i * p + k]! += r[i * p + j]! * inverse[j * q + k]!;
    }
  }
  for (let i = 0; i < p; i += 1) {
    for (let k = 0; k < p; k += 1) {
      for (let j = k; j < p; j += 1) whole[i * p + k]! += half[i * p + j]! * r[k * p + j]!;
    }
  }
  return whole;
}

/**
 * The largest derivative in β (solving R⁻ᵀ g_β = g_γ) and in the logarithms of variance parameters; a column whose values
 * exceed 1 counts as scaled to a largest value of 1, so that units do not matter.
 */
function largestNaturalGradient({ rows, design }: EstimableProblem, gradient: Float64Array): number {
  const { p, toCoefficients } = design.basis;
  const columns = rows.names.length;
  const natural = Float64Array.from(gradient);
  for (let j = 0; j < p; j += 1) {
    for (let i = 0; i < j; i += 1) natural[j]! -= natural[i]! * toCoefficients[i * p + j]!;
    natural[j]! /= toCoefficients[j * p + j]!;
  }
  for (let j = 0; j < p; j += 1) {
    let scale = 1;
    for (let k = design.column[j]!; k < rows.values.length; k += columns) {
      scale = Math.max(scale, Math.abs(rows.values[k]!));
    }
    natural[j]! /= scale;
  }
  return largest(natural);
}

/** 1e-8, or what rounding alone makes of the sum of the largest terms of the gradient. */
function gradientLimit({ rows }: EstimableProblem): number {
  let sum = 0;
  for (const y of rows.y) sum += y + 1;
  return Math.max(1e-8, 64 * Number.EPSILON * sum);
}
