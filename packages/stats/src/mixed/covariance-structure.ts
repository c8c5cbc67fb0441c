// The covariance structures of repeated measures: how θ makes the covariance of the visits, and its derivatives.

/** The names that a model may give: unstructured, compound symmetry, autoregressive, Toeplitz; "heterogeneous" has one variance per visit. */
export type CovarianceName =
  | 'unstructured'
  | 'compound symmetry'
  | 'heterogeneous compound symmetry'
  | 'AR(1)'
  | 'heterogeneous AR(1)'
  | 'Toeplitz'
  | 'heterogeneous Toeplitz';

export const COVARIANCE_NAMES: readonly CovarianceName[] = [
  'unstructured',
  'compound symmetry',
  'heterogeneous compound symmetry',
  'AR(1)',
  'heterogeneous AR(1)',
  'Toeplitz',
  'heterogeneous Toeplitz',
];

/**
 * A structure for m visits, in the parameters that SAS uses: variances and covariances where Σ is linear in them, else
 * variances and correlations. All matrices are m × m, row by row.
 */
export interface CovarianceStructure {
  readonly name: CovarianceName;
  readonly visits: number;
  /** Number of parameters q. */
  readonly parameters: number;
  /** Is Σ a linear function of θ? */
  readonly isLinear: boolean;
  /** A starting θ from a rough covariance matrix. */
  readonly start: (rough: Float64Array) => Float64Array;
  readonly covariance: (theta: Float64Array) => Float64Array;
  /** ∂Σ/∂θ_k for each k. */
  readonly derivatives: (theta: Float64Array) => readonly Float64Array[];
  /** Σ_kl w_kl ∂²Σ/∂θ_k∂θ_l for a symmetric q × q matrix w. */
  readonly weightedSecond: (theta: Float64Array, weights: Float64Array) => Float64Array;
  /** tr(G ∂²Σ/∂θ_k∂θ_l) for all k, l: q × q. */
  readonly secondTraces: (theta: Float64Array, gradient: Float64Array) => Float64Array;
  /** θ moved by about δ, inside the bounds of each parameter. The covariance may still be indefinite. */
  readonly move: (theta: Float64Array, step: Float64Array) => Float64Array;
  /** The size by which a change of each parameter is judged. */
  readonly scale: (theta: Float64Array) => Float64Array;
}

/** @throws RangeError for an unknown name, or fewer than one visit */
export function covarianceStructure(name: CovarianceName, visits: number): CovarianceStructure {
  if (!(Number.isInteger(visits) && visits >= 1)) {
    throw new RangeError(`The number of visits is ${visits}; allowed are whole numbers from 1.`);
  }
  switch (name) {
    case 'unstructured':
      return unstructured(visits);
    case 'compound symmetry':
      return linearBands(name, visits, (distance) => (distance === 0 ? 0 : 1));
    case 'Toeplitz':
      return linearBands(name, visits, (distance) => distance);
    case 'AR(1)':
      return correlated(name, { visits, isHeterogeneous: false, correlations: visits > 1 ? 1 : 0 }, power);
    case 'heterogeneous AR(1)':
      return correlated(name, { visits, isHeterogeneous: true, correlations: visits > 1 ? 1 : 0 }, power);
    case 'heterogeneous compound symmetry':
      return correlated(name, { visits, isHeterogeneous: true, correlations: visits > 1 ? 1 : 0 }, same);
    case 'heterogeneous Toeplitz':
      return correlated(name, { visits, isHeterogeneous: true, correlations: visits - 1 }, band);
    default:
      throw new RangeError(`The covariance "${String(name)}" is unknown; allowed are ${COVARIANCE_NAMES.join(', ')}.`);
  }
}

