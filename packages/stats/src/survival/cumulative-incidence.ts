// The cumulative incidence of one kind of event where others compete (Aalen–Johansen).
import { normalHalfWidth } from '../distribution/confidence-level.js';
import { pointwiseInterval, type SurvivalScale } from './kaplan-meier.js';
import { riskTable } from './risk-table.js';
import { membersOf, type SurvivalInput, survivalRows } from './survival-data.js';

/** The cumulative incidence of one event code in one group, with a row per distinct time at which an observation ended. */
export interface CumulativeIncidence {
  readonly group: string;
  /** The event code. */
  readonly cause: number;
  readonly n: number;
  /** Events of this code. */
  readonly events: number;
  readonly time: Float64Array;
  readonly atRisk: Float64Array;
  readonly eventsAt: Float64Array;
  /** The share that has had this event by this time. */
  readonly incidence: Float64Array;
  readonly se: Float64Array;
  /** NaN where the scale has no interval, as before the first event of this code. */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** A cumulative incidence at one time. */
export interface IncidenceAt {
  readonly time: number;
  readonly atRisk: number;
  readonly incidence: number;
  readonly se: number;
  /** Absent where the scale has no interval. */
  readonly lower?: number;
  readonly upper?: number;
}

/** What {@link cumulativeIncidence} takes besides the data. */
export interface CumulativeIncidenceOptions {
  /** Default 'log-log' (of the incidence), as SAS PROC LIFETEST; survfit takes 'log'. */
  readonly scale?: SurvivalScale;
  /** Default 0.95. */
  readonly confidence?: number;
}

/**
 * One curve per group with observations and per event code, causes in rising order. With one code it is 1 − Kaplan–Meier.
 * The standard error is the delta method's, equal to the infinitesimal jackknife of survfit; strata are not used.
 * @throws RangeError as {@link SurvivalInput} says, or for a confidence outside 0 to 1
 * @see Aalen and Johansen (1978); Gaynor et al. (1993), JASA 88, 400–409; Surv(time, factor(event)) in R's survival
 */
export function cumulativeIncidence(
  input: SurvivalInput,
  { scale = 'log-log', confidence = 0.95 }: CumulativeIncidenceOptions = {},
): readonly CumulativeIncidence[] {
  const rows = survivalRows(input);
  const z = normalHalfWidth(confidence);
  const causes = [...new Set(rows.event)].filter((event) => event !== 0).sort((a, b) => a - b);
  return membersOf(rows.group, rows.groups.length).flatMap((members, g) => {
    if (members.length === 0) return [];
    return causes.map((cause): CumulativeIncidence => {
      const { time, atRisk, events, allEvents } = riskTable(rows, members, cause);
      const { incidence, se } = incidenceOf({ atRisk, events, allEvents });
      const intervals = Array.from(incidence, (value, j) => pointwiseInterval(value, se[j]! / value, { scale, z }));
      return {
        group: rows.groups[g]!,
        cause,
        n: members.length,
        events: events.reduce((a, b) => a + b, 0),
        time,
        atRisk,
        eventsAt: events,
        incidence,
        se,
        lower: Float64Array.from(intervals, ([low]) => low),
        upper: Float64Array.from(intervals, ([, high]) => high),
      };
    });
  });
}

/**
 * A curve's values at the given times; those beyond the last observation are left out.
 * @throws RangeError for a time that is not a number
 */
export function incidenceAt(curve: CumulativeIncidence, times: readonly number[]): readonly IncidenceAt[] {
  const last = curve.time.at(-1) ?? Number.NEGATIVE_INFINITY;
  return times.flatMap((time): readonly IncidenceAt[] => {
    if (Number.isNaN(time)) throw new RangeError('A time is NaN; allowed are numbers.');
    if (time > last) return [];
    const next = curve.time.findIndex((known) => known >= time);
    const atRisk = curve.atRisk[next]!;
    const at = curve.time[next] === time ? next : next - 1;
    if (at < 0) return [{ time, atRisk, incidence: 0, se: 0 }];
    const lower = curve.lower[at]!;
    const upper = curve.upper[at]!;
    return [
      {
        time,
        atRisk,
        incidence: curve.incidence[at]!,
        se: curve.se[at]!,
        ...(Number.isNaN(lower) ? {} : { lower }),
        ...(Number.isNaN(upper) ? {} : { upper }),
      },
    ];
  });
}

/**
 * F(t) = Σ S(tⱼ−) dⱼ/yⱼ, and its variance: with aⱼ = dⱼ(all)/(yⱼ(yⱼ − dⱼ)), bⱼ = S² dⱼ(yⱼ − dⱼ)/yⱼ³ and cⱼ = S dⱼ/yⱼ²,
 * Σ (F(t) − Fⱼ)² aⱼ + bⱼ − 2 (F(t) − Fⱼ) cⱼ, kept as sums so that all times take one pass.
 */
function incidenceOf({
  atRisk,
  events,
  allEvents,
}: {
  readonly atRisk: Float64Array;
  readonly events: Float64Array;
  readonly allEvents: Float64Array;
}): { readonly incidence: Float64Array; readonly se: Float64Array } {
  const k = atRisk.length;
  const incidence = new Float64Array(k);
  const se = new Float64Array(k);
  let survival = 1;
  let reached = 0;
  const sum = { a: 0, aF: 0, aFF: 0, b: 0, c: 0, cF: 0 };
  for (let j = 0; j < k; j += 1) {
    const y = atRisk[j]!;
    const d = events[j]!;
    const all = allEvents[j]!;
    reached += (survival * d) / y;
    const a = y > all ? all / (y * (y - all)) : 0;
    const c = (survival * d) / (y * y);
    sum.a += a;
    sum.aF += a * reached;
    sum.aFF += a * reached * reached;
    sum.b += (survival * survival * d * (y - d)) / y ** 3;
    sum.c += c;
    sum.cF += c * reached;
    survival *= (y - all) / y;
    incidence[j] = reached;
    const variance =
      reached * reached * sum.a - 2 * reached * sum.aF + sum.aFF + sum.b - 2 * (reached * sum.c - sum.cF);
    se[j] = Math.sqrt(Math.max(0, variance));
  }
  return { incidence, se };
}
