// The methods by name: each a function from what an analysis reads to an answer.
import type { AnalysisBy, AnalysisMethod } from '@equipoise/trial';
import { groupOfRow } from './comparison.js';
import { estimateNbGlm, estimatePoisson } from './count-model.js';
import { handleEvents, handleMissing } from './estimand.js';
import { type MethodResult, notEstimable } from './estimate.js';
import { estimateAncova, estimateCrossoverLmm, estimateLmm, estimateMmrm } from './linear-model.js';
import { estimateLogistic } from './logistic.js';
import { type EstimationInput, type ModelRow, modelRows } from './model-table.js';
import { comparePoissonRates } from './poisson-rates.js';
import { estimateHodgesLehmann, estimatePermutation, estimateVanElteren, estimateWilcoxon } from './rank.js';
import { estimateConditionalPoisson, estimateGammaFrailty, estimateGee, estimateGlmm } from './repeated-model.js';
import { estimateRerandomisation } from './rerandomisation.js';
import { estimateMantelHaenszel, estimateTwoByTwo } from './stratified-proportion.js';
import { summariseEndpoint } from './summary.js';
import {
  estimateCox,
  estimateCumulativeIncidence,
  estimateKaplanMeier,
  estimateLogRank,
  estimateRestrictedMean,
} from './survival.js';
import { estimateHillsArmitage, estimateKoch } from './two-period.js';
import { estimateZeroModel } from './zero-model.js';

/** The input of one method: its analysis has that method's options. */
type InputOf<M extends AnalysisMethod> = EstimationInput & { readonly analysis: AnalysisBy<M> };

const methods: { readonly [M in AnalysisMethod]: (input: InputOf<M>) => MethodResult } = {
  'nb-glm': estimateNbGlm,
  'poisson-glm': estimatePoisson,
  'quasipoisson-glm': estimatePoisson,
  'zero-inflated-nb': estimateZeroModel,
  'hurdle-nb': estimateZeroModel,
  'nb-glmm': estimateGlmm,
  'poisson-glmm': estimateGlmm,
  'poisson-gamma-frailty': estimateGammaFrailty,
  'conditional-poisson': estimateConditionalPoisson,
  gee: estimateGee,
  logistic: estimateLogistic,
  ancova: estimateAncova,
  lmm: estimateLmm,
  mmrm: estimateMmrm,
  'crossover-lmm': estimateCrossoverLmm,
  wilcoxon: estimateWilcoxon,
  'hodges-lehmann': estimateHodgesLehmann,
  'van-elteren': estimateVanElteren,
  permutation: estimatePermutation,
  'kaplan-meier': estimateKaplanMeier,
  'log-rank': estimateLogRank,
  cox: estimateCox,
  rmst: estimateRestrictedMean,
  'cumulative-incidence': estimateCumulativeIncidence,
  'crossover-2x2-hills-armitage': estimateHillsArmitage,
  koch: estimateKoch,
  rerandomisation: estimateRerandomisation,
  'two-by-two': estimateTwoByTwo,
  'mantel-haenszel': estimateMantelHaenszel,
  'two-poisson-rates': estimatePoissonRates,
  summary: summariseEndpoint,
};

/**
 * Computes an analysis by its method, on the data as its estimand and its strategy for missing values want them; never throws for data
 * that do not allow an estimate.
 */
export function estimate(input: EstimationInput): MethodResult {
  const method = methods[input.analysis.method] as (input: EstimationInput) => MethodResult;
  const refused = (reason: string): MethodResult => {
    const { methodDescription, effectMeasure } = method({ ...input, set: { ...input.set, members: [] } });
    return notEstimable({ methodDescription, effectMeasure }, [reason]);
  };
  const events = handleEvents(input);
  if (!events.ok) return refused(events.reason);
  const missing = handleMissing(events.input);
  if (!missing.ok) return refused(missing.reason);
  const answer = method(missing.input);
  return {
    ...answer,
    methodDescription: [answer.methodDescription, ...events.text, ...missing.text].join('; '),
    flags: [...missing.flags, ...answer.flags],
  };
}

/** Sum of the counts over the visits that contribute, active against reference. */
function estimatePoissonRates(input: InputOf<'two-poisson-rates'>): MethodResult {
  const [active, reference] = groupsOf(input);
  const total = (rows: readonly ModelRow[]) => rows.reduce((sum, { response }) => sum + response!, 0);
  const { exposureWeeks: weeks } = input.analysis;
  const exposure = (rows: readonly ModelRow[]) => rows.reduce((sum, { scansRead }) => sum + (weeks ?? scansRead), 0);
  const rates = {
    x1: total(active),
    t1: exposure(active),
    x2: total(reference),
    t2: exposure(reference),
    unit: weeks === undefined ? 'visits that contribute' : 'participant-weeks (planned)',
  };
  return { ...comparePoissonRates(rates, input.analysis), used: [...active, ...reference] };
}

function groupsOf(input: EstimationInput): readonly [readonly ModelRow[], readonly ModelRow[]] {
  const { effect } = input.analysis;
  const rows = modelRows(input).filter(({ response }) => response !== undefined);
  const inGroup = (group: string) => rows.filter((row) => groupOfRow(row, effect) === group);
  return [inGroup(effect.active), inGroup(effect.reference)];
}
