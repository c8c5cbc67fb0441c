// What is wrong with the table of an import as a whole: its columns, and whom it names.
import { cellOf, type ImportTable } from '../import/table.js';
import { nearestWord } from '../protocol/nearest-word.js';
import type { Form, Item } from '../protocol/schema.js';
import { itemColumn, placeColumns } from './form-column.js';
import type { FormImport, ImportProblem, RowProblem } from './form-import.js';

/** The participants that a file names, by id or by screening number. */
export function participantsNamed({ rows }: ImportTable): readonly string[] {
  return [...new Set(rows.flatMap((row) => [cellOf(row, 'participant_id'), cellOf(row, 'screening_number')]))].filter(
    (name) => name !== '',
  );
}

/** What is wrong with a table as a whole. `itemsOf`: the items that have a column; `beside`: other columns that it may have. */
export function tableProblems(
  { form: id, table, protocolAt, participants }: FormImport,
  itemsOf: (form: Form) => readonly Item[],
  beside: readonly string[],
): readonly ImportProblem[] {
  const { header } = table;
  const problems: ImportProblem[] = [];
  const problem = (of: RowProblem, column?: string) =>
    problems.push({ line: 1, ...of, ...(column === undefined ? {} : { column }) });
  if (!header.includes('participant_id') && !header.includes('screening_number')) {
    const message = 'A column says whose form it is: participant_id or screening_number.';
    problem({ code: 'participant-column-missing', message, facts: {} });
  }
  // Sites may work by several versions: a column is known where one of them has it.
  const versions = [...new Set(participants.map(({ siteId }) => protocolAt(siteId)))];
  const forms = versions.flatMap(({ forms }) => forms.filter((form) => form.id === id));
  if (versions.length > 0 && forms.length === 0)
    problem({ code: 'form-unknown', message: `The protocol has no form "${id}".`, facts: { form: id } });
  const items = forms.flatMap((form) => itemsOf(form).map((item) => itemColumn(form, item.id)));
  const known: readonly string[] = [...placeColumns, ...beside, ...items];
  header.forEach((column, index) => {
    if (header.indexOf(column) < index) {
      problem({ code: 'column-twice', message: `The column "${column}" is there twice.`, facts: { column } }, column);
    } else if (forms.length > 0 && !known.includes(column)) {
      const near = nearestWord(column, known);
      const hint = near === undefined ? `Columns are: ${known.join(', ')}.` : `Did you mean "${near}"?`;
      const message = `The form ${id} has no column "${column}". ${hint}`;
      const facts = { column, near: near ?? 'none', known: known.join(', ') };
      problem({ code: 'column-unknown', message, facts }, column);
    }
  });
  if (!header.includes('visit') && forms.every(({ log }) => log === undefined)) {
    const message = 'A column "visit" says at which visit the form was filled.';
    problem({ code: 'visit-column-missing', message, facts: {} }, 'visit');
  }
  if (table.rows.length === 0) problem({ code: 'table-empty', message: 'The file has no rows.', facts: {} });
  return problems;
}
