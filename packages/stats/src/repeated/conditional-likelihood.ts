// The likelihood of counts given the total of their stratum (multinomial), with exact gradient and Hessian.
import { logGamma } from '../distribution/log-gamma.js';
import type { ClusterOrder } from './cluster-input.js';
import type { EstimableDesign } from './estimable-design.js';
import type { Likelihood } from './newton-ascent.js';

/** The rows of strata that tell something: two rows or more, and a total above zero. */
export interface Strata {
  readonly strata: number;
  /** strata + 1 places in `row`. */
  readonly start: Int32Array;
  readonly row: Int32Array;
}

/** The informative strata of rows in the order of their strata. */
export function informativeStrata(y: Float64Array, { clusters, row, start }: ClusterOrder): Strata {
  const rows: number[] = [];
  const starts: number[] = [0];
  for (let c = 0; c < clusters; c += 1) {
    const members = row.subarray(start[c]!, start[c + 1]!);
    if (members.length < 2 || !members.some((i) => y[i]! > 0)) continue;
    rows.push(...members);
    starts.push(rows.length);
  }
  return { strata: starts.length - 1, start: Int32Array.from(starts), row: Int32Array.from(rows) };
}

/**
 * Each row of the design less that of its stratum's first row with a count above zero, which the likelihood does not
 * notice: a column that is constant within strata becomes 0, and separation looks as in a Poisson regression.
 */
export function withinStrata(strata: Strata, y: Float64Array, values: Float64Array, columns: number): Float64Array {
  const { row, start } = strata;
  const within = new Float64Array(row.length * columns);
  for (let s = 0; s < strata.strata; s += 1) {
    let reference = start[s]!;
    while (y[row[reference]!] === 0) reference += 1;
    for (let k = start[s]!; k < start[s + 1]!; k += 1) {
      for (let j = 0; j < columns; j += 1) {
        within[k * columns + j] = values[row[k]! * columns + j]! - values[row[reference]! * columns + j]!;
      }
    }
  }
  return within;
}

/** {@link Likelihood} with the fitted means of the strata's rows, given the totals, at the last point. */
export interface ConditionalLikelihood extends Likelihood {
  /** In the order of `Strata.row`; 0 where the mean ran to zero. */
  readonly fitted: Float64Array;
}

/** Counts, offsets and design of the rows of {@link Strata}, in its order. */
export interface ConditionalRows {
  readonly strata: Strata;
  readonly y: Float64Array;
  readonly offset: Float64Array;
  readonly design: EstimableDesign;
}

/** Σ ln Y! − Σ ln y! + Σ y ln π with π the softmax of offset + Qγ in each stratum. */
export function conditionalLikelihood({ strata, y, offset, design }: ConditionalRows): ConditionalLikelihood {
  const { p, basis } = design.basis;
  const gradient = new Float64Array(p);
  const information = new Float64Array(p * p);
  const fitted = new Float64Array(y.length);
  const place = new Int32Array(y.length).fill(-1);
  for (let at = 0; at < design.basis.n; at += 1) place[design.used?.[at] ?? at] = at;
  const eta = new Float64Array(y.length);
  const centre = new Float64Array(p);

  const evaluate = (gamma: Float64Array): number => {
    gradient.fill(0);
    information.fill(0);
    let logLik = 0;
    for (let s = 0; s < strata.strata; s += 1) {
      const from = strata.start[s]!;
      const to = strata.start[s + 1]!;
      let total = 0;
      let top = Number.NEGATIVE_INFINITY;
      for (let i = from; i < to; i += 1) {
        eta[i] = Number.NEGATIVE_INFINITY;
        if (place[i]! < 0) continue;
        eta[i] = offset[i]!;
        for (let j = 0; j < p; j += 1) eta[i]! += basis[place[i]! * p + j]! * gamma[j]!;
        if (eta[i]! > top) top = eta[i]!;
        total += y[i]!;
      }
      let sum = 0;
      for (let i = from; i < to; i += 1) sum += Math.exp(eta[i]! - top);
      const logSum = top + Math.log(sum);
      logLik += logGamma(total + 1);
      centre.fill(0);
      for (let i = from; i < to; i += 1) {
        fitted[i] = total * Math.exp(eta[i]! - logSum);
        if (place[i]! < 0) continue;
        logLik += y[i]! * (eta[i]! - logSum) - logGamma(y[i]! + 1);
        const row = place[i]! * p;
        for (let j = 0; j < p; j += 1) {
          const x = basis[row + j]!;
          gradient[j]! += (y[i]! - fitted[i]!) * x;
          centre[j]! += fitted[i]! * x;
          for (let k = 0; k <= j; k += 1) information[j * p + k]! += fitted[i]! * x * basis[row + k]!;
        }
      }
      for (let j = 0; j < p; j += 1) {
        for (let k = 0; k <= j; k += 1) information[j * p + k]! -= (centre[j]! * centre[k]!) / total;
      }
    }
    for (let j = 0; j < p; j += 1) for (let k = 0; k < j; k += 1) information[k * p + j] = information[j * p + k]!;
    return logLik;
  };
  return { size: p, coefficients: p, gradient, information, evaluate, fitted };
}
