// Finds the variances of a random-intercept model: a search over their ratio from end to end, then Newton steps.
import { type InterceptPoint, type InterceptProblem, interceptAt, profileAt } from './random-intercept.js';

/** Where the likelihood is highest. */
export interface InterceptMaximum {
  readonly point: InterceptPoint;
  readonly iterations: number;
  /** Largest |∂l/∂ ln variance|; at the boundary only that of σ². */
  readonly maxAbsScore: number;
  /** Is τ² = 0 the maximum? */
  readonly isBoundary: boolean;
}

/** Values of u = ln(1 + τ²/σ²) at which the search starts: dense near 0, then even steps up to a ratio of 10^16. */
const STARTS: readonly number[] = [
  0,
  1e-6,
  1e-4,
  0.002,
  0.01,
  0.04,
  ...Array.from({ length: 30 }, (_, k) => 0.1 * 1.225 ** k),
  42,
];
const SCORE_GOAL = 1e-12;

/** Undefined where the likelihood does not exist, or has no maximum because σ² tends to 0. */
export function maximiseIntercept(problem: InterceptProblem): InterceptMaximum | undefined {
  let iterations = 0;
  const height = (u: number): number => {
    iterations += 1;
    return profileAt(problem, Math.expm1(u)).deviance;
  };
  const heights = STARTS.map(height);
  const at = heights.indexOf(Math.min(...heights));
  if (at < 0 || !Number.isFinite(heights[at]!) || at === STARTS.length - 1) return undefined;
  const u = goldenSection(height, STARTS[Math.max(0, at - 1)]!, STARTS[at + 1]!);
  const zero = boundaryPoint(problem);
  const lambda = Math.expm1(u);
  const { sigmaSquared, deviance } = profileAt(problem, lambda);
  if (at === 0 && zero !== undefined && zero.gradient[0] >= 0 && deviance > zero.deviance - 1e-9) {
    return { point: zero, iterations, maxAbsScore: boundaryScore(zero), isBoundary: true };
  }
  let point = interceptAt(problem, lambda * sigmaSquared, sigmaSquared);
  if (point === undefined) return undefined;
  for (let step = 0; step < 60 && scoreOf(point) > SCORE_GOAL; step += 1) {
    iterations += 1;
    const next = newtonStep(problem, point);
    if (next === undefined || (scoreOf(next) >= scoreOf(point) && scoreOf(point) < 1e-9)) break;
    point = next;
  }
  return { point, iterations, maxAbsScore: scoreOf(point), isBoundary: false };
}

function boundaryPoint(problem: InterceptProblem): InterceptPoint | undefined {
  const { sigmaSquared } = profileAt(problem, 0);
  return sigmaSquared > 0 ? interceptAt(problem, 0, sigmaSquared) : undefined;
}

function scoreOf({ gradient, tauSquared, sigmaSquared }: InterceptPoint): number {
  return 0.5 * Math.max(Math.abs(gradient[0] * tauSquared), Math.abs(gradient[1] * sigmaSquared));
}

function boundaryScore({ gradient, sigmaSquared }: InterceptPoint): number {
  return 0.5 * Math.abs(gradient[1] * sigmaSquared);
}

/** Newton on (ln τ², ln σ²), shortened until the deviance does not rise. */
function newtonStep(problem: InterceptProblem, point: InterceptPoint): InterceptPoint | undefined {
  const { tauSquared: t, sigmaSquared: s, gradient, observed } = point;
  const g = [gradient[0] * t, gradient[1] * s] as const;
  const h = [observed[0]! * t * t + g[0], observed[1]! * t * s, observed[3]! * s * s + g[1]] as const;
  const determinant = h[0] * h[2] - h[1] * h[1];
  const isDefinite = determinant > 0 && h[0] > 0;
  const step = isDefinite
    ? [(h[1] * g[1] - h[2] * g[0]) / determinant, (h[1] * g[0] - h[0] * g[1]) / determinant]
    : [-g[0] / problem.n, -g[1] / problem.n];
  for (let share = 1; share > 1e-6; share *= 0.5) {
    const next = interceptAt(
      problem,
      t * Math.exp(Math.max(-3, Math.min(3, share * step[0]!))),
      s * Math.exp(Math.max(-3, Math.min(3, share * step[1]!))),
    );
    if (next !== undefined && next.deviance <= point.deviance + 1e-12 * (1 + Math.abs(point.deviance))) return next;
  }
  return undefined;
}

function goldenSection(height: (x: number) => number, from: number, to: number): number {
  const ratio = (Math.sqrt(5) - 1) / 2;
  let low = from;
  let high = to;
  let a = high - ratio * (high - low);
  let b = low + ratio * (high - low);
  let atA = height(a);
  let atB = height(b);
  for (let step = 0; step < 40 && high - low > 1e-6 * high; step += 1) {
    if (atA <= atB) {
      high = b;
      b = a;
      atB = atA;
      a = high - ratio * (high - low);
      atA = height(a);
    } else {
      low = a;
      a = b;
      atA = atB;
      b = low + ratio * (high - low);
      atB = height(b);
    }
  }
  return 0.5 * (low + high);
}
