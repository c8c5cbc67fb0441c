// Two Poisson rates: the rate ratio with an exact conditional interval.
import { normalTwoSided, twoPoissonRates } from '@equipoise/stats';
import type { SafetyComparison } from '@equipoise/trial';
import { finiteInterval, type MethodResult, notEstimable } from './estimate.js';

/** Events x in exposure t, in the active (1) and the reference group (2). */
export interface TwoPoissonCounts {
  readonly x1: number;
  readonly t1: number;
  readonly x2: number;
  readonly t2: number;
  /** What exposure is counted in. */
  readonly unit: string;
}

type Choice = {
  readonly interval?: SafetyComparison['interval'] | 'profile' | undefined;
  readonly confidence?: number | undefined;
};

/**
 * Rate ratio, active over reference: exact conditional test and interval (default), or with `wald` those of its logarithm. Not
 * estimable where a group has no exposure, where the counts are not whole numbers, or where neither group has an event.
 * @see Przyborowski, Wilenski 1940; PROCEDURES two-poisson-rates
 */
export function comparePoissonRates(
  counts: TwoPoissonCounts,
  { interval = 'exact', confidence = 0.95 }: Choice,
): MethodResult {
  const isWald = interval === 'wald';
  const level = `${Number((confidence * 100).toPrecision(6))}%`;
  const base = {
    methodDescription: `${isWald ? 'Wald test on the log scale' : 'exact conditional test'} and ${level} interval of the rate ratio; exposure in ${counts.unit}`,
    effectMeasure: 'rate ratio' as const,
  };
  const { x1, x2, t1, t2 } = counts;
  if (!(t1 > 0) || !(t2 > 0)) return notEstimable(base, ['a group has no exposure']);
  if (![x1, x2].every(Number.isSafeInteger)) return notEstimable(base, ['the endpoint has values that are no counts']);
  const answer = twoPoissonRates(counts, confidence);
  const rateRatio = answer.rateRatio;
  const result = { ...counts, ...answer, interval: isWald ? 'wald' : 'exact' };
  if (rateRatio === undefined || !Number.isFinite(rateRatio)) {
    const flag =
      rateRatio === undefined ? 'no event in either group' : 'no event in the reference group: the ratio is infinite';
    return { ...notEstimable(base, [flag]), p: rateRatio === undefined ? null : answer.exactP, result };
  }
  const z = Math.log(rateRatio) / Math.sqrt(1 / x1 + 1 / x2);
  const hasWald = answer.waldLogCi !== undefined;
  return {
    ...base,
    estimate: rateRatio,
    ci: finiteInterval(isWald ? answer.waldLogCi : answer.exactConditionalCi),
    p: isWald ? (hasWald ? normalTwoSided(z) : null) : answer.exactP,
    status: 'computed',
    flags: isWald && !hasWald ? ['no event in the active group: no Wald interval'] : [],
    result,
    used: [],
  };
}
