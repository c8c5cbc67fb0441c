// Which coefficients of a log or logit model have a finite estimate: aliasing, and separation of rows.
import { type OrthogonalBasis, orthogonalBasis } from '../algebra/orthogonal-basis.js';
import { basisOf } from '../regression/count-problem.js';
import { findSeparation } from '../regression/separation.js';

/** Where a row's linear predictor may run without lowering its likelihood: −1 to −∞, 1 to ∞, 0 nowhere. */
export type Openness = -1 | 0 | 1;

/** The rows and columns on which a maximum with finite coefficients exists. */
export interface Estimable {
  /** Columns that are combinations of earlier ones. */
  readonly aliased: readonly number[];
  /** Columns whose coefficient is infinite, with its sign. */
  readonly divergent: ReadonlyMap<number, number>;
  /** Rows that are not separated. */
  readonly used: readonly number[];
  /** Basis of the used rows; its column j is column `order[kept[j]]` of the design. */
  readonly basis: OrthogonalBasis;
  readonly order: readonly number[];
}

/**
 * Finds a direction along which the likelihood rises without end, and leaves out the rows that it separates.
 * @see Albert and Anderson (1984); Correia, Guimarães and Zylkin (2019), arXiv:1903.01633
 */
export function findEstimable(values: Float64Array, columns: number, openness: readonly Openness[]): Estimable {
  const n = openness.length;
  const all = orthogonalBasis(values, n, columns);
  const signed = all.basis.slice();
  openness.forEach((side, i) => {
    if (side === 1) for (let j = 0; j < all.p; j += 1) signed[i * all.p + j] = -signed[i * all.p + j]!;
  });
  const total = Float64Array.from(openness, (side) => (side === 0 ? 1 : 0));
  const { isSeparated, direction } = findSeparation({ groups: n, p: all.p, basis: signed, total });
  const rows = Array.from({ length: n }, (_, i) => i);
  if (!isSeparated.includes(true)) {
    return unseparatedOn(all, columns);
  }
  const divergent = divergentColumns(all, direction);
  const used = rows.filter((i) => {
    let predictor = 0;
    for (let j = 0; j < all.p; j += 1) predictor += all.basis[i * all.p + j]! * direction[j]!;
    return openness[i] === 0 || Math.abs(predictor) <= 1e-6;
  });
  // Finite coefficients first, so that what is dropped on the remaining rows are the diverging ones.
  const order = [...all.kept.filter((j) => !divergent.has(j)), ...all.kept.filter((j) => divergent.has(j))];
  const basis = basisOf(values, columns, { rows: used, columns: order });
  return { aliased: all.aliased, divergent, used, basis, order };
}

/** All rows and columns but the aliased: what {@link findEstimable} gives where nothing is separated. */
export function unseparated(values: Float64Array, columns: number, n: number): Estimable {
  return unseparatedOn(orthogonalBasis(values, n, columns), columns);
}

function unseparatedOn(basis: OrthogonalBasis, columns: number): Estimable {
  return {
    aliased: basis.aliased,
    divergent: new Map(),
    used: Array.from({ length: basis.n }, (_, i) => i),
    basis,
    order: Array.from({ length: columns }, (_, j) => j),
  };
}

/** Columns with a finite coefficient: their index in the design and in the basis, in the design's order. */
export function finiteColumnsOf({ basis, order, divergent }: Estimable): readonly { column: number; at: number }[] {
  return basis.kept
    .map((kept, at) => ({ column: order[kept]!, at }))
    .filter(({ column }) => !divergent.has(column))
    .sort((a, b) => a.column - b.column);
}

/** The coefficients that move along a direction of the basis. */
function divergentColumns(basis: OrthogonalBasis, direction: Float64Array): ReadonlyMap<number, number> {
  const { p, kept, toCoefficients } = basis;
  const moves = kept.map((_, i) => {
    let sum = 0;
    for (let j = i; j < p; j += 1) sum += toCoefficients[i * p + j]! * direction[j]!;
    return sum;
  });
  const top = Math.max(...moves.map(Math.abs));
  return new Map(
    kept.flatMap((column, i) =>
      Math.abs(moves[i]!) > 1e-7 * top ? [[column, Math.sign(moves[i]!) * Number.POSITIVE_INFINITY] as const] : [],
    ),
  );
}
