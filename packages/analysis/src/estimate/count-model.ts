// Regressions of counts, one row for each participant: negative binomial, Poisson, quasi-Poisson.
import { fitNbGlm, fitPoissonGlm, type GlmFit, type GlmWald, type NbGlmFit, studentTQuantile } from '@equipoise/stats';
import type { AnalysisBy } from '@equipoise/trial';
import { type MethodResult, notEstimable } from './estimate.js';
import { imputationOf, imputedCounts } from './imputed.js';
import { type EstimationInput, modelRows } from './model-table.js';
import { answerOf, levelText, prepareModel, termsOf } from './prepared-model.js';

type InputBy<M extends 'nb-glm' | 'poisson-glm' | 'quasipoisson-glm'> = EstimationInput & {
  readonly analysis: AnalysisBy<M>;
};

/**
 * Fits log E(y) = terms + offset, Var(y) = μ + μ²/θ. Rows without a response, a covariate or a finite offset are left out and
 * counted in `flags`. p and the interval come from the information, standard errors, interval and test that the analysis names
 * (default: expected, model, Wald); without convergence there is neither.
 * @see PROCEDURES nb-glm; MASS glm.nb (expected information), glmmTMB (joint observed information)
 */
export function estimateNbGlm(input: InputBy<'nb-glm'>): MethodResult {
  const { analysis } = input;
  const base = { methodDescription: describeNb(analysis), effectMeasure: 'rate ratio' as const };
  const imputing = imputationOf(analysis);
  if (imputing !== undefined) return estimateImputedNb(input, imputing, base);
  const prepared = prepareModel(input, base, {
    rows: modelRows(input),
    terms: termsOf(analysis),
    offset: analysis.offset,
    isCount: true,
  });
  if (!prepared.ok) return prepared.answer;
  const { model } = prepared;
  const { design, response, offset, effect } = model;
  const fit = fitNbGlm({
    response,
    design,
    ...(offset !== undefined && { offset }),
    effect,
    confidence: analysis.confidence ?? 0.95,
  });
  const { information = 'expected', interval = 'wald' } = analysis;
  return answerOf(base, model, {
    estimate: fit.effect?.rateRatio,
    ...chooseNb(fit, analysis),
    converged: fit.converged,
    flags: fit.flags,
    result: { ...fit, information, interval },
  });
}

/** The regression of each completed set; the logarithm of the ratio is pooled. */
function estimateImputedNb(
  input: InputBy<'nb-glm'>,
  imputing: NonNullable<ReturnType<typeof imputationOf>>,
  base: Pick<MethodResult, 'methodDescription' | 'effectMeasure'>,
): MethodResult {
  const { analysis } = input;
  if (analysis.interval === 'profile' || (analysis.test !== undefined && analysis.test !== 'wald'))
    return notEstimable(base, ['estimates of imputed data are pooled by Wald: no profile interval and no other test']);
  return imputedCounts(input, imputing, {
    base,
    rows: modelRows(input),
    terms: termsOf(analysis),
    offset: analysis.offset,
    analyse: (response, { design, offset, effect }) => {
      const fit = fitNbGlm({ response, design, ...(offset !== undefined && { offset }), effect, detail: 'core' });
      const wald = waldOf(fit, analysis);
      if (!fit.converged || fit.effect === undefined || wald === undefined) return undefined;
      return { estimate: fit.effect.logRateRatio, variance: wald.se * wald.se };
    },
  });
}

function waldOf({ effect }: NbGlmFit, { information = 'expected', standardErrors = 'model' }: AnalysisBy<'nb-glm'>) {
  const model = information === 'expected' ? effect?.wald : effect?.waldJoint;
  return standardErrors === 'model' ? model : standardErrors === 'HC0' ? effect?.robustHC0 : effect?.robustHC3;
}

function chooseNb(fit: NbGlmFit, analysis: AnalysisBy<'nb-glm'>) {
  const { effect } = fit;
  const { interval = 'wald' } = analysis;
  const wald = waldOf(fit, analysis);
  const test = analysis.test ?? (interval === 'profile' ? 'likelihoodRatio' : 'wald');
  const p = { wald: wald?.p, likelihoodRatio: effect?.lrt?.p, score: effect?.score?.p }[test];
  return { ci: interval === 'profile' ? effect?.profileCiFull?.ci : wald?.ci, p };
}

