// A linear model's rows in working units: orthogonal columns, and a response cleared of least squares and scaled.
import { type OrthogonalBasis, orthogonalBasis } from '../algebra/orthogonal-basis.js';

/** Response and design of a linear model; all rows complete. */
export interface LinearRows {
  /** n finite numbers. */
  readonly response: ArrayLike<number>;
  readonly design: { readonly names: readonly string[]; readonly values: Float64Array };
  /** For each row the participant, by any name. */
  readonly cluster: ArrayLike<string | number>;
}

/** y = Q γ₀ + unit × z with Q the basis of X; z has mean square 1. */
export interface WorkingDesign {
  readonly names: readonly string[];
  readonly basis: OrthogonalBasis;
  readonly n: number;
  readonly p: number;
  /** z, n values. */
  readonly response: Float64Array;
  /** γ₀. */
  readonly leastSquares: Float64Array;
  /** 1 where least squares leaves nothing. */
  readonly unit: number;
  /** ln |det R|, X = Q R: what the restricted likelihood of X has more than that of Q. */
  readonly logDeterminant: number;
  /** For each aliased column its coefficients on the kept ones. */
  readonly aliasOf: ReadonlyMap<number, Float64Array>;
  /** For each row the participant's number from 0. */
  readonly cluster: Int32Array;
  readonly clusters: number;
}

/** @throws RangeError for no rows, lengths that differ, or a number that is not finite */
export function workingDesign({ response, design, cluster }: LinearRows): WorkingDesign {
  const n = response.length;
  const columns = design.names.length;
  checkRows({ response, design, cluster }, n, columns);
  const basis = orthogonalBasis(design.values, n, columns);
  const { p } = basis;
  const leastSquares = projectOn(basis, (i) => response[i]!);
  const residual = new Float64Array(n);
  let squares = 0;
  let total = 0;
  for (let i = 0; i < n; i += 1) {
    let fitted = 0;
    for (let j = 0; j < p; j += 1) fitted += basis.basis[i * p + j]! * leastSquares[j]!;
    residual[i] = response[i]! - fitted;
    squares += residual[i]! ** 2;
    total += response[i]! ** 2;
  }
  const unit = squares > 1e-26 * total ? Math.sqrt(squares / n) : 0;
  for (let i = 0; i < n; i += 1) residual[i] = unit > 0 ? residual[i]! / unit : 0;
  let logDeterminant = 0;
  for (let j = 0; j < p; j += 1) logDeterminant -= Math.log(basis.toCoefficients[j * p + j]!);
  const aliasOf = new Map(
    basis.aliased.map((column) => {
      const shares = projectOn(basis, (i) => design.values[i * columns + column]!);
      return [column, Float64Array.from({ length: p }, (_, i) => rowTimes(basis, i, shares))] as const;
    }),
  );
  const numbers = new Map<string | number, number>();
  const numbered = new Int32Array(n);
  for (let i = 0; i < n; i += 1) {
    const known = numbers.get(cluster[i]!);
    numbered[i] = known ?? numbers.size;
    if (known === undefined) numbers.set(cluster[i]!, numbers.size);
  }
  return {
    names: design.names,
    basis,
    n,
    p,
    response: residual,
    leastSquares,
    unit,
    logDeterminant,
    aliasOf,
    cluster: numbered,
    clusters: numbers.size,
  };
}

/**
 * A contrast's weights on the design's columns, in working coordinates (p values); undefined when it is not estimable, because
 * aliased columns leave it open.
 */
export function workingRow({ basis, p, aliasOf }: WorkingDesign, weights: ArrayLike<number>): Float64Array | undefined {
  let size = 0;
  for (let j = 0; j < weights.length; j += 1) size = Math.max(size, Math.abs(weights[j]!));
  for (const [column, shares] of aliasOf) {
    let implied = 0;
    basis.kept.forEach((kept, i) => {
      implied += shares[i]! * weights[kept]!;
    });
    if (Math.abs(implied - weights[column]!) > 1e-8 * Math.max(1, size)) return undefined;
  }
  const row = new Float64Array(p);
  basis.kept.forEach((kept, i) => {
    const weight = weights[kept]!;
    if (weight === 0) return;
    for (let j = i; j < p; j += 1) row[j] = row[j]! + weight * basis.toCoefficients[i * p + j]!;
  });
  return row;
}

function projectOn({ basis, n, p }: OrthogonalBasis, value: (row: number) => number): Float64Array {
  const shares = new Float64Array(p);
  for (let i = 0; i < n; i += 1) {
    const own = value(i);
    for (let j = 0; j < p; j += 1) shares[j] = shares[j]! + (basis[i * p + j]! * own) / n;
  }
  return shares;
}

function rowTimes({ toCoefficients, p }: OrthogonalBasis, i: number, shares: Float64Array): number {
  let sum = 0;
  for (let j = i; j < p; j += 1) sum += toCoefficients[i * p + j]! * shares[j]!;
  return sum;
}

function checkRows({ response, design, cluster }: LinearRows, n: number, columns: number): void {
  if (n === 0) throw new RangeError('There are no rows; a model needs at least one.');
  if (columns === 0) throw new RangeError('The design has no columns; a model needs at least one.');
  if (design.values.length !== n * columns || cluster.length !== n) {
    throw new RangeError(
      `There are ${n} responses, ${cluster.length} participants and ${design.values.length / columns} rows of the design; they must be equal.`,
    );
  }
  for (let i = 0; i < n; i += 1) {
    if (!Number.isFinite(response[i]!)) {
      throw new RangeError(`Response ${i + 1} is ${response[i]}; allowed are finite numbers.`);
    }
  }
  for (let k = 0; k < n * columns; k += 1) {
    if (!Number.isFinite(design.values[k]!)) {
      throw new RangeError(
        `The design's column "${design.names[k % columns]}" is ${design.values[k]} in row ${Math.floor(k / columns) + 1}; allowed are finite numbers.`,
      );
    }
  }
}