/** θ = the lower triangle of Σ by rows. */
function unstructured(m: number): CovarianceStructure {
  const pairs: (readonly [number, number])[] = [];
  for (let a = 0; a < m; a += 1) for (let b = 0; b <= a; b += 1) pairs.push([a, b]);
  const derivatives = pairs.map(([a, b]) => {
    const matrix = new Float64Array(m * m);
    matrix[a * m + b] = 1;
    matrix[b * m + a] = 1;
    return matrix;
  });
  return {
    name: 'unstructured',
    visits: m,
    parameters: pairs.length,
    isLinear: true,
    start: (rough) => Float64Array.from(pairs, ([a, b]) => rough[a * m + b]!),
    covariance: (theta) => {
      const matrix = new Float64Array(m * m);
      pairs.forEach(([a, b], k) => {
        matrix[a * m + b] = theta[k]!;
        matrix[b * m + a] = theta[k]!;
      });
      return matrix;
    },
    derivatives: () => derivatives,
    weightedSecond: () => new Float64Array(m * m),
    secondTraces: () => new Float64Array(pairs.length * pairs.length),
    move: plainMove,
    scale: (theta) => {
      const variance = (a: number): number => theta[(a * (a + 3)) / 2]!;
      return Float64Array.from(pairs, ([a, b]) => Math.sqrt(variance(a) * variance(b)));
    },
  };
}

/** Σ_ab = θ[index of |a − b|]: compound symmetry and Toeplitz. */
function linearBands(name: CovarianceName, m: number, indexOf: (distance: number) => number): CovarianceStructure {
  const q = 1 + indexOf(Math.max(0, m - 1));
  const at = (a: number, b: number): number => indexOf(Math.abs(a - b));
  const derivatives = Array.from({ length: q }, (_, k) => fill(m, (a, b) => (at(a, b) === k ? 1 : 0)));
  return {
    name,
    visits: m,
    parameters: q,
    isLinear: true,
    start: (rough) => {
      const sums = new Float64Array(q);
      const counts = new Float64Array(q);
      for (let a = 0; a < m; a += 1) {
        for (let b = 0; b < m; b += 1) {
          sums[at(a, b)]! += rough[a * m + b]!;
          counts[at(a, b)]! += 1;
        }
      }
      return sums.map((sum, k) => sum / counts[k]!);
    },
    covariance: (theta) => fill(m, (a, b) => theta[at(a, b)]!),
    derivatives: () => derivatives,
    weightedSecond: () => new Float64Array(m * m),
    secondTraces: () => new Float64Array(q * q),
    move: plainMove,
    scale: (theta) => new Float64Array(q).fill(theta[0]!),
  };
}

/** A correlation between visits at a distance, with its derivatives by the correlation parameters. */
interface Correlation {
  readonly value: (distance: number, rho: Float64Array) => number;
  /** By parameter k. */
  readonly first: (distance: number, rho: Float64Array, k: number) => number;
  /** By the one parameter, twice; structures with more parameters are linear in them. */
  readonly second: (distance: number, rho: Float64Array) => number;
}

const power: Correlation = {
  value: (d, [rho]) => rho! ** d,
  first: (d, [rho]) => (d === 0 ? 0 : d * rho! ** (d - 1)),
  second: (d, [rho]) => (d < 2 ? 0 : d * (d - 1) * rho! ** (d - 2)),
};
const same: Correlation = {
  value: (d, [rho]) => (d === 0 ? 1 : rho!),
  first: (d) => (d === 0 ? 0 : 1),
  second: () => 0,
};
const band: Correlation = {
  value: (d, rho) => (d === 0 ? 1 : rho[d - 1]!),
  first: (d, _, k) => (d === k + 1 ? 1 : 0),
  second: () => 0,
};

interface CorrelatedShape {
  readonly visits: number;
  readonly isHeterogeneous: boolean;
  readonly correlations: number;
}

