// The fast negative-binomial fit of a workspace: climb, certificates, standard errors, all without allocating.
import { factorCholesky } from '../algebra/cholesky.js';
import {
  isFreeOfSeparation,
  isOnlyMaximum,
  isPoissonOnlyMaximum,
  isThetaDetermined,
  squaredLength,
} from './nb-certificate.js';
import { weightedSquares } from './nb-evaluate.js';
import { climbNb, climbPoisson } from './nb-newton.js';
import { standardise } from './nb-standardise.js';
import type { NbWorkspace } from './nb-workspace.js';

/** Estimates; arrays have a value for each column of the design. */
export interface NbEstimate {
  iterations: number;
  maxAbsScore: number;
  /** R's size parameter; ∞ at the Poisson limit. */
  theta: number;
  /** NaN at the Poisson limit. */
  thetaSEJoint: number;
  readonly coefficients: Float64Array;
  /** θ taken as known: summary(glm.nb). */
  readonly seExpected: Float64Array;
  /** β block of the inverse observed information of (β, θ): glmmTMB. */
  readonly seObservedJoint: Float64Array;
}

/** An estimate with room for p coefficients. */
export function nbEstimate(p: number): NbEstimate {
  return {
    iterations: 0,
    maxAbsScore: Number.NaN,
    theta: Number.NaN,
    thetaSEJoint: Number.NaN,
    coefficients: new Float64Array(p),
    seExpected: new Float64Array(p),
    seObservedJoint: new Float64Array(p),
  };
}

const SCORE_LIMIT = 1e-8;

/**
 * Fits the problem that a workspace holds, its columns still raw. False when it can't be shown that the estimate is the global maximum,
 * finite, and free of aliasing and separation: then the exhaustive path must decide, and the content of `estimate` has no meaning.
 */
export function fitWorkspace(work: NbWorkspace, estimate: NbEstimate): boolean {
  if (!standardise(work)) return false;
  // The certificate comes last: it overwrites derivatives.
  if (climbNb(work) && isThetaDetermined(work)) return takeEstimate(work, estimate) && isOnlyMaximum(work);
  return climbPoisson(work) && takeEstimate(work, estimate) && isPoissonOnlyMaximum(work);
}

/** Copies estimates and standard errors; false where the score is not zero or a group is separated. */
function takeEstimate(work: NbWorkspace, estimate: NbEstimate): boolean {
  if (!isFreeOfSeparation(work)) return false;
  estimate.maxAbsScore = largestScore(work);
  if (!(estimate.maxAbsScore <= SCORE_LIMIT)) return false;
  estimate.iterations = work.iterations;
  estimate.theta = work.theta;
  coefficients(work, estimate);
  return standardErrors(work, estimate);
}

function coefficients({ p, gamma, order, centre, scale, intercept }: NbWorkspace, estimate: NbEstimate): void {
  let shift = 0;
  for (let k = 0; k < p; k += 1) {
    const beta = gamma[k]! / scale[k]!;
    shift += beta * centre[k]!;
    estimate.coefficients[order[k]!] = beta;
  }
  if (intercept >= 0) estimate.coefficients[order[intercept]!] = gamma[intercept]! - shift;
}

/** Largest score over the columns of the design and ln θ, as `maxAbsScore` of a fit. */
function largestScore(work: NbWorkspace): number {
  const { p, score, centre, scale, intercept, largestColumn } = work;
  let largest = Math.abs(work.scoreLogTheta);
  const base = intercept >= 0 ? score[intercept]! : 0;
  for (let k = 0; k < p; k += 1) {
    const own = Math.abs(centre[k]! * base + scale[k]! * score[k]!) / Math.max(1, largestColumn[k]!);
    if (own > largest) largest = own;
  }
  return largest;
}

/** From the factors of the observed and the expected information. False when the latter is not definite. */
function standardErrors(work: NbWorkspace, estimate: NbEstimate): boolean {
  const { groups, p, theta, size, mu, slope, matrix, factor, expectedFactor, solvedCross, order, vector } = work;
  for (let g = 0; g < groups; g += 1) slope[g] = (size[g]! * mu[g]!) / (1 + mu[g]! / theta);
  weightedSquares(work, slope, matrix);
  if (!factorCholesky(matrix, p, expectedFactor)) return false;
  for (let k = 0; k < p; k += 1) {
    contrast(work, k);
    let along = 0;
    for (let j = 0; j < p; j += 1) along += vector[j]! * solvedCross[j]!;
    const observed = squaredLength(factor, p, vector) + (along * along) / work.profileInformation;
    contrast(work, k);
    const expected = squaredLength(expectedFactor, p, vector);
    estimate.seObservedJoint[order[k]!] = Math.sqrt(observed);
    estimate.seExpected[order[k]!] = Math.sqrt(expected);
  }
  estimate.thetaSEJoint = theta / Math.sqrt(work.profileInformation);
  return true;
}

/** Puts v with β = vᵀγ for the coefficient at a place into `vector`. */
function contrast({ p, centre, scale, intercept, vector }: NbWorkspace, place: number): void {
  for (let j = 0; j < p; j += 1) vector[j] = place === intercept ? -centre[j]! / scale[j]! : 0;
  vector[place] = 1 / scale[place]!;
}
