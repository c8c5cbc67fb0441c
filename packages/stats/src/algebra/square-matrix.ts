// Products of small square matrices stored row by row.

/** A B, both p × p. */
export function multiplySquare(a: Float64Array, b: Float64Array, p: number): Float64Array {
  const out = new Float64Array(p * p);
  for (let i = 0; i < p; i += 1) {
    const row = i * p;
    for (let k = 0; k < p; k += 1) {
      const value = a[row + k]!;
      if (value === 0) continue;
      const from = k * p;
      for (let j = 0; j < p; j += 1) out[row + j] = out[row + j]! + value * b[from + j]!;
    }
  }
  return out;
}

/** A v. */
export function multiplyVector(a: Float64Array, v: Float64Array, p: number): Float64Array {
  const out = new Float64Array(p);
  for (let i = 0; i < p; i += 1) {
    let sum = 0;
    for (let k = 0; k < p; k += 1) sum += a[i * p + k]! * v[k]!;
    out[i] = sum;
  }
  return out;
}

/** tr(A B). */
export function traceOfProduct(a: Float64Array, b: Float64Array, p: number): number {
  let sum = 0;
  for (let i = 0; i < p; i += 1) for (let j = 0; j < p; j += 1) sum += a[i * p + j]! * b[j * p + i]!;
  return sum;
}

/** aᵀ M b. */
export function bilinear(matrix: Float64Array, a: Float64Array, b: Float64Array): number {
  const p = a.length;
  let sum = 0;
  for (let i = 0; i < p; i += 1) {
    const left = a[i]!;
    if (left === 0) continue;
    let inner = 0;
    for (let j = 0; j < p; j += 1) inner += matrix[i * p + j]! * b[j]!;
    sum += left * inner;
  }
  return sum;
}

/** Σ a_i b_i. */
export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += a[i]! * b[i]!;
  return sum;
}
