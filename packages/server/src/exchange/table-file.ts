// Rows as the text of a file: CSV with a header, or a JSON array; both while the rows are read.
import { csvLine } from '@equipoise/trial';

export type FileFormat = 'csv' | 'json';

export interface TableWriting {
  readonly format: FileFormat;
  /** U+FEFF first, by which spreadsheets tell UTF-8; JSON never has it (RFC 8259). */
  readonly byteOrderMark: boolean;
}

type Row = Readonly<Record<string, unknown>>;

/** The text of a table. CSV has these columns, JSON all that the rows have. */
export async function* writeTable(
  batches: AsyncIterable<readonly Row[]> | Iterable<readonly Row[]>,
  columns: readonly string[],
  { format, byteOrderMark }: TableWriting,
): AsyncGenerator<string> {
  if (format === 'csv') {
    yield `${byteOrderMark ? '\uFEFF' : ''}${csvLine(columns)}`;
    for await (const rows of batches) {
      if (rows.length > 0) yield rows.map((row) => csvLine(columns.map((column) => row[column]))).join('');
    }
    return;
  }
  let opening = '[\n';
  for await (const rows of batches) {
    if (rows.length === 0) continue;
    yield opening + rows.map((row) => JSON.stringify(row)).join(',\n');
    opening = ',\n';
  }
  yield opening === '[\n' ? '[]\n' : '\n]\n';
}

/** Each batch through a function. */
export async function* mapBatches<A, B>(
  batches: AsyncIterable<readonly A[]>,
  change: (rows: readonly A[]) => readonly B[],
): AsyncGenerator<readonly B[]> {
  for await (const rows of batches) yield change(rows);
}
