// The procedures that case files name, each as a call of the library with its answer under the case files' keys.
import {
  type DataFrame,
  dropNbTerms,
  type FactorColumn,
  fitNbGlmToFrame,
  fitPoissonGlm,
  hillsArmitage,
  meanDifferencePermutation,
  modelMatrix,
  twoByTwo,
  twoPoissonRates,
  valuesAt,
  vanElteren,
  wilcoxonRankSum,
} from '@equipoise/stats';
import { type CaseAnalysis, subsetOf } from './case-file.js';

type Procedure = (analysis: CaseAnalysis, data: DataFrame | undefined) => unknown;

/** The answer to an analysis. Undefined when its procedure is not in the library yet. */
export function answer(analysis: CaseAnalysis, data: DataFrame | undefined): unknown {
  return PROCEDURES.get(analysis.procedure)?.(analysis, data);
}

/** Is the procedure in the library? */
export function isImplemented(procedure: string): boolean {
  return PROCEDURES.has(procedure);
}

const nbGlm: Procedure = ({ spec }, data) => {
  const table = tableOf(data, spec);
  const { fit } = fitNbGlmToFrame(table, {
    response: text(spec, 'response'),
    terms: termsOf(spec),
    ...(spec.offset === undefined ? {} : { offset: text(spec, 'offset') }),
    ...(spec.effect === undefined ? {} : { effect: text(spec, 'effect') }),
  });
  return {
    ...fit,
    rateRatio: fit.effect?.rateRatio,
    logRateRatio: fit.effect?.logRateRatio,
    interceptLogMean: fit.coefficients['(Intercept)'],
    lrt: fit.effect?.lrt,
    logLikNull: fit.effect?.lrt?.logLikNull,
    thetaNull: fit.effect?.lrt?.thetaNull,
    profileLowerRateRatio: fit.effect?.profileCiFull?.ci[0],
    profileUpperRateRatio: fit.effect?.profileCiFull?.ci[1],
    waldMustBeFlagged: fit.flags.includes('wald-invalid'),
    treatSE: fit.effect?.wald?.se,
  };
};

const nbLrtTerms: Procedure = ({ spec }, data) => dropNbTerms(countInput(spec, data));

const poissonGlm: Procedure = ({ spec }, data) => fitPoissonGlm(countInput(spec, data));

const quasiPoissonGlm: Procedure = ({ spec }, data) => {
  const { coefficients, dfResidual, quasi } = fitPoissonGlm(countInput(spec, data));
  return { coefficients, dfResidual, ...quasi };
};

/** The table has one row per participant and period; the columns are subject, sequence, period, treatment. */
const crossover: Procedure = ({ spec }, data) => {
  const table = tableOf(data, spec);
  const response = valuesAt(
    text(spec, 'response'),
    table,
    Array.from({ length: table.rows }, (_, i) => i),
  );
  const [subject, sequence, period, treatment] = ['subject', 'sequence', 'period', 'treatment'].map((name) =>
    factorOf(table, name),
  );
  const [control, active] = treatment!.levels;
  const [one, two] = text(spec, 'groups').split(/\s+vs\s+/);
  const group = (name: string) => {
    const rows = Array.from({ length: table.rows }, (_, i) => i).filter((i) => sequence!.values[i] === name);
    const participants = [...new Set(rows.map((i) => subject!.values[i]))];
    const valueIn = (which: string) =>
      participants.map((id) => response[rows.find((i) => subject!.values[i] === id && period!.values[i] === which)!]!);
    const first = treatment!.values[rows.find((i) => period!.values[i] === '1')!]!;
    return { name, first, period1: valueIn('1'), period2: valueIn('2') };
  };
  const { keyed } = hillsArmitage({
    groups: [group(one!), group(two!)],
    treatments: { active: active!, control: control! },
  });
  return keyed;
};

const twoByTwoTable: Procedure = ({ spec }) =>
  twoByTwo({ x1: count(spec, 'x1'), n1: count(spec, 'n1'), x2: count(spec, 'x2'), n2: count(spec, 'n2') });

const poissonRates: Procedure = ({ spec }) =>
  twoPoissonRates({ x1: count(spec, 'x1'), t1: count(spec, 't1'), x2: count(spec, 'x2'), t2: count(spec, 't2') });

const wilcoxon: Procedure = ({ spec }, data) => {
  const { first, second, level } = twoSamples(spec, tableOf(data, spec));
  return { ...wilcoxonRankSum(first, second), wFor: `first level (${level})` };
};

const permutation: Procedure = ({ spec }, data) => {
  const { first, second } = twoSamples(spec, tableOf(data, spec));
  return { pExactTwoSided: meanDifferencePermutation(first, second) };
};

const stratifiedWilcoxon: Procedure = ({ spec }, data) => {
  const table = tableOf(data, spec);
  const name = text(spec, 'strata');
  return vanElteren(
    factorOf(table, name).levels.map((level) => twoSamples(spec, subsetOf(table, `${name} == ${level}`))),
  );
};

const PROCEDURES: ReadonlyMap<string, Procedure> = new Map([
  ['crossover-2x2-hills-armitage', crossover],
  ['nb-glm', nbGlm],
  ['nb-glm-lrt-terms', nbLrtTerms],
  ['permutation-test', permutation],
  ['poisson-glm', poissonGlm],
  ['quasipoisson-glm', quasiPoissonGlm],
  ['two-by-two', twoByTwoTable],
  ['two-poisson-rates', poissonRates],
  ['van-elteren', stratifiedWilcoxon],
  ['wilcoxon-rank-sum', wilcoxon],
  ['wilcoxon-rank-sum-exact', wilcoxon],
]);

type Spec = CaseAnalysis['spec'];

function countInput(spec: Spec, data: DataFrame | undefined) {
  const table = tableOf(data, spec);
  const response = text(spec, 'response');
  const design = modelMatrix(termsOf(spec), table, { required: [response] });
  return { response: valuesAt(response, table, design.rowIndex), design };
}

function twoSamples(spec: Spec, table: DataFrame) {
  const group = factorOf(table, text(spec, 'group'));
  const response = text(spec, 'response');
  const { rowIndex } = modelMatrix([response], table);
  const values = valuesAt(response, table, rowIndex);
  const sample = (level: string) => [...values].filter((_, i) => group.values[rowIndex[i]!] === level);
  const [one, two] = group.levels;
  return { first: sample(one!), second: sample(two!), level: one! };
}

/** The table, in the subset that the analysis names. */
function tableOf(data: DataFrame | undefined, spec: Spec): DataFrame {
  if (data === undefined) throw new Error('The analysis needs data, but its file has none.');
  return subsetOf(data, spec.subset === undefined ? undefined : text(spec, 'subset'));
}

/** Terms as a list or as text; "1" is the intercept alone. */
function termsOf(spec: Spec): readonly string[] {
  const given = spec.terms;
  const list = Array.isArray(given) ? given.map(String) : String(given).split(/\s\+\s/);
  return list.map((term) => term.trim()).filter((term) => term !== '1');
}

function factorOf(table: DataFrame, name: string): FactorColumn {
  const column = table.columns.get(name);
  if (column?.kind !== 'factor') throw new Error(`The column ${name} is needed as a factor.`);
  return column;
}

function text(spec: Spec, key: string): string {
  const value = spec[key];
  if (typeof value !== 'string') throw new Error(`The spec's ${key} is ${String(value)}; a text is needed.`);
  return value;
}

function count(spec: Spec, key: string): number {
  const value = spec[key];
  if (typeof value !== 'number') throw new Error(`The spec's ${key} is ${String(value)}; a number is needed.`);
  return value;
}
