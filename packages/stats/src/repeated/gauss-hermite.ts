// Nodes and weights of Gauss–Hermite quadrature.

/** ∫ g(z) exp(−z²) dz ≈ Σ weight_k g(node_k). */
export interface GaussHermite {
  readonly node: Float64Array;
  readonly weight: Float64Array;
}

/**
 * The rule with n points, exact for polynomials up to degree 2n − 1. The nodes are found by bisection on the number of sign
 * changes in the sequence of orthonormal Hermite polynomials, then by Newton.
 * @throws RangeError unless n is a whole number from 1 to 100
 * @see Golub and Welsch (1969), Mathematics of Computation 23, 221–230; Abramowitz and Stegun (1964), 25.4.46
 */
export function gaussHermite(n: number): GaussHermite {
  if (!Number.isInteger(n) || n < 1 || n > 100) {
    throw new RangeError(`The number of quadrature points is ${n}; allowed are whole numbers from 1 to 100.`);
  }
  const node = new Float64Array(n);
  const weight = new Float64Array(n);
  for (let k = 0; k < n; k += 1) {
    let low = -Math.sqrt(2 * n + 2);
    let high = -low;
    for (let step = 0; step < 40; step += 1) {
      const middle = 0.5 * (low + high);
      if (rootsAbove(n, middle) < n - k) high = middle;
      else low = middle;
    }
    let x = 0.5 * (low + high);
    let lower = 0;
    for (let step = 0; step < 4; step += 1) {
      const [value, previous] = hermite(n, x);
      lower = previous;
      x -= value / (Math.sqrt(2 * n) * previous);
    }
    lower = hermite(n, x)[1];
    node[k] = x;
    weight[k] = 1 / (n * lower * lower);
  }
  return { node, weight };
}

/** The orthonormal Hermite polynomials of degree n and n − 1 at x. */
function hermite(n: number, x: number): readonly [number, number] {
  let previous = 0;
  let current = Math.PI ** -0.25;
  for (let k = 0; k < n; k += 1) {
    const next = x * Math.sqrt(2 / (k + 1)) * current - Math.sqrt(k / (k + 1)) * previous;
    previous = current;
    current = next;
  }
  return [current, previous];
}

/** How many roots of the polynomial of degree n are greater than x: sign changes from degree 0 to n. */
function rootsAbove(n: number, x: number): number {
  let changes = 0;
  let previous = 0;
  let current = Math.PI ** -0.25;
  for (let k = 0; k < n; k += 1) {
    const next = x * Math.sqrt(2 / (k + 1)) * current - Math.sqrt(k / (k + 1)) * previous;
    if (next < 0 !== current < 0) changes += 1;
    previous = current;
    current = next;
  }
  return changes;
}
