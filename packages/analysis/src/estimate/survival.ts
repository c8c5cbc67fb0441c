// Times to an event: curves, tests, hazards, restricted means, and cumulative incidence where another event can come first.
import {
  cumulativeIncidence,
  factor,
  fitCox,
  incidenceAt,
  kaplanMeier,
  logRank,
  normalQuantile,
  normalTwoSided,
  restrictedMean,
  type SurvivalInput,
  survivalAt,
  survivalQuantile,
} from '@equipoise/stats';
import type { Analysis, AnalysisBy } from '@equipoise/trial';
import { groupOfRow, levelsOf } from './comparison.js';
import { type MethodResult, notEstimable } from './estimate.js';
import { type EstimationInput, type ModelRow, modelRows } from './model-table.js';
import { answerOf, levelText, prepareModel, termsOf } from './prepared-model.js';
import { strataOf } from './strata.js';

type SurvivalMethod = 'kaplan-meier' | 'log-rank' | 'cox' | 'rmst' | 'cumulative-incidence';
type InputBy<M extends SurvivalMethod> = EstimationInput & { readonly analysis: AnalysisBy<M> };

const scales = { plain: 'plain', log: 'log', logLog: 'log-log' } as const;

/** Survival of each group: curve, median, values at the times named; the estimate is the difference at the last of them. */
export function estimateKaplanMeier(input: InputBy<'kaplan-meier'>): MethodResult {
  const { analysis } = input;
  const { interval = 'logLog', times = [], confidence = 0.95 } = analysis;
  const base = {
    methodDescription: `Kaplan–Meier, ${levelText(analysis)} intervals on the ${scales[interval]} scale`,
    effectMeasure: times.length === 0 ? ('none' as const) : ('difference in survival' as const),
  };
  return withSurvival(input, base, ({ data, used, flags }) => {
    const curves = kaplanMeier(data, { scale: scales[interval], confidence });
    const groups = curves.map((curve) => ({
      ...survivalQuantile(curve),
      at: survivalAt(curve, times),
      steps: stepsOf(curve.time, curve.survival),
    }));
    const [active, reference] = [analysis.effect.active, analysis.effect.reference].map((id) =>
      groups.find(({ group }) => group === id)?.at.at(-1),
    );
    const difference = active && reference && differenceOf(active, reference, confidence);
    return answerOf(
      base,
      { used, flags },
      { ...difference, estimate: difference?.estimate, converged: true, result: { groups, times } },
    );
  });
}

/** Log-rank test (weighted by the survival to the power rho), within strata where the analysis names some. No estimate: a test. */
export function estimateLogRank(input: InputBy<'log-rank'>): MethodResult {
  const { analysis } = input;
  const { rho = 0 } = analysis;
  const base = {
    methodDescription: `${rho === 0 ? 'log-rank test' : `G-ρ test, ρ = ${rho}`}${strataText(analysis.strata)}`,
    effectMeasure: 'none' as const,
  };
  return withSurvival(input, base, ({ data, used, flags }) => {
    const test = logRank(data, { rho });
    return {
      ...base,
      estimate: null,
      ci: null,
      p: test.p ?? null,
      status: test.p === undefined ? 'not estimable' : 'computed',
      flags: [...flags, ...test.flags],
      result: { ...test },
      used,
    };
  });
}

/** Hazard ratio of a proportional hazards regression. */
export function estimateCox(input: InputBy<'cox'>): MethodResult {
  const { analysis } = input;
  const { ties = 'efron', interval = 'wald', confidence = 0.95 } = analysis;
  const test = analysis.test ?? 'wald';
  const base = {
    methodDescription: `Cox regression, ${ties === 'efron' ? 'Efron' : 'Breslow'} ties: ${analysis.endpoint} ~ ${termsOf(analysis).join(' + ')}${strataText(analysis.strata)}; ${{ wald: 'Wald', likelihoodRatio: 'likelihood-ratio', score: 'score' }[test]} test, ${levelText(analysis)} Wald interval`,
    effectMeasure: 'hazard ratio' as const,
  };
  if (interval === 'profile')
    return notEstimable(base, ['no profile interval of a hazard ratio is computed: only the Wald interval']);
  if (test !== 'wald' && termsOf(analysis).length > 1)
    return notEstimable(base, [
      `with several terms there is no ${test === 'score' ? 'score' : 'likelihood-ratio'} test of the effect alone`,
    ]);
  const prepared = prepareModel(input, base, { rows: timed(modelRows(input)), terms: termsOf(analysis) });
  if (!prepared.ok) return prepared.answer;
  const { model } = prepared;
  const fit = fitCox({
    time: model.response,
    event: model.used.map(({ event }) => (event === 1 ? 1 : 0)),
    design: model.design,
    ...(analysis.strata !== undefined && { strata: strataOf(input, model.used, analysis.strata) }),
    ties,
    confidence,
  });
  const only = fit.columns.length === 1;
  const p = {
    wald: fit.p[model.effect],
    likelihoodRatio: only ? fit.lrt?.p : undefined,
    score: only ? fit.score?.p : undefined,
  }[test];
  return answerOf(base, model, {
    estimate: fit.hazardRatio[model.effect],
    ci: fit.ci[model.effect],
    p,
    converged: fit.converged,
    // A hazard has no intercept: the design's is always aliased.
    flags: fit.flags.filter((flag) => flag !== 'aliased' || fit.aliased.some((name) => name !== '(Intercept)')),
    result: fit,
  });
}

