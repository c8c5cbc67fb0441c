// Maximises the NB2 likelihood: fast where that is certain, else by a profile over θ searched from end to end.
import { factorCholesky, solveCholesky } from '../algebra/cholesky.js';
import type { CountProblem } from './count-problem.js';
import { fitWorkspace, nbEstimate } from './nb-engine.js';
import { evaluateNb, type NbPoint, nbPoint, slopeAtPoisson } from './nb-likelihood.js';
import { type NbWorkspace, nbWorkspace, reserveNb } from './nb-workspace.js';

/** A stationary point of the likelihood. */
export interface NbMaximum {
  readonly gamma: Float64Array;
  /** ∞ at the Poisson limit. */
  readonly theta: number;
  readonly logLik: number;
  readonly point: NbPoint;
  /** Newton steps spent, all starts together. */
  readonly iterations: number;
  /** The information of (γ, ln θ), or of γ at the Poisson limit, is positive definite. */
  readonly isDefinite: boolean;
  /** The best maximum with finite θ where the Poisson limit is higher. */
  readonly interior?: NbMaximum;
}

const GRID_STEP = 1.2;
const SMALLEST_LOG_THETA = -14;
/** The grid goes up to this far above the largest count; beyond, the likelihood follows its limit. */
const TOP_MARGIN = 8;
/** Where the likelihood falls towards the Poisson limit its maximum may lie far up: coarse steps from here. */
const LARGEST_LOG_THETA = 46;
const FAR_STEP = 4;
/** No Newton step changes a linear predictor by more. */
const LARGEST_MOVE = 4;
const MAX_STEPS = 60;
/** Newton decrements, relative to the log likelihood, at which a solve for γ stops. */
const FULL_ACCURACY = 1e-26;
const GRID_ACCURACY = 1e-13;

/**
 * The global maximum over θ in (0, ∞]: by joint Newton where its certificates hold, else by the exhaustive search.
 * @see nb-certificate.ts for what they show
 */
export function maximiseNb(problem: CountProblem): NbMaximum {
  return climbProblem(problem) ?? searchNb(problem);
}

/** The certified maximum of the fast engine; undefined where the exhaustive search must decide. */
function climbProblem(problem: CountProblem): NbMaximum | undefined {
  const { p, counts } = problem;
  if (counts.above === undefined || counts.largest === 0 || p === 0 || counts.n <= p) return undefined;
  const work = nbWorkspace();
  loadProblem(work, problem, counts.above);
  const estimate = nbEstimate(p);
  if (!fitWorkspace(work, estimate)) return undefined;
  const { coefficients: gamma, theta, iterations } = estimate;
  const point = nbPoint(p);
  evaluateNb(problem, gamma, theta, point);
  return { gamma, theta, logLik: point.logLik, point, iterations, isDefinite: true };
}

function loadProblem(work: NbWorkspace, problem: CountProblem, above: Float64Array): void {
  const { groups, p, basis, counts, size, total, within } = problem;
  reserveNb(work, { groups, columns: p, largest: counts.largest });
  work.groups = groups;
  work.p = p;
  work.rows = counts.n;
  work.largest = counts.largest;
  work.offset.set(problem.offset);
  work.size.set(size);
  work.total.set(total);
  work.above.set(above);
  work.sumOfCounts = 0;
  work.sumOfSquares = 0;
  for (let g = 0; g < groups; g += 1) {
    work.sumOfCounts += total[g]!;
    work.sumOfSquares += within[g]! + (total[g]! * total[g]!) / size[g]!;
    for (let j = 0; j < p; j += 1) work.x[j * work.stride + g] = basis[g * p + j]!;
  }
}

/**
 * The global maximum by exhaustive search, the plain path. For fixed θ the likelihood is concave in γ, so only θ needs several starts: the
 * profile's slope is followed down a grid of ln θ, each change from rising to falling is refined, and the best of these
 * maxima is compared with the Poisson limit.
 */
