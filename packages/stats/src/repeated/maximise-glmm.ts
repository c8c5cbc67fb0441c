// Maximises the likelihood of a count model with a random intercept: from both ends, and at both boundaries.
import type { ClusteredCounts } from './clustered-counts.js';
import { type GlmmParts, laplaceLikelihood } from './laplace-likelihood.js';
import { type Ascent, ascend } from './newton-ascent.js';
import { quadratureLikelihood } from './quadrature-likelihood.js';

/** The best place found. Its parameters are γ, then ln sd and ln θ as far as the parts have them. */
export interface GlmmMaximum {
  readonly ascent: Ascent;
  /** What is missing here was best at its boundary: sd = 0, θ = ∞. */
  readonly parts: GlmmParts;
  /** Posterior modes of the clusters' intercepts. */
  readonly mode: Float64Array;
  /** Newton steps, all starts together. */
  readonly iterations: number;
}

/** The model whose likelihood {@link maximiseGlmm} maximises. */
export interface GlmmModel {
  readonly family: 'nb' | 'poisson';
  /** Points of the adaptive Gauss–Hermite rule; 1 is Laplace. */
  readonly points: number;
}

type Candidate = Pick<GlmmMaximum, 'ascent' | 'parts' | 'mode'>;

const BOTH: GlmmParts = { hasIntercept: true, hasTheta: true };
const INTERCEPT: GlmmParts = { hasIntercept: true, hasTheta: false };
const THETA: GlmmParts = { hasIntercept: false, hasTheta: true };
const NEITHER: GlmmParts = { hasIntercept: false, hasTheta: false };

/** Beyond these a climb is left, where the boundary beyond is a local maximum itself. */
const SMALL_LOG_SD = -4;
const LARGE_LOG_THETA = 9;
/** Beyond these a climb is left in any case. */
const SMALLEST_LOG_SD = -12;
const LARGEST_LOG_THETA = 18;
const LARGEST_LOG_SD = 5;
const SMALLEST_LOG_THETA = -12;
/** A climb that comes this near to a known maximum is taken to lead there. */
const NEAR = 0.25;

/**
 * The global maximum over sd in [0, ∞) and θ in (0, ∞]. The models with sd = 0, with θ = ∞ and with both are solved
 * themselves; the full model is climbed from the one end (all extra variation between clusters) and from the other (all
 * within); the highest place wins, a boundary only where the likelihood falls from it inwards.
 */
