// Prepares a zero-inflated regression: rows and columns with finite coefficients, and starting points.
import { orthogonalBasis } from '../algebra/orthogonal-basis.js';
import { fitPoissonGlm } from '../glm/fit-glm.js';
import { plainRows, solveGlm } from '../glm/solve-glm.js';
import { basisOf } from '../regression/count-problem.js';
import type { ZinbInput } from './zinb-fit.js';
import type { ZinbProblem } from './zinb-likelihood.js';

/** The problem, and how its columns and rows stand in the input. */
export interface ZinbSetup {
  readonly problem: ZinbProblem;
  readonly countColumns: readonly (number | undefined)[];
  readonly zeroColumns: readonly (number | undefined)[];
  readonly aliased: readonly string[];
  readonly divergent: ReadonlyMap<number, number>;
  readonly zeroDivergent: ReadonlyMap<number, number>;
  /** Rows of the problem in the input. */
  readonly rows: readonly number[];
}

/** Leaves out what separation decides: rows that are structural zeros for sure, or whose mean runs to zero. */
export function prepareZinb({ design, zeroDesign, offset }: ZinbInput, y: Float64Array): ZinbSetup {
  // A zero may be structural, a count may not: the logistic model of zeros has the same separation.
  const zeroPart = solveGlm({
    ...plainRows(
      'binomial',
      Array.from(y, (count) => (count === 0 ? 1 : 0)),
    ),
    values: zeroDesign.values,
    columns: zeroDesign.names.length,
  });
  const isUsed = new Set(zeroPart.used);
  /** A separated zero is structural for sure and tells nothing of the counts. */
  const rest = Array.from(y, (_, i) => i).filter((i) => isUsed.has(i) || y[i]! > 0);
  const columns = design.names.length;
  const values = new Float64Array(rest.length * columns);
  rest.forEach((row, i) => {
    for (let j = 0; j < columns; j += 1) values[i * columns + j] = design.values[row * columns + j]!;
  });
  const countPart = solveGlm({
    ...plainRows(
      'poisson',
      rest.map((row) => y[row]!),
    ),
    values,
    columns,
  });
  const rows = countPart.used.map((i) => rest[i]!);
  const inflated = rows.filter((row) => isUsed.has(row));
  const zeroOrder = zeroPart.order.filter((column) => !zeroPart.divergent.has(column));
  const zero =
    inflated.length === 0
      ? orthogonalBasis(new Float64Array(0), 0, 0)
      : basisOf(zeroDesign.values, zeroDesign.names.length, { rows: inflated, columns: zeroOrder });
  const place = new Map(inflated.map((row, at) => [row, at]));
  return {
    problem: {
      y: Float64Array.from(rows, (row) => y[row]!),
      offset: Float64Array.from(rows, (row) => offset?.[row] ?? 0),
      count: countPart.basis,
      zero,
      zeroRow: Int32Array.from(rows, (row) => place.get(row) ?? -1),
    },
    countColumns: countPart.basis.kept.map((kept) => {
      const column = countPart.order[kept]!;
      return countPart.divergent.has(column) ? undefined : column;
    }),
    zeroColumns: zero.kept.map((kept) => zeroOrder[kept]!),
    aliased: [
      ...countPart.aliased.map((column) => design.names[column]!),
      ...zeroPart.aliased.map((column) => `zero part: ${zeroDesign.names[column]!}`),
    ],
    divergent: countPart.divergent,
    zeroDivergent: zeroPart.divergent,
    rows,
  };
}

/** Starts with few, some and nearly all zeros structural; the counts' part from the Poisson model of rows that are left. */
export function zinbStarts({ y, offset, count, zero }: ZinbProblem): readonly Float64Array[] {
  const n = y.length;
  const zeros = y.filter((value) => value === 0).length / n;
  const names = Array.from({ length: count.p }, (_, j) => `${j}`);
  const gamma = (rows: readonly number[]): Float64Array => {
    const values = new Float64Array(rows.length * count.p);
    rows.forEach((row, i) => {
      values.set(count.basis.subarray(row * count.p, (row + 1) * count.p), i * count.p);
    });
    const fit = fitPoissonGlm({
      response: rows.map((row) => y[row]!),
      design: { names, values, rows: rows.length },
      offset: rows.map((row) => offset[row]!),
    });
    return Float64Array.from(names, (name) => {
      const value = fit.coefficients[name] ?? 0;
      return Number.isFinite(value) ? value : 0;
    });
  };
  const all = Array.from({ length: n }, (_, i) => i);
  const positive = all.filter((i) => y[i]! > 0);
  const level = zero.p > 0 ? Math.sign(zero.basis[0]!) : 0;
  const start = (counts: Float64Array, share: number, theta: number): Float64Array => {
    const point = new Float64Array(count.p + zero.p + 1);
    point.set(counts);
    if (zero.p > 0) point[count.p] = level * Math.log(share / (1 - share));
    point[count.p + zero.p] = Math.log(theta);
    return point;
  };
  const everyone = gamma(all);
  const counted = gamma(positive);
  const within = (share: number): number => Math.min(0.95, Math.max(0.02, share));
  return [
    start(counted, within(0.5 * zeros), 2),
    start(everyone, within(0.1 * zeros), 1),
    start(counted, within(0.95 * zeros), 0.5),
    start(new Float64Array(count.p), 0.5, 1),
  ];
}
