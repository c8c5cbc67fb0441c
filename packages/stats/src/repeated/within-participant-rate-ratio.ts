// The rate ratio of treatments that the same participants got in turn.
import type { DataFrame } from '../model/data-frame.js';
import { unknownColumn } from '../model/expression.js';
import type { Interval } from '../regression/nb-glm-fit.js';
import { clusterInput } from './cluster-input.js';
import { type ConditionalPoissonFit, fitConditionalPoisson } from './fit-conditional-poisson.js';

/** Columns of a crossover's table, one row per participant and period. */
export interface CrossoverColumns {
  /** Column of counts. */
  readonly response: string;
  /** Factor; its first level is the reference. */
  readonly treatment: string;
  readonly participant: string;
  /** Factor or number. Without it nothing allows for a change over time. */
  readonly period?: string;
  /** Expression of the offset, such as `log(weeks)`. */
  readonly offset?: string;
  /** The treatment that is compared with the reference. Default: the second level. */
  readonly active?: string;
  /** Default 0.95. */
  readonly confidence?: number;
}

/** The rate ratio active / reference within participants; absent where it can't be estimated. */
export interface WithinParticipantRateRatio {
  readonly rateRatio?: number;
  /** t interval and p that allow for counts varying more than a Poisson. */
  readonly ci?: Interval;
  readonly p?: number;
  readonly fit: ConditionalPoissonFit;
}

/**
 * Conditions every participant's own rate out and compares treatments within participants, allowing for periods.
 * @throws RangeError for an unknown column, a treatment that is no factor, or a level that it does not have
 * @see {@link fitConditionalPoisson}; Senn (2002), Cross-over Trials in Clinical Research, chapter 4
 */
export function withinParticipantRateRatio(data: DataFrame, columns: CrossoverColumns): WithinParticipantRateRatio {
  const { response, treatment, participant, period, offset, confidence } = columns;
  const column = data.columns.get(treatment);
  if (column === undefined) throw unknownColumn(treatment, data);
  if (column.kind !== 'factor' || column.levels.length < 2) {
    throw new RangeError(`The treatment "${treatment}" must be a factor with two levels or more.`);
  }
  const active = columns.active ?? column.levels[1]!;
  if (!column.levels.slice(1).includes(active)) {
    throw new RangeError(`"${active}" can't be compared; allowed are ${column.levels.slice(1).join(', ')}.`);
  }
  const fit = fitConditionalPoisson({
    ...clusterInput(data, {
      response,
      terms: period === undefined ? [treatment] : [treatment, period],
      cluster: participant,
      ...(offset === undefined ? {} : { offset }),
    }),
    effect: `${treatment}${active}`,
    ...(confidence === undefined ? {} : { confidence }),
    detail: 'full',
  });
  const { effect } = fit;
  if (!fit.converged || effect === undefined || !Number.isFinite(effect.logRateRatio)) return { fit };
  const { quasi } = effect;
  return { rateRatio: effect.rateRatio, ...(quasi === undefined ? {} : { ci: quasi.ci, p: quasi.p }), fit };
}
