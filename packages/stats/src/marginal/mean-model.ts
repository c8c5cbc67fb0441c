// A regression of any family as marginal means and standardisation need it: coefficients, covariance, scores, predictions.
import { invertPositiveDefinite } from '../algebra/cholesky.js';
import { fitLogistic, fitPoissonGlm } from '../glm/fit-glm.js';
import type { RobustKind } from '../glm/sandwich.js';
import { fitLinear } from '../linear/fit-linear.js';
import type { DataFrame } from '../model/data-frame.js';
import { type ModelMatrix, modelMatrix, valuesAt } from '../model/model-matrix.js';
import { fitNbGlm } from '../regression/fit-nb-glm.js';

/** The families whose means can be standardised. */
export type MeanFamily = 'linear' | 'logistic' | 'poisson' | 'negative-binomial';

/** A regression named by its parts. */
export interface MeanModel {
  readonly family: MeanFamily;
  /** Column or expression of the response. */
  readonly response: string;
  readonly terms: readonly string[];
  /** Expression of the offset, such as `log(weeks)`. */
  readonly offset?: string;
}

/** Which covariance of the coefficients: from the (expected) information, or a sandwich. */
export type CovarianceKind = 'model' | RobustKind;

/** A fitted {@link MeanModel}. */
export interface FittedMean {
  readonly family: MeanFamily;
  readonly design: ModelMatrix;
  /** Columns of the design that have a finite coefficient. */
  readonly columns: readonly number[];
  readonly beta: Float64Array;
  /** p × p over `columns`. */
  readonly covariance: Float64Array;
  /** Scores of the rows, n × p, scaled by leverage as the kind of covariance asks. */
  readonly scores: Float64Array;
  /** Inverse of the information that belongs to `scores`. */
  readonly bread: Float64Array;
  /** Residual degrees of freedom of a linear model; ∞ otherwise. */
  readonly df: number;
  readonly converged: boolean;
  readonly aliased: readonly string[];
  readonly divergentTerms: readonly string[];
}

/**
 * Fits the model to the complete rows of a table.
 * @throws RangeError as the family's own fit
 */
export function fitMeanModel(data: DataFrame, model: MeanModel, kind: CovarianceKind): FittedMean {
  const { family, response, terms, offset } = model;
  const design = modelMatrix(terms, data, { required: offset === undefined ? [response] : [response, offset] });
  const y = valuesAt(response, data, design.rowIndex);
  const input = {
    response: y,
    design,
    ...(offset === undefined ? {} : { offset: valuesAt(offset, data, design.rowIndex) }),
  };
  const fit = fitFamily(family, input);
  const columns = design.names.flatMap((name, column) =>
    Number.isFinite(fit.coefficients[name] ?? Number.NaN) ? [column] : [],
  );
  const p = columns.length;
  const beta = Float64Array.from(columns, (column) => fit.coefficients[design.names[column]!]!);
  const x = new Float64Array(design.rows * p);
  for (let i = 0; i < design.rows; i += 1) {
    columns.forEach((column, j) => {
      x[i * p + j] = design.values[i * design.names.length + column]!;
    });
  }
  const eta = Float64Array.from(y, (_, i) => {
    let sum = input.offset?.[i] ?? 0;
    for (let j = 0; j < p; j += 1) sum += x[i * p + j]! * beta[j]!;
    return sum;
  });
  const weight = eta.map((value) => weightAt(family, value, fit.theta));
  const slope = eta.map((value, i) => slopeAt(family, { y: y[i]!, eta: value, theta: fit.theta }));
  const bread = fit.converged ? invertPositiveDefinite(crossProducts(x, weight, p), p) : undefined;
  const base = {
    family,
    design,
    columns,
    beta,
    df: fit.df,
    aliased: fit.aliased,
    divergentTerms: fit.divergentTerms,
  };
  if (bread === undefined) {
    const nothing = new Float64Array(0);
    return { ...base, covariance: nothing, scores: nothing, bread: nothing, converged: false };
  }
  const scale = scalesOf(kind, { x, weight, bread, p });
  const scores = new Float64Array(design.rows * p);
  for (let i = 0; i < design.rows; i += 1) {
    for (let j = 0; j < p; j += 1) scores[i * p + j] = slope[i]! * scale[i]! * x[i * p + j]!;
  }
  const covariance =
    kind === 'model' ? bread.map((v) => v * fit.variance) : sandwichOf(bread, crossProducts(scores, undefined, p), p);
  return { ...base, covariance, scores, bread, converged: covariance.every(Number.isFinite) };
}