export function searchNb(problem: CountProblem): NbMaximum {
  const poisson = maximiseAtTheta(problem, Number.POSITIVE_INFINITY, startGamma(problem));
  const slope = slopeAtPoisson(problem, poisson.gamma);
  const isPoissonLocal = !(slope > 1e-10 * (1 + problem.total.reduce((a, b) => a + b, 0)));
  let iterations = poisson.iterations;
  let best: NbMaximum | undefined;
  // From the Poisson's end downwards, so that each solve starts near its answer.
  const top = Math.log(problem.counts.largest + 1) + TOP_MARGIN;
  let above = poisson;
  let isRisingAbove = isPoissonLocal;
  for (let logTheta = isPoissonLocal ? top : LARGEST_LOG_THETA; logTheta > SMALLEST_LOG_THETA; ) {
    const current = maximiseAtTheta(problem, Math.exp(logTheta), above.gamma, GRID_ACCURACY);
    iterations += current.iterations;
    const isRising = current.point.scoreLogTheta > slopeRounding(problem, current.theta);
    if (isRising && !isRisingAbove) {
      const refined = refine(problem, current, above);
      iterations += refined.iterations;
      if (best === undefined || refined.logLik > best.logLik) best = refined;
    }
    above = current;
    isRisingAbove = isRising;
    logTheta -= logTheta > top + FAR_STEP ? FAR_STEP : GRID_STEP;
  }
  if (best === undefined) return { ...poisson, iterations };
  if (isPoissonLocal && poisson.logLik >= best.logLik) return { ...poisson, iterations, interior: best };
  return { ...best, iterations };
}

/** A slope in ln θ below this is within the rounding of its parts, of which Σ θ ln(1 + μ/θ) is the largest. */
function slopeRounding({ counts }: CountProblem, theta: number): number {
  return 4 * Number.EPSILON * (1 + counts.n * theta * Math.log1p(counts.largest / theta));
}

/** The maximum over γ for a fixed θ (∞: Poisson), by Newton with step halving; concave, so unique where it exists. */
export function maximiseAtTheta(
  problem: CountProblem,
  theta: number,
  start: Float64Array,
  accuracy: number = FULL_ACCURACY,
): NbMaximum {
  const p = problem.p;
  let gamma = Float64Array.from(start);
  let point = nbPoint(p);
  let trial = nbPoint(p);
  let trialGamma = new Float64Array(p);
  const factor = new Float64Array(p * p);
  const step = new Float64Array(p);
  evaluateNb(problem, gamma, theta, point);
  let iterations = 0;
  let isDefinite = p === 0;
  while (iterations < MAX_STEPS) {
    isDefinite = factorCholesky(point.information, p, factor);
    if (!isDefinite) break;
    step.set(point.score);
    solveCholesky(factor, p, step);
    const decrement = dot(step, point.score);
    if (decrement <= accuracy * (1 + Math.abs(point.logLik))) break;
    iterations += 1;
    let share = Math.min(1, LARGEST_MOVE / largestMove(problem, step));
    let isBetter = false;
    for (let halving = 0; halving < 40 && !isBetter; halving += 1) {
      for (let j = 0; j < p; j += 1) trialGamma[j] = gamma[j]! + share * step[j]!;
      evaluateNb(problem, trialGamma, theta, trial);
      // Near the maximum rounding hides a rise; there a smaller gradient counts.
      isBetter =
        trial.logLik > point.logLik ||
        (trial.logLik >= point.logLik - 1e-9 * (1 + Math.abs(point.logLik)) &&
          largest(trial.score) < largest(point.score));
      share *= 0.5;
    }
    if (!isBetter) break;
    [point, trial] = [trial, point];
    [gamma, trialGamma] = [trialGamma, gamma];
    if (decrement < 1e-18) break;
  }
  return { gamma, theta, logLik: point.logLik, point, iterations, isDefinite };
}

/** The largest change of a linear predictor that a step makes. */
function largestMove({ groups, p, basis }: CountProblem, step: Float64Array): number {
  let max = 1e-300;
  for (let g = 0; g < groups; g += 1) {
    let move = 0;
    for (let j = 0; j < p; j += 1) move += basis[g * p + j]! * step[j]!;
    max = Math.max(max, Math.abs(move));
  }
  return max;
}

