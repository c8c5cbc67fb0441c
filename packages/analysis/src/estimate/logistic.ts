// Logistic regression of a yes-or-no endpoint.
import { fitLogistic } from '@equipoise/stats';
import type { AnalysisBy } from '@equipoise/trial';
import { chooseGlm } from './count-model.js';
import { type MethodResult, notEstimable } from './estimate.js';
import { type EstimationInput, modelRows } from './model-table.js';
import { answerOf, levelText, prepareModel, termsOf } from './prepared-model.js';

/** Odds ratio of active against reference. */
export function estimateLogistic(input: EstimationInput & { readonly analysis: AnalysisBy<'logistic'> }): MethodResult {
  const { analysis } = input;
  const base = {
    methodDescription: `logistic regression: ${analysis.endpoint} ~ ${termsOf(analysis).join(' + ')}; ${analysis.interval === 'profile' ? 'profile-likelihood' : 'Wald'} ${levelText(analysis)} interval`,
    effectMeasure: 'odds ratio' as const,
  };
  const prepared = prepareModel(input, base, { rows: modelRows(input), terms: termsOf(analysis), isCount: true });
  if (!prepared.ok) return prepared.answer;
  const { model } = prepared;
  if (model.response.some((value) => value > 1)) {
    return notEstimable(base, [...model.flags, 'the endpoint has values other than 0 and 1'], model.used);
  }
  const { design, response, effect } = model;
  const fit = fitLogistic({ response, design, effect, confidence: analysis.confidence ?? 0.95 });
  return answerOf(base, model, {
    estimate: fit.effect?.ratio,
    ...chooseGlm(fit, analysis),
    converged: fit.converged,
    flags: fit.flags,
    result: fit,
  });
}
