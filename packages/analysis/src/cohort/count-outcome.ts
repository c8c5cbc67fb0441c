// Counts of a made cohort: a gamma factor for each participant, and counts around it at every visit.
import type { Draws } from './draws.js';
import type { CountPlan } from './scenario-schema.js';

/** A participant's factors of mean 1 for one counted item: before the first treatment and after it. */
export interface CountFactors {
  readonly before: number;
  readonly after: number;
}

/**
 * Draws the factors of a participant. With probability `baselineCorrelation` both are the same gamma value, otherwise
 * they are independent, so that this is their correlation and each is gamma distributed.
 */
export function drawCountFactors(plan: CountPlan, draws: Draws): CountFactors {
  const before = draws.gamma(1, plan.participantVariance);
  const other = draws.gamma(1, plan.participantVariance);
  return { before, after: draws.chance(plan.baselineCorrelation) ? before : other };
}

/** Where in the trial a count is made: without a treatment before the first one. */
export interface CountMoment {
  readonly treatment?: string;
  readonly period?: string;
}

/** Draws the count of one visit. */
export function drawCount(plan: CountPlan, factors: CountFactors, moment: CountMoment, draws: Draws): number {
  const mean =
    moment.treatment === undefined
      ? plan.baselineMean * factors.before
      : (plan.mean[moment.treatment] ?? 0) * (plan.periodFactor?.[moment.period ?? ''] ?? 1) * factors.after;
  const count = plan.theta === undefined ? draws.poisson(mean) : draws.negativeBinomial(mean, plan.theta);
  return moment.treatment === undefined ? Math.max(plan.baselineMin ?? 0, count) : count;
}
