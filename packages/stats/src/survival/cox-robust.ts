// The robust (sandwich) variance of a proportional-hazards regression, summed within clusters.
import { type CoxProblem, linearPredictor, visitRiskSets } from './cox-likelihood.js';

/** Where the fit is, and how rows cluster. */
export interface RobustInput {
  readonly gamma: Float64Array;
  /** Inverse of the information, p × p. */
  readonly inverse: Float64Array;
  readonly member: Int32Array;
  readonly count: number;
}

/**
 * Σ over clusters of DᵀD, D being the score residuals times the inverse information (dfbeta).
 * @see Lin and Wei (1989), JASA 84, 1074–1078; Therneau and Grambsch (2000), section 7.2; coxph(cluster = ) in R
 */
export function robustCovariance(problem: CoxProblem, { gamma, inverse, member, count }: RobustInput): Float64Array {
  const { p } = problem;
  const residuals = scoreResiduals(problem, gamma);
  const summed = new Float64Array(count * p);
  member.forEach((cluster, row) => {
    for (let j = 0; j < p; j += 1) summed[cluster * p + j]! += residuals[row * p + j]!;
  });
  const covariance = new Float64Array(p * p);
  const shift = new Float64Array(p);
  for (let cluster = 0; cluster < count; cluster += 1) {
    for (let j = 0; j < p; j += 1) {
      shift[j] = 0;
      for (let k = 0; k < p; k += 1) shift[j] = shift[j]! + summed[cluster * p + k]! * inverse[k * p + j]!;
    }
    for (let j = 0; j < p; j += 1) {
      for (let k = 0; k < p; k += 1) covariance[j * p + k] = covariance[j * p + k]! + shift[j]! * shift[k]!;
    }
  }
  return covariance;
}

/** Hazard steps of one stratum, from the last event time to the first. */
interface HazardSteps {
  readonly time: number[];
  /** Σ 1/S, and Σ mean/S, of the times so far. */
  readonly hazard: number[];
  readonly weighted: Float64Array[];
}

/** n × p: ∫ (x − mean(t)) dM(t) of each row. */
function scoreResiduals(problem: CoxProblem, gamma: Float64Array): Float64Array {
  const { rows, p, basis } = problem;
  const eta = linearPredictor(problem, gamma);
  const residuals = new Float64Array(rows.n * p);
  const steps: HazardSteps[] = problem.strata.map(() => ({ time: [], hazard: [], weighted: [] }));
  visitRiskSets(problem, eta, ({ time, stratum, dead, shares }) => {
    const scale = largestIn(problem, stratum, eta);
    let hazard = 0;
    const weighted = new Float64Array(p);
    const mean = new Float64Array(p);
    const events = dead.length;
    // What the tied dead do not bear: k/d of the k-th share.
    let spared = 0;
    const sparedMean = new Float64Array(p);
    for (const share of shares) {
      const rate = (share.times / share.sum) * Math.exp(-scale);
      hazard += rate;
      spared += share.out * rate;
      for (let j = 0; j < p; j += 1) {
        weighted[j] = weighted[j]! + rate * share.mean[j]!;
        sparedMean[j] = sparedMean[j]! + share.out * rate * share.mean[j]!;
        mean[j] = mean[j]! + (share.times / events) * share.mean[j]!;
      }
    }
    for (const row of dead) {
      const risk = Math.exp(eta[row]!);
      for (let j = 0; j < p; j += 1) {
        const x = basis[row * p + j]!;
        residuals[row * p + j]! += x - mean[j]! + risk * (x * spared - sparedMean[j]!);
      }
    }
    const { time: times, hazard: sums, weighted: sumsOfMeans } = steps[stratum]!;
    const before = sumsOfMeans.at(-1);
    times.push(time);
    sums.push((sums.at(-1) ?? 0) + hazard);
    sumsOfMeans.push(before === undefined ? weighted : weighted.map((value, j) => value + before[j]!));
  });
  for (let row = 0; row < rows.n; row += 1) {
    const own = steps[rows.stratum[row]!]!;
    // Times fall: those above the entry less those above the end.
    const until = countAbove(own.time, rows.entry[row]!);
    const after = countAbove(own.time, rows.time[row]!);
    if (until === after) continue;
    const risk = Math.exp(eta[row]!);
    const hazard = own.hazard[until - 1]! - (after === 0 ? 0 : own.hazard[after - 1]!);
    for (let j = 0; j < p; j += 1) {
      const weighted = own.weighted[until - 1]![j]! - (after === 0 ? 0 : own.weighted[after - 1]![j]!);
      residuals[row * p + j]! -= risk * (basis[row * p + j]! * hazard - weighted);
    }
  }
  return residuals;
}

/** How many of the falling times are above a value. */
function countAbove(falling: readonly number[], value: number): number {
  let low = 0;
  let high = falling.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (falling[middle]! > value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function largestIn({ strata }: CoxProblem, stratum: number, eta: Float64Array): number {
  return strata[stratum]!.byEnd.reduce((top, row) => Math.max(top, eta[row]!), Number.NEGATIVE_INFINITY);
}
