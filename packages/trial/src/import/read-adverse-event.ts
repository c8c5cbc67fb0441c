// Reads the adverse events of a finished trial from a second file. All problems at once.
import type { z } from 'zod';
import { AdverseEventFacts } from '../event/catalogue.js';
import type { ParseIssue } from '../issue.js';
import { PartialDate } from '../value.js';
import type { ImportMapping } from './mapping.js';
import { cellIssue, cellOf, type ImportRow, type ImportTable } from './table.js';

export interface ImportedAdverseEvent {
  /** The participant as named in the source. */
  readonly participant: string;
  /** 1, 2, 3 … in the order of the file. */
  readonly number: number;
  readonly facts: Facts;
}

type Facts = z.infer<typeof AdverseEventFacts>;
type Columns = NonNullable<ImportMapping['adverseEvents']>;

/** Every row is one event of a participant that the first file names. */
export function readAdverseEvents(input: {
  readonly columns: Columns;
  readonly table: ImportTable;
  readonly participants: ReadonlySet<string>;
  readonly missing: readonly string[];
}): { readonly adverseEvents: readonly ImportedAdverseEvent[]; readonly issues: readonly ParseIssue[] } {
  const { columns, table, participants, missing } = input;
  const issues: ParseIssue[] = [];
  const fault = (row: ImportRow, column: string, detail: { code: string; message: string; allowed: string }) => {
    issues.push(cellIssue(table, { line: row.line, column }, detail));
    return undefined;
  };
  const level = <T>(
    row: ImportRow,
    coded: { readonly column: string; readonly values: Readonly<Record<string, T>> },
  ): T | undefined => {
    const text = cellOf(row, coded.column);
    if (Object.hasOwn(coded.values, text)) return coded.values[text];
    const allowed = Object.keys(coded.values)
      .map((word) => `"${word}"`)
      .join(', ');
    return fault(row, coded.column, { code: 'level-unknown', message: `"${text}" has no meaning`, allowed });
  };
  const date = (row: ImportRow, column: string | undefined): Facts['startedOn'] => {
    const text = column === undefined ? '' : cellOf(row, column);
    if (column === undefined || missing.includes(text)) return { missing: 'notInSource' };
    const parsed = PartialDate.safeParse(text);
    if (parsed.success) return parsed.data;
    fault(row, column, {
      code: 'not-a-date',
      message: `"${text}" is not a date`,
      allowed: 'YYYY-MM-DD, YYYY-MM or YYYY',
    });
    return { missing: 'notInSource' };
  };

  const adverseEvents = table.rows.flatMap((row, index): ImportedAdverseEvent[] => {
    const participant = cellOf(row, columns.participant.column);
    if (!participants.has(participant)) {
      const message = `no participant "${participant}" is in the data`;
      fault(row, columns.participant.column, {
        code: 'participant-unknown',
        message,
        allowed: 'a participant of the first file',
      });
    }
    const term = cellOf(row, columns.term.column);
    if (term === '')
      fault(row, columns.term.column, { code: 'term-missing', message: 'the event has no term', allowed: 'a text' });
    const systemOrganClass = level(row, columns.systemOrganClass);
    const severity = level(row, columns.severity);
    const serious = level(row, columns.serious);
    const outcome: Facts['outcome'] | undefined = columns.outcome ? level(row, columns.outcome) : 'unknown';
    const endedOn = columns.endedOn ? { endedOn: date(row, columns.endedOn.column) } : {};
    const facts = AdverseEventFacts.safeParse({
      term,
      systemOrganClass,
      startedOn: date(row, columns.startedOn?.column),
      ...endedOn,
      severity,
      serious,
      causality: {},
      outcome,
    });
    return facts.success ? [{ participant, number: index + 1, facts: facts.data }] : [];
  });
  return { adverseEvents, issues };
}
