// Tables that become CSV files, with a code book that is made of the same columns.

/** What a cell may hold; undefined becomes an empty cell. */
export type Cell = string | number | boolean | undefined;

/** A column: its name in the file, what it means, and how to read it off a row. */
export interface Column<Row> {
  readonly name: string;
  readonly label: string;
  readonly type: 'text' | 'number' | 'yes or no' | 'date';
  readonly unit?: string;
  /** What values stand for, or when a cell is empty. */
  readonly note?: string;
  readonly value: (row: Row) => Cell;
}

/** A table with its rows, ready to be written. */
export interface Table {
  readonly file: string;
  readonly label: string;
  readonly columns: readonly Omit<Column<never>, 'value'>[];
  readonly cells: readonly (readonly Cell[])[];
}

/** Reads the cells off the rows. */
export function table<Row>(
  file: string,
  label: string,
  { columns, rows }: { readonly columns: readonly Column<Row>[]; readonly rows: readonly Row[] },
): Table {
  return { file, label, columns, cells: rows.map((row) => columns.map((column) => column.value(row))) };
}

/** RFC 4180 with LF: a header, one line for each row; numbers in full precision, "yes" and "no", an empty cell for what is missing. */
export function csvOf({ columns, cells }: Pick<Table, 'columns' | 'cells'>): string {
  const lines = [columns.map(({ name }) => name), ...cells].map((line) => line.map(cellText).join(','));
  return `${lines.join('\n')}\n`;
}

function cellText(cell: Cell): string {
  if (cell === undefined) return '';
  if (typeof cell === 'boolean') return cell ? 'yes' : 'no';
  if (typeof cell === 'number') return String(cell);
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
