// The log probability of each row of a cluster and its derivatives in the linear predictor and in ln θ.
import type { ClusteredCounts } from './clustered-counts.js';

/**
 * Of f = yη − A ln(1 + μ/θ), A = nθ + y (Poisson: yη − nμ): derivatives in η by row, the same of ∂f/∂ ln θ ("tilt"), and sums
 * over the rows. What depends on y and θ alone is left to the caller.
 */
export interface RowTerms {
  /** f′, f″, f‴, f⁗. */
  readonly first: Float64Array;
  readonly second: Float64Array;
  readonly third: Float64Array;
  readonly fourth: Float64Array;
  /** First, second and third derivative in η of ∂f/∂ ln θ. */
  readonly tiltFirst: Float64Array;
  readonly tiltSecond: Float64Array;
  readonly tiltThird: Float64Array;
  /** Σ f. */
  value: number;
  /** −Σ f″. */
  curvature: number;
  /** Σ f‴ and Σ f⁗. */
  sumThird: number;
  sumFourth: number;
  /** Σ ∂f/∂ ln θ and its three derivatives in η. */
  tilt: number;
  tiltOne: number;
  tiltTwo: number;
  tiltThree: number;
  /** Σ ∂²f/∂(ln θ)² and its two derivatives in η. */
  tiltTwice: number;
  twiceOne: number;
  twiceTwo: number;
}

/** Room for clusters of up to `rows` groups. */
export function rowTerms(rows: number): RowTerms {
  return {
    first: new Float64Array(rows),
    second: new Float64Array(rows),
    third: new Float64Array(rows),
    fourth: new Float64Array(rows),
    tiltFirst: new Float64Array(rows),
    tiltSecond: new Float64Array(rows),
    tiltThird: new Float64Array(rows),
    value: 0,
    curvature: 0,
    sumThird: 0,
    sumFourth: 0,
    tilt: 0,
    tiltOne: 0,
    tiltTwo: 0,
    tiltThree: 0,
    tiltTwice: 0,
    twiceOne: 0,
    twiceTwo: 0,
  };
}

/** Where {@link setRowTerms} evaluates: groups `from` to `to` − 1 with predictor + shift. */
export interface RowPlace {
  readonly counts: ClusteredCounts;
  /** exp(predictor). */
  readonly base: Float64Array;
  readonly predictor: Float64Array;
  readonly theta: number;
  readonly from: number;
  readonly to: number;
  readonly shift: number;
}

/** Fills `terms`; at θ = ∞ the tilts are 0. */
export function setRowTerms(terms: RowTerms, place: RowPlace): void {
  terms.value = 0;
  terms.curvature = 0;
  terms.sumThird = 0;
  terms.sumFourth = 0;
  terms.tilt = 0;
  terms.tiltOne = 0;
  terms.tiltTwo = 0;
  terms.tiltThree = 0;
  terms.tiltTwice = 0;
  terms.twiceOne = 0;
  terms.twiceTwo = 0;
  if (place.theta === Number.POSITIVE_INFINITY) setPoisson(terms, place);
  else setNegativeBinomial(terms, place);
}

function setPoisson(terms: RowTerms, { counts, base, predictor, from, to, shift }: RowPlace): void {
  const { first, second, third, fourth } = terms;
  const factor = Math.exp(shift);
  let value = 0;
  let curvature = 0;
  for (let g = from; g < to; g += 1) {
    const i = g - from;
    const y = counts.total[g]!;
    const mean = counts.size[g]! * base[g]! * factor;
    value += y * (predictor[g]! + shift) - mean;
    curvature += mean;
    first[i] = y - mean;
    second[i] = -mean;
    third[i] = -mean;
    fourth[i] = -mean;
  }
  terms.value = value;
  terms.curvature = curvature;
  terms.sumThird = -curvature;
  terms.sumFourth = -curvature;
}

function setNegativeBinomial(terms: RowTerms, place: RowPlace): void {
  const { counts, base, predictor, theta, from, to, shift } = place;
  const { first, second, third, fourth, tiltFirst, tiltSecond, tiltThird } = terms;
  const factor = Math.exp(shift);
  let value = 0;
  let curvature = 0;
  let sumThird = 0;
  let sumFourth = 0;
  let tilt = 0;
  let tiltOne = 0;
  let tiltTwo = 0;
  let tiltThree = 0;
  let tiltTwice = 0;
  let twiceOne = 0;
  let twiceTwo = 0;
  for (let g = from; g < to; g += 1) {
    const i = g - from;
    const y = counts.total[g]!;
    const exposure = counts.size[g]! * theta;
    const a = exposure + y;
    const mu = base[g]! * factor;
    const inverse = 1 / (theta + mu);
    const rest = mu * inverse;
    const share = theta * inverse;
    const spread = rest * share;
    const skew = share - rest;
    const kurt = 1 - 6 * spread;
    const logRatio = Math.log1p(mu / theta);
    const av = a * spread;
    const ev = exposure * spread;
    const one = spread * (y - counts.size[g]! * mu);
    value += y * (predictor[g]! + shift) - a * logRatio;
    first[i] = y - a * rest;
    second[i] = -av;
    third[i] = -av * skew;
    fourth[i] = -av * kurt;
    tiltFirst[i] = one;
    tiltSecond[i] = av * skew - ev;
    tiltThird[i] = av * kurt - ev * skew;
    curvature += av;
    sumThird += third[i]!;
    sumFourth += fourth[i]!;
    tilt += a * rest - exposure * logRatio;
    tiltOne += one;
    tiltTwo += tiltSecond[i]!;
    tiltThree += tiltThird[i]!;
    tiltTwice += 2 * exposure * rest - exposure * logRatio - av;
    twiceOne += 2 * ev - exposure * rest - av * skew;
    twiceTwo += 2 * ev * skew - ev - av * kurt;
  }
  terms.curvature = curvature;
  terms.sumThird = sumThird;
  terms.sumFourth = sumFourth;
  terms.tilt = tilt;
  terms.tiltOne = tiltOne;
  terms.tiltTwo = tiltTwo;
  terms.tiltThree = tiltThree;
  terms.tiltTwice = tiltTwice;
  terms.twiceOne = twiceOne;
  terms.twiceTwo = twiceTwo;
  terms.value = value;
}
