// Climbs a log likelihood by Newton's method with a ridge where the Hessian is not definite, and halved steps.
import { factorCholesky, solveCholesky } from '../algebra/cholesky.js';

/** A log likelihood that leaves its derivatives at the last point in `gradient` and `information`. */
export interface Likelihood {
  /** Number of parameters, q. */
  readonly size: number;
  /** The first of the parameters that are no coefficients: logarithms of variances. */
  readonly coefficients: number;
  readonly gradient: Float64Array;
  /** −Hessian, q × q. */
  readonly information: Float64Array;
  evaluate(parameters: Float64Array): number;
  /** Fills `information` at the point of the last evaluation, where `evaluate` does not do so itself. */
  inform?(parameters: Float64Array): void;
}

/** A place on the likelihood and its derivatives there. */
export interface Ascent {
  readonly parameters: Float64Array;
  readonly logLik: number;
  readonly gradient: Float64Array;
  readonly information: Float64Array;
  readonly iterations: number;
  /** 'stopped': `isDone` said so; 'stuck': no further rise, or no more steps. */
  readonly end: 'maximum' | 'stopped' | 'stuck';
  /** The information is positive definite. */
  readonly isDefinite: boolean;
}

const MAX_STEPS = 100;
/** Largest change of the linear predictors (root mean square) and of the logarithm of a variance in one step. */
const LARGEST_MOVE = 3;
const LARGEST_LOG_MOVE = 1.5;
/** Squared distance to the maximum, in standard errors, below which the last step is taken. */
const SMALL_DECREMENT = 1e-18;
const SMALL_GRADIENT = 1e-9;

/** Climbs from `start`; `isDone` may end the climb early at a place that is of no interest. */
export function ascend(
  likelihood: Likelihood,
  start: Float64Array,
  isDone: (parameters: Float64Array) => boolean = () => false,
): Ascent {
  const { size, coefficients, gradient, information } = likelihood;
  const parameters = Float64Array.from(start);
  const trial = new Float64Array(size);
  const step = new Float64Array(size);
  const best = { gradient: new Float64Array(size), information: new Float64Array(size * size) };
  const factor = new Float64Array(size * size);
  let logLik = likelihood.evaluate(parameters);
  const keep = (): void => {
    best.gradient.set(gradient);
    likelihood.inform?.(parameters);
    best.information.set(information);
  };
  keep();
  let iterations = 0;
  let end: Ascent['end'] = 'stuck';
  while (iterations < MAX_STEPS && Number.isFinite(logLik)) {
    const isDefinite = factorWithRidge(best.information, size, factor);
    step.set(best.gradient);
    solveCholesky(factor, size, step);
    const decrement = dot(step, best.gradient);
    const top = largest(best.gradient);
    if (isDefinite && (top === 0 || (decrement < SMALL_DECREMENT && top < SMALL_GRADIENT))) {
      end = 'maximum';
      break;
    }
    iterations += 1;
    let share = 1 / Math.max(1, longest(step, coefficients));
    let isBetter = false;
    for (let halving = 0; halving < 40 && !isBetter; halving += 1) {
      for (let j = 0; j < size; j += 1) trial[j] = parameters[j]! + share * step[j]!;
      const value = likelihood.evaluate(trial);
      // Near the maximum rounding hides a rise; there a smaller gradient counts.
      isBetter =
        value > logLik + 1e-12 * (1 + Math.abs(logLik)) ||
        (value >= logLik - 1e-10 * (1 + Math.abs(logLik)) && largest(gradient) < top);
      if (isBetter) logLik = value;
      share *= 0.5;
    }
    if (!isBetter) {
      if (isDefinite && decrement < 1e-10) end = 'maximum';
      break;
    }
    parameters.set(trial);
    keep();
    if (isDone(parameters)) {
      end = 'stopped';
      break;
    }
  }
  return { parameters, logLik, ...best, iterations, end, isDefinite: factorCholesky(best.information, size, factor) };
}

/** Factors the matrix, with as much added to its diagonal as makes it definite. True when nothing had to be added. */
function factorWithRidge(matrix: Float64Array, size: number, factor: Float64Array): boolean {
  if (factorCholesky(matrix, size, factor)) return true;
  const raised = Float64Array.from(matrix);
  let scale = 1e-8;
  for (let j = 0; j < size; j += 1) scale = Math.max(scale, Math.abs(matrix[j * size + j]!));
  for (let ridge = 1e-3 * scale; ridge < 1e6 * scale; ridge *= 4) {
    for (let j = 0; j < size; j += 1) raised[j * size + j] = matrix[j * size + j]! + ridge;
    if (factorCholesky(raised, size, factor)) return false;
  }
  factor.fill(0);
  for (let j = 0; j < size; j += 1) factor[j * size + j] = Math.sqrt(scale);
  return false;
}

/** How many times longer than allowed a step is. */
function longest(step: Float64Array, coefficients: number): number {
  let squares = 0;
  let log = 0;
  for (let j = 0; j < step.length; j += 1) {
    if (j < coefficients) squares += step[j]! * step[j]!;
    else log = Math.max(log, Math.abs(step[j]!));
  }
  return Math.max(Math.sqrt(squares) / LARGEST_MOVE, log / LARGEST_LOG_MOVE);
}

/** The largest absolute value; NaN where there is one. */
export function largest(values: Float64Array): number {
  let max = 0;
  for (let j = 0; j < values.length; j += 1) {
    const size = Math.abs(values[j]!);
    if (!(size <= max)) max = size;
  }
  return max;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += a[i]! * b[i]!;
  return sum;
}
