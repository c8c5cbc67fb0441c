// Gathers the rows of a data file into participants: sequence, site, and the values of each visit. All problems at once.
import type { ParseIssue } from '../issue.js';
import { isMissing } from '../missing.js';
import type { Protocol, Visit } from '../protocol/schema.js';
import { type ItemValue, PartialDate } from '../value.js';
import type { CodedColumn, ImportMapping } from './mapping.js';
import { readValue } from './read-value.js';
import { cellIssue, cellOf, type ImportRow, type ImportTable } from './table.js';

/** A form as it was recorded at a visit. */
export interface ImportedForm {
  readonly visit: string;
  readonly form: string;
  readonly happenedOn: string | undefined;
  readonly items: Readonly<Record<string, ItemValue>>;
}

export interface ImportedParticipant {
  /** As in the source. */
  readonly name: string;
  readonly siteId: string;
  readonly sequence: string;
  readonly screenedOn: string | undefined;
  readonly randomisedOn: string | undefined;
  readonly consents: readonly { readonly consent: string; readonly givenOn: string | undefined }[];
  /** In the order of the protocol's visits, and of each visit's forms. */
  readonly forms: readonly ImportedForm[];
}

export interface ImportSource {
  readonly protocol: Protocol;
  readonly mapping: ImportMapping;
  readonly table: ImportTable;
}

/** Participants in the order of their first rows. Where there are issues, the participants are not to be used. */
export function readParticipants(source: ImportSource): {
  readonly participants: readonly ImportedParticipant[];
  readonly issues: readonly ParseIssue[];
} {
  const reader = createReader(source);
  const groups = new Map<string, ImportRow[]>();
  for (const row of source.table.rows) {
    const name = reader.participantOf(row);
    if (name !== undefined) groups.set(name, [...(groups.get(name) ?? []), row]);
  }
  const participants = [...groups].map(([name, rows]) => readParticipant(source, reader, { name, rows }));
  return { participants, issues: reader.issues };
}

type Reader = ReturnType<typeof createReader>;

/** Texts that mean "no value" where the mapping names none. */
export const usualMissing: readonly string[] = ['', 'NA'];

function createReader({ mapping, table }: ImportSource) {
  const issues: ParseIssue[] = [];
  const missing = mapping.missing ?? usualMissing;
  const fault = (row: ImportRow, column: string, detail: { code: string; message: string; allowed: string }) => {
    issues.push(cellIssue(table, { line: row.line, column }, detail));
    return undefined;
  };
  const level = (row: ImportRow, coded: CodedColumn): string | undefined => {
    if (!table.header.includes(coded.column)) return undefined;
    const text = cellOf(row, coded.column);
    if (Object.hasOwn(coded.values, text)) return coded.values[text];
    const allowed = Object.keys(coded.values)
      .map((word) => `"${word}"`)
      .join(', ');
    return fault(row, coded.column, { code: 'level-unknown', message: `"${text}" has no meaning`, allowed });
  };
  const date = (row: ImportRow, column: string | undefined): string | undefined => {
    if (column === undefined || !table.header.includes(column)) return undefined;
    const text = cellOf(row, column);
    if (missing.includes(text) || PartialDate.safeParse(text).success) return missing.includes(text) ? undefined : text;
    const allowed = 'YYYY-MM-DD, YYYY-MM or YYYY';
    return fault(row, column, { code: 'not-a-date', message: `"${text}" is not a date`, allowed });
  };
  const participantOf = (row: ImportRow): string | undefined => {
    const { column } = mapping.participant;
    if (!table.header.includes(column)) return undefined;
    const name = cellOf(row, column);
    if (name !== '' && name.length <= 32) return name;
    const message = name === '' ? 'the row names no participant' : `"${name}" is too long`;
    return fault(row, column, { code: 'participant-missing', message, allowed: '1 to 32 characters' });
  };
  return { issues, missing, fault, level, date, participantOf };
}

interface Group {
  readonly name: string;
  readonly rows: readonly ImportRow[];
}

function readParticipant(source: ImportSource, reader: Reader, group: Group): ImportedParticipant {
  const { mapping, protocol } = source;
  const { dates } = mapping;
  const siteId =
    'constant' in mapping.site ? mapping.site.constant : agreed(reader, group, levelOf(reader, mapping.site));
  const sequence = agreed(reader, group, levelOf(reader, mapping.sequence));
  const dateOf = (column: string | undefined) =>
    column === undefined ? undefined : agreed(reader, group, { column, read: (row) => reader.date(row, column) });
  return {
    name: group.name,
    siteId: siteId ?? protocol.sites[0]!.id,
    sequence: sequence ?? protocol.sequences[0]!.id,
    screenedOn: dateOf(dates?.screened),
    randomisedOn: dateOf(dates?.randomised),
    consents: (mapping.consents ?? []).map(({ consent, givenOn }) => ({ consent, givenOn: dateOf(givenOn) })),
    forms: readForms(source, reader, { ...group, sequence }),
  };
}

interface ColumnReading<T> {
  readonly column: string;
  readonly read: (row: ImportRow) => T | undefined;
}

function levelOf(reader: Reader, coded: CodedColumn): ColumnReading<string> {
  return { column: coded.column, read: (row) => reader.level(row, coded) };
}

