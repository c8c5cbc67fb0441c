// Climbs to the maximum of a repeated-measures likelihood.
import { factorCholesky, solveCholesky } from '../algebra/cholesky.js';
import { dot } from '../algebra/square-matrix.js';
import { searchHessian } from './repeated-hessian.js';
import { type LikelihoodPoint, likelihoodAt, type RepeatedProblem } from './repeated-likelihood.js';

/** Where the climb ended. */
export interface RepeatedMaximum {
  readonly point: LikelihoodPoint;
  readonly iterations: number;
  /** Largest |∂l/∂θ_k|, in units of the parameter's own size. */
  readonly maxAbsScore: number;
}

const MOST_ITERATIONS = 200;
/** Scores are brought below this where rounding allows; 1e-8 is what a fit needs. */
const SCORE_GOAL = 1e-10;

/** From a starting θ; undefined when no covariance near it is positive definite. */
export function maximiseRepeated(problem: RepeatedProblem, start: Float64Array): RepeatedMaximum | undefined {
  let point = likelihoodAt(problem, start);
  if (point === undefined) return undefined;
  let iterations = 0;
  let score = scoreOf(problem, point);
  let best = { point, score };
  let fruitless = 0;
  while (iterations < MOST_ITERATIONS && score > SCORE_GOAL && fruitless < 3) {
    iterations += 1;
    const next = advance(problem, point, iterations);
    if (next === undefined) break;
    point = next;
    score = scoreOf(problem, point);
    fruitless = score < 0.5 * best.score || best.score > 1e-6 ? 0 : fruitless + 1;
    if (score < best.score || best.score > 1e-6) best = { point, score };
  }
  return { point: best.point, iterations, maxAbsScore: best.score };
}

/** Largest score of the log likelihood at a point. */
function scoreOf({ structure }: RepeatedProblem, { theta, gradient }: LikelihoodPoint): number {
  const scale = structure.scale(theta);
  let largest = 0;
  for (let k = 0; k < scale.length; k += 1) largest = Math.max(largest, Math.abs(0.5 * gradient[k]! * scale[k]!));
  return Number.isNaN(largest) ? Number.POSITIVE_INFINITY : largest;
}

/** One step downhill on the deviance: Newton where its Hessian is definite, else Fisher scoring; shortened as needed. */
function advance(problem: RepeatedProblem, point: LikelihoodPoint, iteration: number): LikelihoodPoint | undefined {
  const q = problem.structure.parameters;
  const { observed, expected } = searchHessian(problem, point);
  const directions = (iteration < 3 ? [expected, observed] : [observed, expected]).flatMap(
    (matrix) => solveStep(matrix, point.gradient, q) ?? [],
  );
  for (const step of directions) {
    const slope = dot(step, point.gradient);
    if (!(slope < 0)) continue;
    let share = 1;
    for (let halving = 0; halving < 40; halving += 1) {
      const moved = problem.structure.move(
        point.theta,
        step.map((x) => x * share),
      );
      const next = likelihoodAt(problem, moved);
      const tolerance = 1e-12 * (1 + Math.abs(point.deviance));
      if (next !== undefined && next.deviance <= point.deviance + 1e-4 * share * slope + tolerance) return next;
      share *= 0.5;
    }
  }
  return undefined;
}

function solveStep(matrix: Float64Array, gradient: Float64Array, q: number): Float64Array | undefined {
  const factor = new Float64Array(q * q);
  if (!factorCholesky(matrix, q, factor)) return undefined;
  const step = gradient.map((x) => -x);
  solveCholesky(factor, q, step);
  return step.every(Number.isFinite) ? step : undefined;
}
