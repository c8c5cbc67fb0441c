// Linear mixed model with a random intercept per participant, by REML or maximum likelihood.
import { checkConfidence } from '../distribution/confidence-level.js';
import type { DataFrame } from '../model/data-frame.js';
import { type ModelMatrix, modelMatrix, valuesAt } from '../model/model-matrix.js';
import { codeColumns } from './coded-column.js';
import { type CoefficientTables, coefficientTables, withoutTests } from './coefficient-table.js';
import type { FixedEffects } from './fixed-effect.js';
import { type InterceptMaximum, maximiseIntercept } from './maximise-intercept.js';
import { type InterceptProblem, interceptCurvature, interceptProblem } from './random-intercept.js';
import type { LikelihoodMethod } from './repeated-likelihood.js';
import { kenwardRoger, parameterCovariance } from './uncertainty.js';
import { type LinearRows, type WorkingDesign, workingDesign } from './working-design.js';

/** What a reader must know before using a fit. */
export type LmmFlag =
  /** Some columns are combinations of earlier ones; they have no coefficient. */
  | 'aliased'
  /** The likelihood is highest with no variance between participants: the model is a linear model. */
  | 'zero-cluster-variance'
  /** No participant has two rows, or there are as many coefficients as rows: the variances can't be told apart. */
  | 'not-identified'
  /** The response has no variation within participants beyond the model: σ tends to 0. */
  | 'zero-residual-variance'
  /** No maximum with score ≤ 1e-8 and a definite Hessian was reached; no p-value is given. */
  | 'not-converged';

/** What {@link fitLmm} takes besides rows. */
export interface LmmOptions {
  /** Default 'REML'. */
  readonly method?: LikelihoodMethod;
  /** Confidence level of intervals, between 0 and 1. Default 0.95. */
  readonly confidence?: number;
}

/**
 * A linear mixed model. Records are by the design's column names; aliased columns are in `aliased` and nowhere else. Degrees of
 * freedom, t and p are empty without convergence; those of Kenward and Roger also with ML, for which they are not defined.
 */
export interface LmmFit extends CoefficientTables {
  /** Score ≤ 1e-8 and a definite Hessian. */
  readonly converged: boolean;
  readonly iterations: number;
  /** Largest derivative of the log likelihood by the logarithm of a variance; at the boundary that of σ² alone. */
  readonly maxAbsScore: number;
  readonly boundary: 'none' | 'zero-cluster-variance';
  readonly flags: readonly LmmFlag[];
  readonly method: LikelihoodMethod;
  readonly aliased: readonly string[];
  /** Standard deviations of the random intercepts and of the residuals, in units of the response. */
  readonly sdCluster: number;
  readonly sigma: number;
  /** sdCluster² / (sdCluster² + sigma²). */
  readonly intraclassCorrelation: number;
  /** With REML only; every constant kept. */
  readonly remlLogLik?: number;
  /** With ML only. */
  readonly logLik?: number;
  readonly nObs: number;
  readonly nClusters: number;
  /** For contrasts and tests of this fit. */
  readonly effects: FixedEffects;
}

const SCORE_LIMIT = 1e-8;

/**
 * Fits y = Xβ + b_cluster + e. The ratio of the two variances is searched from end to end, so the boundary b = 0 and a second
 * maximum are found; then Newton steps. Satterthwaite's df use the observed information (at the boundary that of σ alone, so
 * that they are those of the linear model), Kenward and Roger's the expected one.
 * @throws RangeError for no rows, unequal lengths, a number that is not finite, or an impossible option
 * @see Laird and Ware (1982); lme4::lmer, lmerTest, pbkrtest in R
 */
export function fitLmm(rows: LinearRows, { method = 'REML', confidence = 0.95 }: LmmOptions = {}): LmmFit {
  if (method !== 'REML' && method !== 'ML') {
    throw new RangeError(`The method is ${String(method)}; allowed are REML and ML.`);
  }
  checkConfidence(confidence);
  const design = workingDesign(rows);
  const problem = interceptProblem(design, method);
  const isIdentified = design.n > design.clusters && design.n > design.p && design.clusters > 1;
  const maximum = isIdentified && design.unit > 0 ? maximiseIntercept(problem) : undefined;
  return assemble({ design, problem, maximum, isIdentified, confidence });
}

