// Eigenvalues and eigenvectors of small symmetric matrices by Jacobi's rotations.

/** matrix = Σ_k values[k] v_k v_kᵀ with v_k the k-th column of `vectors`, p × p, row by row. */
export interface SymmetricEigen {
  readonly values: Float64Array;
  readonly vectors: Float64Array;
}

/** Decomposes a symmetric p × p matrix. @see Golub and Van Loan (2013), section 8.5 */
export function symmetricEigen(matrix: Float64Array, p: number): SymmetricEigen {
  const a = Float64Array.from(matrix);
  const vectors = new Float64Array(p * p);
  for (let j = 0; j < p; j += 1) vectors[j * p + j] = 1;
  for (let sweep = 0; sweep < 50; sweep += 1) {
    let off = 0;
    let diagonal = 0;
    for (let j = 0; j < p; j += 1) {
      diagonal += a[j * p + j]! ** 2;
      for (let k = 0; k < j; k += 1) off += a[j * p + k]! ** 2;
    }
    if (!(off > 1e-32 * diagonal)) break;
    for (let j = 0; j < p; j += 1) for (let k = j + 1; k < p; k += 1) rotate(a, vectors, { p, j, k });
  }
  return { values: Float64Array.from({ length: p }, (_, j) => a[j * p + j]!), vectors };
}

/** Makes entry (j, k) zero. */
function rotate(
  a: Float64Array,
  vectors: Float64Array,
  { p, j, k }: { readonly p: number; readonly j: number; readonly k: number },
): void {
  const off = a[j * p + k]!;
  if (off === 0) return;
  const ratio = (a[k * p + k]! - a[j * p + j]!) / (2 * off);
  const tangent = (ratio >= 0 ? 1 : -1) / (Math.abs(ratio) + Math.sqrt(1 + ratio * ratio));
  const cosine = 1 / Math.sqrt(1 + tangent * tangent);
  const sine = tangent * cosine;
  const turn = (matrix: Float64Array, first: number, second: number): void => {
    const x = matrix[first]!;
    const y = matrix[second]!;
    matrix[first] = cosine * x - sine * y;
    matrix[second] = sine * x + cosine * y;
  };
  for (let i = 0; i < p; i += 1) turn(a, i * p + j, i * p + k);
  for (let i = 0; i < p; i += 1) turn(a, j * p + i, k * p + i);
  for (let i = 0; i < p; i += 1) turn(vectors, i * p + j, i * p + k);
}
