// Cholesky factorisation of small symmetric matrices stored row by row.

/**
 * Factors a symmetric p × p matrix as L Lᵀ into `factor` (lower triangle). False when the matrix is not positive definite
 * relative to its own diagonal (pivot below 1e-14 of the diagonal), and then the content of `factor` has no meaning.
 */
export function factorCholesky(matrix: Float64Array, p: number, factor: Float64Array): boolean {
  for (let i = 0; i < p; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      let sum = matrix[i * p + j]!;
      for (let k = 0; k < j; k += 1) sum -= factor[i * p + k]! * factor[j * p + k]!;
      if (i === j) {
        if (!(sum > 1e-14 * Math.abs(matrix[i * p + i]!)) || !(sum > 0)) return false;
        factor[i * p + i] = Math.sqrt(sum);
      } else factor[i * p + j] = sum / factor[j * p + j]!;
    }
  }
  return true;
}

/** Solves L Lᵀ x = b in place. */
export function solveCholesky(factor: Float64Array, p: number, b: Float64Array): void {
  for (let i = 0; i < p; i += 1) {
    let sum = b[i]!;
    for (let k = 0; k < i; k += 1) sum -= factor[i * p + k]! * b[k]!;
    b[i] = sum / factor[i * p + i]!;
  }
  for (let i = p - 1; i >= 0; i -= 1) {
    let sum = b[i]!;
    for (let k = i + 1; k < p; k += 1) sum -= factor[k * p + i]! * b[k]!;
    b[i] = sum / factor[i * p + i]!;
  }
}

/** The inverse of a positive definite p × p matrix, or undefined when it is not positive definite. */
export function invertPositiveDefinite(matrix: Float64Array, p: number): Float64Array | undefined {
  const factor = new Float64Array(p * p);
  if (!factorCholesky(matrix, p, factor)) return undefined;
  const inverse = new Float64Array(p * p);
  const column = new Float64Array(p);
  for (let j = 0; j < p; j += 1) {
    column.fill(0);
    column[j] = 1;
    solveCholesky(factor, p, column);
    for (let i = 0; i < p; i += 1) inverse[i * p + j] = column[i]!;
  }
  for (let i = 0; i < p; i += 1) {
    for (let j = 0; j < i; j += 1) {
      const mean = 0.5 * (inverse[i * p + j]! + inverse[j * p + i]!);
      inverse[i * p + j] = mean;
      inverse[j * p + i] = mean;
    }
  }
  return inverse;
}
