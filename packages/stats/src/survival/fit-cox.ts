// Proportional-hazards regression (Cox) by maximum partial likelihood.

import { invertPositiveDefinite } from '../algebra/cholesky.js';
import { type OrthogonalBasis, orthogonalBasis } from '../algebra/orthogonal-basis.js';
import { chiSquareUpper } from '../distribution/chi-square.js';
import { checkConfidence, normalHalfWidth } from '../distribution/confidence-level.js';
import { normalTwoSided } from '../distribution/normal.js';
import type { DataFrame, FactorColumn } from '../model/data-frame.js';
import { type ModelMatrix, modelMatrix } from '../model/model-matrix.js';
import type { ChiSquareTest, Interval } from '../regression/nb-glm-fit.js';
import type { CoxFit, CoxFlag, CoxInference } from './cox-fit.js';
import { type CoxTies, coxProblem } from './cox-likelihood.js';
import { robustCovariance } from './cox-robust.js';
import { type CoxMaximum, maximiseCox } from './maximise-cox.js';
import { membersOf, type SurvivalInput, type SurvivalRows, survivalFromFrame, survivalRows } from './survival-data.js';

/** What {@link fitCox} takes besides times and events; `group` of these is not used. */
export interface CoxInput extends Omit<SurvivalInput, 'group'> {
  /** n × p design without intercept. */
  readonly design: Pick<ModelMatrix, 'names' | 'values' | 'rows'>;
  /** n known terms of the linear predictor. Default 0. */
  readonly offset?: ArrayLike<number>;
  /** Default 'efron'. */
  readonly ties?: CoxTies;
  /** n clusters of the robust variance; 'rows' makes each row its own. Default: no robust variance. */
  readonly cluster?: FactorColumn | 'rows';
  /** Default 0.95. */
  readonly confidence?: number;
}

/** What {@link fitCoxToFrame} takes besides the table: names of columns, and terms of {@link modelMatrix}. */
export interface CoxModel {
  readonly time: string;
  readonly event: string;
  readonly entry?: string;
  readonly terms: readonly string[];
  readonly strata?: string;
  readonly cluster?: string | 'rows';
  readonly ties?: CoxTies;
  readonly confidence?: number;
}

const SCORE_LIMIT = 1e-8;
const ALIAS_TOLERANCE = 1e-9;

/**
 * Fits h(t | x) = h₀(t) exp(offset + xβ), h₀ free in each stratum. Every event code but 0 is the event. An infinite
 * coefficient is proved by a direction in which no event loses, and flagged; its likelihood ratio and score tests stand.
 * @throws RangeError as {@link SurvivalInput} says, for a design of another length, a number that is not finite, or no columns
 * @see Cox (1972); Therneau and Grambsch (2000), chapter 3; coxph in R's survival
 */
export function fitCox(input: CoxInput): CoxFit {
  const { time, event, entry, strata, design, ties = 'efron', confidence = 0.95 } = input;
  const rows = survivalRows({
    time,
    event,
    ...(entry === undefined ? {} : { entry }),
    ...(strata === undefined ? {} : { strata }),
  });
  checkDesign(input, rows.n);
  const { names } = design;
  const basis = centredBasis(design, rows);
  const offset = input.offset === undefined ? new Float64Array(rows.n) : Float64Array.from(input.offset);
  const problem = coxProblem(rows, { ties, p: basis.p, basis: basis.basis, offset });
  const maximum = maximiseCox(problem);
  const events = rows.event.reduce((sum, event) => sum + (event === 0 ? 0 : 1), 0);

  const columns = basis.kept.map((column) => names[column]!);
  const beta = toCoefficients(basis, maximum.gamma);
  const divergent = divergentColumns(basis, maximum);
  const isSolved = maximum.isDefinite && maximum.maxAbsScore <= SCORE_LIMIT && events > 0 && basis.p > 0;
  const converged = isSolved && maximum.direction === undefined;
  const estimates = columns.map((_, j) => (divergent[j] === 0 ? beta[j]! : divergent[j]! * Number.POSITIVE_INFINITY));
  const record = <V>(values: readonly V[]): Readonly<Record<string, V>> =>
    Object.fromEntries(columns.map((name, j) => [name, values[j]!]));

  const inverse = converged ? invertPositiveDefinite(maximum.point.information, basis.p) : undefined;
  const clusters = inverse === undefined || input.cluster === undefined ? undefined : clustersOf(input.cluster, rows.n);
  const sandwich =
    clusters === undefined
      ? undefined
      : robustCovariance(problem, { gamma: maximum.gamma, inverse: inverse!, ...clusters });
  const context = { basis, columns, beta, gamma: maximum.gamma, confidence };
  const flags: CoxFlag[] = [];
  if (basis.p < names.length) flags.push('aliased');
  if (maximum.direction !== undefined) flags.push('monotone-likelihood');
  if (events === 0) flags.push('no-events');
  if (!isSolved && maximum.direction === undefined) flags.push('not-converged');
  if (clusters !== undefined && clusters.count < 2 * basis.p) flags.push('few-clusters');
  const isUsable = isSolved || maximum.direction !== undefined;
  return {
    ties,
    converged,
    iterations: maximum.iterations,
    maxAbsScore: maximum.maxAbsScore,
    flags,
    aliased: names.filter((_, column) => !basis.kept.includes(column)),
    divergentTerms: columns.filter((_, j) => divergent[j] !== 0),
    columns,
    coefficients: record(estimates),
    hazardRatio: record(estimates.map(Math.exp)),
    ...inferenceFrom(inverse, context),
    logPartialLik: [maximum.start.logLik, maximum.point.logLik],
    ...(isUsable ? globalTests(maximum, basis.p) : {}),
    ...(sandwich === undefined ? {} : { robust: { ...inferenceFrom(sandwich, context), clusters: clusters!.count } }),
    n: rows.n,
    events,
  };
}

