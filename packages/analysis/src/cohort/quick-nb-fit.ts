// A quick refit of one NB2 regression after small changes of its counts, for the search of a calibration only.
// It starts where the last fit ended, so it finds a near maximum; what the search ends with is fitted by `fitNbGlm`.

/** The effect's coefficient and its standard errors. */
export interface QuickEffect {
  readonly logRateRatio: number;
  readonly seExpected: number;
  readonly seObservedJoint: number;
}

export interface QuickProblem {
  /** n × p, row by row. */
  readonly design: Float64Array;
  readonly columns: number;
  /** n values. */
  readonly offset: Float64Array;
  /** Index of the effect's column. */
  readonly effect: number;
  /** p coefficients, and θ, of a full fit. */
  readonly start: { readonly coefficients: Float64Array; readonly theta: number };
}

/** Refits to other counts; undefined where Newton's method does not settle from the last solution. */
export function createQuickFit(problem: QuickProblem): (response: Float64Array) => QuickEffect | undefined {
  const { columns: p } = problem;
  let last = Float64Array.of(...problem.start.coefficients, Math.log(problem.start.theta));
  return (response) => {
    const at = Float64Array.from(last);
    for (let iteration = 0; iteration < 25; iteration++) {
      const { score, observed, expected } = derivatives(problem, response, at);
      const inverse = invert(observed, p + 1);
      if (inverse === undefined) return undefined;
      let largest = 0;
      for (let j = 0; j <= p; j++) {
        let step = 0;
        for (let k = 0; k <= p; k++) step += (inverse[j * (p + 1) + k] as number) * (score[k] as number);
        at[j] = (at[j] as number) + step;
        largest = Math.max(largest, Math.abs(step));
      }
      if (!(largest < 5)) return undefined;
      if (largest > 1e-6) continue;
      last = at;
      const covariance = invert(expected, p);
      const { effect } = problem;
      return covariance === undefined
        ? undefined
        : {
            logRateRatio: at[effect] as number,
            seExpected: Math.sqrt(covariance[effect * p + effect] as number),
            seObservedJoint: Math.sqrt(inverse[effect * (p + 1) + effect] as number),
          };
    }
    return undefined;
  };
}

interface Derivatives {
  /** p + 1: of the coefficients, then of ln θ. */
  readonly score: Float64Array;
  /** Observed information of the coefficients and ln θ, (p + 1) × (p + 1). */
  readonly observed: Float64Array;
  /** Expected information of the coefficients, p × p. */
  readonly expected: Float64Array;
}

/** @see Lawless 1987, Canadian Journal of Statistics 15, 209–225 */
function derivatives({ design, columns: p, offset }: QuickProblem, y: Float64Array, at: Float64Array): Derivatives {
  const q = p + 1;
  const theta = Math.exp(at[p] as number);
  const score = new Float64Array(q);
  const observed = new Float64Array(q * q);
  const expected = new Float64Array(p * p);
  let first = 0;
  let second = 0;
  for (let i = 0; i < y.length; i++) {
    let eta = offset[i] as number;
    for (let j = 0; j < p; j++) eta += (design[i * p + j] as number) * (at[j] as number);
    const mu = Math.exp(eta);
    const count = y[i] as number;
    const sum = theta + mu;
    const slope = ((count - mu) * theta) / sum;
    const weight = ((count + theta) * theta * mu) / (sum * sum);
    const cross = ((count - mu) * theta * mu) / (sum * sum);
    for (let m = 0; m < count; m++) {
      const inverse = 1 / (theta + m);
      first += inverse;
      second -= inverse * inverse;
    }
    first -= Math.log1p(mu / theta) + (count - mu) / sum;
    second += mu / (theta * sum) + (count - mu) / (sum * sum);
    for (let j = 0; j < p; j++) {
      const x = design[i * p + j] as number;
      score[j] = (score[j] as number) + x * slope;
      observed[j * q + p] = (observed[j * q + p] as number) - x * cross;
      for (let k = 0; k <= j; k++) {
        const product = x * (design[i * p + k] as number);
        observed[j * q + k] = (observed[j * q + k] as number) + weight * product;
        expected[j * p + k] = (expected[j * p + k] as number) + ((mu * theta) / sum) * product;
      }
    }
  }
  score[p] = theta * first;
  observed[p * q + p] = -theta * theta * second - theta * first;
  for (let j = 0; j < p; j++) {
    observed[p * q + j] = observed[j * q + p] as number;
    for (let k = 0; k < j; k++) {
      observed[k * q + j] = observed[j * q + k] as number;
      expected[k * p + j] = expected[j * p + k] as number;
    }
  }
  return { score, observed, expected };
}

/** The inverse of a symmetric positive definite n × n matrix by Gauss–Jordan; undefined where a pivot is not positive. */
function invert(matrix: Float64Array, n: number): Float64Array | undefined {
  const a = Float64Array.from(matrix);
  const inverse = new Float64Array(n * n);
  for (let i = 0; i < n; i++) inverse[i * n + i] = 1;
  for (let i = 0; i < n; i++) {
    const pivot = a[i * n + i] as number;
    if (!(pivot > 1e-12)) return undefined;
    for (let k = 0; k < n; k++) {
      a[i * n + k] = (a[i * n + k] as number) / pivot;
      inverse[i * n + k] = (inverse[i * n + k] as number) / pivot;
    }
    for (let j = 0; j < n; j++) {
      if (j === i) continue;
      const factor = a[j * n + i] as number;
      for (let k = 0; k < n; k++) {
        a[j * n + k] = (a[j * n + k] as number) - factor * (a[i * n + k] as number);
        inverse[j * n + k] = (inverse[j * n + k] as number) - factor * (inverse[i * n + k] as number);
      }
    }
  }
  return inverse;
}
