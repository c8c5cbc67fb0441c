// Gauss–Legendre quadrature.

/** Nodes and weights on −1 to 1. */
export interface QuadratureRule {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

/**
 * The rule with n nodes, exact for polynomials of degree 2n − 1; nodes by Newton's method on the Legendre polynomial.
 * @see Davis and Rabinowitz (1984), section 2.7
 */
export function gaussLegendre(n: number): QuadratureRule {
  const nodes = new Float64Array(n);
  const weights = new Float64Array(n);
  for (let i = 0; i < n; i += 1) {
    let x = Math.cos((Math.PI * (i + 0.75)) / (n + 0.5));
    let slope = 1;
    for (let step = 0; step < 8; step += 1) {
      let [before, current] = [1, x];
      for (let k = 2; k <= n; k += 1) [before, current] = [current, ((2 * k - 1) * x * current - (k - 1) * before) / k];
      slope = (n * (x * current - before)) / (x * x - 1);
      x -= current / slope;
    }
    nodes[n - 1 - i] = x;
    weights[n - 1 - i] = 2 / ((1 - x * x) * slope * slope);
  }
  return { nodes, weights };
}

const PANEL = gaussLegendre(16);

/** Nodes in ascending order and weights of a composite rule on an interval, in panels no wider than asked. */
export function compositeRule([low, high]: readonly [number, number], panelWidth: number): QuadratureRule {
  if (!(high > low)) return { nodes: new Float64Array(0), weights: new Float64Array(0) };
  const panels = Math.max(1, Math.ceil((high - low) / panelWidth));
  const size = PANEL.nodes.length;
  const half = (high - low) / panels / 2;
  const nodes = new Float64Array(panels * size);
  const weights = new Float64Array(panels * size);
  for (let panel = 0; panel < panels; panel += 1) {
    const centre = low + (2 * panel + 1) * half;
    for (let i = 0; i < size; i += 1) {
      nodes[panel * size + i] = centre + half * PANEL.nodes[i]!;
      weights[panel * size + i] = half * PANEL.weights[i]!;
    }
  }
  return { nodes, weights };
}