/** Poisson regression, with its model variance, robust errors, or a free dispersion and t quantiles (quasi-Poisson). */
export function estimatePoisson(input: InputBy<'poisson-glm'> | InputBy<'quasipoisson-glm'>): MethodResult {
  const { analysis } = input;
  const isQuasi = analysis.method === 'quasipoisson-glm';
  const base = { methodDescription: describePoisson(analysis), effectMeasure: 'rate ratio' as const };
  const prepared = prepareModel(input, base, {
    rows: modelRows(input),
    terms: termsOf(analysis),
    offset: analysis.offset,
    isCount: true,
  });
  if (!prepared.ok) return prepared.answer;
  const { model } = prepared;
  const { design, response, offset, effect } = model;
  const confidence = analysis.confidence ?? 0.95;
  const fit = fitPoissonGlm({ response, design, ...(offset !== undefined && { offset }), effect, confidence });
  const chosen = isQuasi ? quasiOf(fit, effect, confidence) : chooseGlm(fit, analysis);
  return answerOf(base, model, {
    estimate: fit.effect?.ratio,
    ...chosen,
    converged: fit.converged,
    flags: fit.flags,
    result: fit,
  });
}

/** p and interval of a Poisson or logistic regression, by the options of its analysis. */
export function chooseGlm(
  { effect }: GlmFit,
  analysis: Pick<AnalysisBy<'poisson-glm'>, 'interval' | 'test' | 'standardErrors'>,
): { readonly ci?: readonly [number, number] | undefined; readonly p?: number | undefined } {
  const { interval = 'wald', standardErrors = 'model' } = analysis;
  const wald: GlmWald | undefined = standardErrors === 'model' ? effect?.wald : effect?.robust?.[standardErrors];
  const test = analysis.test ?? (interval === 'profile' ? 'likelihoodRatio' : 'wald');
  const p = { wald: wald?.p, likelihoodRatio: effect?.lrt?.p, score: effect?.score?.p }[test];
  return { ci: interval === 'profile' ? effect?.profileCi?.ci : wald?.ci, p };
}

function quasiOf(fit: GlmFit, effect: string, confidence: number) {
  const se = fit.quasi?.se[effect];
  const estimate = fit.coefficients[effect];
  if (se === undefined || estimate === undefined) return {};
  const half = studentTQuantile(0.5 + confidence / 2, fit.dfResidual) * se;
  return { ci: [Math.exp(estimate - half), Math.exp(estimate + half)] as const, p: fit.quasi?.p[effect] };
}

function modelText(analysis: AnalysisBy<'nb-glm' | 'poisson-glm' | 'quasipoisson-glm'>): string {
  const offset = analysis.offset === undefined ? '' : ` + offset(${analysis.offset})`;
  return `${analysis.endpoint} ~ ${termsOf(analysis).join(' + ')}${offset}`;
}

function describeNb(analysis: AnalysisBy<'nb-glm'>): string {
  const { standardErrors = 'model', interval = 'wald' } = analysis;
  const information =
    (analysis.information ?? 'expected') === 'expected' ? 'expected information' : 'joint observed information';
  const errors = standardErrors === 'model' ? information : `${standardErrors} robust standard errors`;
  const level = levelText(analysis);
  const test = analysis.test ?? (interval === 'profile' ? 'likelihoodRatio' : 'wald');
  const testText = { wald: 'Wald test', likelihoodRatio: 'likelihood-ratio test', score: 'score test' }[test];
  const intervalText =
    interval === 'profile' ? `profile-likelihood ${level} interval` : `${level} interval, ${errors}, normal quantile`;
  return `NB2 regression, log link: ${modelText(analysis)}; ${testText} and ${intervalText}`;
}

function describePoisson(analysis: AnalysisBy<'poisson-glm' | 'quasipoisson-glm'>): string {
  const level = levelText(analysis);
  if (analysis.method === 'quasipoisson-glm')
    return `quasi-Poisson regression, log link: ${modelText(analysis)}; t test and ${level} interval, Pearson dispersion`;
  const errors =
    (analysis.standardErrors ?? 'model') === 'model'
      ? 'model variance'
      : `${analysis.standardErrors} robust standard errors`;
  return `Poisson regression, log link: ${modelText(analysis)}; ${analysis.interval === 'profile' ? 'profile-likelihood' : 'Wald'} ${level} interval, ${errors}`;
}