export function maximiseGlmm(counts: ClusteredCounts, { family, points }: GlmmModel): GlmmMaximum {
  let iterations = 0;
  const climb = (parts: GlmmParts, start: Float64Array, isDone: (at: Float64Array) => boolean): Candidate => {
    const likelihood = laplaceLikelihood(counts, parts);
    const ascent = ascend(likelihood, start, (at) => isOutside(at, parts, counts.p) || isDone(at));
    iterations += ascent.iterations;
    return { ascent, parts, mode: likelihood.mode };
  };
  const never = (): boolean => false;

  const poisson = climb(NEITHER, startGamma(counts), never);
  const candidates: Candidate[] = [poisson];
  const gamma = poisson.ascent.parameters;
  const spread = momentVariance(counts, gamma);
  const isPoissonClosed = interceptSlope(counts, gamma, Number.POSITIVE_INFINITY) <= 0;
  const intercept = climb(INTERCEPT, concat(gamma, 0.5 * Math.log(spread)), (at) =>
    isSmallSd(at[counts.p]!, isPoissonClosed),
  );
  if (intercept.ascent.end !== 'stopped') candidates.push(intercept);

  if (family === 'nb') {
    const isNbClosed = dispersionSlope(counts, gamma, undefined) <= 0;
    const nb = climb(THETA, concat(gamma, startLogTheta(counts, poisson)), (at) => isLarge(at[counts.p]!, isNbClosed));
    if (nb.ascent.end !== 'stopped') candidates.push(nb);
    const inner = intercept.ascent.end === 'stopped' ? undefined : intercept;
    const outer = nb.ascent.end === 'stopped' ? poisson : nb;
    const isThetaClosed = inner !== undefined && dispersionSlope(counts, inner.ascent.parameters, inner.mode) <= 0;
    const outerTheta = Math.exp(outer.ascent.parameters[counts.p] ?? Number.POSITIVE_INFINITY);
    const isSdClosed = interceptSlope(counts, outer.ascent.parameters, outerTheta) <= 0;
    const isLost = (at: Float64Array): boolean =>
      isSmallSd(at[counts.p]!, isSdClosed) || isLarge(at[counts.p + 1]!, isThetaClosed);
    const start = concat(
      (inner ?? outer).ascent.parameters.subarray(0, counts.p),
      inner?.ascent.parameters[counts.p] ?? -1,
      inner === undefined ? startLogTheta(counts, outer) : startLogTheta(counts, inner),
    );
    const first = climb(BOTH, start, isLost);
    if (first.ascent.end !== 'stopped') candidates.push(first);
    const other = concat(outer.ascent.parameters.subarray(0, counts.p), -1, outer.ascent.parameters[counts.p] ?? 1);
    const second = climb(
      BOTH,
      other,
      (at) => isLost(at) || (first.ascent.end === 'maximum' && isNear(at, first.ascent.parameters)),
    );
    if (second.ascent.end !== 'stopped') candidates.push(second);
  }
  if (points > 1) {
    for (const [k, { parts, ascent, mode }] of candidates.entries()) {
      if (!parts.hasIntercept) continue;
      const likelihood = quadratureLikelihood(counts, parts, points, mode);
      const refined = ascend(likelihood, ascent.parameters, (at) => isOutside(at, parts, counts.p));
      iterations += refined.iterations;
      candidates[k] = { ascent: refined, parts, mode: likelihood.mode };
    }
  }
  return { ...highest(candidates), iterations };
}

/** The highest candidate; of equals the one with fewer parameters, which comes first. */
function highest(candidates: readonly Candidate[]): Candidate {
  let best = candidates[0]!;
  for (const candidate of candidates) {
    const margin = 1e-9 * (1 + Math.abs(best.ascent.logLik));
    if (candidate.ascent.logLik > best.ascent.logLik + margin) best = candidate;
  }
  return best;
}

function isSmallSd(logSd: number, isClosed: boolean): boolean {
  return isClosed && logSd < SMALL_LOG_SD;
}

function isLarge(logTheta: number, isClosed: boolean): boolean {
  return isClosed && logTheta > LARGE_LOG_THETA;
}

function isOutside(at: Float64Array, { hasIntercept, hasTheta }: GlmmParts, p: number): boolean {
  const logSd = hasIntercept ? at[p]! : 0;
  const logTheta = hasTheta ? at[at.length - 1]! : 0;
  return (
    logSd < SMALLEST_LOG_SD || logSd > LARGEST_LOG_SD || logTheta > LARGEST_LOG_THETA || logTheta < SMALLEST_LOG_THETA
  );
}

function isNear(a: Float64Array, b: Float64Array): boolean {
  return a.every((value, j) => Math.abs(value - b[j]!) < NEAR);
}

function concat(gamma: Float64Array, ...rest: readonly number[]): Float64Array {
  const all = new Float64Array(gamma.length + rest.length);
  all.set(gamma);
  all.set(rest, gamma.length);
  return all;
}

/** Least squares of ln(mean count + 1/2) on the basis, whose columns are orthogonal over the rows. */
export function startGamma({ p, basis, offset, size, total, rows }: ClusteredCounts): Float64Array {
  const gamma = new Float64Array(p);
  for (let g = 0; g < size.length; g += 1) {
    const z = size[g]! * (Math.log(total[g]! / size[g]! + 0.5) - offset[g]!);
    for (let j = 0; j < p; j += 1) gamma[j]! += (basis[g * p + j]! * z) / rows;
  }
  return gamma;
}

