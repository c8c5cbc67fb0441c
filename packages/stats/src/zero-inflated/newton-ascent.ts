// Climbs a smooth function by Newton's method, damped where the function is not concave.
import { factorCholesky, solveCholesky } from '../algebra/cholesky.js';

/** A function's value, slopes and negated second derivatives (k × k) at a point. */
export interface Peak {
  readonly height: number;
  readonly gradient: Float64Array;
  readonly information: Float64Array;
}

/** Where the climb ended. */
export interface Ascent {
  readonly point: Float64Array;
  readonly peak: Peak;
  readonly iterations: number;
  /** Is the negated Hessian positive definite there? */
  readonly isDefinite: boolean;
}

const ITERATION_LIMIT = 300;
/** Steps after the height stands still. */
const POLISHING_LIMIT = 8;
/** No coordinate moves further in one step; coordinates are of the order of 1. */
const LONGEST_STEP = 4;

/**
 * Each step solves (H + λ diag|H|) s = g, with λ = 0 where that climbs. It ends when a Newton step promises less than rounding
 * can show, or when nothing climbs any more.
 * @see Nocedal and Wright (2006), chapter 3
 */
export function climb(start: Float64Array, evaluate: (point: Float64Array) => Peak): Ascent {
  const k = start.length;
  let point = start;
  let peak = evaluate(point);
  let iterations = 0;
  let damping = 0;
  let polished = 0;
  const factor = new Float64Array(k * k);
  while (iterations < ITERATION_LIMIT && Number.isFinite(peak.height)) {
    iterations += 1;
    const step = stepOf(peak, damping, factor);
    if (step === undefined) {
      damping = Math.max(1e-3, damping * 10);
      if (damping > 1e12) break;
      continue;
    }
    const promise = step.reduce((sum, s, j) => sum + s * peak.gradient[j]!, 0);
    const longest = step.reduce((a, s) => Math.max(a, Math.abs(s)), 0);
    const size = Math.min(1, LONGEST_STEP / longest);
    const next = point.map((value, j) => value + size * step[j]!);
    const reached = evaluate(next);
    const margin = 1e-10 * (1 + Math.abs(peak.height));
    if (damping === 0 && promise < margin) {
      // The last steps lower the gradient, not the height.
      if (!(largest(reached.gradient) < largest(peak.gradient))) break;
      [point, peak] = [next, reached];
      polished += 1;
      if (polished === POLISHING_LIMIT) break;
      continue;
    }
    if (reached.height > peak.height) {
      [point, peak] = [next, reached];
      damping = damping < 1e-6 ? 0 : damping / 10;
    } else if (damping > 0 && promise < margin) {
      // Damped steps are too short to show: the plain one decides.
      damping = 0;
      polished += 1;
      if (polished === POLISHING_LIMIT) break;
    } else {
      damping = Math.max(1e-4, damping * 10);
      if (damping > 1e12) break;
    }
  }
  return { point, peak, iterations, isDefinite: factorCholesky(peak.information, k, factor) };
}

function stepOf({ gradient, information }: Peak, damping: number, factor: Float64Array): Float64Array | undefined {
  const k = gradient.length;
  const damped = information.slice();
  for (let j = 0; j < k; j += 1) {
    if (damping > 0) damped[j * k + j] = damped[j * k + j]! + damping * (Math.abs(information[j * k + j]!) + 1e-8);
  }
  if (!factorCholesky(damped, k, factor)) return undefined;
  const step = gradient.slice();
  solveCholesky(factor, k, step);
  return step.every(Number.isFinite) ? step : undefined;
}

function largest(values: Float64Array): number {
  return values.reduce((a, value) => Math.max(a, Math.abs(value)), 0);
}
