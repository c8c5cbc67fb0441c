// Puts the columns of a workspace's design into the form of its loops: standardised, dense before sparse.
import type { NbWorkspace } from './nb-workspace.js';

/** A column is sparse when it is zero in all but this share of the groups, and there are enough groups to gain by it. */
const SPARSE_SHARE = 0.34;
const FEWEST_GROUPS_FOR_SPARSE = 24;
/** What a column varies by must be this share of its values at least; else the exhaustive path orthogonalises. */
const SMALLEST_SPREAD = 1e-6;

/**
 * Standardises the p columns in `x` (column by column, raw values). With a column of ones every dense column is centred and divided by
 * its standard deviation; a sparse one is divided by its largest value. False when a column does not vary.
 */
export function standardise(work: NbWorkspace): boolean {
  const { groups, p, stride, x, order, support, supportStart, centre, scale, largestX, largestColumn } = work;
  const largestRaw = work.vector;
  work.intercept = -1;
  let dense = 0;
  let sparse = p;
  for (let j = 0; j < p; j += 1) {
    const at = j * stride;
    let filled = 0;
    let ones = 0;
    let raw = 0;
    for (let g = 0; g < groups; g += 1) {
      const value = Math.abs(x[at + g]!);
      if (value !== 0) filled += 1;
      if (x[at + g] === 1) ones += 1;
      if (value > raw) raw = value;
    }
    largestRaw[j] = raw;
    const isSparse = groups >= FEWEST_GROUPS_FOR_SPARSE && filled <= SPARSE_SHARE * groups;
    if (isSparse) {
      sparse -= 1;
      order[sparse] = j;
    } else {
      order[dense] = j;
      if (ones === groups && work.intercept < 0) {
        order[dense] = order[0]!;
        order[0] = j;
        work.intercept = 0;
      }
      dense += 1;
    }
  }
  work.dense = dense;
  let next = 0;
  for (let k = 0; k < p; k += 1) {
    const at = order[k]! * stride;
    supportStart[k] = next;
    centre[k] = 0;
    scale[k] = 1;
    const raw = largestRaw[order[k]!]!;
    largestColumn[k] = raw;
    if (k === work.intercept) {
      largestX[k] = 1;
      continue;
    }
    if (k >= dense) {
      for (let g = 0; g < groups; g += 1) {
        if (x[at + g] === 0) continue;
        x[at + g] = x[at + g]! / raw;
        support[next] = g;
        next += 1;
      }
      scale[k] = raw;
      largestX[k] = 1;
      if (!(raw > 0) || !Number.isFinite(raw)) return false;
      continue;
    }
    if (!centreColumn(work, k, at)) return false;
  }
  supportStart[p] = next;
  noteDisjoint(work);
  return true;
}

function noteDisjoint({ p, stride, x, order, dense, support, supportStart, isDisjoint }: NbWorkspace): void {
  for (let j = 0; j < p; j += 1) {
    for (let k = 0; k < j; k += 1) {
      let isApart = k >= dense;
      for (let t = supportStart[j]!; t < supportStart[j + 1]! && isApart; t += 1) {
        isApart = x[order[k]! * stride + support[t]!] === 0;
      }
      isDisjoint[j * p + k] = isApart ? 1 : 0;
    }
  }
}

function centreColumn(work: NbWorkspace, k: number, at: number): boolean {
  const { groups, rows, size, x, centre, scale, largestX, largestColumn } = work;
  let mean = 0;
  if (work.intercept >= 0) {
    for (let g = 0; g < groups; g += 1) mean += size[g]! * x[at + g]!;
    mean /= rows;
  }
  let squares = 0;
  for (let g = 0; g < groups; g += 1) {
    const value = x[at + g]! - mean;
    x[at + g] = value;
    squares += size[g]! * value * value;
  }
  const spread = Math.sqrt(squares / rows);
  if (!(spread > SMALLEST_SPREAD * largestColumn[k]!) || !Number.isFinite(spread)) return false;
  let largest = 0;
  const inverse = 1 / spread;
  for (let g = 0; g < groups; g += 1) {
    const value = x[at + g]! * inverse;
    x[at + g] = value;
    const size = Math.abs(value);
    if (size > largest) largest = size;
  }
  centre[k] = mean;
  scale[k] = spread;
  largestX[k] = largest;
  return true;
}
