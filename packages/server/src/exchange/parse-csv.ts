// Reads the text of a CSV file as a table; lines that are none are named all at once.
import type { ImportProblem, ImportTable } from '@equipoise/trial';
import { type CsvError, parse } from 'csv-parse/sync';

interface ParsedCsv {
  readonly table: ImportTable;
  readonly problems: readonly ImportProblem[];
}

/** RFC 4180, with a header line; commas, or the semicolons or tabs that some spreadsheets write, by what the header has most of. */
export function parseCsv(text: string, file: string): ParsedCsv {
  const problems: ImportProblem[] = [];
  const records = parse(text, {
    bom: true,
    info: true,
    delimiter: delimiterOf(text),
    skip_empty_lines: true,
    relax_column_count: true,
    skip_records_with_error: true,
    on_skip: (error: CsvError | undefined) => {
      const line = Number((error as { lines?: number } | undefined)?.lines ?? 1);
      problems.push({
        line,
        code: 'line-malformed',
        message: 'This line cannot be read: quotes stand around a whole cell.',
        facts: {},
      });
      return undefined;
    },
  }) as unknown as readonly { readonly record: readonly string[]; readonly info: { readonly lines: number } }[];
  const [first, ...rest] = records;
  const header = (first?.record ?? []).map((column) => column.trim());
  if (header.length === 0)
    problems.push({ line: 1, code: 'header-missing', message: 'The file has no header line.', facts: {} });
  const rows = rest.map(({ record, info }) => {
    if (record.length !== header.length) {
      const message = `This line has ${record.length} cells, the header ${header.length}.`;
      const facts = { cells: record.length, columns: header.length };
      problems.push({ line: info.lines, code: 'row-ragged', message, facts });
    }
    const cells = Object.fromEntries(header.map((column, index) => [column, record[index] ?? '']));
    return { line: info.lines, cells };
  });
  return { table: { file, header, rows }, problems };
}

function delimiterOf(text: string): string {
  const header = text.split(/\r?\n/, 1)[0] ?? '';
  const counted = [',', ';', '\t'].map((delimiter) => ({ delimiter, times: header.split(delimiter).length }));
  return counted.reduce((best, one) => (one.times > best.times ? one : best)).delimiter;
}
