// Joint Newton on (γ, ln θ) in a workspace: from a moment start to a local maximum, in about six steps.
import { factorCholesky, solveCholesky } from '../algebra/cholesky.js';
import { evaluateWorkspace, linearPredictor, nbGroups, weightedSquares } from './nb-evaluate.js';
import type { NbWorkspace } from './nb-workspace.js';

const MAX_STEPS = 30;
/** No step moves a linear predictor or ln θ by more. */
const LARGEST_MOVE = 3;
const LARGEST_LOG_THETA_MOVE = 2;
/** A step this small, in units of a standard error or less, leaves nothing that doubles can show. */
const NEGLIGIBLE = 1e-22;
/** θ above this multiple of the largest count: the search has left for the Poisson limit. */
const FAR_ABOVE_COUNTS = 100;
/** Smallest share of its length that earlier columns may leave of a column, squared. */
const SMALLEST_PIVOT = 1e-4;

/**
 * Climbs to a local maximum over γ and θ. False when none with finite θ and a definite information was reached; then the
 * exhaustive search must decide. At the end every derivative in the workspace belongs to the estimate.
 */
export function climbNb(work: NbWorkspace): boolean {
  const { p, gamma, score, cross, information, factor, step, solvedCross } = work;
  if (!startNb(work)) return false;
  // As many groups as columns: the fitted means are the groups' means whatever θ is, and only θ is to be found.
  const isSaturated = work.groups === p;
  if (isSaturated) for (let k = 0; k < p; k += 1) score[k] = cross[k] = step[k] = solvedCross[k] = 0;
  const highest = FAR_ABOVE_COUNTS * (work.largest + 1);
  for (work.iterations = 0; work.iterations < MAX_STEPS; work.iterations += 1) {
    if (isSaturated) nbGroups(work);
    else {
      evaluateWorkspace(work);
      if (!factorCholesky(information, p, factor)) return false;
      for (let k = 0; k < p; k += 1) {
        step[k] = score[k]!;
        solvedCross[k] = cross[k]!;
      }
      solveCholesky(factor, p, step);
      solveCholesky(factor, p, solvedCross);
    }
    let profileScore = work.scoreLogTheta;
    let profileInformation = work.informationLogTheta;
    let decrement = 0;
    for (let k = 0; k < p; k += 1) {
      profileScore -= cross[k]! * step[k]!;
      profileInformation -= cross[k]! * solvedCross[k]!;
      decrement += score[k]! * step[k]!;
    }
    work.profileInformation = profileInformation;
    // Where the profile is not concave in ln θ, or far from its top, go uphill by a step of fixed length.
    let move =
      profileInformation > 0 ? profileScore / profileInformation : LARGEST_LOG_THETA_MOVE * Math.sign(profileScore);
    move = Math.min(LARGEST_LOG_THETA_MOVE, Math.max(-LARGEST_LOG_THETA_MOVE, move));
    decrement += profileScore * move;
    let reach = 0;
    for (let k = 0; k < p; k += 1) {
      step[k] = step[k]! - move * solvedCross[k]!;
      reach += Math.abs(step[k]!) * work.largestX[k]!;
    }
    const isSmall = profileInformation > 0 && decrement <= NEGLIGIBLE * work.rows;
    if (isSmall && isSaturated) return finishSaturated(work, move);
    const share = reach > LARGEST_MOVE ? LARGEST_MOVE / reach : 1;
    for (let k = 0; k < p; k += 1) gamma[k] = gamma[k]! + share * step[k]!;
    work.theta *= Math.exp(share * move);
    if (isSmall) return true;
    if (!(work.theta < highest)) return false;
  }
  return false;
}

/** Climbs to the Poisson fit, θ = ∞, from the workspace's γ; true with a definite information. The maximum is unique. */
export function climbPoisson(work: NbWorkspace): boolean {
  const { p, gamma, score, information, factor, step, solvedCross } = work;
  work.theta = Number.POSITIVE_INFINITY;
  for (let k = 0; k < p; k += 1) if (!Number.isFinite(gamma[k]!)) return false;
  for (let round = 0; round < MAX_STEPS; round += 1) {
    evaluateWorkspace(work);
    if (!factorCholesky(information, p, factor)) return false;
    let decrement = 0;
    let reach = 0;
    for (let k = 0; k < p; k += 1) step[k] = score[k]!;
    solveCholesky(factor, p, step);
    for (let k = 0; k < p; k += 1) {
      decrement += score[k]! * step[k]!;
      reach += Math.abs(step[k]!) * work.largestX[k]!;
      solvedCross[k] = 0;
    }
    const share = reach > LARGEST_MOVE ? LARGEST_MOVE / reach : 1;
    for (let k = 0; k < p; k += 1) gamma[k] = gamma[k]! + share * step[k]!;
    work.iterations += 1;
    if (decrement <= NEGLIGIBLE * work.rows) {
      work.profileInformation = Number.POSITIVE_INFINITY;
      return true;
    }
  }
  return false;
}

/** The last step of ln θ, and the derivatives in γ that the loop had no need of. */
function finishSaturated(work: NbWorkspace, move: number): boolean {
  work.theta *= Math.exp(move);
  weightedSquares(work, work.weight, work.information);
  return factorCholesky(work.information, work.p, work.factor);
}

/**
 * Start values: γ by least squares of ln(mean count + 1/2), shifted to the right sum of counts; θ by moments. False when the
 * design is so close to collinear that its normal equations can't be trusted.
 */
function startNb(work: NbWorkspace): boolean {
  const { groups, p, stride, x, order, size, total, offset, eta, mu, slope, matrix, factor, gamma } = work;
  weightedSquares(work, size, matrix);
  if (!factorCholesky(matrix, p, factor)) return false;
  for (let k = 0; k < p; k += 1) {
    const pivot = factor[k * p + k]!;
    if (!(pivot * pivot > SMALLEST_PIVOT * matrix[k * p + k]!)) return false;
  }
  const isSaturated = groups === p;
  for (let g = 0; g < groups; g += 1) {
    const mean = total[g]! / size[g]!;
    mu[g] = mean;
    eta[g] = Math.log(isSaturated ? mean : mean + 0.5);
    slope[g] = size[g]! * (eta[g]! - offset[g]!);
  }
  for (let k = 0; k < p; k += 1) {
    const at = order[k]! * stride;
    let sum = 0;
    for (let g = 0; g < groups; g += 1) sum += x[at + g]! * slope[g]!;
    gamma[k] = sum;
  }
  solveCholesky(factor, p, gamma);
  if (!isSaturated) linearPredictor(work);
  let fitted = 0;
  for (let g = 0; g < groups; g += 1) fitted += size[g]! * mu[g]!;
  const ratio = work.intercept >= 0 && !isSaturated ? work.sumOfCounts / fitted : 1;
  if (ratio !== 1) gamma[work.intercept] = gamma[work.intercept]! + Math.log(ratio);
  let squares = 0;
  let excess = work.sumOfSquares - work.sumOfCounts;
  for (let g = 0; g < groups; g += 1) {
    const m = ratio * mu[g]!;
    squares += size[g]! * m * m;
    excess += m * (size[g]! * m - 2 * total[g]!);
  }
  work.theta = Math.min(work.largest + 1, Math.max(0.1, excess > 0 ? squares / excess : work.largest + 1));
  return Number.isFinite(work.theta) && Number.isFinite(gamma[0]!);
}
