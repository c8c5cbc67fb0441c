// Solves one negative-binomial regression from its rows: aliasing, separation, maximum, fitted means.
import { type OrthogonalBasis, orthogonalBasis } from '../algebra/orthogonal-basis.js';
import { basisOf, type CountProblem, type CountRegressionInput, countProblem } from './count-problem.js';
import { maximiseAtTheta, maximiseNb, type NbMaximum, startGamma } from './maximise-nb.js';
import { findSeparation } from './separation.js';

/** The rows of a regression, already checked. */
export interface CountRows {
  readonly y: Float64Array;
  readonly offset: Float64Array;
  /** n × columns, row by row. */
  readonly values: Float64Array;
  readonly columns: number;
}

/** Checked input as rows. */
export function countRows({ response, design, offset }: CountRegressionInput): CountRows {
  return {
    y: Float64Array.from(response),
    offset: offset === undefined ? new Float64Array(design.rows) : Float64Array.from(offset),
    values: design.values,
    columns: design.names.length,
  };
}

/** The supremum of the likelihood and where it is taken. */
export interface NbSolution {
  readonly rows: CountRows;
  /** Columns that are combinations of earlier ones. */
  readonly aliased: readonly number[];
  /** Columns whose coefficients have no finite estimate, with the sign of the infinity. */
  readonly divergent: ReadonlyMap<number, number>;
  /** Rows whose fitted mean is not zero by separation; the estimates rest on these. */
  readonly used: readonly number[];
  /** Basis of the used rows. Its columns are `order[basis.kept[j]]` of the design. */
  readonly basis: OrthogonalBasis;
  readonly order: readonly number[];
  readonly problem: CountProblem;
  /** Undefined when every count is zero or every row is separated. */
  readonly maximum: NbMaximum | undefined;
  /** Supremum of the log likelihood; rows that are separated add 0. */
  readonly logLik: number;
  /** Fitted means of the used rows. */
  readonly mu: Float64Array;
}

/** Solves for all of (β, θ), or for β alone when `theta` is given. `maximise` is {@link searchNb} where the plain path is wanted. */
export function solveNb(
  rows: CountRows,
  theta?: number,
  maximise: (problem: CountProblem) => NbMaximum = maximiseNb,
): NbSolution {
  const n = rows.y.length;
  const all = orthogonalBasis(rows.values, n, rows.columns);
  const problem = countProblem(rows.y, all, rows.offset);
  const separation = findSeparation(problem);
  if (!separation.isSeparated.includes(true)) {
    const order = Array.from({ length: rows.columns }, (_, j) => j);
    const used = Array.from({ length: n }, (_, i) => i);
    return solveUsed(
      { rows, aliased: all.aliased, divergent: new Map(), used, basis: all, order, problem },
      theta,
      maximise,
    );
  }
  const divergent = divergentColumns(all, separation.direction);
  const used: number[] = [];
  for (let i = 0; i < n; i += 1) {
    let predictor = 0;
    for (let j = 0; j < all.p; j += 1) predictor += all.basis[i * all.p + j]! * separation.direction[j]!;
    if (rows.y[i]! > 0 || Math.abs(predictor) <= 1e-6) used.push(i);
  }
  // Finite coefficients first, so that what is dropped on the remaining rows are the diverging ones.
  const order = [...all.kept.filter((j) => !divergent.has(j)), ...all.kept.filter((j) => divergent.has(j))];
  const basis = basisOf(rows.values, rows.columns, { rows: used, columns: order });
  const remaining = countProblem(
    Float64Array.from(used, (i) => rows.y[i]!),
    basis,
    Float64Array.from(used, (i) => rows.offset[i]!),
  );
  return solveUsed({ rows, aliased: all.aliased, divergent, used, basis, order, problem: remaining }, theta, maximise);
}

type Prepared = Omit<NbSolution, 'maximum' | 'logLik' | 'mu'>;

function solveUsed(
  prepared: Prepared,
  theta: number | undefined,
  maximise: (problem: CountProblem) => NbMaximum,
): NbSolution {
  const { problem, basis, used, rows } = prepared;
  if (used.length === 0) return { ...prepared, maximum: undefined, logLik: 0, mu: new Float64Array(0) };
  const maximum = theta === undefined ? maximise(problem) : maximiseAtTheta(problem, theta, startGamma(problem));
  const mu = Float64Array.from(used, (row, i) => {
    let eta = rows.offset[row]!;
    for (let j = 0; j < basis.p; j += 1) eta += basis.basis[i * basis.p + j]! * maximum.gamma[j]!;
    return Math.exp(eta);
  });
  return { ...prepared, maximum, logLik: maximum.logLik, mu };
}

