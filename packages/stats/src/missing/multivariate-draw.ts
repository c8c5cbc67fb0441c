// Random draws that Bayesian regressions of several responses need: inverse Wishart, matrix normal, conditional normal.
import { factorCholesky, invertPositiveDefinite } from '../algebra/cholesky.js';
import type { RandomSource } from '../random/random-source.js';

/**
 * A covariance matrix from the inverse Wishart distribution with scale S (p × p) and ν degrees of freedom. Undefined when S is
 * not positive definite.
 * @throws RangeError unless ν ≥ p
 * @see Bartlett (1933); Gelman et al. (2013), appendix A
 */
export function drawInverseWishart(
  scale: Float64Array,
  p: number,
  { df, random }: { readonly df: number; readonly random: RandomSource },
): Float64Array | undefined {
  if (!(df >= p)) throw new RangeError(`The degrees of freedom are ${df}; allowed are numbers from ${p}.`);
  const root = new Float64Array(p * p);
  if (!factorCholesky(scale, p, root)) return undefined;
  // Lower triangular A with AAᵀ ~ Wishart(ν, I); Σ = C A⁻ᵀ A⁻¹ Cᵀ where S = CCᵀ.
  const triangle = new Float64Array(p * p);
  for (let i = 0; i < p; i += 1) {
    triangle[i * p + i] = Math.sqrt(random.gamma((df - i) / 2, 2));
    for (let j = 0; j < i; j += 1) triangle[i * p + j] = random.normal();
  }
  const inverse = invertLower(triangle, p);
  const factor = new Float64Array(p * p);
  for (let i = 0; i < p; i += 1) {
    for (let j = 0; j < p; j += 1) {
      let sum = 0;
      for (let k = 0; k <= Math.min(i, p - 1); k += 1) sum += root[i * p + k]! * inverse[j * p + k]!;
      factor[i * p + j] = sum;
    }
  }
  const covariance = new Float64Array(p * p);
  for (let i = 0; i < p; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      let sum = 0;
      for (let k = 0; k < p; k += 1) sum += factor[i * p + k]! * factor[j * p + k]!;
      covariance[i * p + j] = sum;
      covariance[j * p + i] = sum;
    }
  }
  return covariance;
}

/** A normal vector with mean 0 and covariance L Lᵀ, L lower triangular p × p. */
export function drawNormal(factor: Float64Array, p: number, random: RandomSource): Float64Array {
  const noise = Float64Array.from({ length: p }, () => random.normal());
  return Float64Array.from({ length: p }, (_, i) => {
    let sum = 0;
    for (let k = 0; k <= i; k += 1) sum += factor[i * p + k]! * noise[k]!;
    return sum;
  });
}

/** The normal distribution of some components given the others. */
export interface ConditionalNormal {
  readonly missing: readonly number[];
  readonly observed: readonly number[];
  /** missing × observed. */
  readonly slopes: Float64Array;
  /** Lower triangular factor of the conditional covariance, missing × missing. */
  readonly factor: Float64Array;
}

/** Of the components `missing` of a normal vector with this covariance. Undefined when the covariance is not positive definite. */
export function conditionalNormal(
  covariance: Float64Array,
  p: number,
  missing: readonly number[],
): ConditionalNormal | undefined {
  const observed = Array.from({ length: p }, (_, j) => j).filter((j) => !missing.includes(j));
  const m = missing.length;
  const o = observed.length;
  const inner = Float64Array.from({ length: o * o }, (_, at) => {
    return covariance[observed[Math.floor(at / o)]! * p + observed[at % o]!]!;
  });
  const inverse = o === 0 ? inner : invertPositiveDefinite(inner, o);
  if (inverse === undefined) return undefined;
  const slopes = new Float64Array(m * o);
  for (let i = 0; i < m; i += 1) {
    for (let j = 0; j < o; j += 1) {
      let sum = 0;
      for (let k = 0; k < o; k += 1) sum += covariance[missing[i]! * p + observed[k]!]! * inverse[k * o + j]!;
      slopes[i * o + j] = sum;
    }
  }
  const rest = new Float64Array(m * m);
  for (let i = 0; i < m; i += 1) {
    for (let j = 0; j < m; j += 1) {
      let sum = covariance[missing[i]! * p + missing[j]!]!;
      for (let k = 0; k < o; k += 1) sum -= slopes[i * o + k]! * covariance[observed[k]! * p + missing[j]!]!;
      rest[i * m + j] = sum;
    }
  }
  const factor = new Float64Array(m * m);
  return m > 0 && !factorCholesky(rest, m, factor) ? undefined : { missing, observed, slopes, factor };
}

/** Draws the missing components of `values` (p values at `offset`) in place, given the others and the mean. */
export function drawMissing(
  { missing, observed, slopes, factor }: ConditionalNormal,
  { values, offset, mean, random }: { values: Float64Array; offset: number; mean: Float64Array; random: RandomSource },
): void {
  const noise = drawNormal(factor, missing.length, random);
  missing.forEach((component, i) => {
    let value = mean[component]! + noise[i]!;
    observed.forEach((known, k) => {
      value += slopes[i * observed.length + k]! * (values[offset + known]! - mean[known]!);
    });
    values[offset + component] = value;
  });
}

function invertLower(triangle: Float64Array, p: number): Float64Array {
  const inverse = new Float64Array(p * p);
  for (let j = 0; j < p; j += 1) {
    inverse[j * p + j] = 1 / triangle[j * p + j]!;
    for (let i = j + 1; i < p; i += 1) {
      let sum = 0;
      for (let k = j; k < i; k += 1) sum += triangle[i * p + k]! * inverse[k * p + j]!;
      inverse[i * p + j] = -sum / triangle[i * p + i]!;
    }
  }
  return inverse;
}
