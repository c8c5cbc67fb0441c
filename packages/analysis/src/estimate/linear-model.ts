// Linear models: ANCOVA, random intercepts, repeated measures, and crossovers of any order.
import {
  contrastOf,
  type FixedEffectContrast,
  type FixedEffects,
  fitLinear,
  fitLmmToFrame,
  fitMmrmToFrame,
  studentTQuantile,
  studentTTwoSided,
} from '@equipoise/stats';
import type { AnalysisBy } from '@equipoise/trial';
import type { MethodResult } from './estimate.js';
import { imputationOf, imputedValues } from './imputed.js';
import { type EstimationInput, longRows, modelRows } from './model-table.js';
import {
  answerOf,
  effectTerm,
  levelText,
  type PreparedModel,
  prepareModel,
  termsOf,
  usedFrame,
} from './prepared-model.js';

type LinearMethod = 'ancova' | 'lmm' | 'mmrm' | 'crossover-lmm';
type InputBy<M extends LinearMethod> = EstimationInput & { readonly analysis: AnalysisBy<M> };

const covariances = {
  unstructured: 'unstructured',
  compoundSymmetry: 'compound symmetry',
  ar1: 'AR(1)',
  toeplitz: 'Toeplitz',
} as const;

/** Difference in means, adjusted for the other terms; t test with the residual degrees of freedom, or with robust errors. */
export function estimateAncova(input: InputBy<'ancova'>): MethodResult {
  const { analysis } = input;
  const { standardErrors = 'model' } = analysis;
  const errors = standardErrors === 'model' ? '' : `, ${standardErrors} robust standard errors`;
  const base = {
    methodDescription: `linear regression: ${analysis.endpoint} ~ ${termsOf(analysis).join(' + ')}; t test and ${levelText(analysis)} interval${errors}`,
    effectMeasure: 'difference in means' as const,
  };
  const imputing = imputationOf(analysis);
  if (imputing !== undefined) {
    return imputedValues(input, imputing, {
      base,
      rows: modelRows(input),
      terms: termsOf(analysis),
      analyse: (response, { design, effect }) => {
        const fit = fitLinear({ response, design, effect });
        const test = standardErrors === 'model' ? fit.effect : fit.effect?.robust[standardErrors];
        if (!fit.converged || fit.effect === undefined || test === undefined) return undefined;
        return { estimate: fit.effect.estimate, variance: test.se * test.se };
      },
      dfComplete: ({ used, design }) => used.length - design.names.length,
    });
  }
  const prepared = prepareModel(input, base, { rows: modelRows(input), terms: termsOf(analysis) });
  if (!prepared.ok) return prepared.answer;
  const { response, design, effect } = prepared.model;
  const fit = fitLinear({ response, design, effect, confidence: analysis.confidence ?? 0.95 });
  const test = standardErrors === 'model' ? fit.effect : fit.effect?.robust[standardErrors];
  return answerOf(base, prepared.model, {
    estimate: fit.effect?.estimate,
    ci: test?.ci,
    p: test?.p,
    converged: fit.converged,
    flags: fit.flags,
    result: fit,
  });
}

/** Linear model with a random intercept for each participant (or site). */
export function estimateLmm(input: InputBy<'lmm'>): MethodResult {
  const { analysis } = input;
  const cluster = analysis.random ?? 'participant';
  const method = analysis.likelihood ?? 'REML';
  const base = {
    methodDescription: `linear mixed model, ${method}: ${analysis.endpoint} ~ ${termsOf(analysis).join(' + ')} + (1 | ${cluster}); ${dfText(analysis)} t test and ${levelText(analysis)} interval`,
    effectMeasure: 'difference in means' as const,
  };
  const prepared = prepareModel(input, base, { rows: longRows(input), terms: termsOf(analysis) });
  if (!prepared.ok) return prepared.answer;
  const { model } = prepared;
  const { fit } = fitLmmToFrame(usedFrame(model), {
    response: RESPONSE,
    terms: termsOf(analysis),
    cluster,
    method,
    confidence: analysis.confidence ?? 0.95,
  });
  return effectAnswer(input, {
    base,
    model,
    fit,
    df: analysis.degreesOfFreedom,
    weights: contrastWeights(input, model),
  });
}

/** Linear model of repeated measures with a covariance of the visits; the effect at one visit, else over all by the model's own term. */
export function estimateMmrm(input: InputBy<'mmrm'>): MethodResult {
  const { analysis } = input;
  const { covariance = 'unstructured', likelihood: method = 'REML' } = analysis;
  const at = analysis.effect.visit === undefined ? '' : ` at ${analysis.effect.visit}`;
  const terms = analysis.terms ?? [effectTerm(analysis), 'visit', `${effectTerm(analysis)}:visit`];
  const base = {
    methodDescription: `repeated measures, ${spaced(covariance)} covariance, ${method}: ${analysis.endpoint} ~ ${terms.join(' + ')}; effect${at}, ${dfText(analysis)} t test and ${levelText(analysis)} interval`,
    effectMeasure: 'difference in means' as const,
  };
  const fitOf = (model: PreparedModel) =>
    fitMmrmToFrame(usedFrame(model), {
      response: RESPONSE,
      terms,
      cluster: 'participant',
      visit: model.used.some(({ visit }) => visit !== undefined) ? 'visit' : 'period',
      covariance: covariances[covariance],
      method,
      confidence: analysis.confidence ?? 0.95,
    }).fit;
  const imputing = imputationOf(analysis);
  if (imputing !== undefined) {
    return imputedValues(input, imputing, {
      base,
      rows: longRows(input),
      terms,
      analyse: (response, model) => {
        const fit = fitOf({ ...model, response });
        const found = fit.converged
          ? contrastOf(fit.effects, contrastWeights(input, model), {
              df: 'satterthwaite',
              confidence: 0.95,
            })
          : undefined;
        return found && { estimate: found.estimate, variance: found.se * found.se };
      },
      // Of complete data at one visit: participants less the columns that do not vary with the visit.
      dfComplete: ({ used, design }) =>
        new Set(used.map(({ participant }) => participant.participantId)).size -
        design.names.filter((name) => !/(^|:)visit/.test(name)).length,
    });
  }
  const prepared = prepareModel(input, base, { rows: longRows(input), terms });
  if (!prepared.ok) return prepared.answer;
  const { model } = prepared;
  const fit = fitOf(model);
  return effectAnswer(input, {
    base,
    model,
    fit,
    df: analysis.degreesOfFreedom,
    weights: contrastWeights(input, model),
  });
}

