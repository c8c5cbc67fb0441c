// Counts with more zeros than a negative binomial has: zero inflation and hurdle.
import { fitHurdleNb, fitZeroInflatedNb, modelMatrix, normalQuantile } from '@equipoise/stats';
import type { AnalysisBy } from '@equipoise/trial';
import type { MethodResult } from './estimate.js';
import { type EstimationInput, modelRows } from './model-table.js';
import { answerOf, levelText, partsOf, prepareModel, termsOf } from './prepared-model.js';

type InputBy<M extends 'zero-inflated-nb' | 'hurdle-nb'> = EstimationInput & { readonly analysis: AnalysisBy<M> };

/** Rate ratio of the count part: among those who are no structural zeros, or of the counts before truncation. */
export function estimateZeroModel(input: InputBy<'zero-inflated-nb'> | InputBy<'hurdle-nb'>): MethodResult {
  const { analysis } = input;
  const { zeroTerms = [], confidence = 0.95 } = analysis;
  const isInflated = analysis.method === 'zero-inflated-nb';
  const offsetText = analysis.offset === undefined ? '' : ` + offset(${analysis.offset})`;
  const base = {
    methodDescription: `${isInflated ? 'zero-inflated' : 'hurdle'} NB2 regression: ${analysis.endpoint} ~ ${termsOf(analysis).join(' + ')}${offsetText} | ${zeroTerms.join(' + ') || '1'}; ${levelText(analysis)} Wald interval of the count part`,
    effectMeasure: 'rate ratio' as const,
  };
  const terms = termsOf(analysis);
  const prepared = prepareModel(input, base, {
    rows: modelRows(input),
    terms,
    offset: analysis.offset,
    also: zeroTerms,
    isCount: true,
  });
  if (!prepared.ok) return prepared.answer;
  const { model } = prepared;
  const required = [...partsOf(terms), ...(analysis.offset === undefined ? [] : [analysis.offset])];
  const zeroDesign = modelMatrix(zeroTerms, model.frame, { required });
  const rows = {
    response: model.response,
    design: model.design,
    zeroDesign,
    ...(model.offset !== undefined && { offset: model.offset }),
  };
  const found = isInflated ? countPart(fitZeroInflatedNb(rows)) : hurdlePart(fitHurdleNb(rows));
  const estimate = found.coefficients[model.effect];
  const se = found.se[model.effect];
  const half = se === undefined ? undefined : normalQuantile(0.5 + confidence / 2) * se;
  return answerOf(base, model, {
    estimate: estimate === undefined ? undefined : Math.exp(estimate),
    ci:
      estimate === undefined || half === undefined ? undefined : [Math.exp(estimate - half), Math.exp(estimate + half)],
    p: found.p[model.effect],
    converged: found.fit.converged,
    flags: found.fit.flags,
    result: found.fit,
  });
}

function countPart(fit: ReturnType<typeof fitZeroInflatedNb>) {
  return { fit, coefficients: fit.coefficients, se: fit.se, p: fit.p };
}

function hurdlePart(fit: ReturnType<typeof fitHurdleNb>) {
  return { fit, coefficients: fit.count, se: fit.countSE, p: fit.countP };
}
