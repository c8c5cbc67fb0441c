// Which coefficients of a log-link count model have a finite estimate, and an orthogonal basis for these.
import { factorCholesky } from '../algebra/cholesky.js';
import { type OrthogonalBasis, orthogonalBasis } from '../algebra/orthogonal-basis.js';
import { basisOf, countProblem } from '../regression/count-problem.js';
import { findSeparation } from '../regression/separation.js';

/** Rows and columns that the estimates rest on. */
export interface EstimableDesign {
  /** Basis of the used rows; its column j is the design's column `column[j]`. */
  readonly basis: OrthogonalBasis;
  readonly column: readonly number[];
  /** Rows whose mean does not run to zero; all rows where nothing is separated. */
  readonly used: readonly number[] | undefined;
  readonly aliased: readonly number[];
  /** Columns whose coefficient runs to ±∞, with the sign of the infinity. */
  readonly divergent: ReadonlyMap<number, number>;
}

/** Counts and a design of n rows × `columns`. */
export interface CountDesign {
  readonly y: Float64Array;
  readonly values: Float64Array;
  readonly columns: number;
}

/**
 * Finds aliased and diverging columns. A random intercept leaves separation as it is: a mean that can run to zero in a
 * model without it can do so with it.
 * @see Correia, Guimarães and Zylkin (2019), arXiv:1903.01633
 */
export function estimableDesign({ y, values, columns }: CountDesign): EstimableDesign {
  const n = y.length;
  const all = orthogonalBasis(values, n, columns);
  const whole = { basis: all, column: all.kept, used: undefined, aliased: all.aliased, divergent: new Map() };
  if (isSpannedByPositive(all, y)) return whole;
  const separation = findSeparation(countProblem(y, all, new Float64Array(n)));
  const { p, basis } = all;
  if (separation.direction.every((x) => x === 0)) return whole;
  const divergent = divergentColumns(all, separation.direction);
  const used: number[] = [];
  for (let i = 0; i < n; i += 1) {
    let predictor = 0;
    for (let j = 0; j < p; j += 1) predictor += basis[i * p + j]! * separation.direction[j]!;
    if (y[i]! > 0 || Math.abs(predictor) <= 1e-6) used.push(i);
  }
  const finite = all.kept.filter((j) => !divergent.has(j));
  const order = [...finite, ...all.kept.filter((j) => divergent.has(j))];
  const rest = basisOf(values, columns, { rows: used, columns: order });
  return { basis: rest, column: rest.kept.map((j) => order[j]!), used, aliased: all.aliased, divergent };
}

/** Do the rows with a count above zero alone determine every coefficient? Then nothing can be separated. */
export function isSpannedByPositive({ n, p, basis }: OrthogonalBasis, y: Float64Array): boolean {
  const squares = new Float64Array(p * p);
  for (let i = 0; i < n; i += 1) {
    if (!(y[i]! > 0)) continue;
    for (let j = 0; j < p; j += 1) {
      const x = basis[i * p + j]!;
      for (let k = 0; k <= j; k += 1) squares[j * p + k]! += x * basis[i * p + k]!;
    }
  }
  return factorCholesky(squares, p, squares.slice());
}

function divergentColumns({ p, kept, toCoefficients }: OrthogonalBasis, direction: Float64Array): Map<number, number> {
  const moves = kept.map((_, i) => {
    let sum = 0;
    for (let j = i; j < p; j += 1) sum += toCoefficients[i * p + j]! * direction[j]!;
    return sum;
  });
  const top = Math.max(...moves.map(Math.abs));
  const divergent = new Map<number, number>();
  kept.forEach((column, i) => {
    if (Math.abs(moves[i]!) > 1e-7 * top) divergent.set(column, Math.sign(moves[i]!) * Number.POSITIVE_INFINITY);
  });
  return divergent;
}
