// Where a row of an import belongs, and what its cells say: the same for forms and for rows of groups that repeat.
import { formRefusal } from '../decide/permission/capture.js';
import { cellOf, type ImportRow } from '../import/table.js';
import { LOG_VISIT, timepointsOf } from '../protocol/log.js';
import type { Form, Item, Protocol } from '../protocol/schema.js';
import { type DateOrMissing, type ItemValue, PartialDate } from '../value.js';
import { missingOfCell } from './csv-cell.js';
import { itemColumn } from './form-column.js';
import type { FormImport, ImportKnownForm, ImportParticipant, ImportProblem, RowProblem } from './form-import.js';
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
  const refuse = (column: string, problem: RowProblem) => {
    problems.push({ line, column, ...problem });
    return undefined;
  };
  const id = cellOf(row, 'participant_id').toLowerCase();
  const number = cellOf(row, 'screening_number');
  const found = id === '' ? asked.byNumber.get(number) : asked.byId.get(id);
  const participant = number === '' || found?.screeningNumber === number ? found : undefined;
  if (participant === undefined) {
    const column = id === '' ? 'screening_number' : 'participant_id';
    const named = [id, number].filter(Boolean);
    const message = `You see no participant ${named.join(' with the number ')}.`;
    return refuse(column, { code: 'participant-unknown', message, facts: { named } });
  }
  const protocol = asked.protocolAt(participant.siteId);
  const form = protocol.forms.find((one) => one.id === asked.form);
  if (form === undefined) {
    const message = `The site ${participant.siteId} has no form ${asked.form}.`;
    return refuse('visit', { code: 'form-unknown', message, facts: { form: asked.form } });
  }
  const visit = cellOf(row, 'visit') || (form.log === undefined ? '' : LOG_VISIT);
  const written = cellOf(row, 'occurrence');
  const occurrence = written === '' ? 1 : Number(written);
  if (!Number.isSafeInteger(occurrence) || occurrence < 1) {
    const message = `"${written}" is no number of a time: 1, 2, 3 …`;
    return refuse('occurrence', { code: 'not-a-whole-number', message, facts: { written } });
  }
  const known = asked.byPlace.get(placeKey(participant.participantId, visit, occurrence));
  // What is recorded stays correctable, whatever an amendment made of the visit.
  const refusal = known === undefined ? formRefusal({ visit, form: form.id, occurrence }, protocol) : undefined;
  if (refusal !== undefined) {
    const column = refusal.code === 'occurrence-not-allowed' ? 'occurrence' : 'visit';
    const { code, message, facts } = refusal;
    return refuse(column, { code, message, facts });
  }
  if (written === '' && isFilledOften(protocol, form, visit)) {
    const message = `The form ${form.id} can be filled several times at ${visit}: say which time, 1, 2, 3 …`;
    return refuse('occurrence', { code: 'occurrence-missing', message, facts: { form: form.id, visit } });
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

type Report = (column: string, problem: RowProblem) => void;

/** The day of the form as a row says it, or as it is recorded; undefined, and a problem, where neither tells it. */
export function readDay(
  row: ImportRow,
  known: ImportKnownForm | undefined,
  problem: Report,
): DateOrMissing | undefined {
  const version = cellOf(row, 'version');
  if (version !== '' && Number(version) !== (known?.version ?? 0)) {
    const current = known === undefined ? 'it is not there' : `${known.version} is current`;
    const message = `The file was made of version ${version}; ${current}. Look at it again.`;
    problem('version', { code: 'changed-meanwhile', message, facts: { version, current: known?.version ?? 'none' } });
  }
  const written = cellOf(row, 'happened_on');
  const happenedOn = dayOf(written) ?? known?.happenedOn;
  if (happenedOn === undefined) {
    const message = 'A form that is not recorded yet has the day on which it was filled.';
    problem('happened_on', { code: 'day-missing', message, facts: {} });
    return undefined;
  }
  if (happenedOn !== 'unreadable') return happenedOn;
  const message = `"${written}" is no date: YYYY-MM-DD, or "missing: unknown".`;
  problem('happened_on', { code: 'not-a-date', message, facts: { written } });
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
      const message = `Only other roles see ${item.id}; leave the column empty.`;
      problem(column, { code: 'item-not-seen', message, facts: { item: item.id } });
      continue;
    }
    const read = readImportCell(cell, item);
    if (read.ok) values[item.id] = read.value;
    else problem(column, read.problem);
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