/** Difference of the mean times without the event up to tau, active minus reference. */
export function estimateRestrictedMean(input: InputBy<'rmst'>): MethodResult {
  const { analysis } = input;
  const base = {
    methodDescription: `restricted mean time to ${analysis.tau}, area under Kaplan–Meier; normal test and ${levelText(analysis)} interval`,
    effectMeasure: 'difference in restricted means' as const,
  };
  return withSurvival(input, base, ({ data, used, flags }) => {
    const found = restrictedMean(data, { tau: analysis.tau, confidence: analysis.confidence ?? 0.95 });
    const difference = found.comparison?.difference;
    return answerOf(
      base,
      { used, flags },
      {
        estimate: difference?.estimate,
        ci: difference?.ci,
        p: difference?.p,
        converged: found.flags.length === 0,
        flags: found.flags,
        result: found,
      },
    );
  });
}

/** Cumulative incidence of the event where a competing one can come first; the estimate is the difference at the last time named. */
export function estimateCumulativeIncidence(input: InputBy<'cumulative-incidence'>): MethodResult {
  const { analysis } = input;
  const { times = [], confidence = 0.95 } = analysis;
  const base = {
    methodDescription: `cumulative incidence (Aalen–Johansen), ${levelText(analysis)} intervals on the log-log scale`,
    effectMeasure: times.length === 0 ? ('none' as const) : ('difference in cumulative incidence' as const),
  };
  return withSurvival(
    input,
    base,
    ({ data, used, flags }) => {
      const curves = cumulativeIncidence(data, { confidence }).filter(({ cause }) => cause === 1);
      const groups = curves.map((curve) => ({
        group: curve.group,
        n: curve.n,
        events: curve.events,
        at: incidenceAt(curve, times),
        steps: stepsOf(curve.time, curve.incidence),
      }));
      const [active, reference] = [analysis.effect.active, analysis.effect.reference].map((id) => {
        const at = groups.find(({ group }) => group === id)?.at.at(-1);
        return at && { survival: at.incidence, se: at.se };
      });
      const difference = active && reference && differenceOf(active, reference, confidence);
      return answerOf(
        base,
        { used, flags },
        { ...difference, estimate: difference?.estimate, converged: true, result: { groups, times } },
      );
    },
    { keepsCompeting: true },
  );
}

interface Survival {
  readonly data: SurvivalInput;
  readonly used: readonly ModelRow[];
  readonly flags: readonly string[];
}

function withSurvival(
  input: EstimationInput & { readonly analysis: Analysis & { readonly strata?: readonly string[] | undefined } },
  base: Pick<MethodResult, 'methodDescription' | 'effectMeasure'>,
  compute: (survival: Survival) => MethodResult,
  { keepsCompeting = false }: { readonly keepsCompeting?: boolean } = {},
): MethodResult {
  const { analysis, protocol } = input;
  const all = modelRows(input);
  const groups = [analysis.effect.reference, analysis.effect.active];
  const used = timed(all).filter(
    (row) => row.response !== undefined && groups.includes(groupOfRow(row, analysis.effect) ?? ''),
  );
  const without = timed(all).filter(({ response }) => response === undefined).length;
  const flags = without > 0 ? [`${without} without a time`] : [];
  const levels = levelsOf(analysis.effect, protocol).filter((level) => groups.includes(level));
  const empty = levels.filter((level) => !used.some((row) => groupOfRow(row, analysis.effect) === level));
  if (empty.length > 0) return notEstimable(base, [...flags, `no one contributes in: ${empty.join(', ')}`], used);
  const data: SurvivalInput = {
    time: used.map(({ response }) => response!),
    event: used.map(({ event }) => (keepsCompeting ? (event ?? 0) : event === 1 ? 1 : 0)),
    group: factor(
      used.map((row) => groupOfRow(row, analysis.effect)),
      levels,
    ),
    ...(analysis.strata !== undefined && { strata: strataOf(input, used, analysis.strata) }),
  };
  return compute({ data, used, flags });
}

/** Rows of a time-to-event endpoint; of other endpoints the response is no time. */
function timed(rows: readonly ModelRow[]): readonly ModelRow[] {
  return rows.map((row) => (row.event === undefined ? { ...row, response: undefined } : row));
}

function differenceOf(
  active: { readonly survival: number; readonly se: number },
  reference: { readonly survival: number; readonly se: number },
  confidence: number,
): { readonly estimate: number; readonly ci?: readonly [number, number]; readonly p?: number } {
  const estimate = active.survival - reference.survival;
  const se = Math.hypot(active.se, reference.se);
  if (!(se > 0)) return { estimate };
  const half = normalQuantile(0.5 + confidence / 2) * se;
  return { estimate, ci: [estimate - half, estimate + half], p: normalTwoSided(estimate / se) };
}

/** The steps of a curve, for the figure: pairs of time and height. */
function stepsOf(time: Float64Array, height: Float64Array): readonly (readonly [number, number])[] {
  return Array.from(time, (at, index) => [at, height[index]!] as const);
}

function strataText(strata: readonly string[] | undefined): string {
  return strata === undefined || strata.length === 0 ? '' : `, stratified by ${strata.join(' and ')}`;
}