/** {@link fitCox} on the complete rows of a table; `rowIndex` says which rows these are. */
export function fitCoxToFrame(
  data: DataFrame,
  { time, event, entry, terms, strata, cluster, ties, confidence }: CoxModel,
): { readonly fit: CoxFit; readonly rowIndex: readonly number[] } {
  const isClustered = cluster !== undefined && cluster !== 'rows';
  const required = [time, event, entry, strata, isClustered ? cluster : undefined].flatMap((name) => name ?? []);
  const design = modelMatrix(terms, data, { required, intercept: false });
  const { rowIndex: known, ...all } = survivalFromFrame(data, {
    time,
    event,
    ...(entry === undefined ? {} : { entry }),
    ...(strata === undefined ? {} : { strata }),
  });
  const at = new Map(known.map((row, i) => [row, i] as const));
  const pick = (values: ArrayLike<number>): Float64Array =>
    Float64Array.from(design.rowIndex, (row) => values[at.get(row)!]!);
  const fit = fitCox({
    time: pick(all.time),
    event: pick(all.event),
    ...(all.entry === undefined ? {} : { entry: pick(all.entry) }),
    ...(all.strata === undefined
      ? {}
      : { strata: { ...all.strata, values: design.rowIndex.map((row) => all.strata!.values[at.get(row)!]) } }),
    design,
    ...(cluster === undefined ? {} : { cluster: isClustered ? clusterColumn(data, cluster, design.rowIndex) : 'rows' }),
    ...(ties === undefined ? {} : { ties }),
    ...(confidence === undefined ? {} : { confidence }),
  });
  return { fit, rowIndex: design.rowIndex };
}

function clusterColumn(data: DataFrame, name: string, rowIndex: readonly number[]): FactorColumn {
  const column = data.columns.get(name)!;
  const values = rowIndex.map((row) => String(column.values[row]));
  return { kind: 'factor', values, levels: [...new Set(values)] };
}

function clustersOf(
  cluster: FactorColumn | 'rows',
  n: number,
): { readonly member: Int32Array; readonly count: number } {
  if (cluster === 'rows') return { member: Int32Array.from({ length: n }, (_, i) => i), count: n };
  if (cluster.values.length !== n) throw new RangeError(`There are ${cluster.values.length} clusters for ${n} times.`);
  const index = new Map<string, number>();
  const member = Int32Array.from(cluster.values, (value, i) => {
    if (value === undefined) throw new RangeError(`Cluster ${i + 1} is missing; every row needs one.`);
    if (!index.has(value)) index.set(value, index.size);
    return index.get(value)!;
  });
  return { member, count: index.size };
}

/** The design centred within strata (which changes nothing but rounding), as an orthogonal basis of its estimable columns. */
function centredBasis({ names, values }: CoxInput['design'], rows: SurvivalRows): OrthogonalBasis {
  const columns = names.length;
  const centred = Float64Array.from(values);
  const strata = membersOf(rows.stratum, rows.strata);
  for (let j = 0; j < columns; j += 1) {
    let size = 0;
    let left = 0;
    for (const members of strata) {
      const mean = members.reduce((sum, i) => sum + values[i * columns + j]!, 0) / members.length;
      for (const i of members) {
        const at = i * columns + j;
        centred[at] = values[at]! - mean;
        size = Math.max(size, Math.abs(values[at]!));
        left = Math.max(left, Math.abs(centred[at]!));
      }
    }
    if (left <= ALIAS_TOLERANCE * size) for (let i = 0; i < rows.n; i += 1) centred[i * columns + j] = 0;
  }
  return orthogonalBasis(centred, rows.n, columns);
}

