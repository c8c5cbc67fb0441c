// A data file as a table of texts, and the issues that its cells can have.
import type { ParseIssue } from '../issue.js';
import { nearestWord } from '../protocol/nearest-word.js';

/** One row: its line in the file (the header is line 1) and its cells by column. */
export interface ImportRow {
  readonly line: number;
  readonly cells: Readonly<Record<string, string>>;
}

/** A file that was split into rows and cells, and nothing more. */
export interface ImportTable {
  /** The name that issues show. */
  readonly file: string;
  readonly header: readonly string[];
  readonly rows: readonly ImportRow[];
}

/** The text of a cell, without blanks around it; "" where the row has no such cell. */
export function cellOf(row: ImportRow, column: string): string {
  return Object.hasOwn(row.cells, column) ? (row.cells[column] ?? '').trim() : '';
}

/** An issue of one cell. */
export function cellIssue(
  table: ImportTable,
  place: { readonly line: number; readonly column: string },
  fault: { readonly code: string; readonly message: string; readonly allowed: string },
): ParseIssue {
  const index = table.header.indexOf(place.column);
  return {
    code: fault.code,
    severity: 'error',
    message: `column "${place.column}": ${fault.message}`,
    allowed: fault.allowed,
    file: table.file,
    line: place.line,
    ...(index < 0 ? {} : { column: index + 1 }),
    path: [place.line, place.column],
  };
}

/** Columns that the mapping needs and the file lacks are errors; columns that nothing uses are warnings; so is no row an error. */
export function checkColumns(
  table: ImportTable,
  needed: readonly string[],
  ignored: readonly string[],
): readonly ParseIssue[] {
  const issues: ParseIssue[] = [];
  const place = { file: table.file, line: 1 };
  for (const column of new Set(needed)) {
    if (table.header.includes(column)) continue;
    const suggestion = nearestWord(column, table.header);
    const message = `the file has no column "${column}"${suggestion ? `; did you mean "${suggestion}"?` : ''}`;
    const allowed = table.header.map((name) => `"${name}"`).join(', ');
    issues.push({ code: 'column-missing', severity: 'error', message, allowed, ...place, path: [1, column] });
  }
  table.header.forEach((column, index) => {
    const at = { ...place, column: index + 1, path: [1, column] };
    if (table.header.indexOf(column) < index) {
      const message = `the column "${column}" is there twice`;
      issues.push({ code: 'column-twice', severity: 'error', message, allowed: 'each column once', ...at });
    } else if (!needed.includes(column) && !ignored.includes(column)) {
      const message = `nothing uses the column "${column}"; it is left out`;
      issues.push({ code: 'column-unused', severity: 'warning', message, allowed: 'list it under "ignore"', ...at });
    }
  });
  if (table.rows.length === 0) {
    issues.push({
      code: 'table-empty',
      severity: 'error',
      message: 'the file has no rows',
      allowed: 'at least one row',
      ...place,
    });
  }
  return issues;
}