/**
 * Crossover of any order: treatment, period and sequence fixed, participants random or fixed, carry-over of the treatment before where
 * the analysis asks for it. Carry-over is estimated, never tested to choose the model.
 * @see Jones and Kenward 2014, Design and Analysis of Cross-Over Trials, chapter 5
 */
export function estimateCrossoverLmm(input: InputBy<'crossover-lmm'>): MethodResult {
  const { analysis } = input;
  const { participant = 'random', likelihood: method = 'REML', carryover = false } = analysis;
  const terms = analysis.terms ?? ['period', ...(participant === 'random' ? ['sequence'] : []), 'treatment'];
  const all = [...terms, ...(carryover ? ['carryover'] : []), ...(participant === 'fixed' ? ['participant'] : [])];
  const base = {
    methodDescription: `crossover, ${participant} participants${participant === 'random' ? `, ${method}` : ''}: ${analysis.endpoint} ~ ${terms.join(' + ')}${carryover ? ' + first-order carry-over' : ''}; ${participant === 'random' ? `${dfText(analysis)} ` : ''}t test and ${levelText(analysis)} interval`,
    effectMeasure: 'difference in means' as const,
  };
  const prepared = prepareModel(input, base, { rows: longRows(input), terms: all });
  if (!prepared.ok) return prepared.answer;
  const { model } = prepared;
  const confidence = analysis.confidence ?? 0.95;
  if (participant === 'fixed') {
    const fit = fitLinear({ response: model.response, design: model.design, effect: model.effect, confidence });
    return answerOf(base, model, {
      estimate: fit.effect?.estimate,
      ci: fit.effect?.ci,
      p: fit.effect?.p,
      converged: fit.converged,
      flags: fit.flags.filter((flag) => flag !== 'aliased'),
      result: fit,
    });
  }
  const { fit } = fitLmmToFrame(usedFrame(model), {
    response: RESPONSE,
    terms: all,
    cluster: 'participant',
    method,
    confidence,
  });
  return effectAnswer(input, {
    base,
    model,
    fit,
    df: analysis.degreesOfFreedom,
    weights: contrastWeights(input, model),
  });
}

const RESPONSE = 'response';

interface Fitted {
  readonly converged: boolean;
  readonly flags: readonly string[];
  readonly effects: FixedEffects;
}

/** The contrast of the effect in a mixed model, with the degrees of freedom that the analysis names. */
function effectAnswer(
  { analysis }: EstimationInput,
  given: {
    readonly base: Pick<MethodResult, 'methodDescription' | 'effectMeasure'>;
    readonly model: PreparedModel;
    readonly fit: Fitted;
    readonly df: AnalysisBy<'lmm'>['degreesOfFreedom'];
    readonly weights: readonly number[];
  },
): MethodResult {
  const { fit, model, base, weights, df = 'satterthwaite' } = given;
  const confidence = analysis.confidence ?? 0.95;
  const named = contrastOf(fit.effects, weights, {
    df: df === 'kenwardRoger' ? 'kenward-roger' : 'satterthwaite',
    confidence,
  });
  const found = named === undefined || df !== 'residual' ? named : withResidualDf(named, model, confidence);
  const { effects: _, ...result } = fit;
  return answerOf(base, model, {
    estimate: found?.estimate,
    ci: found?.ci,
    p: found?.p,
    converged: fit.converged && found !== undefined,
    flags: fit.flags,
    result: { ...result, degreesOfFreedom: df, ...(found === undefined ? {} : { effect: found }) },
  });
}

function withResidualDf(
  found: FixedEffectContrast,
  { used, design }: PreparedModel,
  confidence: number,
): FixedEffectContrast {
  const df = used.length - design.names.length;
  const half = studentTQuantile(0.5 + confidence / 2, df) * found.se;
  return { ...found, df, p: studentTTwoSided(found.t, df), ci: [found.estimate - half, found.estimate + half] };
}

/** Active minus reference: the effect's own column and, at a visit, its interaction with that visit. */
function contrastWeights({ analysis }: EstimationInput, { design, effect }: PreparedModel): readonly number[] {
  const { visit } = analysis.effect;
  const named = visit === undefined ? [effect] : [effect, `${effect}:visit${visit}`, `visit${visit}:${effect}`];
  return design.names.map((name) => (named.includes(name) ? 1 : 0));
}

function dfText({ degreesOfFreedom = 'satterthwaite' }: AnalysisBy<'lmm' | 'mmrm' | 'crossover-lmm'>): string {
  return { satterthwaite: 'Satterthwaite', kenwardRoger: 'Kenward–Roger', residual: 'residual-df' }[degreesOfFreedom];
}

function spaced(text: string): string {
  return text.replace(/([a-z])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`);
}
