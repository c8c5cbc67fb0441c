// Shows, from a local maximum, that there is no higher one and no separation; where it can't, the exhaustive search decides.
import { factorCholesky, solveCholesky } from '../algebra/cholesky.js';
import { columnSums, evaluateWorkspace, linearPredictor, roughLogSum } from './nb-evaluate.js';
import type { NbWorkspace } from './nb-workspace.js';

/** Steps of 1.6 in ln θ. */
const SCAN_RATIO = Math.exp(1.6);
/** The scan ends at this multiple of the largest count: from there on the Poisson limit's slope tells the sign. */
const TOP_OF_COUNTS = 4;
/** How much larger than the fitted means those of another θ are granted to be, where the scan ends below. */
const MEAN_ROOM = 10;
/** Rounding of the profile's slope may move ln θ by this at most. */
const LARGEST_ROUNDING = 1e-11;

/**
 * At the maximum the score vanishes. A direction d that separates would make Σ size × w × |Qd| over the groups without counts equal to the
 * score along d, so that one of these groups would have a weight w = μθ/(θ + μ) of rounding size. None has: no separation.
 */
export function isFreeOfSeparation({ groups, size, total, mu, theta }: NbWorkspace): boolean {
  for (let g = 0; g < groups; g += 1) {
    if (total[g] === 0 && !(size[g]! * mu[g]! > 1e-5 * (1 + mu[g]! / theta))) return false;
  }
  return true;
}

/** Is θ determined so well that the rounding of its slope does not show? */
export function isThetaDetermined({ rows, theta, sumOfCounts, profileInformation }: NbWorkspace): boolean {
  const rounding = 4 * Number.EPSILON * (1 + rows * theta * Math.log1p(sumOfCounts / (rows * theta)));
  return rounding <= LARGEST_ROUNDING * profileInformation;
}

/**
 * Follows the slope of the profile likelihood over a grid of ln θ, as the exhaustive search does, from a maximum in both
 * directions: it must fall all the way up to the Poisson limit and rise all the way from 0. The slope at θ' is taken with γ held at its
 * estimate; what re-estimating γ adds is, to first order, −cᵀ I⁻¹ g (g and c: score and mixed derivative at θ'), which is bounded by
 * |L⁻¹c| |L⁻¹g| / ρ, where LLᵀ is the information at the estimate and ρ the smallest ratio of the new weights to the old.
 * Only a slope of more than twice this bound is trusted; where it is less, γ is improved at θ' until it is.
 */
export function isOnlyMaximum(work: NbWorkspace): boolean {
  const { theta } = work;
  const top = TOP_OF_COUNTS * (work.largest + 1);
  let doubts = 0;
  for (let at = theta * SCAN_RATIO; at < top * SCAN_RATIO; at *= SCAN_RATIO) {
    if (!isSlopeOf(work, at, -1)) work.doubtful[doubts++] = at;
  }
  doubts = doubtsBelow(work, theta / SCAN_RATIO, doubts);
  return areDoubtsCleared(work, doubts) && isRisingFromPoisson(work);
}

/**
 * The same for the Poisson limit, θ = ∞ in the workspace: the likelihood falls as θ leaves ∞, and the profile's slope is positive on the
 * whole grid.
 */
export function isPoissonOnlyMaximum(work: NbWorkspace): boolean {
  if (!(excessVariation(work) < -1e-6 * (1 + work.sumOfCounts))) return false;
  return areDoubtsCleared(work, doubtsBelow(work, TOP_OF_COUNTS * (work.largest + 1), 0));
}

/** Notes the values of θ from `from` downwards at which the slope is not shown to be positive. */
function doubtsBelow(work: NbWorkspace, from: number, noted: number): number {
  const positive = work.above[0]!;
  const largestMean = MEAN_ROOM * largestMeanOf(work);
  let doubts = noted;
  for (let at = from; work.rows * at * Math.log1p(largestMean / at) > positive; at /= SCAN_RATIO) {
    if (!isSlopeOf(work, at, 1)) work.doubtful[doubts++] = at;
  }
  return doubts;
}

/** Is the slope right at each doubtful θ once γ is improved there? With as many groups as columns there is nothing to improve. */
function areDoubtsCleared(work: NbWorkspace, doubts: number): boolean {
  const { groups, p, gamma, theta } = work;
  if (doubts === 0) return true;
  if (groups === p) return false;
  const estimate = gamma.slice(0, p);
  let isRight = true;
  for (let k = 0; k < doubts && isRight; k += 1) {
    work.theta = work.doubtful[k]!;
    isRight = profileSlopeSign(work) === (work.theta > theta ? -1 : 1);
  }
  work.theta = theta;
  for (let k = 0; k < p; k += 1) gamma[k] = estimate[k]!;
  return isRight;
}

/** The sign of the profile's slope at the workspace's θ, γ being improved by Newton until it shows; 0 when it never does. */
function profileSlopeSign(work: NbWorkspace): -1 | 0 | 1 {
  const { p, score, cross, information, matrix, step, vector, other } = work;
  for (let round = 0; round < 12; round += 1) {
    evaluateWorkspace(work);
    if (!factorCholesky(information, p, matrix)) return 0;
    for (let k = 0; k < p; k += 1) {
      vector[k] = score[k]!;
      other[k] = cross[k]!;
      step[k] = score[k]!;
    }
    const bound = Math.sqrt(squaredLength(matrix, p, vector) * squaredLength(matrix, p, other));
    if (Math.abs(work.scoreLogTheta) > 2 * bound + 1e-12 * work.rows * (1 + work.theta)) {
      return work.scoreLogTheta > 0 ? 1 : -1;
    }
    solveCholesky(matrix, p, step);
    moveGamma(work);
  }
  return 0;
}