/** Σ_ab = √(v_a v_b) ρ(|a − b|); θ = the variances (one, or one per visit), then the correlations. */
function correlated(
  name: CovarianceName,
  { visits: m, isHeterogeneous, correlations }: CorrelatedShape,
  correlation: Correlation,
): CovarianceStructure {
  const variances = isHeterogeneous ? m : 1;
  const q = variances + correlations;
  const variance = (theta: Float64Array, a: number): number => theta[isHeterogeneous ? a : 0]!;
  const root = (theta: Float64Array, a: number, b: number): number =>
    isHeterogeneous ? Math.sqrt(theta[a]! * theta[b]!) : theta[0]!;
  /** The exponent of variance k in √(v_a v_b): 0, ½ or 1. */
  const share = (k: number, a: number, b: number): number =>
    isHeterogeneous ? 0.5 * ((a === k ? 1 : 0) + (b === k ? 1 : 0)) : 1;
  const rhoOf = (theta: Float64Array): Float64Array => theta.subarray(variances);

  const first = (theta: Float64Array, k: number): Float64Array =>
    fill(m, (a, b) => {
      const d = Math.abs(a - b);
      if (k >= variances) return root(theta, a, b) * correlation.first(d, rhoOf(theta), k - variances);
      return (root(theta, a, b) * share(k, a, b) * correlation.value(d, rhoOf(theta))) / theta[k]!;
    });
  const second = (theta: Float64Array, k: number, l: number): Float64Array =>
    fill(m, (a, b) => {
      const d = Math.abs(a - b);
      const rho = rhoOf(theta);
      const size = root(theta, a, b);
      if (k >= variances && l >= variances)
        return k === l && correlations === 1 ? size * correlation.second(d, rho) : 0;
      if (k >= variances) return (size * share(l, a, b) * correlation.first(d, rho, k - variances)) / theta[l]!;
      if (l >= variances) return (size * share(k, a, b) * correlation.first(d, rho, l - variances)) / theta[k]!;
      const exponents = k === l ? share(k, a, b) * (share(k, a, b) - 1) : share(k, a, b) * share(l, a, b);
      return (size * exponents * correlation.value(d, rho)) / (theta[k]! * theta[l]!);
    });

  return {
    name,
    visits: m,
    parameters: q,
    isLinear: false,
    start: (rough) => {
      const theta = new Float64Array(q);
      for (let a = 0; a < m; a += 1) theta[isHeterogeneous ? a : 0]! += rough[a * m + a]! / (isHeterogeneous ? 1 : m);
      const correlationAt = (a: number, b: number): number =>
        rough[a * m + b]! / Math.sqrt(rough[a * m + a]! * rough[b * m + b]!);
      for (let k = 0; k < correlations; k += 1) {
        let sum = 0;
        let count = 0;
        for (let a = 0; a < m; a += 1) {
          for (let b = 0; b < a; b += 1) {
            if (correlation === same || a - b === k + 1) {
              sum += correlationAt(a, b);
              count += 1;
            }
          }
        }
        theta[variances + k] = Math.max(-0.9 / m, Math.min(0.9, sum / count));
      }
      return theta;
    },
    covariance: (theta) => fill(m, (a, b) => root(theta, a, b) * correlation.value(Math.abs(a - b), rhoOf(theta))),
    derivatives: (theta) => Array.from({ length: q }, (_, k) => first(theta, k)),
    weightedSecond: (theta, weights) => {
      const out = new Float64Array(m * m);
      for (let k = 0; k < q; k += 1) {
        for (let l = 0; l < q; l += 1) {
          const matrix = second(theta, k, l);
          for (let t = 0; t < out.length; t += 1) out[t] = out[t]! + weights[k * q + l]! * matrix[t]!;
        }
      }
      return out;
    },
    secondTraces: (theta, gradient) => {
      const out = new Float64Array(q * q);
      for (let k = 0; k < q; k += 1) {
        for (let l = 0; l <= k; l += 1) {
          const value = dot(gradient, second(theta, k, l));
          out[k * q + l] = value;
          out[l * q + k] = value;
        }
      }
      return out;
    },
    move: (theta, step) =>
      theta.map((value, k) =>
        k < variances
          ? value * Math.exp(Math.max(-2, Math.min(2, step[k]! / value)))
          : Math.tanh(Math.atanh(value) + Math.max(-1, Math.min(1, step[k]! / (1 - value * value)))),
      ),
    scale: (theta) => Float64Array.from({ length: q }, (_, k) => (k < variances ? variance(theta, k) : 1)),
  };
}

function plainMove(theta: Float64Array, step: Float64Array): Float64Array {
  return theta.map((value, k) => value + step[k]!);
}

function fill(m: number, value: (a: number, b: number) => number): Float64Array {
  const matrix = new Float64Array(m * m);
  for (let a = 0; a < m; a += 1) for (let b = 0; b < m; b += 1) matrix[a * m + b] = value(a, b);
  return matrix;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += a[i]! * b[i]!;
  return sum;
}
