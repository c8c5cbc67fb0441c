// Regressions of repeated counts and of clustered values: random intercepts, frailty, conditional likelihood, estimating equations.
import {
  fitConditionalPoisson,
  fitGammaFrailty,
  fitGee,
  fitNbGlmm,
  fitPoissonGlmm,
  type RepeatedEffect,
} from '@equipoise/stats';
import type { AnalysisBy } from '@equipoise/trial';
import type { EffectMeasure } from '../effect-measure.js';
import { type MethodResult, notEstimable } from './estimate.js';
import { type EstimationInput, longRows, type ModelRow } from './model-table.js';
import { answerOf, levelText, type PreparedModel, prepareModel, termsOf } from './prepared-model.js';

type RepeatedMethod = 'nb-glmm' | 'poisson-glmm' | 'poisson-gamma-frailty' | 'conditional-poisson' | 'gee';
type InputBy<M extends RepeatedMethod> = EstimationInput & { readonly analysis: AnalysisBy<M> };

/** Negative-binomial or Poisson regression with a random intercept, by Laplace or adaptive Gauss–Hermite. */
export function estimateGlmm(input: InputBy<'nb-glmm'> | InputBy<'poisson-glmm'>): MethodResult {
  const { analysis } = input;
  const cluster = analysis.random ?? 'participant';
  const points = analysis.integration?.method === 'adaptiveGaussHermite' ? analysis.integration.points : 1;
  const family = analysis.method === 'nb-glmm' ? 'NB2' : 'Poisson';
  const how = points === 1 ? 'Laplace' : `adaptive Gauss–Hermite, ${points} points`;
  const base = baseOf(analysis, `${family} regression, random intercept by ${cluster} (${how})`);
  return withClusters(input, base, { cluster }, (model, clusters) => {
    const fit = (analysis.method === 'nb-glmm' ? fitNbGlmm : fitPoissonGlmm)({
      ...rowsOf(model, clusters, analysis.confidence),
      quadraturePoints: points,
    });
    return { ...fit, result: fit };
  });
}

/** Poisson regression with a gamma frailty, exact likelihood. */
export function estimateGammaFrailty(input: InputBy<'poisson-gamma-frailty'>): MethodResult {
  const { analysis } = input;
  const cluster = analysis.cluster ?? 'participant';
  const base = baseOf(analysis, `Poisson regression with a gamma frailty by ${cluster}`);
  return withClusters(input, base, { cluster }, (model, clusters) => {
    const fit = fitGammaFrailty(rowsOf(model, clusters, analysis.confidence));
    return { ...fit, result: fit };
  });
}

/** Within-participant rate ratio: the totals of participants are conditioned out, and the dispersion is free. */
export function estimateConditionalPoisson(input: InputBy<'conditional-poisson'>): MethodResult {
  const { analysis } = input;
  const base = baseOf(analysis, 'Poisson regression given each participant’s total, free dispersion, t quantile');
  return withClusters(input, base, { cluster: 'participant' }, (model, clusters) => {
    const fit = fitConditionalPoisson(rowsOf(model, clusters, analysis.confidence));
    const quasi = fit.effect?.quasi;
    const effect = fit.effect && { ...fit.effect, wald: quasi ?? undefined };
    return { converged: fit.converged, flags: fit.flags, effect, result: fit };
  });
}

/** Generalised estimating equations with robust standard errors. */
export function estimateGee(input: InputBy<'gee'>): MethodResult {
  const { analysis } = input;
  const { family, correlation = 'exchangeable', cluster = 'participant' } = analysis;
  const measure = { poisson: 'rate ratio', binomial: 'odds ratio', gaussian: 'difference in means' } as const;
  const text = `GEE, ${family} family, ${correlation} correlation within ${cluster}, robust standard errors`;
  const base = { ...baseOf(analysis, text), effectMeasure: measure[family] };
  return withClusters(input, base, { cluster, isCount: family === 'poisson' }, (model, clusters) => {
    const fit = fitGee({
      ...rowsOf(model, clusters, analysis.confidence),
      family,
      correlation,
      order: orderOf(model.used, input),
    });
    const { effect } = fit;
    const shown = effect && {
      rateRatio: effect.ratio ?? effect.estimate,
      wald: { ci: effect.ratio === undefined ? effect.ciLog : effect.ci, p: effect.p },
    };
    return { converged: fit.converged, flags: fit.flags, effect: shown, result: fit };
  });
}

interface Answered {
  readonly converged: boolean;
  readonly flags: readonly string[];
  readonly effect?:
    | (Pick<RepeatedEffect, 'rateRatio'> & {
        readonly wald?: { readonly ci: readonly [number, number]; readonly p: number } | undefined;
      })
    | undefined;
  readonly result: object;
}

type Base = { readonly methodDescription: string; readonly effectMeasure: EffectMeasure };

function withClusters(
  input: InputBy<RepeatedMethod>,
  base: Base,
  {
    cluster,
    isCount = true,
  }: { readonly cluster: 'participant' | 'site' | 'nationalTrial'; readonly isCount?: boolean },
  fit: (model: PreparedModel, clusters: readonly string[]) => Answered,
): MethodResult {
  const { analysis } = input;
  const { offset } = analysis;
  if (analysis.effect.visit !== undefined)
    return notEstimable(base, [
      `${analysis.method} gives one effect for all visits: none at ${analysis.effect.visit} alone`,
    ]);
  const prepared = prepareModel(input, base, { rows: longRows(input), terms: termsOf(analysis), offset, isCount });
  if (!prepared.ok) return prepared.answer;
  const { model } = prepared;
  const answered = fit(
    model,
    model.used.map((row) => clusterOf(row, cluster)),
  );
  return answerOf(base, model, {
    estimate: answered.effect?.rateRatio,
    ci: answered.effect?.wald?.ci,
    p: answered.effect?.wald?.p,
    converged: answered.converged,
    flags: answered.flags,
    result: answered.result,
  });
}

function rowsOf({ response, design, offset, effect }: PreparedModel, cluster: readonly string[], confidence = 0.95) {
  return { response, design, cluster, ...(offset !== undefined && { offset }), effect, confidence };
}

function clusterOf(
  { participant, site, nationalTrial }: ModelRow,
  by: 'participant' | 'site' | 'nationalTrial',
): string {
  return { participant: participant.participantId, site, nationalTrial: nationalTrial ?? 'none' }[by];
}

/** The place of a row among its participant's: that of its visit or period in the protocol. */
function orderOf(used: readonly ModelRow[], { protocol }: EstimationInput): readonly number[] {
  const place = new Map([...protocol.periods, ...protocol.visits].map(({ id }, index) => [id, index]));
  return used.map(({ visit, period }) => place.get(visit ?? period ?? '') ?? 0);
}

function baseOf(analysis: AnalysisBy<RepeatedMethod>, text: string): Base {
  const offset = analysis.offset === undefined ? '' : ` + offset(${analysis.offset})`;
  return {
    methodDescription: `${text}: ${analysis.endpoint} ~ ${termsOf(analysis).join(' + ')}${offset}; ${levelText(analysis)} Wald interval`,
    effectMeasure: 'rate ratio',
  };
}
