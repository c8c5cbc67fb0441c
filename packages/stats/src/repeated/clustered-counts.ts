// Counts in the order of their clusters, with rows of a cluster that have the same mean gathered.
import type { ClusterOrder } from './cluster-input.js';
import type { EstimableDesign } from './estimable-design.js';
import { type RisingSums, risingFactorial, sumLogFactorial } from './rising-factorial.js';

/** Groups of rows (same cluster, design and offset), cluster after cluster; sufficient for the likelihood given θ. */
export interface ClusteredCounts {
  readonly clusters: number;
  /** clusters + 1 places: the groups of cluster c are start[c] to start[c + 1] − 1. */
  readonly start: Int32Array;
  readonly p: number;
  /** groups × p. */
  readonly basis: Float64Array;
  readonly offset: Float64Array;
  /** Rows in each group. */
  readonly size: Float64Array;
  /** Sum of the counts of each group. */
  readonly total: Float64Array;
  /** Rows in all. */
  readonly rows: number;
  /** Σ y (y − 1) / 2 over the rows. */
  readonly pairs: number;
  readonly rising: (theta: number) => RisingSums;
  readonly sumLogFactorial: number;
}

/** The parts of {@link clusteredCounts}. */
export interface ClusteredParts {
  readonly y: Float64Array;
  readonly offset: Float64Array;
  readonly design: EstimableDesign;
  readonly order: ClusterOrder;
}

/** How many groups of a cluster a row is compared with; a larger cluster is merely gathered less. */
const LOOK_BACK = 12;

/** Gathers the used rows; clusters without any are left out. */
export function clusteredCounts({ y, offset, design, order }: ClusteredParts): ClusteredCounts {
  const { basis, used } = design;
  const { p, n } = basis;
  const place = placesOf(used, y.length);
  const counts = used === undefined ? y : Float64Array.from(used, (row) => y[row]!);
  const groups = { basis: new Float64Array(n * p), offset: new Float64Array(n) };
  const size = new Float64Array(n);
  const total = new Float64Array(n);
  const start: number[] = [0];
  let end = 0;
  let pairs = 0;
  for (let c = 0; c < order.clusters; c += 1) {
    const first = end;
    for (let k = order.start[c]!; k < order.start[c + 1]!; k += 1) {
      const row = order.row[k]!;
      const at = place === undefined ? row : place[row]!;
      if (at < 0) continue;
      let g = end - 1;
      const last = Math.max(first, end - LOOK_BACK);
      while (g >= last && !(groups.offset[g] === offset[row] && isSameRow(basis.basis, at, groups.basis, g, p))) g -= 1;
      if (g < last) {
        g = end;
        end += 1;
        groups.offset[g] = offset[row]!;
        for (let j = 0; j < p; j += 1) groups.basis[g * p + j] = basis.basis[at * p + j]!;
      }
      size[g]! += 1;
      total[g]! += y[row]!;
      pairs += 0.5 * y[row]! * (y[row]! - 1);
    }
    if (end > first) start.push(end);
  }
  return {
    clusters: start.length - 1,
    start: Int32Array.from(start),
    p,
    basis: groups.basis.subarray(0, end * p),
    offset: groups.offset.subarray(0, end),
    size: size.subarray(0, end),
    total: total.subarray(0, end),
    rows: n,
    pairs,
    rising: risingFactorial(counts),
    sumLogFactorial: sumLogFactorial(counts),
  };
}

/** The place of each row among the used ones, −1 for the others; undefined when all are used. */
function placesOf(used: readonly number[] | undefined, n: number): Int32Array | undefined {
  if (used === undefined) return undefined;
  const place = new Int32Array(n).fill(-1);
  used.forEach((row, at) => {
    place[row] = at;
  });
  return place;
}

function isSameRow(a: Float64Array, rowA: number, b: Float64Array, rowB: number, p: number): boolean {
  for (let j = 0; j < p; j += 1) if (a[rowA * p + j] !== b[rowB * p + j]) return false;
  return true;
}
