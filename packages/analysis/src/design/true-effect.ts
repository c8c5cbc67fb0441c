// What an analysis estimates under the assumptions of power: the truth that bias and coverage are held against.
import type { Analysis, PowerAssumption } from '@equipoise/trial';
import type { EffectMeasure } from '../effect-measure.js';

/** The true value of a measure of effect; undefined where the assumptions do not say it. */
export function trueEffect(
  measure: EffectMeasure,
  assumption: PowerAssumption,
  analysis: Analysis,
): number | undefined {
  switch (assumption.endpoint) {
    case 'count': {
      const { controlRate, rateRatio, exposure = 1, missingShare = 0 } = assumption;
      if (measure === 'rate ratio') return rateRatio;
      if (measure === 'difference in means' && missingShare === 0) return controlRate * exposure * (rateRatio - 1);
      return undefined;
    }
    case 'continuous':
      return measure === 'difference in means' || measure === 'difference in medians'
        ? assumption.meanDifference
        : undefined;
    case 'binary':
      return ofProportions(measure, assumption);
    case 'timeToEvent':
      return ofTimes(measure, assumption, analysis);
  }
}

function ofProportions(
  measure: EffectMeasure,
  { controlProportion, activeProportion }: Extract<PowerAssumption, { endpoint: 'binary' }>,
): number | undefined {
  const odds = (p: number): number => p / (1 - p);
  if (measure === 'risk difference') return activeProportion - controlProportion;
  if (measure === 'risk ratio') return activeProportion / controlProportion;
  return measure === 'odds ratio' ? odds(activeProportion) / odds(controlProportion) : undefined;
}

function ofTimes(
  measure: EffectMeasure,
  { hazardRatio, controlMedian }: Extract<PowerAssumption, { endpoint: 'timeToEvent' }>,
  analysis: Analysis,
): number | undefined {
  if (measure === 'hazard ratio') return hazardRatio;
  const hazard = Math.LN2 / controlMedian;
  const difference = (read: (rate: number) => number): number => read(hazard * hazardRatio) - read(hazard);
  if (measure === 'difference in restricted means' && analysis.method === 'rmst') {
    return difference((rate) => -Math.expm1(-rate * analysis.tau) / rate);
  }
  const last = 'times' in analysis ? analysis.times?.at(-1) : undefined;
  if (last === undefined) return undefined;
  if (measure === 'difference in survival') return difference((rate) => Math.exp(-rate * last));
  return measure === 'difference in cumulative incidence' ? difference((rate) => -Math.expm1(-rate * last)) : undefined;
}
