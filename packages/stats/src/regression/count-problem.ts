// Checks the input of a count regression and prepares it: orthogonal basis, rows of equal pattern gathered.
import { type OrthogonalBasis, orthogonalBasis } from '../algebra/orthogonal-basis.js';
import { logGamma } from '../distribution/log-gamma.js';
import type { ModelMatrix } from '../model/model-matrix.js';
import { gatherRows, patternScratch, rowPatterns } from './row-patterns.js';

/** What a count regression takes. */
export interface CountRegressionInput {
  /** n counts: whole numbers from 0 to 2^53 − 1. */
  readonly response: ArrayLike<number>;
  /** n × p design, see {@link ModelMatrix}; only its names and values are used. */
  readonly design: Pick<ModelMatrix, 'names' | 'values' | 'rows'>;
  /** n known terms of the linear predictor, for exposure: ln of the weeks at risk. Default 0. */
  readonly offset?: ArrayLike<number>;
}

/** Counts gathered by equal rows of the design and equal offset; sufficient for the likelihood given θ. */
export interface CountProblem {
  readonly groups: number;
  readonly p: number;
  /** groups × p. */
  readonly basis: Float64Array;
  readonly offset: Float64Array;
  /** Rows in each group. */
  readonly size: Float64Array;
  /** Sum of the counts in each group. */
  readonly total: Float64Array;
  /** Sum of squared distances of the counts from their group's mean. */
  readonly within: Float64Array;
  /** The group of each row. */
  readonly member: Int32Array;
  readonly counts: CountTable;
}

/** The single counts, in the form that sums over y of functions of θ need. */
export interface CountTable {
  readonly n: number;
  readonly largest: number;
  /** above[m] = number of counts greater than m; undefined when the largest count is too big for a table. */
  readonly above: Float64Array | undefined;
  readonly values: Float64Array;
  /** Σ ln y!. */
  readonly sumLogFactorial: number;
}

const TABLE_LIMIT = 20_000;

/** @throws RangeError naming the first faulty row and what is allowed */
export function checkInput({ response, design, offset }: CountRegressionInput): void {
  const n = design.rows;
  const columns = design.names.length;
  if (n === 0) throw new RangeError('There are no rows to fit; at least one complete row is needed.');
  if (columns === 0) throw new RangeError('The design has no columns; at least an intercept is needed.');
  if (response.length !== n) throw new RangeError(`There are ${response.length} counts for ${n} rows of the design.`);
  if (design.values.length !== n * columns) {
    throw new RangeError(`The design holds ${design.values.length} values; ${n} rows × ${columns} columns are needed.`);
  }
  if (offset !== undefined && offset.length !== n) {
    throw new RangeError(`There are ${offset.length} offsets for ${n} rows of the design.`);
  }
  for (let i = 0; i < n; i += 1) {
    const y = response[i]!;
    if (!Number.isSafeInteger(y) || y < 0) {
      throw new RangeError(`Count ${i + 1} is ${y}; allowed are whole numbers from 0 to 9007199254740991.`);
    }
    if (offset !== undefined && !Number.isFinite(offset[i]!)) {
      throw new RangeError(`Offset ${i + 1} is ${offset[i]}; allowed are finite numbers.`);
    }
  }
  for (let k = 0; k < design.values.length; k += 1) {
    if (!Number.isFinite(design.values[k]!)) {
      const row = Math.floor(k / columns) + 1;
      throw new RangeError(
        `The design's column "${design.names[k % columns]}" is ${design.values[k]} in row ${row}; allowed are finite numbers.`,
      );
    }
  }
}

/** Gathers checked rows. `offset` has n values. */
export function countProblem(y: Float64Array, basis: OrthogonalBasis, offset: Float64Array): CountProblem {
  const { n, p } = basis;
  const patterns = rowPatterns();
  gatherRows({ values: basis.basis, rows: n, columns: p, offset }, patterns, patternScratch());
  const { groups, member } = patterns;
  const problem: CountProblem = {
    groups,
    p,
    basis: new Float64Array(groups * p),
    offset: new Float64Array(groups),
    size: new Float64Array(groups),
    total: new Float64Array(groups),
    within: new Float64Array(groups),
    member,
    counts: countTable(y),
  };
  patterns.first.subarray(0, groups).forEach((row, group) => {
    problem.basis.set(basis.basis.subarray(row * p, row * p + p), group * p);
    problem.offset[group] = offset[row]!;
  });
  for (let i = 0; i < n; i += 1) {
    problem.size[member[i]!]! += 1;
    problem.total[member[i]!]! += y[i]!;
  }
  for (let i = 0; i < n; i += 1) {
    const group = member[i]!;
    problem.within[group]! += (y[i]! - problem.total[group]! / problem.size[group]!) ** 2;
  }
  return problem;
}

/** The basis of selected columns and rows of a design. */
export function basisOf(
  values: Float64Array,
  columns: number,
  selection: { readonly rows: readonly number[]; readonly columns: readonly number[] },
): OrthogonalBasis {
  const picked = new Float64Array(selection.rows.length * selection.columns.length);
  let k = 0;
  for (const row of selection.rows)
    for (const column of selection.columns) picked[k++] = values[row * columns + column]!;
  return orthogonalBasis(picked, selection.rows.length, selection.columns.length);
}

function countTable(y: Float64Array): CountTable {
  let largest = 0;
  let sumLogFactorial = 0;
  for (const value of y) {
    if (value > largest) largest = value;
    if (value > 1) sumLogFactorial += logGamma(value + 1);
  }
  if (largest > TABLE_LIMIT) return { n: y.length, largest, above: undefined, values: y, sumLogFactorial };
  const above = new Float64Array(largest);
  for (const value of y) if (value > 0) above[value - 1]! += 1;
  for (let m = largest - 2; m >= 0; m -= 1) above[m]! += above[m + 1]!;
  return { n: y.length, largest, above, values: y, sumLogFactorial };
}
