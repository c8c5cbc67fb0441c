// What becomes of values and counts after an event that changes their meaning, under each strategy of ICH E9(R1).

/**
 * `treatment-policy`: what was observed counts, whatever happened. `hypothetical`: what came after is masked, to be imputed as
 * if the event had not happened. `composite`: what came after is replaced by a fixed value, the event being an outcome itself.
 * `while-on-treatment`: only what came before counts. `principal-stratum`: those in whom the event would not happen under
 * any treatment; who they are can't be seen in data, so it is refused.
 * @see ICH E9(R1) (2019), section A.3.2
 */
export type EventStrategy =
  | { readonly kind: 'treatment-policy' }
  | { readonly kind: 'hypothetical' }
  | { readonly kind: 'composite'; readonly value: number }
  | { readonly kind: 'while-on-treatment' }
  | { readonly kind: 'principal-stratum' };

/** Why a value is what it is. */
export type ValueStatus = 'observed' | 'missing' | 'masked' | 'replaced' | 'not-used';

/** Values after a strategy; NaN where there is none (`missing` and `masked` are to be imputed or modelled, `not-used` is not). */
export interface StrategyValues {
  readonly values: Float64Array;
  readonly status: readonly ValueStatus[];
  /** The last value before the event that was observed; NaN when there is none. */
  readonly lastBefore: number;
}

/**
 * Applies a strategy to one participant's values over time. A value counts as after the event when its time is later than
 * the event's.
 * @throws RangeError for unequal lengths, a time that is not finite, or the strategy `principal-stratum`
 */
export function applyStrategyToValues(
  strategy: EventStrategy,
  {
    values,
    times,
    eventTime,
  }: {
    /** NaN is missing. */
    readonly values: ArrayLike<number>;
    readonly times: ArrayLike<number>;
    /** Absent: the event did not happen. */
    readonly eventTime?: number;
  },
): StrategyValues {
  refuseStratum(strategy);
  if (values.length !== times.length)
    throw new RangeError(`There are ${values.length} values for ${times.length} times.`);
  checkTime(eventTime);
  const result = Float64Array.from(values);
  let lastBefore = Number.NaN;
  let lastTime = Number.NEGATIVE_INFINITY;
  const status = Array.from(values, (value, i): ValueStatus => {
    const time = times[i]!;
    checkTime(time);
    const known: ValueStatus = Number.isNaN(value) ? 'missing' : 'observed';
    if (eventTime === undefined || time <= eventTime) {
      if (known === 'observed' && time >= lastTime) {
        lastBefore = value;
        lastTime = time;
      }
      return known;
    }
    if (strategy.kind === 'treatment-policy') return known;
    result[i] = strategy.kind === 'composite' ? strategy.value : Number.NaN;
    if (strategy.kind === 'composite') return 'replaced';
    return strategy.kind === 'hypothetical' ? 'masked' : 'not-used';
  });
  return { values: result, status, lastBefore };
}

/** One participant's count after a strategy. */
export interface StrategyCount {
  readonly count: number;
  /** Exposure that the count belongs to. */
  readonly exposure: number;
  /** Exposure that is to be imputed or modelled as missing; 0 where the strategy asks for none. */
  readonly missingExposure: number;
  readonly isReplaced: boolean;
}

/**
 * Applies a strategy to one participant's times of recurrent events. Under `composite` the count is the given value over the
 * planned exposure; under `while-on-treatment` nothing is missing after the event.
 * @throws RangeError for times that are not finite or below 0, a follow-up beyond the plan, an event time after the end of
 *   follow-up (recurrent events only), or the strategy `principal-stratum`
 */
export function applyStrategyToCount(
  strategy: EventStrategy,
  {
    times,
    followedUntil,
    planned,
    eventTime,
  }: {
    /** Times of the recurrent events, from 0. */
    readonly times: ArrayLike<number>;
    readonly followedUntil: number;
    readonly planned: number;
    /** Absent: the event did not happen. */
    readonly eventTime?: number;
  },
): StrategyCount {
  refuseStratum(strategy);
  for (const time of [...Array.from(times), followedUntil, planned, ...(eventTime === undefined ? [] : [eventTime])]) {
    checkTime(time);
    if (time < 0) throw new RangeError(`A time is ${time}; allowed are finite numbers from 0.`);
  }
  if (followedUntil > planned) {
    throw new RangeError(`The follow-up of ${followedUntil} exceeds the plan of ${planned}.`);
  }
  const late = Array.from(times).find((time) => time > followedUntil);
  if (late !== undefined) throw new RangeError(`An event at ${late} is after the follow-up of ${followedUntil}.`);
  const countUntil = (end: number): number => Array.from(times).filter((time) => time <= end).length;
  const all: StrategyCount = {
    count: times.length,
    exposure: followedUntil,
    missingExposure: planned - followedUntil,
    isReplaced: false,
  };
  if (eventTime === undefined || eventTime >= planned) return all;
  const end = Math.min(eventTime, followedUntil);
  switch (strategy.kind) {
    case 'hypothetical':
      return { count: countUntil(end), exposure: end, missingExposure: planned - end, isReplaced: false };
    case 'while-on-treatment':
      return {
        count: countUntil(end),
        exposure: end,
        missingExposure: Math.max(0, eventTime - end),
        isReplaced: false,
      };
    case 'composite':
      return { count: strategy.value, exposure: planned, missingExposure: 0, isReplaced: true };
    default:
      return all;
  }
}

function refuseStratum({ kind }: EventStrategy): void {
  if (kind !== 'principal-stratum') return;
  throw new RangeError(
    'A principal stratum can not be seen in data: who would have the event under the other treatment is not observed. Allowed are treatment-policy, hypothetical, composite, while-on-treatment.',
  );
}

function checkTime(time: number | undefined): void {
  if (time !== undefined && !Number.isFinite(time)) {
    throw new RangeError(`A time is ${time}; allowed are finite numbers.`);
  }
}
