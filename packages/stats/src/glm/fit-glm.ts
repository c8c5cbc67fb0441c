// Poisson, quasi-Poisson and logistic regression by maximum likelihood.
import { chiSquareUpper } from '../distribution/chi-square.js';
import { normalTwoSided } from '../distribution/normal.js';
import { studentTTwoSided } from '../distribution/student-t.js';
import type { ModelMatrix } from '../model/model-matrix.js';
import { finiteColumnsOf } from './estimable.js';
import { checkGlmInput } from './glm-check.js';
import { effectOf, solveWithout } from './glm-effect.js';
import type { GlmFamily } from './glm-family.js';
import type { ByName, GlmFit, GlmFlag, GlmInput, LogisticFit, PoissonGlmFit } from './glm-fit.js';
import { covariancesOf } from './sandwich.js';
import { coefficientsOfBasis, type GlmRows, type GlmSolution, solveGlm } from './solve-glm.js';

const SCORE_LIMIT = 1e-8;

/**
 * Fits ln μ = offset + Xβ with Var(y) = μ; `quasi` holds the same with Var(y) = φμ.
 * @throws RangeError for no rows, a count that is no whole number ≥ 0, a number that is not finite, or an unknown effect
 * @see McCullagh and Nelder (1989), chapter 6; glm in R
 */
export function fitPoissonGlm(input: GlmInput): PoissonGlmFit {
  return fitGlm('poisson', input);
}

/**
 * Fits logit π = offset + Xβ to successes out of trials. Separation is found beforehand, and its terms are infinite.
 * @throws RangeError as {@link fitPoissonGlm}, and for more successes than trials
 * @see McCullagh and Nelder (1989), chapter 4; Albert and Anderson (1984); glm in R
 */
export function fitLogistic(input: GlmInput): LogisticFit {
  return fitGlm('binomial', input);
}

/** The likelihood-ratio test of one term. p is absent when one of the fits did not converge. */
export interface GlmTermTest {
  readonly chisq: number;
  readonly df: number;
  readonly p?: number;
}

/**
 * Drops each term of a Poisson or logistic regression in turn; df counts the estimable columns that are lost, and a term that
 * loses none is left out.
 * @throws RangeError as {@link fitPoissonGlm}
 * @see drop1 in R
 */
export function dropGlmTerms(
  family: GlmFamily,
  input: GlmInput & { readonly design: ModelMatrix },
): Readonly<Record<string, GlmTermTest>> {
  checkGlmInput(family, input);
  const { design } = input;
  const rows = glmRowsOf(family, input);
  const full = solveGlm(rows);
  const tests = design.terms.flatMap((term, index): readonly (readonly [string, GlmTermTest])[] => {
    const columns = design.termOf.flatMap((owner, column) => (owner === index ? [column] : []));
    const reduced = solveWithout(rows, columns);
    const df = rows.columns - full.aliased.length - (reduced.rows.columns - reduced.aliased.length);
    if (df <= 0) return [];
    const chisq = Math.max(0, 2 * (full.logLik - reduced.logLik));
    const isUsable = isMaximum(full) && isMaximum(reduced);
    return [[term, { chisq, df, ...(isUsable ? { p: chiSquareUpper(chisq, df) } : {}) }]];
  });
  return Object.fromEntries(tests);
}

/** Has the solver reached the supremum, as far as double precision can tell? */
function isMaximum({ isDefinite, maxAbsScore, roundingOfScore }: GlmSolution): boolean {
  return isDefinite && maxAbsScore <= Math.max(SCORE_LIMIT, roundingOfScore);
}

