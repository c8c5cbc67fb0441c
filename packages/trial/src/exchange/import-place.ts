// Where a row of an import belongs, and what its cells say: the same for forms and for rows of groups that repeat.
import { formRefusal } from '../decide/permission/capture.js';
import { cellOf, type ImportRow } from '../import/table.js';
import { LOG_VISIT, timepointsOf } from '../protocol/log.js';
import type { Form, Item, Protocol } from '../protocol/schema.js';
import { type DateOrMissing, type ItemValue, PartialDate } from '../value.js';
import { missingOfCell } from './csv-cell.js';
import { itemColumn } from './form-column.js';
import type { FormImport, ImportKnownForm, ImportParticipant, ImportProblem } from './form-import.js';
import { readImportCell } from './import-cell.js';

/** Where a row belongs. */
export interface Place {
  readonly line: number;
  readonly participant: ImportParticipant;
  readonly visit: string;
  readonly occurrence: number;
  readonly form: Form;
  readonly known: ImportKnownForm | undefined;
}

export interface Lookup {
  readonly byId: ReadonlyMap<string, ImportParticipant>;
  readonly byNumber: ReadonlyMap<string, ImportParticipant>;
  readonly byPlace: ReadonlyMap<string, ImportKnownForm>;
}

export function lookupOf({ participants, known }: FormImport): Lookup {
  return {
    byId: new Map(participants.map((one) => [one.participantId, one])),
    byNumber: new Map(participants.map((one) => [one.screeningNumber, one])),
    byPlace: new Map(known.map((one) => [placeKey(one.participantId, one.visit, one.occurrence), one])),
  };
}

export function placeKey(participantId: string, visit: string, occurrence: number): string {
  return [participantId, visit, occurrence].join(' ');
}

/** The form that a row is about; undefined, and a problem, where there is none. */
export function placeOf(row: ImportRow, asked: FormImport & Lookup, problems: ImportProblem[]): Place | undefined {
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

type Report = (column: string, code: string, message: string) => void;

/** The day of the form as a row says it, or as it is recorded; undefined, and a problem, where neither tells it. */
export function readDay(
  row: ImportRow,
  known: ImportKnownForm | undefined,
  problem: Report,
): DateOrMissing | undefined {
  const version = cellOf(row, 'version');
  if (version !== '' && Number(version) !== (known?.version ?? 0)) {
    const current = known === undefined ? 'it is not there' : `${known.version} is current`;
    problem('version', 'changed-meanwhile', `The file was made of version ${version}; ${current}. Look at it again.`);
  }
  const written = cellOf(row, 'happened_on');
  const happenedOn = dayOf(written) ?? known?.happenedOn;
  if (happenedOn === undefined) {
    problem('happened_on', 'day-missing', 'A form that is not recorded yet has the day on which it was filled.');
    return undefined;
  }
  if (happenedOn !== 'unreadable') return happenedOn;
  problem('happened_on', 'not-a-date', `"${written}" is no date: YYYY-MM-DD, or "missing: unknown".`);
  return undefined;
}

/** The values of a row for some items; a cell without content says nothing. */
export function readItems(
  row: ImportRow,
  items: readonly Item[],
  {
    place: { participant, form },
    sees,
    problem,
  }: { readonly place: Place; readonly sees: FormImport['sees']; readonly problem: Report },
): Readonly<Record<string, ItemValue>> {
  const values: Record<string, ItemValue> = {};
  for (const item of items) {
    const column = itemColumn(form, item.id);
    // Blanks around a text are part of it.
    const cell = item.type === 'text' ? rawCellOf(row, column) : cellOf(row, column);
    if (cell.trim() === '') continue;
    if (!sees(participant.siteId, form, item)) {
      problem(column, 'item-not-seen', `Only other roles see ${item.id}; leave the column empty.`);
      continue;
    }
    const read = readImportCell(cell, item);
    if (read.ok) values[item.id] = read.value;
    else problem(column, read.code, read.message);
  }
  return values;
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
