// A table of named columns of equal length: numbers, or factors with declared levels.

/** Numbers; NaN is a missing value. */
export interface NumericColumn {
  readonly kind: 'numeric';
  readonly values: ArrayLike<number>;
}

/** Level names; the first level is the reference, undefined is a missing value. */
export interface FactorColumn {
  readonly kind: 'factor';
  readonly levels: readonly string[];
  readonly values: readonly (string | undefined)[];
}

export type Column = NumericColumn | FactorColumn;

/** Columns by name, all with `rows` values. Build it with {@link dataFrame}. */
export interface DataFrame {
  readonly rows: number;
  readonly columns: ReadonlyMap<string, Column>;
}

/** A numeric column; NaN is missing. */
export function numeric(values: ArrayLike<number>): NumericColumn {
  return { kind: 'numeric', values };
}

/** A factor column with its levels in order, reference first. */
export function factor(values: readonly (string | undefined)[], levels: readonly string[]): FactorColumn {
  return { kind: 'factor', levels, values };
}

/**
 * Gathers columns. An array of numbers is a numeric column.
 * @throws RangeError for columns of unequal length, repeated levels, or a value that is no level
 */
export function dataFrame(columns: Readonly<Record<string, Column | ArrayLike<number>>>): DataFrame {
  const map = new Map<string, Column>();
  let rows = -1;
  for (const [name, given] of Object.entries(columns)) {
    const column: Column = 'kind' in given ? given : numeric(given);
    if (rows === -1) rows = column.values.length;
    if (column.values.length !== rows) {
      throw new RangeError(`Column "${name}" has ${column.values.length} values; the first column has ${rows}.`);
    }
    if (column.kind === 'factor') checkLevels(name, column);
    map.set(name, column);
  }
  return { rows: Math.max(0, rows), columns: map };
}

function checkLevels(name: string, column: FactorColumn): void {
  const known = new Set(column.levels);
  if (known.size !== column.levels.length) throw new RangeError(`Factor "${name}" repeats a level.`);
  for (const value of column.values) {
    if (value !== undefined && !known.has(value)) {
      throw new RangeError(`Factor "${name}" has the value "${value}"; its levels are ${column.levels.join(', ')}.`);
    }
  }
}
