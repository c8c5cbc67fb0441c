// Products with an orthogonal basis: weighted cross products, and the way back to the scale of the coefficients.
import type { OrthogonalBasis } from './orthogonal-basis.js';

/** Qᵀ diag(weights) Q. */
export function crossProduct({ basis, n, p }: OrthogonalBasis, weights: Float64Array): Float64Array {
  const sum = new Float64Array(p * p);
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j < p; j += 1) {
      const wx = weights[i]! * basis[i * p + j]!;
      for (let k = 0; k < p; k += 1) sum[j * p + k] = sum[j * p + k]! + wx * basis[i * p + k]!;
    }
  }
  return sum;
}

/** R⁻¹ M R⁻ᵀ. */
export function toCoefficientScale({ toCoefficients, p }: OrthogonalBasis, matrix: Float64Array): Float64Array {
  const transposed = new Float64Array(p * p);
  for (let i = 0; i < p; i += 1) for (let j = 0; j < p; j += 1) transposed[j * p + i] = toCoefficients[i * p + j]!;
  return product(product(toCoefficients, matrix, p), transposed, p);
}

/** A B, both p × p. */
export function product(a: Float64Array, b: Float64Array, p: number): Float64Array {
  const result = new Float64Array(p * p);
  for (let i = 0; i < p; i += 1) {
    for (let k = 0; k < p; k += 1) {
      const value = a[i * p + k]!;
      for (let j = 0; j < p; j += 1) result[i * p + j] = result[i * p + j]! + value * b[k * p + j]!;
    }
  }
  return result;
}
