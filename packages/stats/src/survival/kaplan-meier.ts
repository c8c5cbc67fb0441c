// The Kaplan–Meier estimate of a survival curve with pointwise intervals, its values at given times, and its quantiles.
import { normalHalfWidth } from '../distribution/confidence-level.js';
import { riskTable } from './risk-table.js';
import { membersOf, type SurvivalInput, survivalRows } from './survival-data.js';

/** The scale on which an interval is symmetric. `log` is R's default, `log-log` SAS's. */
export type SurvivalScale = 'plain' | 'log' | 'log-log' | 'logit';

/** The curve of one group, with a row for each distinct time at which an observation ended. */
export interface SurvivalCurve {
  readonly group: string;
  readonly n: number;
  readonly events: number;
  readonly time: Float64Array;
  readonly atRisk: Float64Array;
  readonly eventsAt: Float64Array;
  readonly censoredAt: Float64Array;
  readonly survival: Float64Array;
  /** Greenwood's standard error of the survival; NaN where the survival is 0. */
  readonly se: Float64Array;
  /** NaN where the scale has no interval: at survival 0, and for log-log and logit at survival 1. */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly scale: SurvivalScale;
  readonly confidence: number;
}

/** A curve's values at one time. */
export interface SurvivalAt {
  readonly time: number;
  /** Number at risk just before this time. */
  readonly atRisk: number;
  readonly survival: number;
  /** NaN where the survival is 0. */
  readonly se: number;
  /** Absent where the scale has no interval. */
  readonly lower?: number;
  readonly upper?: number;
}

/** A quantile of the time to the event; what the curve does not reach is absent. */
export interface SurvivalQuantile {
  readonly group: string;
  readonly n: number;
  readonly events: number;
  readonly quantile?: number;
  readonly lower?: number;
  readonly upper?: number;
}

/** What {@link kaplanMeier} takes besides the data. */
export interface KaplanMeierOptions {
  /** Default 'log', as R's survfit. */
  readonly scale?: SurvivalScale;
  /** Default 0.95. */
  readonly confidence?: number;
}

const HALF_TOLERANCE = 2 ** -26;

/**
 * One curve per group that has observations, in the order of the levels. Every event code but 0 is the event; strata are not
 * used.
 * @throws RangeError as {@link SurvivalInput} says, or for a confidence outside 0 to 1
 * @see Kaplan and Meier (1958); Greenwood (1926); Kalbfleisch and Prentice (2002), section 1.4; survfit in R's survival
 */
export function kaplanMeier(
  input: SurvivalInput,
  { scale = 'log', confidence = 0.95 }: KaplanMeierOptions = {},
): readonly SurvivalCurve[] {
  const rows = survivalRows(input);
  const z = normalHalfWidth(confidence);
  return membersOf(rows.group, rows.groups.length).flatMap((members, g) => {
    if (members.length === 0) return [];
    const { time, atRisk, events, censored } = riskTable(rows, members);
    const survival = new Float64Array(time.length);
    const se = new Float64Array(time.length);
    const lower = new Float64Array(time.length);
    const upper = new Float64Array(time.length);
    let current = 1;
    let hazardVariance = 0;
    for (let j = 0; j < time.length; j += 1) {
      const d = events[j]!;
      const y = atRisk[j]!;
      if (d > 0) {
        current *= (y - d) / y;
        hazardVariance += d / (y * (y - d));
      }
      survival[j] = current;
      se[j] = current * Math.sqrt(hazardVariance);
      [lower[j], upper[j]] = pointwiseInterval(current, Math.sqrt(hazardVariance), { scale, z });
    }
    const total = events.reduce((a, b) => a + b, 0);
    const counts = { group: rows.groups[g]!, n: members.length, events: total, eventsAt: events, censoredAt: censored };
    return [{ ...counts, time, atRisk, survival, se, lower, upper, scale, confidence }];
  });
}

