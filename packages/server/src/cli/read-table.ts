// Reads a CSV file as a table of texts with line numbers; its digest does not depend on the order of its rows.
import { canonicalJson, type ImportTable, type ParseIssue, sha256Hex } from '@equipoise/trial';
import { type CsvError, parse } from 'csv-parse/sync';
import { readText } from './find-trial.js';

/** A table, what is wrong with its form, and the SHA-256 of its rows, sorted: the same data in another order are the same. */
export interface DigestedTable extends ImportTable {
  readonly digest: string;
  readonly issues: readonly ParseIssue[];
}

/**
 * Reads a CSV file (RFC 4180, UTF-8, a header line). Lines that are no rows of the table are named all at once; a line
 * with too few or too many cells stays a row, so that its cells are checked as well.
 * @throws CommandProblem where there is no file to read
 */
export function readTable(file: string): DigestedTable {
  return parseTable(readText(file), file);
}

/** The same of a text. @param file the name that issues show */
export function parseTable(text: string, file: string): DigestedTable {
  const issues: ParseIssue[] = [];
  const issue = (line: number, code: string, message: string, allowed: string) =>
    issues.push({ code, severity: 'error', message, allowed, file, line, column: 1 });
  const records = parse(text, {
    bom: true,
    info: true,
    skip_empty_lines: true,
    relax_column_count: true,
    skip_records_with_error: true,
    on_skip: (error: CsvError | undefined) => {
      const line = Number((error as { lines?: number } | undefined)?.lines ?? 1);
      issue(
        line,
        'line-malformed',
        error?.message ?? 'this line can not be read',
        'RFC 4180: quotes around a whole cell',
      );
      return undefined;
    },
  }) as unknown as readonly { readonly record: readonly string[]; readonly info: { readonly lines: number } }[];
  const [first, ...rest] = records;
  const header = first?.record ?? [];
  if (header.length === 0)
    issue(1, 'header-missing', 'the file is empty', 'a line with the names of the columns, then rows');
  const rows = rest.map(({ record, info }) => {
    if (record.length !== header.length) {
      issue(
        info.lines,
        'row-ragged',
        `this line has ${record.length} cells`,
        `${header.length} cells, as the header has`,
      );
    }
    return {
      line: info.lines,
      cells: Object.fromEntries(header.map((column, index) => [column, record[index] ?? ''])),
    };
  });
  const keyed = rows
    .map((row) => ({ row, key: canonicalJson(row.cells) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.row.line - b.row.line));
  const digest = sha256Hex(keyed.map(({ key }) => key).join('\n'));
  return { file, header, rows: keyed.map(({ row }) => row), digest, issues };
}
