// Eigenvalues and eigenvectors of a small symmetric matrix, by Jacobi's rotations.

/** A = Σ values[k] v_k v_kᵀ. */
export interface SymmetricEigen {
  /** In descending order. */
  readonly values: Float64Array;
  /** p × p, row by row; column k belongs to `values[k]` and has length 1. */
  readonly vectors: Float64Array;
}

/** Decomposes a symmetric p × p matrix stored row by row. @see Golub and Van Loan (2013), section 8.5 */
export function symmetricEigen(matrix: ArrayLike<number>, p: number): SymmetricEigen {
  const a = Float64Array.from(matrix);
  const v = new Float64Array(p * p);
  for (let i = 0; i < p; i += 1) v[i * p + i] = 1;
  for (let sweep = 0; sweep < 60; sweep += 1) {
    let rotated = false;
    for (let i = 0; i < p - 1; i += 1) {
      for (let j = i + 1; j < p; j += 1) {
        const off = a[i * p + j]!;
        if (Math.abs(off) <= 1e-17 * Math.sqrt(Math.abs(a[i * p + i]! * a[j * p + j]!)) || Math.abs(off) < 1e-300)
          continue;
        rotated = true;
        rotate(a, v, p, i, j);
      }
    }
    if (!rotated) break;
  }
  const order = Array.from({ length: p }, (_, k) => k).sort((x, y) => a[y * p + y]! - a[x * p + x]!);
  const vectors = new Float64Array(p * p);
  order.forEach((from, to) => {
    for (let i = 0; i < p; i += 1) vectors[i * p + to] = v[i * p + from]!;
  });
  return { values: Float64Array.from(order, (k) => a[k * p + k]!), vectors };
}

/** Makes a[i, j] zero and turns the vectors with it. */
function rotate(a: Float64Array, v: Float64Array, p: number, i: number, j: number): void {
  const off = a[i * p + j]!;
  const theta = (a[j * p + j]! - a[i * p + i]!) / (2 * off);
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  for (let k = 0; k < p; k += 1) {
    const x = a[k * p + i]!;
    const y = a[k * p + j]!;
    a[k * p + i] = c * x - s * y;
    a[k * p + j] = s * x + c * y;
  }
  for (let k = 0; k < p; k += 1) {
    const x = a[i * p + k]!;
    const y = a[j * p + k]!;
    a[i * p + k] = c * x - s * y;
    a[j * p + k] = s * x + c * y;
    const f = v[k * p + i]!;
    const g = v[k * p + j]!;
    v[k * p + i] = c * f - s * g;
    v[k * p + j] = s * f + c * g;
  }
  a[i * p + j] = 0;
  a[j * p + i] = 0;
}
