// Poisson and quasi-Poisson regression (log link) by maximum likelihood.
import { normalTwoSided } from '../distribution/normal.js';
import { studentTTwoSided } from '../distribution/student-t.js';
import { type CountRegressionInput, checkInput } from './count-problem.js';
import { nbCovariance } from './nb-covariance.js';
import { coefficientsOf, countRows, finiteColumns, goodnessOfFit, largestScore, solveNb } from './nb-solution.js';

/** A Poisson regression. Aliased and diverging columns have no entry in `coefficients`. */
export interface PoissonGlmFit {
  /** max |score| ≤ 1e-8 and a definite Hessian. Without it there is no z, t or p. */
  readonly converged: boolean;
  readonly iterations: number;
  readonly maxAbsScore: number;
  readonly aliased: readonly string[];
  readonly divergentTerms: readonly string[];
  readonly coefficients: Readonly<Record<string, number>>;
  readonly se: Readonly<Record<string, number>>;
  readonly z: Readonly<Record<string, number>>;
  readonly p: Readonly<Record<string, number>>;
  readonly seRobustHC0: Readonly<Record<string, number>>;
  readonly logLik: number;
  readonly AIC: number;
  readonly df: number;
  readonly nObs: number;
  readonly deviance: number;
  /** Deviance of the model with an intercept and the offset. */
  readonly nullDeviance: number;
  readonly pearsonChisq: number;
  readonly dfResidual: number;
  /** Standard errors times √(Pearson χ² / residual df), tested with t. Absent without residual degrees of freedom. */
  readonly quasi?: {
    readonly dispersion: number;
    readonly se: Readonly<Record<string, number>>;
    readonly t: Readonly<Record<string, number>>;
    readonly p: Readonly<Record<string, number>>;
  };
}

/**
 * Fits ln μ = offset + Xβ with Var(y) = μ.
 * @throws RangeError as fitNbGlm
 * @see McCullagh and Nelder (1989), chapter 6; glm in R
 */
export function fitPoissonGlm(input: CountRegressionInput): PoissonGlmFit {
  checkInput(input);
  const { names } = input.design;
  const rows = countRows(input);
  const solution = solveNb(rows, Number.POSITIVE_INFINITY);
  const covariance = nbCovariance(solution);
  const finite = finiteColumns(solution);
  const beta = coefficientsOf(solution);
  const p = solution.basis.p;
  const record = (value: (at: number) => number): Record<string, number> =>
    Object.fromEntries(finite.map(({ column, at }) => [names[column]!, value(at)]));
  const errors = (matrix: Float64Array | undefined): Record<string, number> =>
    matrix === undefined ? {} : record((at) => Math.sqrt(matrix[at * p + at]!));
  const divide = (a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): Record<string, number> =>
    Object.fromEntries(Object.entries(b).map(([name, value]) => [name, a[name]! / value]));

  const maxAbsScore = largestScore(solution);
  const isDefinite = solution.maximum?.isDefinite ?? false;
  const converged = isDefinite && maxAbsScore <= 1e-8;
  const coefficients = record((at) => beta[at]!);
  const se = errors(covariance.expected);
  const z = converged ? divide(coefficients, se) : {};
  const nObs = rows.y.length;
  const df = rows.columns - solution.aliased.length;
  const dfResidual = nObs - df;
  const intercept = { ...rows, values: new Float64Array(nObs).fill(1), columns: 1 };
  const fit = goodnessOfFit(solution);
  const dispersion = fit.pearsonChisq / dfResidual;
  const quasiSe = Object.fromEntries(Object.entries(se).map(([name, value]) => [name, value * Math.sqrt(dispersion)]));
  const t = converged ? divide(coefficients, quasiSe) : {};
  const tests = (statistics: Readonly<Record<string, number>>, test: (x: number) => number): Record<string, number> =>
    Object.fromEntries(Object.entries(statistics).map(([name, value]) => [name, test(value)]));
  return {
    converged,
    iterations: solution.maximum?.iterations ?? 0,
    maxAbsScore,
    aliased: solution.aliased.map((column) => names[column]!),
    divergentTerms: [...solution.divergent.keys()].sort((a, b) => a - b).map((column) => names[column]!),
    coefficients,
    se,
    z,
    p: tests(z, normalTwoSided),
    seRobustHC0: errors(covariance.robustHC0),
    logLik: solution.logLik,
    AIC: -2 * solution.logLik + 2 * df,
    df,
    nObs,
    ...fit,
    nullDeviance: goodnessOfFit(solveNb(intercept, Number.POSITIVE_INFINITY)).deviance,
    dfResidual,
    ...(dfResidual > 0
      ? { quasi: { dispersion, se: quasiSe, t, p: tests(t, (x) => studentTTwoSided(x, dfResidual)) } }
      : {}),
  };
}
