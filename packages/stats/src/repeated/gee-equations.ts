// The estimating equations of a marginal model: residuals, score and information cluster by cluster.
import { type OrthogonalBasis, orthogonalBasis } from '../algebra/orthogonal-basis.js';
import { orderByCluster } from './cluster-input.js';
import type { GeeCorrelation, GeeFamily, GeeInput } from './gee-fit.js';
import {
  type CorrelationEstimate,
  correlationMatrix,
  inverseCorrelations,
  type PlacedRows,
} from './working-correlation.js';

/** Checked rows in the order of clusters and places, with the basis of the design in the same order. */
export interface GeeRows extends PlacedRows {
  readonly family: GeeFamily;
  readonly n: number;
  readonly y: Float64Array;
  readonly offset: Float64Array;
  readonly basis: OrthogonalBasis;
  /** Which places each cluster has: an index into `sets`. Only for ar1 and unstructured. */
  readonly set: Int32Array;
  readonly sets: readonly Int32Array[];
  /** Largest absolute value of each column of the design, at least 1. */
  readonly columnScale: Float64Array;
}

/** Sorts checked input. @throws RangeError when two rows of a cluster have the same place */
export function geeRows({ response, design, offset, cluster, order, family, correlation }: GeeInput): GeeRows {
  const n = design.rows;
  const columns = design.names.length;
  const sorted = orderByCluster(cluster, n);
  const { row, start, clusters } = sorted;
  const needsPlaces = correlation === 'ar1' || correlation === 'unstructured';
  const { place, places } = placesOf(order, sorted, needsPlaces);
  const values = new Float64Array(n * columns);
  const columnScale = new Float64Array(columns).fill(1);
  const y = new Float64Array(n);
  const offsets = new Float64Array(n);
  for (let i = 0; i < n; i += 1) {
    const from = row[i]!;
    y[i] = response[from]!;
    if (offset !== undefined) offsets[i] = offset[from]!;
    for (let j = 0; j < columns; j += 1) {
      const x = design.values[from * columns + j]!;
      values[i * columns + j] = x;
      if (Math.abs(x) > columnScale[j]!) columnScale[j] = Math.abs(x);
    }
  }
  let pairs = 0;
  for (let c = 0; c < clusters; c += 1) pairs += 0.5 * (start[c + 1]! - start[c]!) * (start[c + 1]! - start[c]! - 1);
  const { set, sets } = needsPlaces ? placeSets(place, start, clusters) : { set: new Int32Array(0), sets: [] };
  const basis = orthogonalBasis(values, n, columns);
  return { family, n, y, offset: offsets, basis, clusters, start, place, places, pairs, set, sets, columnScale };
}

/** Places from the order's distinct values where they matter, or else from the rows; sorts `row` within clusters. */
function placesOf(
  order: ArrayLike<number> | undefined,
  { row, start, clusters }: { readonly row: Int32Array; readonly start: Int32Array; readonly clusters: number },
  needsPlaces: boolean,
): { readonly place: Int32Array; readonly places: number } {
  const place = new Int32Array(row.length);
  let places = 0;
  if (order === undefined || !needsPlaces) {
    for (let c = 0; c < clusters; c += 1) {
      for (let i = start[c]!; i < start[c + 1]!; i += 1) place[i] = i - start[c]!;
      places = Math.max(places, start[c + 1]! - start[c]!);
    }
    return { place, places };
  }
  const values = [...new Set(Array.from(order))].sort((a, b) => a - b);
  const rank = new Map(values.map((value, at) => [value, at] as const));
  for (let c = 0; c < clusters; c += 1) {
    row.subarray(start[c]!, start[c + 1]!).sort((a, b) => order[a]! - order[b]!);
    for (let i = start[c]!; i < start[c + 1]!; i += 1) {
      place[i] = rank.get(order[row[i]!]!)!;
      if (i > start[c]! && place[i] === place[i - 1]) {
        throw new RangeError(
          `Rows ${row[i - 1]! + 1} and ${row[i]! + 1} of a cluster have the same place ${order[row[i]!]}.`,
        );
      }
    }
  }
  return { place, places: values.length };
}

function placeSets(place: Int32Array, start: Int32Array, clusters: number) {
  const known = new Map<string, number>();
  const sets: Int32Array[] = [];
  const set = new Int32Array(clusters);
  for (let c = 0; c < clusters; c += 1) {
    const own = place.subarray(start[c]!, start[c + 1]!);
    const key = own.join(' ');
    if (!known.has(key)) {
      known.set(key, sets.length);
      sets.push(own);
    }
    set[c] = known.get(key)!;
  }
  return { set, sets };
}

/** Room for one evaluation of the equations. */
export interface GeeState {
  readonly gamma: Float64Array;
  /** (y − μ) / √v and √v by row. */
  readonly residual: Float64Array;
  readonly spread: Float64Array;
  /** Σ Zᵀ R⁻¹ r with Z = √v x; p values. */
  readonly score: Float64Array;
  /** Σ Zᵀ R⁻¹ Z, p × p. */
  readonly information: Float64Array;
  readonly part: ClusterPart;
}

/** The score and information of one cluster. */
export interface ClusterPart {
  readonly score: Float64Array;
  readonly information: Float64Array;
}

/** An empty state at γ. */
export function geeState({ n, basis: { p } }: GeeRows, gamma: Float64Array): GeeState {
  return {
    gamma,
    residual: new Float64Array(n),
    spread: new Float64Array(n),
    score: new Float64Array(p),
    information: new Float64Array(p * p),
    part: { score: new Float64Array(p), information: new Float64Array(p * p) },
  };
}