/** Start values: least squares of ln(mean count + 1/2) per group on the basis. */
export function startGamma(problem: CountProblem): Float64Array {
  const { groups, p, basis, offset, size, total } = problem;
  const gamma = new Float64Array(p);
  let rows = 0;
  for (let g = 0; g < groups; g += 1) {
    const z = Math.log(total[g]! / size[g]! + 0.5) - offset[g]!;
    rows += size[g]!;
    for (let j = 0; j < p; j += 1) gamma[j] = gamma[j]! + size[g]! * basis[g * p + j]! * z;
  }
  return gamma.map((sum) => sum / rows);
}

/** The root of the profile's slope between two values of ln θ, polished by joint Newton. */
function refine(problem: CountProblem, rising: NbMaximum, falling: NbMaximum): NbMaximum {
  const p = problem.p;
  let low = Math.log(rising.theta);
  let high = Math.min(Math.log(falling.theta), LARGEST_LOG_THETA + FAR_STEP);
  let current = rising;
  let iterations = 0;
  let isClose = false;
  for (let step = 0; step < 100 && !isClose; step += 1) {
    const at = Math.log(current.theta);
    const slope = current.point.scoreLogTheta;
    if (slope > 0) low = Math.max(low, at);
    else high = Math.min(high, at);
    const newton = slope / profileInformation(current, p);
    let next = at + newton;
    if (!(next > low && next < high)) next = 0.5 * (low + high);
    isClose = Math.abs(next - at) < 1e-7 || high - low < 1e-13;
    current = maximiseAtTheta(problem, Math.exp(next), current.gamma);
    iterations += current.iterations + 1;
  }
  const polished = polish(problem, current);
  return { ...polished, iterations: iterations + polished.iterations };
}

/** Newton on (γ, ln θ) together, kept while it lessens the largest score. */
function polish(problem: CountProblem, start: NbMaximum): NbMaximum {
  const p = problem.p;
  let { gamma, theta, point } = start;
  let iterations = 0;
  const factor = new Float64Array((p + 1) * (p + 1));
  let isDefinite = factorCholesky(jointInformation(point, p), p + 1, factor);
  for (let k = 0; k < 8 && isDefinite; k += 1) {
    const step = new Float64Array(p + 1);
    step.set(point.score);
    step[p] = point.scoreLogTheta;
    solveCholesky(factor, p + 1, step);
    const nextGamma = gamma.map((value, j) => value + step[j]!);
    const nextTheta = theta * Math.exp(step[p]!);
    const next = nbPoint(p);
    evaluateNb(problem, nextGamma, nextTheta, next);
    if (!(jointScore(next) < jointScore(point))) break;
    gamma = nextGamma;
    theta = nextTheta;
    point = next;
    iterations += 1;
    isDefinite = factorCholesky(jointInformation(point, p), p + 1, factor);
  }
  return { gamma, theta, logLik: point.logLik, point, iterations, isDefinite };
}

/** The observed information of (γ, ln θ), (p + 1) × (p + 1). */
export function jointInformation(point: NbPoint, p: number): Float64Array {
  const q = p + 1;
  const joint = new Float64Array(q * q);
  for (let j = 0; j < p; j += 1) {
    for (let k = 0; k < p; k += 1) joint[j * q + k] = point.information[j * p + k]!;
    joint[j * q + p] = point.cross[j]!;
    joint[p * q + j] = point.cross[j]!;
  }
  joint[p * q + p] = point.informationLogTheta;
  return joint;
}

/** −d²/d(ln θ)² of the profile likelihood: the Schur complement of the joint information. */
function profileInformation({ point }: NbMaximum, p: number): number {
  const factor = new Float64Array(p * p);
  if (!factorCholesky(point.information, p, factor)) return Number.NaN;
  const solved = Float64Array.from(point.cross);
  solveCholesky(factor, p, solved);
  return point.informationLogTheta - dot(point.cross, solved);
}

function jointScore(point: NbPoint): number {
  return Math.max(largest(point.score), Math.abs(point.scoreLogTheta));
}

function largest(values: Float64Array): number {
  let max = 0;
  for (const value of values) max = Math.max(max, Math.abs(value));
  return max;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += a[i]! * b[i]!;
  return sum;
}
