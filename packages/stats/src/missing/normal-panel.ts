// Draws the parameters of a multivariate normal regression with missing responses from their posterior distribution.
import { factorCholesky, invertPositiveDefinite } from '../algebra/cholesky.js';
import type { RandomSource } from '../random/random-source.js';
import {
  type ConditionalNormal,
  conditionalNormal,
  drawInverseWishart,
  drawMissing,
  drawNormal,
} from './multivariate-draw.js';

/** Responses at the visits of a block of rows that share their coefficients and covariance. */
export interface NormalPanel {
  readonly n: number;
  readonly visits: number;
  /** n × visits, row by row; NaN is missing. */
  readonly responses: Float64Array;
  /** Columns of the design. */
  readonly q: number;
  /** n × q. */
  readonly design: Float64Array;
}

/** One draw: the coefficients (q × visits) and the covariance (visits × visits). */
export interface NormalParameters {
  readonly coefficients: Float64Array;
  readonly covariance: Float64Array;
}

/** True when every row's missing responses are its last ones. */
export function isMonotone({ n, visits, responses }: NormalPanel): boolean {
  for (let i = 0; i < n; i += 1) {
    let hasEnded = false;
    for (let j = 0; j < visits; j += 1) {
      const isMissing = Number.isNaN(responses[i * visits + j]!);
      if (hasEnded && !isMissing) return false;
      hasEnded ||= isMissing;
    }
  }
  return true;
}

/**
 * One independent draw for monotone missingness: at each visit the regression on the design and all earlier responses, with
 * σ² from SSE/χ² and the coefficients normal given σ² (the prior 1/σ² of each regression). Undefined when a regression has no
 * residual degrees of freedom or is singular.
 * @see Rubin (1987), section 5.3; Schafer (1997), section 6.5; PROC MI MONOTONE REGRESSION
 */
export function drawMonotone(panel: NormalPanel, random: RandomSource): NormalParameters | undefined {
  const { n, visits, responses, q, design } = panel;
  const coefficients = new Float64Array(q * visits);
  const covariance = new Float64Array(visits * visits);
  for (let j = 0; j < visits; j += 1) {
    const rows = Array.from({ length: n }, (_, i) => i).filter((i) => !Number.isNaN(responses[i * visits + j]!));
    const k = q + j;
    const x = new Float64Array(rows.length * k);
    const y = new Float64Array(rows.length);
    rows.forEach((row, i) => {
      for (let c = 0; c < q; c += 1) x[i * k + c] = design[row * q + c]!;
      for (let c = 0; c < j; c += 1) x[i * k + q + c] = responses[row * visits + c]!;
      y[i] = responses[row * visits + j]!;
    });
    const fit = leastSquares(x, y, k);
    if (fit === undefined || rows.length <= k) return undefined;
    const variance = fit.sse / random.gamma((rows.length - k) / 2, 2);
    const noise = drawNormal(fit.factor, k, random);
    const drawn = fit.estimate.map((value, c) => value + Math.sqrt(variance) * noise[c]!);
    // From the regression on earlier responses to the marginal mean and covariance.
    for (let c = 0; c < q; c += 1) {
      let sum = drawn[c]!;
      for (let e = 0; e < j; e += 1) sum += drawn[q + e]! * coefficients[c * visits + e]!;
      coefficients[c * visits + j] = sum;
    }
    let own = variance;
    for (let e = 0; e < j; e += 1) {
      let cross = 0;
      for (let f = 0; f < j; f += 1) cross += drawn[q + f]! * covariance[f * visits + e]!;
      covariance[j * visits + e] = cross;
      covariance[e * visits + j] = cross;
      own += cross * drawn[q + e]!;
    }
    covariance[j * visits + j] = own;
  }
  return { coefficients, covariance };
}

/** A Markov chain of data augmentation; each call of `next` makes `steps` rounds and gives the last draw. */
export interface AugmentationChain {
  readonly next: (steps: number) => NormalParameters | undefined;
}

/**
 * Data augmentation for any pattern: the missing responses given the parameters, then the covariance (inverse Wishart with
 * n − q degrees of freedom, Jeffreys' prior) and the coefficients (matrix normal) given the completed responses. Undefined when
 * the design is singular or n − q is below the number of visits.
 * @see Schafer (1997), section 5.4; PROC MI MCMC
 */
