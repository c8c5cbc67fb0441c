// Working correlations: their estimates from Pearson residuals, and their inverses for the places that a cluster has.
import { invertPositiveDefinite } from '../algebra/cholesky.js';
import type { GeeCorrelation, GeeMoments } from './gee-fit.js';

/** Rows in the order of clusters and of places within. */
export interface PlacedRows {
  readonly clusters: number;
  readonly start: Int32Array;
  /** 0, 1, … for each row; rising within a cluster. */
  readonly place: Int32Array;
  readonly places: number;
  /** Pairs of rows of the same cluster. */
  readonly pairs: number;
}

/** A correlation as estimated. `alpha` for exchangeable and ar1, places × places `matrix` for unstructured. */
export interface CorrelationEstimate {
  readonly scale: number;
  readonly alpha: number;
  readonly matrix: Float64Array | undefined;
}

/** How residuals become an estimate. */
export interface MomentRule {
  readonly correlation: GeeCorrelation;
  readonly moments: GeeMoments;
  /** Coefficients. */
  readonly p: number;
}

/** Scale and correlation from Pearson residuals, see {@link GeeMoments}. */
export function estimateCorrelation(rows: PlacedRows, residual: Float64Array, rule: MomentRule): CorrelationEstimate {
  const { correlation, moments, p } = rule;
  const n = residual.length;
  let squares = 0;
  for (let i = 0; i < n; i += 1) squares += residual[i]! * residual[i]!;
  const scale = squares / (moments === 'geepack' ? n : n - p);
  if (correlation === 'independence' || rows.pairs === 0 || !(scale > 0)) return { scale, alpha: 0, matrix: undefined };
  if (correlation === 'exchangeable') {
    const pairs = moments === 'geepack' ? rows.pairs : Math.max(0, rows.pairs - p);
    return { scale, alpha: pairProducts(rows, residual) / scale / pairs, matrix: undefined };
  }
  if (moments === 'liang-zeger') return clusterMeans(rows, residual, { scale, correlation });
  return correlation === 'ar1'
    ? { scale, alpha: powerOfLag(rows, residual, scale), matrix: undefined }
    : { scale, alpha: 0, matrix: pairMeans(rows, residual, scale) };
}

/** Σ over clusters of Σ_{j<k} r_j r_k = ((Σ r)² − Σ r²) / 2. */
function pairProducts({ clusters, start }: PlacedRows, residual: Float64Array): number {
  let products = 0;
  for (let c = 0; c < clusters; c += 1) {
    let sum = 0;
    let squares = 0;
    for (let i = start[c]!; i < start[c + 1]!; i += 1) {
      sum += residual[i]!;
      squares += residual[i]! * residual[i]!;
    }
    products += 0.5 * (sum * sum - squares);
  }
  return products;
}

/** The α in (−1, 1) with the least Σ (r_j r_k / φ − α^lag)² over all pairs; where it has none inside, ±1. */
function powerOfLag({ clusters, start, place, places }: PlacedRows, residual: Float64Array, scale: number): number {
  const products = new Float64Array(places);
  const pairs = new Float64Array(places);
  for (let c = 0; c < clusters; c += 1) {
    for (let i = start[c]!; i < start[c + 1]!; i += 1) {
      for (let k = i + 1; k < start[c + 1]!; k += 1) {
        products[place[k]! - place[i]!]! += (residual[i]! * residual[k]!) / scale;
        pairs[place[k]! - place[i]!]! += 1;
      }
    }
  }
  const slope = (alpha: number): number => {
    let sum = 0;
    let power = 1;
    for (let lag = 1; lag < places; lag += 1) {
      sum += lag * power * (pairs[lag]! * power * alpha - products[lag]!);
      power *= alpha;
    }
    return sum;
  };
  const loss = (alpha: number): number => {
    let sum = 0;
    let power = 1;
    for (let lag = 1; lag < places; lag += 1) {
      power *= alpha;
      sum += power * (0.5 * pairs[lag]! * power - products[lag]!);
    }
    return sum;
  };
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let k = -50; k <= 50; k += 1) {
    const value = loss(k / 50);
    if (value < least) {
      best = k / 50;
      least = value;
    }
  }
  let low = Math.max(-1, best - 0.02);
  let high = Math.min(1, best + 0.02);
  if (slope(low) > 0) return low;
  if (slope(high) < 0) return high;
  for (let k = 0; k < 60 && high - low > 1e-16; k += 1) {
    const middle = 0.5 * (low + high);
    if (slope(middle) > 0) high = middle;
    else low = middle;
  }
  return 0.5 * (low + high);
}