/** What {@link fitLmmToFrame} takes besides the table. */
export interface LmmModel extends LmmOptions {
  /** Expression of the response. */
  readonly response: string;
  readonly terms: readonly string[];
  /** Column whose values name the participants. */
  readonly cluster: string;
}

/** {@link fitLmm} on the complete rows of a table; `design` says which rows these are. */
export function fitLmmToFrame(
  data: DataFrame,
  { response, terms, cluster, ...options }: LmmModel,
): { readonly fit: LmmFit; readonly design: ModelMatrix } {
  const { table, required, codes } = codeColumns(data, [cluster]);
  const design = modelMatrix(terms, table, { required: [response, ...required] });
  const rows = {
    response: valuesAt(response, table, design.rowIndex),
    design,
    cluster: design.rowIndex.map((row) => codes[0]![row]!),
  };
  return { fit: fitLmm(rows, options), design };
}

interface Parts {
  readonly design: WorkingDesign;
  readonly problem: InterceptProblem;
  readonly maximum: InterceptMaximum | undefined;
  readonly isIdentified: boolean;
  readonly confidence: number;
}

function assemble({ design, problem, maximum, isIdentified, confidence }: Parts): LmmFit {
  const { method } = problem;
  const effects = effectsOf(design, problem, maximum);
  const isBoundary = maximum?.isBoundary ?? false;
  const converged = maximum !== undefined && maximum.maxAbsScore <= SCORE_LIMIT && effects.satterthwaite !== undefined;
  const usable = converged ? effects : withoutTests(effects);
  const tauSquared = maximum?.point.tauSquared ?? Number.NaN;
  const sigmaSquared = maximum?.point.sigmaSquared ?? Number.NaN;
  const nu = method === 'REML' ? design.n - design.p : design.n;
  const logLik =
    maximum === undefined
      ? Number.NaN
      : -0.5 *
        (maximum.point.deviance +
          nu * Math.log(2 * Math.PI) +
          2 * nu * Math.log(design.unit) +
          (method === 'REML' ? 2 * design.logDeterminant : 0));
  const flags: LmmFlag[] = [];
  if (design.basis.aliased.length > 0) flags.push('aliased');
  if (isBoundary) flags.push('zero-cluster-variance');
  if (!isIdentified) flags.push('not-identified');
  if (isIdentified && maximum === undefined) flags.push('zero-residual-variance');
  if (!converged) flags.push('not-converged');
  return {
    converged,
    iterations: maximum?.iterations ?? 0,
    maxAbsScore: maximum?.maxAbsScore ?? Number.NaN,
    boundary: isBoundary ? 'zero-cluster-variance' : 'none',
    flags,
    method,
    aliased: design.basis.aliased.map((column) => design.names[column]!),
    ...coefficientTables(usable, confidence),
    sdCluster: design.unit * Math.sqrt(tauSquared),
    sigma: design.unit * Math.sqrt(sigmaSquared),
    intraclassCorrelation: tauSquared / (tauSquared + sigmaSquared),
    ...(method === 'REML' ? { remlLogLik: logLik } : { logLik }),
    nObs: design.n,
    nClusters: design.clusters,
    effects: usable,
  };
}

function effectsOf(
  design: WorkingDesign,
  problem: InterceptProblem,
  maximum: InterceptMaximum | undefined,
): FixedEffects {
  const p = design.p;
  if (maximum === undefined) {
    return { design, beta: design.leastSquares, phi: new Float64Array(p * p).fill(Number.NaN) };
  }
  const { point, isBoundary } = maximum;
  const beta = design.leastSquares.map((own, j) => own + design.unit * point.beta[j]!);
  const weights = isBoundary ? Float64Array.of(2 / point.observed[3]!) : parameterCovariance(point.observed, 2);
  const satterthwaite =
    weights !== undefined && weights[0]! > 0
      ? { slopes: isBoundary ? [point.slopes[1]] : point.slopes, weights }
      : undefined;
  const expected = problem.method === 'REML' ? parameterCovariance(point.expected, 2) : undefined;
  return {
    design,
    beta,
    phi: point.phi,
    ...(satterthwaite === undefined ? {} : { satterthwaite }),
    ...(expected === undefined
      ? {}
      : {
          kenwardRoger: kenwardRoger({
            p,
            phi: point.phi,
            slopes: point.slopes,
            weights: expected,
            curvature: interceptCurvature(problem, point, expected),
          }),
        }),
  };
}
