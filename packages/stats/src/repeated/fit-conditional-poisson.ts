// Conditional Poisson regression: what is common to a stratum (a participant) is conditioned out.
import { chiSquareUpper } from '../distribution/chi-square.js';
import { studentTQuantile, studentTTwoSided } from '../distribution/student-t.js';
import type { ChiSquareTest, Interval } from '../regression/nb-glm-fit.js';
import type { ClusterInput } from './cluster-input.js';
import { conditionalLikelihood, informativeStrata, type Strata, withinStrata } from './conditional-likelihood.js';
import { type EstimableDesign, estimableDesign } from './estimable-design.js';
import type { RepeatedEffect, RepeatedFlag } from './glmm-fit.js';
import { type Ascent, ascend } from './newton-ascent.js';
import { type EffectOptions, type RepeatedRows, repeatedFit, repeatedRows, withoutColumn } from './repeated-model.js';

/** What {@link fitConditionalPoisson} takes; `cluster` holds the strata. */
export interface ConditionalPoissonInput extends ClusterInput, EffectOptions {
  /** Columns that are tested together by the likelihood ratio. */
  readonly test?: readonly string[];
}

/** A conditional Poisson regression. Columns that are constant within strata are in `aliased`; an intercept is ignored. */
export interface ConditionalPoissonFit {
  readonly converged: boolean;
  readonly iterations: number;
  readonly maxAbsGradient: number;
  readonly flags: readonly RepeatedFlag[];
  readonly aliased: readonly string[];
  readonly divergentTerms: readonly string[];
  readonly coefficients: Readonly<Record<string, number>>;
  /** From the information given the strata's totals. */
  readonly se: Readonly<Record<string, number>>;
  readonly z: Readonly<Record<string, number>>;
  readonly p: Readonly<Record<string, number>>;
  /** Of the counts given the totals, every constant kept. */
  readonly logLik: number;
  readonly df: number;
  readonly nObs: number;
  readonly nStrata: number;
  /** Strata with two rows or more and a total above zero: the others say nothing. */
  readonly informativeStrata: number;
  /** Rows of informative strata − these strata − coefficients. */
  readonly dfResidual: number;
  /** Pearson's χ² / dfResidual; above 1 the counts vary more than a Poisson. Absent without residual degrees of freedom. */
  readonly pearsonDispersion?: number;
  /** Standard errors times √pearsonDispersion. */
  readonly quasiSe: Readonly<Record<string, number>>;
  /** t tests with quasiSe on dfResidual degrees of freedom. */
  readonly quasiP: Readonly<Record<string, number>>;
  /** The test of the columns that `test` names. */
  readonly jointTest?: ChiSquareTest;
  readonly effect?: RepeatedEffect & {
    /** t interval and test with the quasi standard error. */
    readonly quasi?: { readonly se: number; readonly p: number; readonly ciLog: Interval; readonly ci: Interval };
  };
}

/**
 * Fits ln μ = stratum + offset + Xβ given the total of each stratum, so that nothing is assumed about the strata. Of two
 * periods it is the logistic regression of the first count given both.
 * @throws RangeError as {@link fitNbGlmm}, and for a column to test that the design does not have
 * @see Palmgren (1981), Biometrika 68, 563–566; Cameron and Trivedi (2013), section 9.4
 */