function fitGlm(family: GlmFamily, input: GlmInput): GlmFit {
  checkGlmInput(family, input);
  const { design, effect, confidence = 0.95 } = input;
  const { names } = design;
  const rows = glmRowsOf(family, input);
  const solution = solveGlm(rows);
  const { basis, aliased, divergent, used, mu, logLik } = solution;
  const p = basis.p;
  const slope = Float64Array.from(used, (row, i) => rows.weight[row]! * (rows.y[row]! - mu[i]!));
  const covariances = covariancesOf({ basis, slope, weight: solution.variance });
  const finite = finiteColumnsOf(solution);
  const columns = finite.map(({ column }) => names[column]!);
  const beta = coefficientsOfBasis(solution);
  const coefficients = Object.fromEntries(
    names.flatMap((name, column): readonly (readonly [string, number])[] => {
      const own = finite.find((item) => item.column === column);
      if (own !== undefined) return [[name, beta[own.at]!]];
      return divergent.has(column) ? [[name, divergent.get(column)!]] : [];
    }),
  );
  const errors = (matrix: Float64Array | undefined): ByName =>
    matrix === undefined
      ? {}
      : Object.fromEntries(finite.map(({ at }, i) => [columns[i]!, Math.sqrt(matrix[at * p + at]!)]));

  const effectColumn = effect === undefined ? -1 : names.indexOf(effect);
  const isSolved = used.length > 0 && covariances.model !== undefined && isMaximum(solution);
  const isEffectInfinite = divergent.has(effectColumn);
  const converged = isSolved && !isEffectInfinite;
  const nObs = rows.y.length;
  const df = rows.columns - aliased.length;
  const dfResidual = nObs - df;
  const flags: GlmFlag[] = [];
  if (aliased.length > 0) flags.push('aliased');
  if (divergent.size > 0) flags.push('separation');
  if (dfResidual <= 0) flags.push('saturated');
  if (!isSolved) flags.push('not-converged');
  if (effect !== undefined && aliased.includes(effectColumn)) flags.push('effect-not-estimable');
  if (isEffectInfinite) flags.push('wald-invalid');

  const se = errors(covariances.model);
  const z = converged ? mapByName(se, (error, name) => coefficients[name]! / error) : {};
  const dispersion = solution.pearsonChisq / dfResidual;
  const quasiSe = mapByName(se, (error) => error * Math.sqrt(dispersion));
  const t = converged ? mapByName(quasiSe, (error, name) => coefficients[name]! / error) : {};
  const matrix = covariances.model;
  return {
    converged,
    iterations: solution.iterations,
    maxAbsScore: solution.maxAbsScore,
    flags,
    aliased: aliased.map((column) => names[column]!),
    divergentTerms: [...divergent.keys()].sort((a, b) => a - b).map((column) => names[column]!),
    coefficients,
    se,
    z,
    p: mapByName(z, normalTwoSided),
    seRobustHC0: errors(covariances.HC0),
    seRobustHC1: errors(covariances.HC1),
    seRobustHC2: errors(covariances.HC2),
    seRobustHC3: errors(covariances.HC3),
    columns,
    vcov: matrix === undefined ? [] : finite.map((a) => finite.map((b) => matrix[a.at * p + b.at]!)),
    logLik,
    df,
    AIC: -2 * logLik + 2 * df,
    BIC: -2 * logLik + Math.log(nObs) * df,
    nObs,
    deviance: solution.deviance,
    nullDeviance: solveGlm({ ...rows, values: new Float64Array(nObs).fill(1), columns: 1 }).deviance,
    pearsonChisq: solution.pearsonChisq,
    dfResidual,
    ...(dfResidual > 0
      ? { quasi: { dispersion, se: quasiSe, t, p: mapByName(t, (x) => studentTTwoSided(x, dfResidual)) } }
      : {}),
    ...(effect === undefined || !(effect in coefficients)
      ? {}
      : {
          effect: effectOf({
            solution,
            covariances,
            name: effect,
            column: effectColumn,
            at: finite.find(({ column }) => column === effectColumn)?.at,
            estimate: coefficients[effect]!,
            confidence,
            isSolved,
          }),
        }),
  };
}

/** The rows of checked input that have weight. */
function glmRowsOf(family: GlmFamily, { response, design, offset, weights, trials }: GlmInput): GlmRows {
  const columns = design.names.length;
  const kept = Array.from({ length: design.rows }, (_, i) => i).filter((i) => weights === undefined || weights[i]! > 0);
  const pick = (values: ArrayLike<number> | undefined, otherwise: number): Float64Array =>
    Float64Array.from(kept, (i) => values?.[i] ?? otherwise);
  const values = new Float64Array(kept.length * columns);
  kept.forEach((row, i) => {
    for (let j = 0; j < columns; j += 1) values[i * columns + j] = design.values[row * columns + j]!;
  });
  return {
    family,
    y: pick(response, 0),
    trials: pick(trials, 1),
    weight: pick(weights, 1),
    offset: pick(offset, 0),
    values,
    columns,
  };
}

function mapByName(values: ByName, apply: (value: number, name: string) => number): ByName {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, apply(value, name)]));
}
