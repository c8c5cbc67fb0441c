// How many are at risk, have the event, and are censored at each distinct time.
import type { SurvivalRows } from './survival-data.js';

/** One row per distinct time of the chosen observations, in ascending order. */
export interface RiskTable {
  readonly time: Float64Array;
  /** Observations with entry < time ≤ their end. */
  readonly atRisk: Float64Array;
  /** Events of the kind asked for. */
  readonly events: Float64Array;
  /** Events of any kind. */
  readonly allEvents: Float64Array;
  readonly censored: Float64Array;
}

/** Counts over `members`; `cause` is the event code that `events` counts (default: all but 0). */
export function riskTable(rows: SurvivalRows, members: readonly number[], cause?: number): RiskTable {
  const ends = [...members].sort((a, b) => rows.time[a]! - rows.time[b]!);
  const entries = Float64Array.from(members, (row) => rows.entry[row]!).sort();
  const distinct: number[] = [];
  for (const row of ends) if (rows.time[row] !== distinct.at(-1)) distinct.push(rows.time[row]!);
  const k = distinct.length;
  const table: RiskTable = {
    time: Float64Array.from(distinct),
    atRisk: new Float64Array(k),
    events: new Float64Array(k),
    allEvents: new Float64Array(k),
    censored: new Float64Array(k),
  };
  let ended = 0;
  let entered = 0;
  distinct.forEach((time, j) => {
    while (entered < entries.length && entries[entered]! < time) entered += 1;
    table.atRisk[j] = entered - ended;
    while (ended < ends.length && rows.time[ends[ended]!] === time) {
      const event = rows.event[ends[ended]!]!;
      if (event === 0) table.censored[j]! += 1;
      else table.allEvents[j]! += 1;
      if (event !== 0 && (cause === undefined || event === cause)) table.events[j]! += 1;
      ended += 1;
    }
  });
  return table;
}
