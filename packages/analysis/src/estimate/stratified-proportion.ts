// Two proportions of an endpoint, alone and within strata.
import { mantelHaenszel } from '@equipoise/stats';
import type { AnalysisBy } from '@equipoise/trial';
import { groupOfRow } from './comparison.js';
import { type MethodResult, notEstimable } from './estimate.js';
import { type EstimationInput, type ModelRow, modelRows } from './model-table.js';
import { answerOf, levelText } from './prepared-model.js';
import { strataOf } from './strata.js';
import { compareTwoByTwo, type TwoByTwoTable } from './two-by-two.js';

/** Participants whose value is above zero among those who have one, active against reference. */
export function estimateTwoByTwo(
  input: EstimationInput & { readonly analysis: AnalysisBy<'two-by-two'> },
): MethodResult {
  const { used, flags } = compared(input);
  const answer = compareTwoByTwo(tableOf(used, input), input.analysis);
  return { ...answer, flags: [...flags, ...answer.flags], used };
}

/** The same within strata, with the common measure of Mantel and Haenszel and their test. */
export function estimateMantelHaenszel(
  input: EstimationInput & { readonly analysis: AnalysisBy<'mantel-haenszel'> },
): MethodResult {
  const { analysis } = input;
  const { measure = 'riskDifference', strata = [], confidence = 0.95 } = analysis;
  const base = {
    methodDescription: `Mantel–Haenszel ${words[measure]} over strata of ${strata.join(' and ')}; Cochran–Mantel–Haenszel test, ${levelText(analysis)} interval`,
    effectMeasure: words[measure],
  };
  const { used, flags } = compared(input);
  const factor = strataOf(input, used, strata);
  const tables = factor.levels.map((level) =>
    tableOf(
      used.filter((_, index) => factor.values[index] === level),
      input,
    ),
  );
  if (!tables.some(({ n1, n2 }) => n1 > 0 && n2 > 0))
    return notEstimable(base, [...flags, 'no stratum has both groups'], used);
  const result = mantelHaenszel(tables, confidence);
  const common = result[measure];
  return answerOf(
    base,
    { used, flags },
    {
      estimate: common?.estimate,
      ci: common?.ci,
      p: result.cmh?.p,
      converged: true,
      flags: result.flags,
      result,
    },
  );
}

const words = { riskDifference: 'risk difference', riskRatio: 'risk ratio', oddsRatio: 'odds ratio' } as const;

function compared(input: EstimationInput): { readonly used: readonly ModelRow[]; readonly flags: readonly string[] } {
  const { effect } = input.analysis;
  const rows = modelRows(input).filter((row) =>
    [effect.active, effect.reference].includes(groupOfRow(row, effect) ?? ''),
  );
  const used = rows.filter(({ response }) => response !== undefined);
  return { used, flags: used.length < rows.length ? [`${rows.length - used.length} without a value`] : [] };
}

function tableOf(rows: readonly ModelRow[], { analysis }: EstimationInput): TwoByTwoTable {
  const inGroup = (group: string) => rows.filter((row) => groupOfRow(row, analysis.effect) === group);
  const positive = (group: string) => inGroup(group).filter(({ response }) => response! > 0).length;
  const { active, reference } = analysis.effect;
  return { x1: positive(active), n1: inGroup(active).length, x2: positive(reference), n2: inGroup(reference).length };
}