/**
 * The curve at the given times, in their order. Times beyond the last observation of the group are left out: nothing is known
 * there (as R's summary.survfit). Before the first observation everyone survives and the interval is [1, 1].
 * @throws RangeError for a time that is not a number
 */
export function survivalAt(curve: SurvivalCurve, times: readonly number[]): readonly SurvivalAt[] {
  const last = curve.time.at(-1) ?? Number.NEGATIVE_INFINITY;
  return times.flatMap((time) => {
    if (Number.isNaN(time)) throw new RangeError('A time is NaN; allowed are numbers.');
    if (time > last) return [];
    const next = curve.time.findIndex((known) => known >= time);
    const atRisk = curve.atRisk[next]!;
    const at = curve.time[next] === time ? next : next - 1;
    if (at < 0) return [{ time, atRisk, survival: 1, se: 0, lower: 1, upper: 1 }];
    const lower = curve.lower[at]!;
    const upper = curve.upper[at]!;
    return [
      {
        time,
        atRisk,
        survival: curve.survival[at]!,
        se: curve.se[at]!,
        ...(Number.isNaN(lower) ? {} : { lower }),
        ...(Number.isNaN(upper) ? {} : { upper }),
      },
    ];
  });
}

/**
 * The time by which a share p has had the event (default the median), with the interval that inverts the curve's pointwise
 * limits. On a flat part of the curve at exactly 1 − p it is the middle of that part.
 * @throws RangeError for p outside 0 to 1
 * @see Brookmeyer and Crowley (1982); print.survfit in R
 */
export function survivalQuantile(curve: SurvivalCurve, p = 0.5): SurvivalQuantile {
  if (!(p > 0 && p < 1)) throw new RangeError(`The probability is ${p}; allowed are numbers between 0 and 1.`);
  const { group, n, events, time } = curve;
  const quantile = crossing(time, curve.survival, 1 - p);
  const lower = crossing(time, curve.lower, 1 - p);
  const upper = crossing(time, curve.upper, 1 - p);
  return {
    group,
    n,
    events,
    ...(quantile === undefined ? {} : { quantile }),
    ...(lower === undefined ? {} : { lower }),
    ...(upper === undefined ? {} : { upper }),
  };
}

/** Where a falling step function first is at or below a level. */
function crossing(time: Float64Array, values: Float64Array, level: number): number | undefined {
  const first = values.findIndex((value) => value < level + HALF_TOLERANCE);
  if (first < 0) return undefined;
  if (Math.abs(values[first]! - level) >= HALF_TOLERANCE) return time[first]!;
  const below = values.findIndex((value) => value < values[first]! - HALF_TOLERANCE);
  return below < 0 ? time[first]! : 0.5 * (time[first]! + time[below]!);
}

/** An interval for a probability whose logarithm has the standard error `seLog`; NaN where the scale has none. */
export function pointwiseInterval(
  survival: number,
  seLog: number,
  { scale, z }: { readonly scale: SurvivalScale; readonly z: number },
): [number, number] {
  const half = z * seLog;
  switch (scale) {
    case 'plain':
      return [Math.max(0, survival * (1 - half)), Math.min(1, survival * (1 + half))];
    case 'log':
      return survival === 0
        ? [Number.NaN, Number.NaN]
        : [survival * Math.exp(-half), Math.min(1, survival * Math.exp(half))];
    case 'log-log': {
      if (survival === 0 || survival === 1) return [Number.NaN, Number.NaN];
      const hazard = -Math.log(survival);
      const factor = Math.exp(half / hazard);
      return [Math.exp(-hazard * factor), Math.exp(-hazard / factor)];
    }
    case 'logit': {
      if (survival === 0 || survival === 1) return [Number.NaN, Number.NaN];
      const odds = survival / (1 - survival);
      const factor = Math.exp(half / (1 - survival));
      return [odds / (odds + factor), (odds * factor) / (1 + odds * factor)];
    }
  }
}
