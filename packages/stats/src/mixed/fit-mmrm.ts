// Repeated measures with a covariance matrix of the visits (MMRM), by REML or maximum likelihood.
import { checkConfidence } from '../distribution/confidence-level.js';
import type { DataFrame } from '../model/data-frame.js';
import { type ModelMatrix, modelMatrix, valuesAt } from '../model/model-matrix.js';
import { codeColumns } from './coded-column.js';
import { type CoefficientTables, coefficientTables, withoutTests } from './coefficient-table.js';
import { type CovarianceName, covarianceStructure } from './covariance-structure.js';
import type { CovarianceUncertainty, FixedEffects } from './fixed-effect.js';
import { maximiseRepeated, type RepeatedMaximum } from './maximise-repeated.js';
import { covarianceInformation, curvatureOfPrecision } from './repeated-hessian.js';
import type { LikelihoodMethod, RepeatedProblem } from './repeated-likelihood.js';
import { gatherPatterns } from './repeated-moments.js';
import { type RobustCovarianceKind, robustCovariance } from './robust-covariance.js';
import { roughCovariance } from './rough-covariance.js';
import { kenwardRoger, parameterCovariance } from './uncertainty.js';
import { type LinearRows, type WorkingDesign, workingDesign } from './working-design.js';

/** What a reader must know before using a fit. */
export type MmrmFlag =
  /** Some columns are combinations of earlier ones; they have no coefficient. */
  | 'aliased'
  /** Two visits were never seen in one participant, or a visit in none: their covariance is not in the data. */
  | 'covariance-not-identified'
  /** As many coefficients as rows, or a response that the model fits exactly. */
  | 'no-residual-variation'
  /** No maximum with score ≤ 1e-8 and a definite Hessian was reached; no p-value is given. */
  | 'not-converged';

/** What {@link fitMmrm} takes besides rows. */
export interface MmrmOptions {
  /** Default 'unstructured'. */
  readonly covariance?: CovarianceName;
  /** Default 'REML'. */
  readonly method?: LikelihoodMethod;
  /** Confidence level of intervals, between 0 and 1. Default 0.95. */
  readonly confidence?: number;
  /** 'core' leaves out Kenward and Roger's adjustment. Default 'full'. */
  readonly detail?: 'full' | 'core';
  /** Adds sandwich standard errors. Default: none. */
  readonly robust?: RobustCovarianceKind;
  /** Which information of the covariance Kenward and Roger's method uses. Default 'observed', as SAS and the mmrm package. */
  readonly information?: 'observed' | 'expected';
}

/** Rows with the visit of each: whole numbers from 0. */
export interface RepeatedLinearRows extends LinearRows {
  readonly visit: ArrayLike<number>;
  /** Number of visits, at most 50. */
  readonly visits: number;
}

/** A repeated-measures model; records are by column name as in `LmmFit`. Without convergence there are no df, t and p. */
export interface MmrmFit extends CoefficientTables {
  readonly converged: boolean;
  readonly iterations: number;
  /** Largest derivative of the log likelihood by a covariance parameter, in units of that parameter's own size. */
  readonly maxAbsScore: number;
  readonly flags: readonly MmrmFlag[];
  readonly method: LikelihoodMethod;
  readonly covarianceName: CovarianceName;
  readonly aliased: readonly string[];
  /** Sandwich standard errors of the participants, by `robust`; empty unless asked for. */
  readonly seRobust: Readonly<Record<string, number>>;
  /** Of the visits, in their order; empty when there is no fit. */
  readonly covariance: readonly (readonly number[])[];
  /** Number of covariance parameters. */
  readonly covarianceParameters: number;
  /** With REML only; every constant kept. */
  readonly remlLogLik?: number;
  /** With ML only. */
  readonly logLik?: number;
  /** With REML it counts the covariance parameters only; with ML also the coefficients. */
  readonly AIC: number;
  readonly nObs: number;
  readonly nClusters: number;
  /** For contrasts and tests of this fit. */
  readonly effects: FixedEffects;
}

const SCORE_LIMIT = 1e-8;
const MOST_VISITS = 50;