/** Adds the step to γ, shortened where it would move a linear predictor by more than 3. */
function moveGamma({ p, gamma, step, largestX }: NbWorkspace): void {
  let reach = 0;
  for (let k = 0; k < p; k += 1) reach += Math.abs(step[k]!) * largestX[k]!;
  const share = reach > 3 ? 3 / reach : 1;
  for (let k = 0; k < p; k += 1) gamma[k] = gamma[k]! + share * step[k]!;
}

function largestMeanOf({ mu, groups }: NbWorkspace): number {
  let largest = 0;
  for (let g = 0; g < groups; g += 1) if (mu[g]! > largest) largest = mu[g]!;
  return largest;
}

function isSlopeOf(work: NbWorkspace, theta: number, sign: -1 | 1): boolean {
  const { groups, p, size, total, mu, weight, slope, tilt, above, largest, vector, other, factor } = work;
  let first = 0;
  for (let m = 0; m < largest; m += 1) first += above[m]! / (theta + m);
  const own = theta * (first - roughLogSum(work, theta));
  const rounding = 1e-12 * work.rows * (1 + theta);
  // As many groups as columns: the residuals are zero, and so is what re-estimating γ adds.
  if (groups === p) return sign * own > rounding;
  let sumOfSlopes = 0;
  let smallest = Number.POSITIVE_INFINITY;
  for (let g = 0; g < groups; g += 1) {
    const m = mu[g]!;
    const n = size[g]!;
    const inverse = 1 / (theta + m);
    const share = theta * inverse;
    const s = (total[g]! - n * m) * share;
    slope[g] = s;
    tilt[g] = s * m * inverse;
    sumOfSlopes += s;
    const w = (total[g]! + n * theta) * share * m * inverse;
    if (w < smallest * weight[g]!) smallest = w / weight[g]!;
  }
  const value = sign * (own - sumOfSlopes);
  if (!(value > rounding)) return false;
  columnSums(work, { a: slope, b: tilt, sumA: vector, sumB: other });
  const bound = Math.sqrt(squaredLength(factor, p, vector) * squaredLength(factor, p, other)) / smallest;
  return value > 2 * bound;
}

/** |L⁻¹ v|²; v is overwritten. */
export function squaredLength(factor: Float64Array, p: number, v: Float64Array): number {
  let squares = 0;
  for (let i = 0; i < p; i += 1) {
    let sum = v[i]!;
    for (let k = 0; k < i; k += 1) sum -= factor[i * p + k]! * v[k]!;
    const value = sum / factor[i * p + i]!;
    v[i] = value;
    squares += value * value;
  }
  return squares;
}

/**
 * Does the likelihood rise as θ leaves ∞? Its slope in 1/θ there is half of Σ (y − μ)² − y at the Poisson fit. The spread within groups
 * alone may exceed Σ y, whatever the fit; else the Poisson model is fitted, from the estimate on.
 */
function isRisingFromPoisson(work: NbWorkspace): boolean {
  const { groups, size, total } = work;
  let within = work.sumOfSquares;
  for (let g = 0; g < groups; g += 1) within -= (total[g]! * total[g]!) / size[g]!;
  const margin = 1e-6 * (1 + work.sumOfCounts);
  if (within - work.sumOfCounts > margin) return true;
  if (groups === work.p) return false;
  return isPoissonExcess(work, margin);
}

/** Σ (y − μ)² − y at the means of the workspace. */
function excessVariation({ groups, size, total, mu, sumOfSquares, sumOfCounts }: NbWorkspace): number {
  let excess = sumOfSquares - sumOfCounts;
  for (let g = 0; g < groups; g += 1) excess += mu[g]! * (size[g]! * mu[g]! - 2 * total[g]!);
  return excess;
}

/**
 * Is Σ (y − μ)² − y above `margin` at the Poisson fit? Newton goes on until what its next step changes is below a quarter of the rest.
 * The workspace's estimate is put back, its derivatives are not.
 */
function isPoissonExcess(work: NbWorkspace, margin: number): boolean {
  const { p, gamma, theta, step, score, information, matrix, vector } = work;
  const estimate = gamma.slice(0, p);
  let isAbove = false;
  work.theta = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 20; round += 1) {
    evaluateWorkspace(work);
    if (!factorCholesky(information, p, matrix)) break;
    excessSlope(work, vector);
    let change = 0;
    for (let k = 0; k < p; k += 1) step[k] = score[k]!;
    solveCholesky(matrix, p, step);
    for (let k = 0; k < p; k += 1) change += vector[k]! * step[k]!;
    const rest = excessVariation(work) - margin;
    isAbove = rest > 4 * Math.abs(change);
    if (isAbove || rest < -4 * Math.abs(change)) break;
    moveGamma(work);
  }
  for (let k = 0; k < p; k += 1) gamma[k] = estimate[k]!;
  work.theta = theta;
  linearPredictor(work);
  return isAbove;
}

/** The derivative of Σ (y − μ)² − y in γ. */
function excessSlope(work: NbWorkspace, derivative: Float64Array): void {
  const { groups, size, total, mu, product } = work;
  for (let g = 0; g < groups; g += 1) product[g] = 2 * mu[g]! * (size[g]! * mu[g]! - total[g]!);
  columnSums(work, { a: product, b: product, sumA: derivative, sumB: work.other });
}
