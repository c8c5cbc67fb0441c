// Incidence by time at risk: events per unit of exposure, first events only or all, with Poisson and robust intervals.
import { normalHalfWidth } from '../distribution/confidence-level.js';
import { normalTwoSided } from '../distribution/normal.js';
import type { Interval } from '../regression/nb-glm-fit.js';
import { garwood } from './two-poisson-rates.js';

/** n participants' events and time at risk, in any unit of time. */
export interface ExposureRecords {
  /** n counts: whole numbers ≥ 0. For first events only: 0 or 1, and the exposure up to that event. */
  readonly events: ArrayLike<number>;
  /** n times at risk > 0. */
  readonly exposure: ArrayLike<number>;
}

/** A rate per unit of time. */
export interface IncidenceRate {
  readonly participants: number;
  readonly participantsWithEvent: number;
  readonly events: number;
  readonly exposure: number;
  readonly rate: number;
  /** Exact for a Poisson count; too narrow when participants differ in their rates and can have more than one event. */
  readonly poissonCi: Interval;
  /** Between participants: √Σ(y − rate × t)² / Σt. Absent for one participant. */
  readonly seRobust?: number;
  /** On the log scale, from `seRobust`. Absent without events. */
  readonly robustCi?: Interval;
}

/** Two rates compared, first over and minus second; robust to differences among participants. */
export interface RateComparison {
  readonly first: IncidenceRate;
  readonly second: IncidenceRate;
  /** Absent when a group has no event or one participant. */
  readonly rateRatio?: { readonly estimate: number; readonly seLog: number; readonly ci: Interval; readonly p: number };
  readonly rateDifference?: { readonly estimate: number; readonly se: number; readonly ci: Interval };
}

/**
 * Events per unit of time at risk over a group: Σ events / Σ exposure. With all events it is the recurrent rate, with first
 * events and time to them the exposure-adjusted incidence.
 * @throws RangeError for no participants, counts that are not whole numbers ≥ 0, or exposures that are not finite numbers > 0
 * @see Garwood (1936); Stukel et al. (1994), Statistics in Medicine 13, 1781–1791 (robust variance)
 */
export function incidenceRate({ events, exposure }: ExposureRecords, confidence = 0.95): IncidenceRate {
  const n = events.length;
  if (n === 0) throw new RangeError('There are no participants; at least one is needed.');
  if (exposure.length !== n) throw new RangeError(`There are ${exposure.length} exposures for ${n} counts.`);
  let count = 0;
  let time = 0;
  let withEvent = 0;
  for (let i = 0; i < n; i += 1) {
    const y = events[i]!;
    const t = exposure[i]!;
    if (!Number.isSafeInteger(y) || y < 0)
      throw new RangeError(`Count ${i + 1} is ${y}; allowed are whole numbers from 0.`);
    if (!(t > 0) || !Number.isFinite(t)) {
      throw new RangeError(`Exposure ${i + 1} is ${t}; allowed are finite numbers above 0.`);
    }
    count += y;
    time += t;
    if (y > 0) withEvent += 1;
  }
  const rate = count / time;
  const basic = {
    participants: n,
    participantsWithEvent: withEvent,
    events: count,
    exposure: time,
    rate,
    poissonCi: garwood(count, time, confidence),
  };
  if (n === 1) return basic;
  let squares = 0;
  for (let i = 0; i < n; i += 1) squares += (events[i]! - rate * exposure[i]!) ** 2;
  const seRobust = Math.sqrt(squares) / time;
  if (count === 0) return { ...basic, seRobust };
  const factor = Math.exp((normalHalfWidth(confidence) * seRobust) / rate);
  return { ...basic, seRobust, robustCi: [rate / factor, rate * factor] };
}

/**
 * Compares two groups' rates with variances between participants, so that no distribution is assumed: the ratio on the log
 * scale, the difference on its own.
 * @throws RangeError as {@link incidenceRate}
 */
export function compareIncidence(first: ExposureRecords, second: ExposureRecords, confidence = 0.95): RateComparison {
  const one = incidenceRate(first, confidence);
  const two = incidenceRate(second, confidence);
  if (one.seRobust === undefined || two.seRobust === undefined) return { first: one, second: two };
  const z = normalHalfWidth(confidence);
  const se = Math.hypot(one.seRobust, two.seRobust);
  const estimate = one.rate - two.rate;
  const rateDifference = { estimate, se, ci: [estimate - z * se, estimate + z * se] as const };
  const seLog = Math.hypot(one.seRobust / one.rate, two.seRobust / two.rate);
  if (one.events === 0 || two.events === 0 || !(seLog > 0)) return { first: one, second: two, rateDifference };
  const log = Math.log(one.rate / two.rate);
  const ci = [Math.exp(log - z * seLog), Math.exp(log + z * seLog)] as const;
  const rateRatio = { estimate: one.rate / two.rate, seLog, ci, p: normalTwoSided(log / seLog) };
  return { first: one, second: two, rateRatio, rateDifference };
}