/** The mean of r_j r_k / φ over the clusters that have both places; 0 where none has. */
function pairMeans(
  { clusters, start, place, places }: PlacedRows,
  residual: Float64Array,
  scale: number,
): Float64Array {
  const sums = new Float64Array(places * places);
  const pairs = new Float64Array(places * places);
  for (let c = 0; c < clusters; c += 1) {
    for (let i = start[c]!; i < start[c + 1]!; i += 1) {
      for (let k = i + 1; k < start[c + 1]!; k += 1) {
        const at = place[i]! * places + place[k]!;
        sums[at]! += (residual[i]! * residual[k]!) / scale;
        pairs[at]! += 1;
      }
    }
  }
  return symmetric(places, (at) => (pairs[at]! > 0 ? sums[at]! / pairs[at]! : 0));
}

/** The gee package's own: every cluster counts the same, clusters of one row tell of the scale alone. */
function clusterMeans(
  { clusters, start, place, places }: PlacedRows,
  residual: Float64Array,
  { scale, correlation }: { readonly scale: number; readonly correlation: GeeCorrelation },
): CorrelationEstimate {
  const sums = new Float64Array(places * places);
  let neighbours = 0;
  let square = 0;
  let several = 0;
  for (let c = 0; c < clusters; c += 1) {
    const from = start[c]!;
    const to = start[c + 1]!;
    const rows = to - from;
    let squares = 0;
    let products = 0;
    for (let i = from; i < to; i += 1) {
      squares += residual[i]! * residual[i]!;
      if (i + 1 < to) products += residual[i]! * residual[i + 1]!;
      for (let k = i + 1; k < to; k += 1) sums[place[i]! * places + place[k]!]! += residual[i]! * residual[k]!;
    }
    square += squares / rows / clusters;
    if (rows > 1) {
      several += 1;
      neighbours += products / (rows - 1);
    }
  }
  if (correlation === 'ar1') return { scale, alpha: neighbours / several / square, matrix: undefined };
  return { scale, alpha: 0, matrix: symmetric(places, (at) => sums[at]! / several / square) };
}

/** Ones on the diagonal, `upper(j × places + k)` for j < k on both sides. */
function symmetric(places: number, upper: (at: number) => number): Float64Array {
  const matrix = new Float64Array(places * places);
  for (let j = 0; j < places; j += 1) {
    matrix[j * places + j] = 1;
    for (let k = j + 1; k < places; k += 1) {
      matrix[j * places + k] = upper(j * places + k);
      matrix[k * places + j] = matrix[j * places + k]!;
    }
  }
  return matrix;
}

/** The whole correlation matrix of `places` places. */
export function correlationMatrix(
  correlation: GeeCorrelation,
  { alpha, matrix }: CorrelationEstimate,
  places: number,
): Float64Array {
  if (matrix !== undefined) return matrix;
  return symmetric(places, (at) => {
    const lag = (at % places) - Math.floor(at / places);
    return correlation === 'ar1' ? alpha ** lag : alpha;
  });
}

/** Inverses of the correlations of the places in `sets`; undefined when one is not positive definite. */
export function inverseCorrelations(
  whole: Float64Array,
  places: number,
  sets: readonly Int32Array[],
): readonly Float64Array[] | undefined {
  const inverses: Float64Array[] = [];
  for (const set of sets) {
    const m = set.length;
    const part = new Float64Array(m * m);
    for (let i = 0; i < m; i += 1) for (let k = 0; k < m; k += 1) part[i * m + k] = whole[set[i]! * places + set[k]!]!;
    const inverse = invertPositiveDefinite(part, m);
    if (inverse === undefined) return undefined;
    inverses.push(inverse);
  }
  return inverses;
}
