// Orthogonalises the columns of a design in their order, and finds those that are combinations of earlier ones.

/** X[, kept] = Q R with QᵀQ = n I. */
export interface OrthogonalBasis {
  /** Rows of the design. */
  readonly n: number;
  /** Number of kept columns. */
  readonly p: number;
  /** Indices of the columns that are linearly independent of those before them. */
  readonly kept: readonly number[];
  /** Indices of the other columns ("aliased"). */
  readonly aliased: readonly number[];
  /** Q, n × p, row by row; each column has mean square 1. */
  readonly basis: Float64Array;
  /** R⁻¹, p × p, row by row, upper triangular: β = R⁻¹ γ. */
  readonly toCoefficients: Float64Array;
}

/** A column is aliased when what the earlier columns leave of it is below this share of its length. */
const ALIAS_TOLERANCE = 1e-10;

/** Modified Gram–Schmidt, each column orthogonalised twice. `values` is n × columns, row by row. */
export function orthogonalBasis(values: Float64Array, n: number, columns: number): OrthogonalBasis {
  const kept: number[] = [];
  const aliased: number[] = [];
  const directions: Float64Array[] = [];
  const triangles: Float64Array[] = [];
  for (let j = 0; j < columns; j += 1) {
    const column = new Float64Array(n);
    for (let i = 0; i < n; i += 1) column[i] = values[i * columns + j]!;
    const length = Math.sqrt(dot(column, column));
    const triangle = new Float64Array(columns);
    for (let pass = 0; pass < 2; pass += 1) {
      directions.forEach((direction, k) => {
        const share = dot(direction, column) / n;
        triangle[k] = triangle[k]! + share;
        for (let i = 0; i < n; i += 1) column[i] = column[i]! - share * direction[i]!;
      });
    }
    const rest = Math.sqrt(dot(column, column));
    if (!(rest > ALIAS_TOLERANCE * length)) {
      aliased.push(j);
      continue;
    }
    const scale = rest / Math.sqrt(n);
    for (let i = 0; i < n; i += 1) column[i] = column[i]! / scale;
    triangle[kept.length] = scale;
    kept.push(j);
    directions.push(column);
    triangles.push(triangle);
  }
  const p = kept.length;
  const basis = new Float64Array(n * p);
  for (let i = 0; i < n; i += 1) for (let j = 0; j < p; j += 1) basis[i * p + j] = directions[j]![i]!;
  return { n, p, kept, aliased, basis, toCoefficients: invertTriangle(triangles, p) };
}

/** Inverse of the upper triangular R whose column j is `triangles[j]`. */
function invertTriangle(triangles: readonly Float64Array[], p: number): Float64Array {
  const inverse = new Float64Array(p * p);
  for (let j = 0; j < p; j += 1) {
    inverse[j * p + j] = 1 / triangles[j]![j]!;
    for (let i = j - 1; i >= 0; i -= 1) {
      let sum = 0;
      for (let k = i + 1; k <= j; k += 1) sum += triangles[k]![i]! * inverse[k * p + j]!;
      inverse[i * p + j] = -sum / triangles[i]![i]!;
    }
  }
  return inverse;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += a[i]! * b[i]!;
  return sum;
}
