// Newton's method on the log partial likelihood, and the proof that it has no maximum where it has none.
import { factorCholesky, solveCholesky } from '../algebra/cholesky.js';
import { type CoxPoint, type CoxProblem, evaluateCox, linearPredictor, visitRiskSets } from './cox-likelihood.js';

/** Where the search ended. */
export interface CoxMaximum {
  readonly gamma: Float64Array;
  /** At γ = 0. */
  readonly start: CoxPoint;
  readonly point: CoxPoint;
  readonly iterations: number;
  readonly maxAbsScore: number;
  readonly isDefinite: boolean;
  /** A direction in which the likelihood rises for ever: at every event, nobody at risk has a larger linear predictor. */
  readonly direction?: Float64Array;
}

const MOST_STEPS = 60;
const SCORE_GOAL = 1e-11;
/** A linear predictor that ranges over more than this makes a proof of divergence worth trying. */
const SUSPECT_RANGE = 15;

/** Steps are halved until the likelihood does not fall. At most 60 steps. */
export function maximiseCox(problem: CoxProblem): CoxMaximum {
  const { p } = problem;
  let gamma: Float64Array = new Float64Array(p);
  const start = evaluateCox(problem, gamma);
  let point = start;
  const factor = new Float64Array(p * p);
  let iterations = 0;
  let direction: Float64Array | undefined;
  for (; iterations < MOST_STEPS; iterations += 1) {
    if (largest(point.score) <= SCORE_GOAL && iterations > 0 && range(linearPredictor(problem, gamma)) < SUSPECT_RANGE)
      break;
    if (!factorCholesky(point.information, p, factor)) break;
    const step = Float64Array.from(point.score);
    solveCholesky(factor, p, step);
    const next = stepUp(problem, { gamma, point, step });
    if (next === undefined) break;
    gamma = next.gamma;
    point = next.point;
    if (range(linearPredictor(problem, gamma)) < SUSPECT_RANGE) continue;
    if (risesForEver(problem, step)) {
      direction = step;
      if (largest(point.score) <= SCORE_GOAL) break;
    }
  }
  return {
    gamma,
    start,
    point,
    iterations,
    maxAbsScore: largest(point.score),
    isDefinite: p > 0 && factorCholesky(point.information, p, factor),
    ...(direction === undefined ? {} : { direction }),
  };
}

/** The step, halved up to 30 times; undefined when the likelihood can't be raised or held. */
function stepUp(
  problem: CoxProblem,
  { gamma, point, step }: { readonly gamma: Float64Array; readonly point: CoxPoint; readonly step: Float64Array },
): { readonly gamma: Float64Array; readonly point: CoxPoint } | undefined {
  const slack = 1e-13 * Math.abs(point.logLik);
  for (let share = 1; share > 1e-9; share /= 2) {
    const tried = gamma.map((value, j) => value + share * step[j]!);
    const result = evaluateCox(problem, tried);
    if (result.logLik >= point.logLik - slack && largest(result.score) < Number.POSITIVE_INFINITY) {
      const isStill = Math.abs(result.logLik - point.logLik) <= slack && largest(result.score) >= largest(point.score);
      return isStill ? undefined : { gamma: tried, point: result };
    }
  }
  return undefined;
}

/** Does every event have the largest value along the direction of all at risk (to 1e-6 of the range)? */
function risesForEver(problem: CoxProblem, direction: Float64Array): boolean {
  const { rows, strata } = problem;
  const along = linearPredictor({ ...problem, offset: new Float64Array(rows.n) }, direction);
  const width = range(along);
  if (!(width > 0)) return false;
  let holds = true;
  visitRiskSets({ ...problem, p: 0 }, new Float64Array(rows.n), ({ time, stratum, dead }) => {
    if (!holds) return;
    const lowest = dead.reduce((low, row) => Math.min(low, along[row]!), Number.POSITIVE_INFINITY);
    for (const row of strata[stratum]!.byEnd) {
      if (rows.time[row]! < time) break;
      if (rows.entry[row]! < time && along[row]! > lowest + 1e-6 * width) {
        holds = false;
        return;
      }
    }
  });
  return holds;
}

function range(values: Float64Array): number {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return high - low;
}

function largest(values: Float64Array): number {
  let top = 0;
  for (const value of values) top = Math.max(top, Number.isNaN(value) ? Number.POSITIVE_INFINITY : Math.abs(value));
  return top;
}