/** −1 or 1 for columns whose coefficient goes to −∞ or ∞, else 0. */
function divergentColumns(basis: OrthogonalBasis, { direction }: CoxMaximum): readonly number[] {
  if (direction === undefined) return basis.kept.map(() => 0);
  const slopes = toCoefficients(basis, direction);
  // What a coefficient moves the linear predictor by, on the scale of its column.
  const weight = slopes.map((slope, j) => slope / Math.abs(basis.toCoefficients[j * basis.p + j]!));
  const largest = weight.reduce((top, value) => Math.max(top, Math.abs(value)), 0);
  return Array.from(weight, (value) => (Math.abs(value) > 1e-3 * largest ? Math.sign(value) : 0));
}

function toCoefficients({ p, toCoefficients: inverse }: OrthogonalBasis, gamma: Float64Array): Float64Array {
  return Float64Array.from({ length: p }, (_, i) => {
    let sum = 0;
    for (let j = i; j < p; j += 1) sum += inverse[i * p + j]! * gamma[j]!;
    return sum;
  });
}

interface InferenceContext {
  readonly basis: OrthogonalBasis;
  readonly columns: readonly string[];
  readonly beta: Float64Array;
  readonly gamma: Float64Array;
  readonly confidence: number;
}

/** From the covariance of γ; everything empty without one. */
function inferenceFrom(
  covariance: Float64Array | undefined,
  { basis, columns, beta, gamma, confidence }: InferenceContext,
): CoxInference {
  if (covariance === undefined) return { se: {}, z: {}, p: {}, ci: {}, vcov: [] };
  const { p, toCoefficients: inverse } = basis;
  const vcov = columns.map((_, a) =>
    columns.map((__, b) => {
      let sum = 0;
      for (let i = a; i < p; i += 1) {
        for (let j = b; j < p; j += 1) sum += inverse[a * p + i]! * covariance[i * p + j]! * inverse[b * p + j]!;
      }
      return sum;
    }),
  );
  const se = columns.map((_, j) => Math.sqrt(vcov[j]![j]!));
  const half = normalHalfWidth(confidence);
  const record = <V>(value: (j: number) => V): Readonly<Record<string, V>> =>
    Object.fromEntries(columns.map((name, j) => [name, value(j)]));
  const precision = invertPositiveDefinite(covariance, p);
  return {
    se: record((j) => se[j]!),
    z: record((j) => beta[j]! / se[j]!),
    p: record((j) => normalTwoSided(beta[j]! / se[j]!)),
    ci: record((j): Interval => [Math.exp(beta[j]! - half * se[j]!), Math.exp(beta[j]! + half * se[j]!)]),
    vcov,
    ...(precision === undefined ? {} : { wald: chiSquareTest(quadraticForm(precision, gamma), p) }),
  };
}

function globalTests({ start, point }: CoxMaximum, p: number): { lrt: ChiSquareTest; score?: ChiSquareTest } {
  const lrt = chiSquareTest(Math.max(0, 2 * (point.logLik - start.logLik)), p);
  const inverse = invertPositiveDefinite(start.information, p);
  return inverse === undefined ? { lrt } : { lrt, score: chiSquareTest(quadraticForm(inverse, start.score), p) };
}

function quadraticForm(matrix: Float64Array, vector: Float64Array): number {
  const p = vector.length;
  let sum = 0;
  for (let j = 0; j < p; j += 1) for (let k = 0; k < p; k += 1) sum += vector[j]! * matrix[j * p + k]! * vector[k]!;
  return sum;
}

function chiSquareTest(chisq: number, df: number): ChiSquareTest {
  return { chisq, df, p: chiSquareUpper(chisq, df) };
}

function checkDesign({ design, offset, confidence = 0.95 }: CoxInput, n: number): void {
  const columns = design.names.length;
  if (columns === 0) throw new RangeError('The design has no columns; at least one covariate is needed.');
  if (design.values.length !== n * columns) {
    throw new RangeError(`The design holds ${design.values.length} values; ${n} rows × ${columns} columns are needed.`);
  }
  const wrong = design.values.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) {
    const row = Math.floor(wrong / columns) + 1;
    throw new RangeError(
      `The design's column "${design.names[wrong % columns]}" is ${design.values[wrong]} in row ${row}; allowed are finite numbers.`,
    );
  }
  if (offset !== undefined && (offset.length !== n || !Array.from(offset).every(Number.isFinite))) {
    throw new RangeError(`There must be ${n} offsets, all finite numbers.`);
  }
  checkConfidence(confidence);
}
