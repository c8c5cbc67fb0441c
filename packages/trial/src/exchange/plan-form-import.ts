// Plans the import of a table of forms: the commands that the screen would send, and all problems of the file at once.

import { canonicalJson } from '../canonical.js';
import type { Command } from '../command/catalogue.js';
import { formRefusal } from '../decide/permission/capture.js';
import { same } from '../decide/permission/same.js';
import { sha256Hex } from '../digest.js';
import type { ParticipantId } from '../id.js';
import { cellOf, type ImportRow, type ImportTable } from '../import/table.js';
import { LOG_VISIT, timepointsOf } from '../protocol/log.js';
import { nearestWord } from '../protocol/nearest-word.js';
import type { Form, Item, Protocol } from '../protocol/schema.js';
import { type DateOrMissing, type ItemValue, PartialDate } from '../value.js';
import { missingOfCell } from './csv-cell.js';
import { itemColumn, itemsOfTable, otherItems, placeColumns } from './form-column.js';
import { readImportCell } from './import-cell.js';

/** A participant whom the sender may see. */
export interface ImportParticipant {
  readonly participantId: ParticipantId;
  readonly siteId: string;
  readonly screeningNumber: string;
}

/** A form as the sender sees it now. */
export interface ImportKnownForm {
  readonly participantId: string;
  readonly visit: string;
  readonly occurrence: number;
  readonly happenedOn: DateOrMissing;
  readonly items: Readonly<Record<string, ItemValue>>;
  readonly version: number;
}

export interface FormImport {
  readonly form: string;
  readonly table: ImportTable;
  /** SHA-256 of the file. */
  readonly sha256: string;
  /** Of all that the file names. */
  readonly participants: readonly ImportParticipant[];
  readonly known: readonly ImportKnownForm[];
  /** The protocol by which a site works. */
  readonly protocolAt: (siteId: string) => Protocol;
  /** Whether the sender may see an item at a site. */
  readonly sees: (siteId: string, form: Form, item: Item) => boolean;
}

/** What is wrong with a cell, a row, or the file (line 1). */
export interface ImportProblem {
  /** Of the file; its header is line 1. */
  readonly line: number;
  readonly column?: string;
  readonly code: string;
  readonly message: string;
}

/** A value that the import would change: null where there is none yet. */
export interface ImportChange {
  readonly line: number;
  readonly participantId: string;
  readonly screeningNumber: string;
  readonly siteId: string;
  readonly visit: string;
  readonly occurrence: number;
  /** `happenedOn` for the day of the form. */
  readonly item: string;
  readonly from: ItemValue | null;
  readonly to: ItemValue;
}

/** One command of an import; its reason comes with the import itself. */
export interface PlannedCommand {
  readonly line: number;
  readonly command: Extract<Command, { name: 'recordForm' | 'correctValue' }>;
  /** Absent: it follows another command on the same form, and expects the version that this gave it. */
  readonly expectedVersion?: number;
  /** The day of the form as it is recorded, where a correction changes it. */
  readonly day?: DateOrMissing;
}

export interface FormImportPlan {
  readonly problems: readonly ImportProblem[];
  readonly changes: readonly ImportChange[];
  readonly commands: readonly PlannedCommand[];
  /** Rows that say what is recorded already. */
  readonly unchanged: number;
  /** SHA-256 over the file, every old and new value and the versions that they rest on. */
  readonly digest: string;
}

/** Where a row belongs. */
interface Place {
  readonly line: number;
  readonly participant: ImportParticipant;
  readonly visit: string;
  readonly occurrence: number;
  readonly form: Form;
  readonly known: ImportKnownForm | undefined;
}

/** Plans an import under a reason. A cell without content says nothing: what is recorded stays. */
export function planFormImport(asked: FormImport, reason: string): FormImportPlan {
  const lookup = lookupOf(asked);
  const problems: ImportProblem[] = [...tableProblems(asked)];
  const changes: ImportChange[] = [];
  const commands: PlannedCommand[] = [];
  const lines = new Map<string, number>();
  let unchanged = 0;
  if (problems.length === 0) {
    for (const row of asked.table.rows) {
      const place = placeOf(row, { ...asked, ...lookup }, problems);
      if (place === undefined) continue;
      const key = placeKey(place.participant.participantId, place.visit, place.occurrence);
      const earlier = lines.get(key);
      lines.set(key, row.line);
      if (earlier !== undefined) {
        const message = `The same form of the same participant stands in line ${earlier} already.`;
        problems.push({ line: row.line, column: 'visit', code: 'row-twice', message });
        continue;
      }
      const values = readRow(row, place, asked, problems);
      if (values === undefined) continue;
      const planned = plannedOf(place, values, reason);
      changes.push(...planned.changes);
      commands.push(...planned.commands);
      if (planned.commands.length === 0) unchanged += 1;
    }
  }
  const versions = commands.map(({ line, expectedVersion }) => [line, expectedVersion ?? null]);
  const digest = sha256Hex(canonicalJson({ form: asked.form, file: asked.sha256, changes, versions }));
  return { problems, changes, commands, unchanged, digest };
}