/** Fills residuals and spreads at γ. */
export function setResiduals({ n, y, offset, basis: { p, basis }, family }: GeeRows, state: GeeState): void {
  const { gamma, residual, spread } = state;
  for (let i = 0; i < n; i += 1) {
    let eta = offset[i]!;
    for (let j = 0; j < p; j += 1) eta += basis[i * p + j]! * gamma[j]!;
    let mu = eta;
    let root = 1;
    if (family === 'poisson') {
      root = Math.exp(0.5 * eta);
      mu = root * root;
    } else if (family === 'binomial') {
      const e = Math.exp(-Math.abs(eta));
      mu = eta > 0 ? 1 / (1 + e) : e / (1 + e);
      root = Math.sqrt(e) / (1 + e);
    }
    spread[i] = root;
    residual[i] = (y[i]! - mu) / root;
  }
}

/** The correlation at which the equations are evaluated. */
export interface EquationOptions {
  readonly correlation: GeeCorrelation;
  readonly value: CorrelationEstimate;
  /** Leave the information as it is; near the solution it hardly changes. Compound correlations only. */
  readonly keepsInformation?: boolean;
}

/** Fills score and information; `each` sees every cluster's own part. False when a correlation is not definite. */
export function setEquations(
  rows: GeeRows,
  state: GeeState,
  estimate: EquationOptions,
  each?: (part: ClusterPart) => void,
): boolean {
  const { clusters, start, basis, places, sets, set } = rows;
  const { p } = basis;
  const { score, information, part } = state;
  const { correlation, value } = estimate;
  const isCompound = correlation === 'independence' || correlation === 'exchangeable';
  const inverses = isCompound ? [] : inverseCorrelations(correlationMatrix(correlation, value, places), places, sets);
  if (inverses === undefined) return false;
  const { alpha } = value;
  const keeps = isCompound && estimate.keepsInformation === true;
  score.fill(0);
  if (!keeps) information.fill(0);
  const sums = new Float64Array(p);
  for (let c = 0; c < clusters; c += 1) {
    if (each !== undefined) {
      part.score.fill(0);
      part.information.fill(0);
    }
    const into = each === undefined ? state : part;
    if (isCompound) {
      const m = start[c + 1]! - start[c]!;
      if (!(alpha < 1 && 1 + (m - 1) * alpha > 0)) return false;
      addCompound(rows, state, { c, own: 1 / (1 - alpha), shared: alpha / (1 + (m - 1) * alpha), sums, keeps }, into);
    } else addDense(rows, state, { c, inverse: inverses[set[c]!]!, sums }, into);
    if (each !== undefined) {
      each(part);
      for (let j = 0; j < p; j += 1) score[j]! += part.score[j]!;
      for (let k = 0; k < p * p; k += 1) information[k]! += part.information[k]!;
    }
  }
  for (let j = 0; j < p; j += 1) for (let k = 0; k < j; k += 1) information[k * p + j] = information[j * p + k]!;
  return true;
}

/** R⁻¹ = own (I − shared J). */
function addCompound(
  { start, basis: { p, basis } }: GeeRows,
  { residual, spread }: GeeState,
  {
    c,
    own,
    shared,
    sums,
    keeps,
  }: {
    readonly c: number;
    readonly own: number;
    readonly shared: number;
    readonly sums: Float64Array;
    readonly keeps: boolean;
  },
  { score, information }: ClusterPart,
): void {
  const from = start[c]!;
  const to = start[c + 1]!;
  let sum = 0;
  for (let i = from; i < to; i += 1) sum += residual[i]!;
  const centre = shared * sum;
  // Column by column, so that the sums stay in registers.
  for (let j = 0; j < p; j += 1) {
    let pull = 0;
    let all = 0;
    for (let i = from, at = from * p + j; i < to; i += 1, at += p) {
      const ux = spread[i]! * basis[at]!;
      pull += ux * (residual[i]! - centre);
      all += ux;
    }
    score[j]! += own * pull;
    sums[j] = all;
    if (keeps) continue;
    for (let k = 0; k <= j; k += 1) {
      let squares = 0;
      for (let i = from, row = from * p; i < to; i += 1, row += p) {
        squares += spread[i]! * spread[i]! * basis[row + j]! * basis[row + k]!;
      }
      information[j * p + k]! += own * squares;
    }
  }
  const factor = own * shared;
  if (keeps || factor === 0) return;
  for (let j = 0; j < p; j += 1) {
    for (let k = 0; k <= j; k += 1) information[j * p + k]! -= factor * sums[j]! * sums[k]!;
  }
}

/** With R⁻¹ in full. */
function addDense(
  { start, basis: { p, basis } }: GeeRows,
  { residual, spread }: GeeState,
  { c, inverse, sums }: { readonly c: number; readonly inverse: Float64Array; readonly sums: Float64Array },
  { score, information }: ClusterPart,
): void {
  const from = start[c]!;
  const m = start[c + 1]! - from;
  for (let a = 0; a < m; a += 1) {
    let pull = 0;
    sums.fill(0);
    for (let b = 0; b < m; b += 1) {
      const weight = inverse[a * m + b]!;
      pull += weight * residual[from + b]!;
      const wu = weight * spread[from + b]!;
      for (let j = 0; j < p; j += 1) sums[j]! += wu * basis[(from + b) * p + j]!;
    }
    const u = spread[from + a]!;
    for (let j = 0; j < p; j += 1) {
      const ux = u * basis[(from + a) * p + j]!;
      score[j]! += pull * ux;
      for (let k = 0; k <= j; k += 1) information[j * p + k]! += ux * sums[k]!;
    }
  }
}