/**
 * Fits y = Xβ + e, the rows of one participant having the covariance of their visits. Missing visits are left out, which is
 * valid under missing at random. Satterthwaite's df use the observed information. Kenward and Roger's adjustment is taken in the
 * parameters of SAS, so that for structures linear in them (unstructured, compound symmetry, Toeplitz) there is no second
 * derivative: what mmrm calls Kenward-Roger-Linear.
 * @throws RangeError for no rows, unequal lengths, a number that is not finite, a participant with two rows at a visit, or an
 *   impossible option
 * @see Mallinckrodt et al. (2008); Kenward and Roger (1997); nlme::gls and mmrm in R, PROC MIXED in SAS
 */
export function fitMmrm(rows: RepeatedLinearRows, options: MmrmOptions = {}): MmrmFit {
  const { covariance = 'unstructured', method = 'REML', confidence = 0.95 } = options;
  checkOptions(options);
  checkVisits(rows);
  const structure = covarianceStructure(covariance, rows.visits);
  const design = workingDesign(rows);
  const patterns = gatherPatterns({
    response: design.response,
    basis: design.basis.basis,
    p: design.p,
    cluster: design.cluster,
    visit: rows.visit,
  });
  const problem = { patterns, structure, n: design.n, p: design.p, method };
  const rough = roughCovariance(patterns, design, rows.visits);
  const isIdentified = covariance !== 'unstructured' || rough.isIdentified;
  const isVaried = design.unit > 0 && design.n > design.p;
  const maximum = isIdentified && isVaried ? maximiseRepeated(problem, structure.start(rough.matrix)) : undefined;
  return assemble({ design, problem, maximum, isIdentified, isVaried, options: { ...options, confidence } });
}

/** What {@link fitMmrmToFrame} takes besides the table. */
export interface MmrmModel extends MmrmOptions {
  /** Expression of the response. */
  readonly response: string;
  readonly terms: readonly string[];
  /** Column whose values name the participants. */
  readonly cluster: string;
  /** Column of the visits: a factor, in the order of its levels, or numbers. */
  readonly visit: string;
}

/** {@link fitMmrm} on the complete rows of a table; `design` says which rows these are, `visits` names the visits. */
export function fitMmrmToFrame(
  data: DataFrame,
  { response, terms, cluster, visit, ...options }: MmrmModel,
): { readonly fit: MmrmFit; readonly design: ModelMatrix; readonly visits: readonly string[] } {
  const { table, required, codes, labels } = codeColumns(data, [cluster, visit]);
  const design = modelMatrix(terms, table, { required: [response, ...required] });
  const pick = (values: Float64Array): Float64Array => Float64Array.from(design.rowIndex, (row) => values[row]!);
  const fit = fitMmrm(
    {
      response: valuesAt(response, table, design.rowIndex),
      design,
      cluster: pick(codes[0]!),
      visit: pick(codes[1]!),
      visits: labels[1]!.length,
    },
    options,
  );
  return { fit, design, visits: labels[1]! };
}

interface Parts {
  readonly design: WorkingDesign;
  readonly problem: RepeatedProblem;
  readonly maximum: RepeatedMaximum | undefined;
  readonly isIdentified: boolean;
  readonly isVaried: boolean;
  readonly options: MmrmOptions & { readonly confidence: number };
}

function assemble({ design, problem, maximum, isIdentified, isVaried, options }: Parts): MmrmFit {
  const { method, structure } = problem;
  const isSolved = maximum !== undefined && maximum.maxAbsScore <= SCORE_LIMIT;
  const effects = effectsOf(design, problem, isSolved ? maximum : undefined, options);
  const converged = isSolved && effects.satterthwaite !== undefined;
  const usable = converged ? effects : withoutTests(effects);
  const nu = method === 'REML' ? design.n - design.p : design.n;
  const logLik =
    maximum === undefined
      ? Number.NaN
      : -0.5 *
        (maximum.point.deviance +
          nu * Math.log(2 * Math.PI) +
          2 * nu * Math.log(design.unit) +
          (method === 'REML' ? 2 * design.logDeterminant : 0));
  const flags: MmrmFlag[] = [];
  if (design.basis.aliased.length > 0) flags.push('aliased');
  if (!isIdentified) flags.push('covariance-not-identified');
  if (!isVaried) flags.push('no-residual-variation');
  if (!converged) flags.push('not-converged');
  const m = structure.visits;
  return {
    converged,
    iterations: maximum?.iterations ?? 0,
    maxAbsScore: maximum?.maxAbsScore ?? Number.NaN,
    flags,
    method,
    covarianceName: structure.name,
    aliased: design.basis.aliased.map((column) => design.names[column]!),
    ...coefficientTables(usable, options.confidence),
    seRobust: converged ? robustErrors(problem, maximum, { design, effects, kind: options.robust }) : {},
    covariance:
      maximum === undefined
        ? []
        : Array.from({ length: m }, (_, a) =>
            Array.from(
              maximum.point.covariance.subarray(a * m, a * m + m),
              (value) => value * design.unit * design.unit,
            ),
          ),
    covarianceParameters: structure.parameters,
    ...(method === 'REML' ? { remlLogLik: logLik } : { logLik }),
    AIC: -2 * logLik + 2 * (structure.parameters + (method === 'REML' ? 0 : design.p)),
    nObs: design.n,
    nClusters: design.clusters,
    effects: usable,
  };
}