/** The participants that a file names, by id or by screening number. */
export function participantsNamed({ rows }: ImportTable): readonly string[] {
  return [...new Set(rows.flatMap((row) => [cellOf(row, 'participant_id'), cellOf(row, 'screening_number')]))].filter(
    (name) => name !== '',
  );
}

function tableProblems({ form: id, table, protocolAt, participants }: FormImport): readonly ImportProblem[] {
  const { header } = table;
  const problems: ImportProblem[] = [];
  const problem = (code: string, message: string, column?: string) =>
    problems.push({ line: 1, code, message, ...(column === undefined ? {} : { column }) });
  if (!header.includes('participant_id') && !header.includes('screening_number')) {
    problem('column-missing', 'A column says whose form it is: participant_id or screening_number.');
  }
  // Sites may work by several versions: a column is known where one of them has it.
  const versions = [...new Set(participants.map(({ siteId }) => protocolAt(siteId)))];
  const forms = versions.flatMap(({ forms }) => forms.filter((form) => form.id === id));
  if (versions.length > 0 && forms.length === 0) problem('form-unknown', `The protocol has no form "${id}".`);
  const items = forms.flatMap((form) => itemsOfTable(form).map((item) => itemColumn(form, item.id)));
  const known: readonly string[] = [...placeColumns, otherItems, ...items];
  header.forEach((column, index) => {
    if (header.indexOf(column) < index) problem('column-twice', `The column "${column}" is there twice.`, column);
    else if (forms.length > 0 && !known.includes(column)) {
      const near = nearestWord(column, known);
      const hint = near === undefined ? `Columns are: ${known.join(', ')}.` : `Did you mean "${near}"?`;
      problem('column-unknown', `The form ${id} has no column "${column}". ${hint}`, column);
    }
  });
  if (!header.includes('visit') && forms.every(({ log }) => log === undefined)) {
    problem('column-missing', 'A column "visit" says at which visit the form was filled.', 'visit');
  }
  if (table.rows.length === 0) problem('table-empty', 'The file has no rows.');
  return problems;
}

interface Lookup {
  readonly byId: ReadonlyMap<string, ImportParticipant>;
  readonly byNumber: ReadonlyMap<string, ImportParticipant>;
  readonly byPlace: ReadonlyMap<string, ImportKnownForm>;
}

function lookupOf({ participants, known }: FormImport): Lookup {
  return {
    byId: new Map(participants.map((one) => [one.participantId, one])),
    byNumber: new Map(participants.map((one) => [one.screeningNumber, one])),
    byPlace: new Map(known.map((one) => [placeKey(one.participantId, one.visit, one.occurrence), one])),
  };
}

function placeKey(participantId: string, visit: string, occurrence: number): string {
  return [participantId, visit, occurrence].join(' ');
}

function placeOf(row: ImportRow, asked: FormImport & Lookup, problems: ImportProblem[]): Place | undefined {
  const { line } = row;
  const refuse = (column: string, code: string, message: string) => {
    problems.push({ line, column, code, message });
    return undefined;
  };
  const id = cellOf(row, 'participant_id').toLowerCase();
  const number = cellOf(row, 'screening_number');
  const found = id === '' ? asked.byNumber.get(number) : asked.byId.get(id);
  const participant = number === '' || found?.screeningNumber === number ? found : undefined;
  if (participant === undefined) {
    const column = id === '' ? 'screening_number' : 'participant_id';
    return refuse(
      column,
      'participant-unknown',
      `You see no participant ${[id, number].filter(Boolean).join(' with the number ')}.`,
    );
  }
  const protocol = asked.protocolAt(participant.siteId);
  const form = protocol.forms.find((one) => one.id === asked.form);
  if (form === undefined)
    return refuse('visit', 'form-unknown', `The site ${participant.siteId} has no form ${asked.form}.`);
  const visit = cellOf(row, 'visit') || (form.log === undefined ? '' : LOG_VISIT);
  const written = cellOf(row, 'occurrence');
  const occurrence = written === '' ? 1 : Number(written);
  if (!Number.isSafeInteger(occurrence) || occurrence < 1) {
    return refuse('occurrence', 'not-a-whole-number', `"${written}" is no number of a time: 1, 2, 3 …`);
  }
  const known = asked.byPlace.get(placeKey(participant.participantId, visit, occurrence));
  // What is recorded stays correctable, whatever an amendment made of the visit.
  const refusal = known === undefined ? formRefusal({ visit, form: form.id, occurrence }, protocol) : undefined;
  if (refusal !== undefined) {
    const column = refusal.code === 'occurrence-not-allowed' ? 'occurrence' : 'visit';
    return refuse(column, refusal.code, refusal.message);
  }
  if (written === '' && isFilledOften(protocol, form, visit)) {
    const message = `The form ${form.id} can be filled several times at ${visit}: say which time, 1, 2, 3 …`;
    return refuse('occurrence', 'occurrence-missing', message);
  }
  return { line, participant, visit, occurrence, form, known };
}

