// Censored times with their groups: what every survival method takes, checked, and with ties made exact.
import type { Column, DataFrame, FactorColumn } from '../model/data-frame.js';
import { unknownColumn } from '../model/expression.js';

/** Times of n observations, in any unit. Rows with missing values are left out before, see {@link survivalFromFrame}. */
export interface SurvivalInput {
  /** n times ≥ 0 at which observation ended. */
  readonly time: ArrayLike<number>;
  /** n codes: 0 where observation ended without the event (censored), 1 where it ended with it; 2, 3, … for competing events. */
  readonly event: ArrayLike<number>;
  /** n times from which the observation counts as at risk, each below its `time` (counting process, delayed entry). Default: always. */
  readonly entry?: ArrayLike<number>;
  /** n groups that are compared. Default: one group. */
  readonly group?: FactorColumn;
  /** n strata within which groups are compared. Default: one stratum. */
  readonly strata?: FactorColumn;
}

/** Checked observations: ties exact, groups and strata as indices of their levels. */
export interface SurvivalRows {
  readonly n: number;
  readonly time: Float64Array;
  readonly event: Int32Array;
  /** −∞ where there is no delayed entry. */
  readonly entry: Float64Array;
  readonly isTruncated: boolean;
  readonly groups: readonly string[];
  readonly group: Int32Array;
  readonly strata: number;
  readonly stratum: Int32Array;
}

/** Where the parts of a {@link SurvivalInput} are in a table. */
export interface SurvivalColumns {
  readonly time: string;
  readonly event: string;
  readonly entry?: string;
  readonly group?: string;
  readonly strata?: string;
}

/** Times nearer than this, absolutely or relative to the mean time, are ties, as in R's survival. */
const TIE_TOLERANCE = 2 ** -26;

/**
 * The complete rows of a table: a row with a missing time, event, entry, group or stratum is left out; `rowIndex` says which
 * rows remain.
 * @throws RangeError for an unknown column, a factor where numbers are needed or numbers where a factor is
 */
export function survivalFromFrame(
  data: DataFrame,
  columns: SurvivalColumns,
): SurvivalInput & { readonly rowIndex: readonly number[] } {
  const numbers = (name: string): ArrayLike<number> => {
    const column = columnOf(data, name);
    if (column.kind === 'factor') throw new RangeError(`Column "${name}" is a factor; a numeric column is needed.`);
    return column.values;
  };
  const levels = (name: string): FactorColumn => {
    const column = columnOf(data, name);
    if (column.kind === 'numeric') throw new RangeError(`Column "${name}" is numeric; a factor is needed.`);
    return column;
  };
  const time = numbers(columns.time);
  const event = numbers(columns.event);
  const entry = columns.entry === undefined ? undefined : numbers(columns.entry);
  const group = columns.group === undefined ? undefined : levels(columns.group);
  const strata = columns.strata === undefined ? undefined : levels(columns.strata);
  const rowIndex = Array.from({ length: data.rows }, (_, i) => i).filter(
    (i) =>
      ![time[i]!, event[i]!, entry?.[i] ?? 0].some(Number.isNaN) &&
      !(group !== undefined && group.values[i] === undefined) &&
      !(strata !== undefined && strata.values[i] === undefined),
  );
  const pick = (values: ArrayLike<number>): Float64Array => Float64Array.from(rowIndex, (row) => values[row]!);
  const pickFactor = (column: FactorColumn): FactorColumn => ({
    ...column,
    values: rowIndex.map((row) => column.values[row]),
  });
  return {
    rowIndex,
    time: pick(time),
    event: pick(event),
    ...(entry === undefined ? {} : { entry: pick(entry) }),
    ...(group === undefined ? {} : { group: pickFactor(group) }),
    ...(strata === undefined ? {} : { strata: pickFactor(strata) }),
  };
}