/** Mean and its slope in the linear predictor. */
export function meanOf(family: MeanFamily, eta: number): { readonly mean: number; readonly slope: number } {
  if (family === 'linear') return { mean: eta, slope: 1 };
  if (family !== 'logistic') return { mean: Math.exp(eta), slope: Math.exp(eta) };
  const small = Math.exp(-Math.abs(eta));
  return { mean: eta >= 0 ? 1 / (1 + small) : small / (1 + small), slope: small / ((1 + small) * (1 + small)) };
}

function fitFamily(family: MeanFamily, input: Parameters<typeof fitLinear>[0]) {
  const common = { theta: Number.POSITIVE_INFINITY, df: Number.POSITIVE_INFINITY, variance: 1 };
  switch (family) {
    case 'linear': {
      const fit = fitLinear(input);
      return { ...common, ...fit, divergentTerms: [], df: fit.df, variance: fit.sigma * fit.sigma };
    }
    case 'logistic':
      return { ...fitLogistic(input), ...common };
    case 'poisson':
      return { ...fitPoissonGlm(input), ...common };
    case 'negative-binomial':
      return { ...common, ...fitNbGlm({ ...input, detail: 'core' }), df: Number.POSITIVE_INFINITY };
  }
}

function weightAt(family: MeanFamily, eta: number, theta: number): number {
  const { mean, slope } = meanOf(family, eta);
  return family === 'negative-binomial' ? mean / (1 + mean / theta) : slope;
}

function slopeAt(family: MeanFamily, { y, eta, theta }: { y: number; eta: number; theta: number }): number {
  const { mean } = meanOf(family, eta);
  return family === 'negative-binomial' ? (y - mean) / (1 + mean / theta) : y - mean;
}

/** What each kind of sandwich multiplies a row's score with. NaN where a leverage is 1. */
function scalesOf(
  kind: CovarianceKind,
  { x, weight, bread, p }: { x: Float64Array; weight: Float64Array; bread: Float64Array; p: number },
): Float64Array {
  const n = weight.length;
  if (kind === 'model' || kind === 'HC0') return new Float64Array(n).fill(1);
  if (kind === 'HC1') return new Float64Array(n).fill(n > p ? Math.sqrt(n / (n - p)) : Number.NaN);
  return weight.map((w, i) => {
    let form = 0;
    for (let j = 0; j < p; j += 1) {
      for (let k = 0; k < p; k += 1) form += x[i * p + j]! * bread[j * p + k]! * x[i * p + k]!;
    }
    const rest = 1 - w * form;
    if (!(rest > 1e-10)) return Number.NaN;
    return kind === 'HC2' ? 1 / Math.sqrt(rest) : 1 / rest;
  });
}

/** Xᵀ diag(weight) X. */
function crossProducts(x: Float64Array, weight: Float64Array | undefined, p: number): Float64Array {
  const sum = new Float64Array(p * p);
  for (let i = 0; i * p < x.length; i += 1) {
    for (let j = 0; j < p; j += 1) {
      const wx = (weight?.[i] ?? 1) * x[i * p + j]!;
      for (let k = 0; k < p; k += 1) sum[j * p + k] = sum[j * p + k]! + wx * x[i * p + k]!;
    }
  }
  return sum;
}

function sandwichOf(bread: Float64Array, meat: Float64Array, p: number): Float64Array {
  const result = new Float64Array(p * p);
  for (let i = 0; i < p; i += 1) {
    for (let j = 0; j < p; j += 1) {
      let sum = 0;
      for (let k = 0; k < p; k += 1) {
        for (let l = 0; l < p; l += 1) sum += bread[i * p + k]! * meat[k * p + l]! * bread[l * p + j]!;
      }
      result[i * p + j] = sum;
    }
  }
  return result;
}
