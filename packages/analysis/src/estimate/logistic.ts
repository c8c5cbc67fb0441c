// Logistic regression of a yes-or-no endpoint.
import { fitLogistic, standardisedEffect } from '@equipoise/stats';
import type { AnalysisBy } from '@equipoise/trial';
import { chooseGlm } from './count-model.js';
import { type MethodResult, notEstimable } from './estimate.js';
import { type EstimationInput, modelRows } from './model-table.js';
import { answerOf, effectTerm, levelText, prepareModel, termsOf, usedFrame } from './prepared-model.js';

/** Odds ratio of active against reference; or the difference or ratio of risks, standardised over everybody analysed. */
export function estimateLogistic(input: EstimationInput & { readonly analysis: AnalysisBy<'logistic'> }): MethodResult {
  const { analysis } = input;
  if (analysis.measure !== undefined && analysis.measure !== 'oddsRatio') return standardised(input, analysis.measure);
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

/**
 * Marginal risks by g-computation: everybody's risk in each arm by the model, averaged. Errors are robust (HC0) unless the analysis names
 * others, and count the participants as a sample.
 * @see Ge et al. 2011; Ye, Bannick, Yi, Shao 2023
 */
function standardised(
  input: EstimationInput & { readonly analysis: AnalysisBy<'logistic'> },
  measure: 'riskDifference' | 'riskRatio',
): MethodResult {
  const { analysis } = input;
  const { standardErrors = 'HC0', confidence = 0.95 } = analysis;
  const effectMeasure = measure === 'riskDifference' ? ('risk difference' as const) : ('risk ratio' as const);
  const base = {
    methodDescription: `logistic regression, standardised (g-computation): ${analysis.endpoint} ~ ${termsOf(analysis).join(' + ')}; ${standardErrors === 'model' ? 'model' : `${standardErrors} robust`} standard errors, Wald ${levelText(analysis)} interval`,
    effectMeasure,
  };
  if (analysis.interval === 'profile' || (analysis.test !== undefined && analysis.test !== 'wald'))
    return notEstimable(base, ['a standardised risk has a Wald test and interval only']);
  const prepared = prepareModel(input, base, { rows: modelRows(input), terms: termsOf(analysis), isCount: true });
  if (!prepared.ok) return prepared.answer;
  const { model } = prepared;
  if (model.response.some((value) => value > 1))
    return notEstimable(base, [...model.flags, 'the endpoint has values other than 0 and 1'], model.used);
  const found = standardisedEffect(
    usedFrame(model),
    { family: 'logistic', response: 'response', terms: termsOf(analysis) },
    { treatment: effectTerm(analysis), covariance: standardErrors, confidence },
  );
  const compared = found.comparisons.find(({ level }) => level === analysis.effect.active);
  const test = measure === 'riskDifference' ? compared?.difference : compared?.ratio;
  return answerOf(base, model, {
    estimate: test?.estimate,
    ci: test?.ci,
    p: test?.p,
    converged: found.converged,
    flags: found.flags,
    result: found,
  });
}