function isFilledOften(protocol: Protocol, form: Form, visit: string): boolean {
  const planned = protocol.visits.find(({ id }) => id === visit);
  return (
    form.log !== undefined ||
    form.repeats === true ||
    planned?.unscheduled === true ||
    timepointsOf(planned, form.id).length > 1
  );
}

interface RowValues {
  readonly happenedOn: DateOrMissing;
  readonly items: Readonly<Record<string, ItemValue>>;
}

function readRow(
  row: ImportRow,
  { line, participant, form, known }: Place,
  { sees }: FormImport,
  problems: ImportProblem[],
): RowValues | undefined {
  const before = problems.length;
  const problem = (column: string, code: string, message: string) => problems.push({ line, column, code, message });
  const version = cellOf(row, 'version');
  if (version !== '' && Number(version) !== (known?.version ?? 0)) {
    const current = known === undefined ? 'it is not there' : `${known.version} is current`;
    problem('version', 'changed-meanwhile', `The file was made of version ${version}; ${current}. Look at it again.`);
  }
  const happenedOn = dayOf(cellOf(row, 'happened_on')) ?? known?.happenedOn;
  if (happenedOn === undefined) {
    problem('happened_on', 'day-missing', 'A form that is not recorded yet has the day on which it was filled.');
  } else if (happenedOn === 'unreadable') {
    problem(
      'happened_on',
      'not-a-date',
      `"${cellOf(row, 'happened_on')}" is no date: YYYY-MM-DD, or "missing: unknown".`,
    );
  }
  const items: Record<string, ItemValue> = {};
  for (const item of itemsOfTable(form)) {
    const column = itemColumn(form, item.id);
    // Blanks around a text are part of it.
    const cell = item.type === 'text' ? rawCellOf(row, column) : cellOf(row, column);
    if (cell.trim() === '') continue;
    if (!sees(participant.siteId, form, item)) {
      problem(column, 'item-not-seen', `Only other roles see ${item.id}; leave the column empty.`);
      continue;
    }
    const read = readImportCell(cell, item);
    if (read.ok) items[item.id] = read.value;
    else problem(column, read.code, read.message);
  }
  if (problems.length > before || happenedOn === undefined || happenedOn === 'unreadable') return undefined;
  return { happenedOn, items };
}

function rawCellOf({ cells }: ImportRow, column: string): string {
  return Object.hasOwn(cells, column) ? (cells[column] ?? '') : '';
}

function dayOf(cell: string): DateOrMissing | 'unreadable' | undefined {
  if (cell === '') return undefined;
  const missing = missingOfCell(cell);
  if (missing !== undefined) return { missing };
  return PartialDate.safeParse(cell).data ?? 'unreadable';
}

/** The commands of one row: a correction of what reads otherwise, then a record of what is new. */
function plannedOf(
  { line, participant, visit, occurrence, form, known }: Place,
  { happenedOn, items }: RowValues,
  reason: string,
): Pick<FormImportPlan, 'changes' | 'commands'> {
  const { participantId, screeningNumber, siteId } = participant;
  const place = { participantId, visit, form: form.id, occurrence };
  const of = (wanted: (id: string) => boolean) =>
    Object.fromEntries(Object.entries(items).filter(([id]) => wanted(id)));
  const changed = of((id) => known?.items[id] !== undefined && !same(known.items[id], items[id]));
  const added = of((id) => known?.items[id] === undefined);
  const isOtherDay = known !== undefined && !same(known.happenedOn, happenedOn);
  const isNew = known === undefined;
  const commands: PlannedCommand[] = [];
  if (isOtherDay || Object.keys(changed).length > 0) {
    const body = { ...place, ...(isOtherDay ? { happenedOn } : {}), items: changed, reason };
    const day = known === undefined ? {} : { day: known.happenedOn };
    commands.push({ line, ...day, expectedVersion: known?.version ?? 0, command: { name: 'correctValue', body } });
  }
  if (isNew || Object.keys(added).length > 0) {
    const first = commands.length === 0 ? { expectedVersion: known?.version ?? 0 } : {};
    commands.push({ line, ...first, command: { name: 'recordForm', body: { ...place, happenedOn, items: added } } });
  }
  const about = { line, participantId, screeningNumber, siteId, visit, occurrence };
  const day =
    isNew || isOtherDay ? [{ ...about, item: 'happenedOn', from: known?.happenedOn ?? null, to: happenedOn }] : [];
  const values = Object.entries({ ...changed, ...added }).map(([item, to]) => ({
    ...about,
    item,
    from: known?.items[item] ?? null,
    to,
  }));
  return { commands, changes: [...day, ...values] };
}
