// Columns that say to which participant or visit a row belongs, as numbers from 0.
import { type DataFrame, numeric } from '../model/data-frame.js';
import { unknownColumn } from '../model/expression.js';

/** A table with coded columns added, so that rows without a code are left out of a design. */
export interface CodedTable {
  readonly table: DataFrame;
  /** Expressions that a complete row must have. */
  readonly required: readonly string[];
  /** For each coded column its codes (NaN is missing) and its values in the order of the codes. */
  readonly codes: readonly Float64Array[];
  readonly labels: readonly (readonly string[])[];
}

/**
 * Codes columns by the order of a factor's levels, or of ascending numbers.
 * @throws RangeError for an unknown column
 */
export function codeColumns(data: DataFrame, names: readonly string[]): CodedTable {
  const columns = new Map(data.columns);
  const codes: Float64Array[] = [];
  const labels: (readonly string[])[] = [];
  const required = names.map((name) => {
    const column = data.columns.get(name);
    if (column === undefined) throw unknownColumn(name, data);
    const values: readonly (string | number | undefined)[] = Array.from(column.values as ArrayLike<string | number>);
    const order: readonly (string | number)[] =
      column.kind === 'factor'
        ? column.levels
        : [...new Set(Array.from(column.values).filter((x) => !Number.isNaN(x)))].sort((a, b) => a - b);
    const at = new Map(order.map((value, k) => [value, k] as const));
    const own = Float64Array.from(values, (value) =>
      value === undefined ? Number.NaN : (at.get(value) ?? Number.NaN),
    );
    codes.push(own);
    labels.push(order.map(String));
    const coded = `${name} in order`;
    columns.set(coded, numeric(own));
    return `\`${coded}\``;
  });
  return { table: { rows: data.rows, columns }, required, codes, labels };
}