function meanOf({ p, basis, offset }: ClusteredCounts, g: number, gamma: Float64Array): number {
  let eta = offset[g]!;
  for (let j = 0; j < p; j += 1) eta += basis[g * p + j]! * gamma[j]!;
  return Math.exp(eta);
}

/** Σ ((Y − M)² − M) / Σ M² over the clusters' totals: how much the intercepts vary. */
function momentVariance(counts: ClusteredCounts, gamma: Float64Array): number {
  let excess = 0;
  let squares = 0;
  for (let c = 0; c < counts.clusters; c += 1) {
    let count = 0;
    let mean = 0;
    for (let g = counts.start[c]!; g < counts.start[c + 1]!; g += 1) {
      count += counts.total[g]!;
      mean += counts.size[g]! * meanOf(counts, g, gamma);
    }
    excess += (count - mean) ** 2 - mean;
    squares += mean * mean;
  }
  return clamp(Math.log1p(Math.max(0, excess / squares)), 0.02, 4);
}

/** ln θ by moments around the means of a Poisson model. */
function startLogTheta(counts: ClusteredCounts, { ascent, mode }: Candidate): number {
  let excess = 2 * counts.pairs;
  let squares = 0;
  for (let c = 0; c < counts.clusters; c += 1) {
    const factor = Math.exp(mode[c]!);
    for (let g = counts.start[c]!; g < counts.start[c + 1]!; g += 1) {
      const mean = meanOf(counts, g, ascent.parameters) * factor;
      excess += counts.size[g]! * mean * mean - 2 * counts.total[g]! * mean;
      squares += counts.size[g]! * mean * mean;
    }
  }
  return -Math.log(clamp(excess / squares, 0.02, 10));
}

function clamp(x: number, low: number, high: number): number {
  return x > low ? Math.min(x, high) : low;
}

/** Slope of the likelihood in the variance of the intercepts at 0: where it is not positive, sd = 0 is a local maximum. */
function interceptSlope(counts: ClusteredCounts, gamma: Float64Array, theta: number): number {
  let sum = 0;
  for (let c = 0; c < counts.clusters; c += 1) {
    let slope = 0;
    let curvature = 0;
    for (let g = counts.start[c]!; g < counts.start[c + 1]!; g += 1) {
      const mu = meanOf(counts, g, gamma);
      const share = theta === Number.POSITIVE_INFINITY ? 1 : theta / (theta + mu);
      const rest = theta === Number.POSITIVE_INFINITY ? 0 : mu / (theta + mu);
      slope += (counts.total[g]! - counts.size[g]! * mu) * share;
      curvature += counts.size[g]! * mu * share * share + counts.total[g]! * rest * share;
    }
    sum += slope * slope - curvature;
  }
  return 0.5 * sum;
}

/**
 * Slope of the likelihood in 1/θ at 0, where f changes by (y (y − 1) − 2yμ + μ²)/2: where it is not positive, θ = ∞ is a
 * local maximum. `parameters` are γ and, with modes, ln sd of a Poisson model at its maximum.
 */
function dispersionSlope(counts: ClusteredCounts, parameters: Float64Array, mode: Float64Array | undefined): number {
  const precision = mode === undefined ? 0 : Math.exp(-2 * parameters[counts.p]!);
  let sum = counts.pairs;
  for (let c = 0; c < counts.clusters; c += 1) {
    const factor = mode === undefined ? 1 : Math.exp(mode[c]!);
    let curvature = precision;
    let one = 0;
    let two = 0;
    let third = 0;
    for (let g = counts.start[c]!; g < counts.start[c + 1]!; g += 1) {
      const mu = meanOf(counts, g, parameters) * factor;
      const squares = counts.size[g]! * mu * mu;
      const cross = counts.total[g]! * mu;
      sum += 0.5 * squares - cross;
      one += squares - cross;
      two += 2 * squares - cross;
      curvature += counts.size[g]! * mu;
      third -= counts.size[g]! * mu;
    }
    if (mode !== undefined) sum += (0.5 * (two + (third * one) / curvature)) / curvature;
  }
  return sum;
}