/** A value that is the same on all rows of a participant; each row that differs from the first is an issue. */
function agreed<T>(reader: Reader, { name, rows }: Group, { column, read }: ColumnReading<T>): T | undefined {
  let first: { readonly value: T; readonly line: number } | undefined;
  for (const row of rows) {
    const value = read(row);
    if (value === undefined) continue;
    first ??= { value, line: row.line };
    if (JSON.stringify(value) === JSON.stringify(first.value)) continue;
    const message = `"${cellOf(row, column)}" contradicts line ${first.line} of participant "${name}"`;
    reader.fault(row, column, { code: 'value-contradicts', message, allowed: 'the same on all rows of a participant' });
  }
  return first?.value;
}

function readForms(
  source: ImportSource,
  reader: Reader,
  group: Group & { readonly sequence: string | undefined },
): readonly ImportedForm[] {
  const { mapping, protocol } = source;
  const byVisit = new Map<string, ImportRow>();
  for (const row of group.rows) {
    const visitId = mapping.visit ? reader.level(row, mapping.visit) : '';
    if (visitId === undefined) continue;
    const earlier = byVisit.get(visitId);
    const column = mapping.visit?.column ?? mapping.participant.column;
    if (earlier) {
      const message = `participant "${group.name}" has this ${visitId === '' ? 'row' : `visit ("${visitId}")`} on line ${earlier.line} already`;
      reader.fault(row, column, { code: 'row-twice', message, allowed: 'one row' });
    } else byVisit.set(visitId, row);
    checkTreatment(source, reader, { row, visitId, sequence: group.sequence });
  }
  checkVisits(source, reader, { group, byVisit });

  const constant = mapping.items.filter((entry) => entry.visit !== undefined);
  const perRow = mapping.items.filter((entry) => entry.visit === undefined);
  const values = new Map<string, Record<string, ItemValue>>();
  const record = (visit: string, form: string, item: string, value: ItemValue | undefined) => {
    if (value === undefined) return;
    const key = JSON.stringify([visit, form]);
    values.set(key, { ...values.get(key), [item]: value });
  };
  for (const entry of constant) {
    const read = (row: ImportRow) => itemValue(source, reader, entry, row);
    record(entry.visit!, entry.form, entry.item, agreed(reader, group, { column: entry.column, read }));
  }
  for (const [visitId, row] of byVisit) {
    for (const entry of perRow) record(visitId, entry.form, entry.item, itemValue(source, reader, entry, row));
  }
  return protocol.visits.flatMap((visit) =>
    visit.forms.flatMap((form): ImportedForm[] => {
      const items = values.get(JSON.stringify([visit.id, form]));
      const isEmpty = items === undefined || Object.values(items).every(isMissing);
      if (isEmpty && !byVisit.has(visit.id)) return [];
      const row = byVisit.get(visit.id);
      const happenedOn = row && mapping.visit ? reader.date(row, mapping.dates?.visit) : undefined;
      return items === undefined ? [] : [{ visit: visit.id, form, happenedOn, items }];
    }),
  );
}

function itemValue(
  { protocol, mapping, table }: ImportSource,
  reader: Reader,
  entry: ImportMapping['items'][number],
  row: ImportRow,
): ItemValue | undefined {
  const item = protocol.forms.find((form) => form.id === entry.form)?.items.find(({ id }) => id === entry.item);
  if (!item || !table.header.includes(entry.column)) return undefined;
  const reading = { item, values: entry.values, missing: mapping.missing ?? usualMissing };
  const result = readValue(cellOf(row, entry.column), reading);
  return result.ok ? result.value : reader.fault(row, entry.column, result.fault);
}

/** The treatment of a row must be the one that the participant's sequence gives in the period of its visit. */
function checkTreatment(
  { protocol, mapping }: ImportSource,
  reader: Reader,
  {
    row,
    visitId,
    sequence,
  }: { readonly row: ImportRow; readonly visitId: string; readonly sequence: string | undefined },
): void {
  if (!mapping.treatment) return;
  const treatment = reader.level(row, mapping.treatment);
  const visit = protocol.visits.find((candidate) => candidate.id === visitId);
  const expected = treatmentAt(protocol, visit, sequence);
  if (treatment === undefined || expected === undefined || treatment === expected) return;
  const message = `"${cellOf(row, mapping.treatment.column)}" contradicts the sequence "${sequence}" in the period "${visit?.period}"`;
  reader.fault(row, mapping.treatment.column, { code: 'treatment-contradicts', message, allowed: `"${expected}"` });
}

function treatmentAt(protocol: Protocol, visit: Visit | undefined, sequenceId: string | undefined): string | undefined {
  const period = protocol.periods.findIndex((candidate) => candidate.id === visit?.period);
  return protocol.sequences.find((candidate) => candidate.id === sequenceId)?.treatments[period];
}

function checkVisits(
  { mapping }: ImportSource,
  reader: Reader,
  { group, byVisit }: { readonly group: Group; readonly byVisit: ReadonlyMap<string, ImportRow> },
): void {
  if (!mapping.visit || mapping.missingVisits === 'allowed') return;
  const lacking = [...new Set(Object.values(mapping.visit.values))].filter((id) => !byVisit.has(id));
  for (const id of lacking) {
    const message = `participant "${group.name}" has no row for the visit "${id}"`;
    const allowed = 'one row for each visit, or missingVisits: allowed in the mapping';
    reader.fault(group.rows.at(-1)!, mapping.visit.column, { code: 'visit-missing', message, allowed });
  }
}
