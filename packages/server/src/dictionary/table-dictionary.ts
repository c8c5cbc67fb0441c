// Reads a dictionary from a CSV file: code, term, and the levels above from the narrowest to the widest.
import type { ParseIssue } from '@equipoise/trial';
import { type DigestedTable, parseTable, readTable } from '../cli/read-table.js';
import type { ReadDictionary } from './meddra.js';

/**
 * Reads a table with the columns `code` and `term`; `current` (yes or no) may be there; every pair of further columns `LEVEL` and
 * `LEVEL code` is a level above, in the order of the header.
 * @throws CommandProblem where there is no file to read
 */
export function readDictionaryTable(file: string): ReadDictionary {
  return dictionaryOf(readTable(file));
}

/** The same of a text. @param file the name that issues show */
export function readDictionaryText(text: string, file: string): ReadDictionary {
  return dictionaryOf(parseTable(text, file));
}

function dictionaryOf({ file, header, rows, issues }: DigestedTable): ReadDictionary {
  const found: ParseIssue[] = [...issues];
  const issue = (line: number, code: string, message: string, allowed: string) =>
    found.push({ code, severity: 'error', message, allowed, file, line, column: 1 });
  for (const column of ['code', 'term'])
    if (!header.includes(column)) issue(1, 'column-missing', `there is no column "${column}"`, 'code, term');
  const levels = header.filter((column) => header.includes(`${column} code`));
  const seen = new Set<string>();
  // In the order of the file, so that of two the later one is the second.
  const inOrder = rows.toSorted((a, b) => a.line - b.line);
  const terms = inOrder.map(({ line, cells }) => {
    const { code = '', term = '', current = 'yes' } = cells;
    if (code === '' || term === '') issue(line, 'field-empty', 'the code or the term is empty', 'a code and a term');
    if (seen.has(code)) issue(line, 'code-twice', `the code ${code} is there twice`, 'each code once');
    if (current !== 'yes' && current !== 'no') issue(line, 'value-unknown', `current is "${current}"`, 'yes, no');
    seen.add(code);
    const path = levels.map((level) => ({ level, code: cells[`${level} code`] ?? '', term: cells[level] ?? '' }));
    return { code, term, isCurrent: current !== 'no', path };
  });
  return { terms, issues: found };
}