/** The coefficients that move along a direction of γ. */
function divergentColumns(basis: OrthogonalBasis, direction: Float64Array): ReadonlyMap<number, number> {
  const { p, kept, toCoefficients } = basis;
  const moves = kept.map((_, i) => {
    let sum = 0;
    for (let j = i; j < p; j += 1) sum += toCoefficients[i * p + j]! * direction[j]!;
    return sum;
  });
  const top = Math.max(...moves.map(Math.abs));
  const divergent = new Map<number, number>();
  kept.forEach((column, i) => {
    if (Math.abs(moves[i]!) > 1e-7 * top) divergent.set(column, Math.sign(moves[i]!) * Number.POSITIVE_INFINITY);
  });
  return divergent;
}

/** β of the basis's columns: R⁻¹ γ. */
export function coefficientsOf({ basis, maximum }: NbSolution): Float64Array {
  const { p, toCoefficients } = basis;
  const beta = new Float64Array(p);
  if (maximum === undefined) return beta.fill(Number.NaN);
  for (let i = 0; i < p; i += 1) {
    for (let j = i; j < p; j += 1) beta[i] = beta[i]! + toCoefficients[i * p + j]! * maximum.gamma[j]!;
  }
  return beta;
}

/** The slopes (y − μ) θ / (θ + μ) of the used rows in their linear predictors. */
export function rowSlopes({ rows, used, mu, maximum }: NbSolution): Float64Array {
  const theta = maximum?.theta ?? Number.NaN;
  return Float64Array.from(used, (row, i) => {
    const residual = rows.y[row]! - mu[i]!;
    return theta === Number.POSITIVE_INFINITY ? residual : (residual * theta) / (theta + mu[i]!);
  });
}

/** The expected-information weights μθ / (θ + μ) of the used rows. */
export function rowWeights({ mu, maximum }: NbSolution): Float64Array {
  const theta = maximum?.theta ?? Number.NaN;
  return theta === Number.POSITIVE_INFINITY ? mu : mu.map((m) => m / (1 + m / theta));
}

/** Columns with a finite coefficient: their index in the design and in the basis. */
export function finiteColumns({ basis, order, divergent }: NbSolution): readonly { column: number; at: number }[] {
  return basis.kept
    .map((kept, at) => ({ column: order[kept]!, at }))
    .filter(({ column }) => !divergent.has(column))
    .sort((a, b) => a.column - b.column);
}

/** Largest score of a solution, see `maxAbsScore` of the fit; NaN without a maximum. */
export function largestScore(solution: NbSolution): number {
  const { rows, used, maximum, order, basis } = solution;
  if (maximum === undefined) return Number.NaN;
  const slopes = rowSlopes(solution);
  let largest = Math.abs(maximum.point.scoreLogTheta);
  for (const kept of basis.kept) {
    const column = order[kept]!;
    let score = 0;
    let scale = 1;
    used.forEach((row, i) => {
      const x = rows.values[row * rows.columns + column]!;
      score += slopes[i]! * x;
      scale = Math.max(scale, Math.abs(x));
    });
    largest = Math.max(largest, Math.abs(score) / scale);
  }
  return largest;
}

/** NB deviance and Pearson's chi-square; rows with a mean of zero by separation add nothing. */
export function goodnessOfFit({ rows, used, mu, maximum }: NbSolution): { deviance: number; pearsonChisq: number } {
  const theta = maximum?.theta ?? Number.NaN;
  const isPoisson = theta === Number.POSITIVE_INFINITY;
  let deviance = 0;
  let pearsonChisq = 0;
  used.forEach((row, i) => {
    const y = rows.y[row]!;
    const m = mu[i]!;
    const rising = y > 0 ? y * Math.log(y / m) : 0;
    const falling = isPoisson ? y - m : (y + theta) * Math.log1p((y - m) / (m + theta));
    deviance += 2 * (rising - falling);
    pearsonChisq += ((y - m) * (y - m)) / (isPoisson ? m : m + (m * m) / theta);
  });
  return { deviance, pearsonChisq };
}