export function fitConditionalPoisson(input: ConditionalPoissonInput): ConditionalPoissonFit {
  const given = repeatedRows(input, input);
  const intercept = given.names.indexOf('(Intercept)');
  const rows = intercept < 0 ? given : withoutColumn(given, intercept);
  const { test = [], confidence = 0.95 } = input;
  for (const name of test) {
    if (!rows.names.includes(name)) {
      throw new RangeError(`There is no column "${name}" to test; the columns are ${rows.names.join(', ')}.`);
    }
  }
  const solved = solve(rows);
  const { strata, design, ascent } = solved;
  const { fit } = repeatedFit({
    problem: { rows, design },
    ascent,
    iterations: ascent?.iterations ?? 0,
    varianceParameters: 0,
    flags: [],
    solve: (other) => solve(other).ascent?.logLik ?? 0,
    options: input.effect === '(Intercept)' ? {} : input,
  });
  const dfResidual = strata.row.length - strata.strata - fit.df;
  const dispersion = fit.converged && dfResidual > 0 ? pearson(solved, rows) / dfResidual : undefined;
  const root = Math.sqrt(dispersion ?? Number.NaN);
  const quasiSe: Record<string, number> = {};
  const quasiP: Record<string, number> = {};
  if (dispersion !== undefined) {
    for (const [name, se] of Object.entries(fit.se)) {
      quasiSe[name] = se * root;
      quasiP[name] = studentTTwoSided(fit.coefficients[name]! / (se * root), dfResidual);
    }
  }
  const { flags, vcov: _vcov, columns: _columns, AIC: _aic, nClusters, effect, ...rest } = fit;
  const se = quasiSe[input.effect ?? ''];
  return {
    ...rest,
    flags: flags.filter((flag) => flag !== 'one-cluster' && flag !== 'single-rows'),
    nStrata: nClusters,
    informativeStrata: strata.strata,
    dfResidual,
    ...(dispersion === undefined ? {} : { pearsonDispersion: dispersion }),
    quasiSe,
    quasiP,
    ...(test.length > 0 && fit.converged ? { jointTest: jointTest(rows, fit.logLik, test) } : {}),
    ...(effect === undefined
      ? {}
      : { effect: se === undefined ? effect : { ...effect, quasi: quasiOf(effect, se, dfResidual, confidence) } }),
  };
}

interface Solved {
  readonly strata: Strata;
  readonly design: EstimableDesign;
  readonly ascent: Ascent | undefined;
  readonly fitted: Float64Array;
}

function solve({ y, offset, values, names, order }: RepeatedRows): Solved {
  const strata = informativeStrata(y, order);
  const counts = Float64Array.from(strata.row, (row) => y[row]!);
  const within = withinStrata(strata, y, values, names.length);
  const design = estimableDesign({ y: counts, values: within, columns: names.length });
  if (strata.strata === 0) return { strata, design, ascent: undefined, fitted: counts };
  const offsets = Float64Array.from(strata.row, (row) => offset[row]!);
  const likelihood = conditionalLikelihood({ strata, y: counts, offset: offsets, design });
  const ascent = ascend(likelihood, new Float64Array(likelihood.size));
  likelihood.evaluate(ascent.parameters);
  return { strata, design, ascent, fitted: likelihood.fitted };
}

function pearson({ strata, fitted }: Solved, { y }: RepeatedRows): number {
  let sum = 0;
  strata.row.forEach((row, i) => {
    if (fitted[i]! > 0) sum += (y[row]! - fitted[i]!) ** 2 / fitted[i]!;
  });
  return sum;
}

function jointTest(rows: RepeatedRows, logLik: number, test: readonly string[]): ChiSquareTest {
  const full = solve(rows).design;
  let reduced = rows;
  for (const name of test) reduced = withoutColumn(reduced, reduced.names.indexOf(name));
  const { design, ascent } = solve(reduced);
  const df = rows.names.length - full.aliased.length - (reduced.names.length - design.aliased.length);
  const chisq = Math.max(0, 2 * (logLik - (ascent?.logLik ?? 0)));
  return { chisq, df, p: chiSquareUpper(chisq, df) };
}

function quasiOf({ logRateRatio }: RepeatedEffect, se: number, df: number, confidence: number) {
  const half = studentTQuantile(0.5 + confidence / 2, df) * se;
  const low = logRateRatio - half;
  const high = logRateRatio + half;
  return {
    se,
    p: studentTTwoSided(logRateRatio / se, df),
    ciLog: [low, high],
    ci: [Math.exp(low), Math.exp(high)],
  } as const;
}