/** @throws RangeError naming the first fault: no rows, unequal lengths, a time below 0 or not finite, an event that is no code, … */
export function survivalRows(input: SurvivalInput): SurvivalRows {
  const n = input.time.length;
  if (n === 0) throw new RangeError('There are no observations; at least one time is needed.');
  checkLength('events', input.event.length, n);
  if (input.entry !== undefined) checkLength('entries', input.entry.length, n);
  if (input.group !== undefined) checkLength('groups', input.group.values.length, n);
  if (input.strata !== undefined) checkLength('strata', input.strata.values.length, n);
  for (let i = 0; i < n; i += 1) {
    const time = input.time[i]!;
    const event = input.event[i]!;
    if (!(time >= 0) || !Number.isFinite(time)) {
      throw new RangeError(`Time ${i + 1} is ${time}; allowed are finite numbers from 0.`);
    }
    if (!Number.isInteger(event) || event < 0 || event > 2 ** 30) {
      throw new RangeError(
        `Event ${i + 1} is ${event}; allowed are 0 (censored), 1, and 2, 3, … for competing events.`,
      );
    }
    const entry = input.entry?.[i];
    if (entry !== undefined && (!(entry < time) || !Number.isFinite(entry))) {
      throw new RangeError(`Entry ${i + 1} is ${entry}; allowed are finite numbers below its time, ${time}.`);
    }
  }
  const cut = cutsOf(input);
  const time = Float64Array.from(input.time, cut);
  const entry =
    input.entry === undefined
      ? new Float64Array(n).fill(Number.NEGATIVE_INFINITY)
      : Float64Array.from(input.entry, cut);
  const empty = entry.findIndex((from, i) => !(from < time[i]!));
  if (empty >= 0) {
    throw new RangeError(`Entry ${empty + 1} is ${input.entry![empty]}, a tie with its time; the interval is empty.`);
  }
  const groups = indicesOf(input.group, 'Group', n);
  const strata = indicesOf(input.strata, 'Stratum', n);
  return {
    n,
    time,
    event: Int32Array.from(input.event),
    entry,
    isTruncated: input.entry !== undefined,
    groups: groups.levels,
    group: groups.values,
    strata: strata.levels.length,
    stratum: strata.values,
  };
}

/** Row numbers of each of `count` groups or strata. */
export function membersOf(values: Int32Array, count: number): readonly (readonly number[])[] {
  const members: number[][] = Array.from({ length: count }, () => []);
  values.forEach((value, row) => {
    members[value]!.push(row);
  });
  return members;
}

/** Maps a time to the first of the times that it ties with. */
function cutsOf({ time, entry }: SurvivalInput): (time: number) => number {
  const all = Float64Array.from([...Array.from(time), ...Array.from(entry ?? [])]).sort();
  const distinct = all.filter((value, i) => i === 0 || value !== all[i - 1]);
  const size = distinct.reduce((sum, value) => sum + Math.abs(value), 0) / distinct.length;
  const tolerance = TIE_TOLERANCE * Math.max(1, size);
  const cutOf = new Map<number, number>();
  let cut = Number.NaN;
  distinct.forEach((value, i) => {
    if (i === 0 || value - distinct[i - 1]! > tolerance) cut = value;
    cutOf.set(value, cut);
  });
  return (value) => cutOf.get(value)!;
}

function indicesOf(
  column: FactorColumn | undefined,
  what: string,
  n: number,
): { readonly levels: readonly string[]; readonly values: Int32Array } {
  if (column === undefined) return { levels: ['all'], values: new Int32Array(n) };
  const indexOf = new Map(column.levels.map((level, i) => [level, i] as const));
  const values = Int32Array.from(column.values, (value, i) => {
    const index = value === undefined ? undefined : indexOf.get(value);
    if (index === undefined) {
      throw new RangeError(`${what} ${i + 1} is ${value ?? 'missing'}; allowed are ${column.levels.join(', ')}.`);
    }
    return index;
  });
  return { levels: column.levels, values };
}

function checkLength(what: string, length: number, n: number): void {
  if (length !== n) throw new RangeError(`There are ${length} ${what} for ${n} times; as many are needed.`);
}

function columnOf(data: DataFrame, name: string): Column {
  const column = data.columns.get(name);
  if (column === undefined) throw unknownColumn(name, data);
  return column;
}