export function augmentationChain(panel: NormalPanel, random: RandomSource): AugmentationChain | undefined {
  const { n, visits, q, design } = panel;
  const cross = crossProduct(design, n, q);
  const inverse = invertPositiveDefinite(cross, q);
  const designRoot = new Float64Array(q * q);
  if (inverse === undefined || n - q < visits || !factorCholesky(inverse, q, designRoot)) return undefined;
  const start = startValues(panel);
  if (start === undefined) return undefined;
  const completed = Float64Array.from(panel.responses);
  const patterns = patternsOf(panel);
  const mean = new Float64Array(visits);
  let parameters: NormalParameters = start;

  const impute = (): boolean => {
    for (const { missing, rows } of patterns) {
      const conditional: ConditionalNormal | undefined = conditionalNormal(parameters.covariance, visits, missing);
      if (conditional === undefined) return false;
      for (const row of rows) {
        meanAt(parameters, design.subarray(row * q, row * q + q), mean);
        drawMissing(conditional, { values: completed, offset: row * visits, mean, random });
      }
    }
    return true;
  };
  const drawParameters = (): NormalParameters | undefined => {
    const estimate = new Float64Array(q * visits);
    for (let c = 0; c < q; c += 1) {
      for (let i = 0; i < n; i += 1) {
        let weight = 0;
        for (let e = 0; e < q; e += 1) weight += inverse[c * q + e]! * design[i * q + e]!;
        for (let j = 0; j < visits; j += 1) estimate[c * visits + j]! += weight * completed[i * visits + j]!;
      }
    }
    const scatter = residualScatter(panel, completed, estimate);
    const covariance = drawInverseWishart(scatter, visits, { df: n - q, random });
    const root = new Float64Array(visits * visits);
    if (covariance === undefined || !factorCholesky(covariance, visits, root)) return undefined;
    const rows = Array.from({ length: q }, () => drawNormal(root, visits, random));
    const coefficients = estimate.map((value, at) => {
      const c = Math.floor(at / visits);
      let sum = value;
      for (let e = 0; e <= c; e += 1) sum += designRoot[c * q + e]! * rows[e]![at % visits]!;
      return sum;
    });
    return { coefficients, covariance };
  };
  return {
    next: (steps) => {
      for (let step = 0; step < steps; step += 1) {
        if (!impute()) return undefined;
        const drawn = drawParameters();
        if (drawn === undefined) return undefined;
        parameters = drawn;
      }
      return parameters;
    },
  };
}

/** xᵀB into `mean`. */
export function meanAt({ coefficients }: NormalParameters, x: ArrayLike<number>, mean: Float64Array): void {
  const visits = mean.length;
  mean.fill(0);
  for (let c = 0; c < x.length; c += 1) {
    for (let j = 0; j < visits; j += 1) mean[j]! += x[c]! * coefficients[c * visits + j]!;
  }
}

/** Each visit's regression on the design among the rows that have it; no correlation. */
function startValues({ n, visits, responses, q, design }: NormalPanel): NormalParameters | undefined {
  const coefficients = new Float64Array(q * visits);
  const covariance = new Float64Array(visits * visits);
  for (let j = 0; j < visits; j += 1) {
    const rows = Array.from({ length: n }, (_, i) => i).filter((i) => !Number.isNaN(responses[i * visits + j]!));
    const x = Float64Array.from(
      { length: rows.length * q },
      (_, at) => design[rows[Math.floor(at / q)]! * q + (at % q)]!,
    );
    const fit = leastSquares(
      x,
      Float64Array.from(rows, (row) => responses[row * visits + j]!),
      q,
    );
    if (fit === undefined || rows.length <= q || !(fit.sse > 0)) return undefined;
    for (let c = 0; c < q; c += 1) coefficients[c * visits + j] = fit.estimate[c]!;
    covariance[j * visits + j] = fit.sse / (rows.length - q);
  }
  return { coefficients, covariance };
}

function leastSquares(
  x: Float64Array,
  y: Float64Array,
  k: number,
): { readonly estimate: Float64Array; readonly sse: number; readonly factor: Float64Array } | undefined {
  const n = y.length;
  const inverse = invertPositiveDefinite(crossProduct(x, n, k), k);
  const factor = new Float64Array(k * k);
  if (inverse === undefined || !factorCholesky(inverse, k, factor)) return undefined;
  const moment = new Float64Array(k);
  for (let i = 0; i < n; i += 1) for (let c = 0; c < k; c += 1) moment[c]! += x[i * k + c]! * y[i]!;
  const estimate = moment.map((_, c) => {
    let sum = 0;
    for (let e = 0; e < k; e += 1) sum += inverse[c * k + e]! * moment[e]!;
    return sum;
  });
  let sse = 0;
  for (let i = 0; i < n; i += 1) {
    let residual = y[i]!;
    for (let c = 0; c < k; c += 1) residual -= x[i * k + c]! * estimate[c]!;
    sse += residual * residual;
  }
  return { estimate, sse, factor };
}

function residualScatter({ n, visits, q, design }: NormalPanel, completed: Float64Array, estimate: Float64Array) {
  const scatter = new Float64Array(visits * visits);
  const residual = new Float64Array(visits);
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j < visits; j += 1) {
      let value = completed[i * visits + j]!;
      for (let c = 0; c < q; c += 1) value -= design[i * q + c]! * estimate[c * visits + j]!;
      residual[j] = value;
    }
    for (let j = 0; j < visits; j += 1) {
      for (let k = 0; k < visits; k += 1) scatter[j * visits + k]! += residual[j]! * residual[k]!;
    }
  }
  return scatter;
}

function patternsOf({ n, visits, responses }: NormalPanel) {
  const patterns = new Map<string, { readonly missing: readonly number[]; readonly rows: number[] }>();
  for (let i = 0; i < n; i += 1) {
    const missing = Array.from({ length: visits }, (_, j) => j).filter((j) => Number.isNaN(responses[i * visits + j]!));
    if (missing.length === 0) continue;
    const key = missing.join();
    if (!patterns.has(key)) patterns.set(key, { missing, rows: [] });
    patterns.get(key)!.rows.push(i);
  }
  return [...patterns.values()];
}

function crossProduct(x: Float64Array, n: number, k: number): Float64Array {
  const product = new Float64Array(k * k);
  for (let i = 0; i < n; i += 1) {
    for (let a = 0; a < k; a += 1) {
      for (let b = 0; b < k; b += 1) product[a * k + b]! += x[i * k + a]! * x[i * k + b]!;
    }
  }
  return product;
}