function effectsOf(
  design: WorkingDesign,
  problem: RepeatedProblem,
  maximum: RepeatedMaximum | undefined,
  { detail = 'full', information = 'observed' }: MmrmOptions,
): FixedEffects {
  const { p } = design;
  if (maximum === undefined) {
    return { design, beta: design.leastSquares, phi: new Float64Array(p * p).fill(Number.NaN) };
  }
  const { point } = maximum;
  const beta = design.leastSquares.map((own, j) => own + design.unit * point.beta[j]!);
  const { observed, expected, slopes } = covarianceInformation(problem, point);
  const q = problem.structure.parameters;
  const weights = parameterCovariance(observed, q);
  if (weights === undefined) return { design, beta, phi: point.phi };
  const satterthwaite: CovarianceUncertainty = { slopes, weights };
  if (detail === 'core' || problem.method === 'ML') return { design, beta, phi: point.phi, satterthwaite };
  const own = information === 'observed' ? weights : parameterCovariance(expected, q);
  if (own === undefined) return { design, beta, phi: point.phi, satterthwaite };
  const curvature = curvatureOfPrecision(problem, point, own);
  return {
    design,
    beta,
    phi: point.phi,
    satterthwaite,
    kenwardRoger: kenwardRoger({ p, phi: point.phi, slopes, weights: own, curvature }),
  };
}

function robustErrors(
  { patterns }: RepeatedProblem,
  { point }: RepeatedMaximum,
  parts: {
    readonly design: WorkingDesign;
    readonly effects: FixedEffects;
    readonly kind: RobustCovarianceKind | undefined;
  },
): Record<string, number> {
  const { design, effects, kind } = parts;
  const phi = kind === undefined ? undefined : robustCovariance(patterns, point, kind);
  return phi === undefined ? {} : { ...coefficientTables(withoutTests({ ...effects, design, phi }), 0.95).se };
}

function checkOptions({ method, confidence = 0.95, information, detail, robust }: MmrmOptions): void {
  if (method !== undefined && method !== 'REML' && method !== 'ML') {
    throw new RangeError(`The method is ${String(method)}; allowed are REML and ML.`);
  }
  checkConfidence(confidence);
  if (information !== undefined && information !== 'observed' && information !== 'expected') {
    throw new RangeError(`The information is ${String(information)}; allowed are observed and expected.`);
  }
  if (robust !== undefined && robust !== 'CR0' && robust !== 'CR3') {
    throw new RangeError(`The sandwich is ${String(robust)}; allowed are CR0 and CR3.`);
  }
  if (detail !== undefined && detail !== 'full' && detail !== 'core') {
    throw new RangeError(`The detail is ${String(detail)}; allowed are full and core.`);
  }
}

function checkVisits({ visit, visits, response }: RepeatedLinearRows): void {
  if (!(Number.isInteger(visits) && visits >= 1 && visits <= MOST_VISITS)) {
    throw new RangeError(`The number of visits is ${visits}; allowed are whole numbers from 1 to ${MOST_VISITS}.`);
  }
  if (visit.length !== response.length) {
    throw new RangeError(`There are ${response.length} responses and ${visit.length} visits; they must be equal.`);
  }
  for (let i = 0; i < visit.length; i += 1) {
    if (!(Number.isInteger(visit[i]!) && visit[i]! >= 0 && visit[i]! < visits)) {
      throw new RangeError(
        `The visit of row ${i + 1} is ${visit[i]}; allowed are whole numbers from 0 to ${visits - 1}.`,
      );
    }
  }
}
