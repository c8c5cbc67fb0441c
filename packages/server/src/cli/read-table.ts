// Reads a CSV file as a table of texts with line numbers; its digest does not depend on the order of its rows.
import { canonicalJson, type ImportTable, sha256Hex } from '@equipoise/trial';
import { CsvError, parse } from 'csv-parse/sync';
import { readText } from './find-trial.js';
import { CommandProblem } from './options.js';

/** A table and the SHA-256 of its rows, sorted: the same data in another order are the same data. */
export interface DigestedTable extends ImportTable {
  readonly digest: string;
}

/** Reads a CSV file (RFC 4180, UTF-8, a header line). @throws CommandProblem that says where it is malformed. */
export function readTable(file: string): DigestedTable {
  let records: { readonly record: string[]; readonly info: { readonly lines: number } }[];
  try {
    records = parse(readText(file), { bom: true, info: true, skip_empty_lines: true }) as unknown as typeof records;
  } catch (cause) {
    if (cause instanceof CsvError) throw new CommandProblem(`${file}: ${cause.message}`);
    throw cause;
  }
  const [first, ...rest] = records;
  const header = first?.record ?? [];
  const rows = rest.map(({ record, info }) => ({
    line: info.lines,
    cells: Object.fromEntries(header.map((column, index) => [column, record[index] ?? ''])),
  }));
  const keyed = rows
    .map((row) => ({ row, key: canonicalJson(row.cells) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.row.line - b.row.line));
  return { file, header, rows: keyed.map(({ row }) => row), digest: sha256Hex(keyed.map(({ key }) => key).join('\n')) };
}
