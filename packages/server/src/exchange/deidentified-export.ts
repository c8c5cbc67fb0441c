// De-identified exports: codes and shifts are drawn for one export and never kept, so that nobody can undo them or link two exports.
import { createHmac, randomBytes } from 'node:crypto';
import {
  type Disguise,
  deidentifiedValue,
  disguiseOf,
  type Form,
  itemColumn,
  itemsOfGroup,
  itemsOfTable,
  type Protocol,
  shiftDay,
} from '@equipoise/trial';
import type { ExportReader, ExportRow } from '../store/export-reader.js';
import type { AnyView } from '../store/view/contract.js';
import { views } from '../store/view/view.js';
import type { ArchiveFile } from './archive.js';
import { dictionaryFile } from './data-export.js';
import { groupRows, groupsOf } from './form-file.js';
import { type TableWriting, writeTable } from './table-file.js';

/** Participants whose forms are held in memory at a time. */
const participantsAtATime = 50;
const place = ['participant', 'site', 'visit', 'occurrence', 'happened_on'];
const personColumns = ['participant', 'site', 'status', 'screened_on', 'randomised_on', 'withdrawn'];
/** What of an adverse event is neither written in somebody's own words nor a moment. */
const eventColumns = [
  'participant',
  'site',
  'systemOrganClass',
  'preferredTerm',
  'startedOn',
  'endedOn',
  'severity',
  'serious',
  'seriousness',
  'causality',
  'outcome',
  'grade',
  'actionTaken',
];

/** A participant in disguise. */
interface Disguised extends Disguise {
  readonly row: ExportRow;
  readonly site: string;
}

/**
 * The files of a de-identified export. Rows stand in the order of the codes: that of an identified export would give the
 * codes away.
 */
export function deidentifiedFiles(
  reader: ExportReader,
  { protocol, forms, ...writing }: TableWriting & { readonly protocol: Protocol; readonly forms?: readonly string[] },
  key: Uint8Array = randomBytes(32),
): readonly ArchiveFile[] {
  const wanted = protocol.forms.filter(({ id }) => forms === undefined || forms.includes(id));
  let known: Promise<readonly Disguised[]> | undefined;
  const people = () => (known ??= disguise(reader, key));
  const file = (path: string, columns: readonly string[], rows: () => AsyncIterable<readonly ExportRow[]>) => ({
    path: `${path}.${writing.format}`,
    write: () => writeTable(rows(), columns, writing),
  });
  const tables = wanted.flatMap((form) => {
    const ofGroup = (group: string) =>
      file(`forms/${form.id}.${group}`, [...place, ...shownItems(form, group)], () =>
        entries(reader, form, people, (row, person) =>
          groupRows(form, group, row).map((one) => shown(form, one, { person })),
        ),
      );
    const whole = file(`forms/${form.id}`, [...place, ...shownItems(form)], () =>
      entries(reader, form, people, (row, person) => [shown(form, row, { person, items: row.items as ExportRow })]),
    );
    return [whole, ...groupsOf(form).map(ofGroup)];
  });
  const lists =
    forms === undefined
      ? [
          file('lists/participants', personColumns, () => personRows(people)),
          file('lists/adverseEvents', eventColumns, () => eventRows(reader, people)),
        ]
      : [];
  return [...tables, ...lists, dictionaryFile(wanted, writing)];
}

async function disguise(reader: ExportReader, key: Uint8Array): Promise<readonly Disguised[]> {
  const bytes = (kind: string, id: unknown) =>
    createHmac('sha256', key)
      .update(`${kind}|${String(id)}`)
      .digest();
  const people: Disguised[] = [];
  for await (const rows of reader.rows(views.participants as AnyView, {}, 'exportData')) {
    for (const row of rows) {
      const site = disguiseOf(bytes('site', row.site_id), 'S-').code;
      people.push({ row, site, ...disguiseOf(bytes('participant', row.participant_id), 'P-') });
    }
  }
  return people.sort((a, b) => (a.code < b.code ? -1 : 1));
}

/** The forms of one kind, participant by participant. */
async function* entries(
  reader: ExportReader,
  form: Form,
  people: () => Promise<readonly Disguised[]>,
  change: (row: ExportRow, person: Disguised) => readonly ExportRow[],
): AsyncGenerator<readonly ExportRow[]> {
  const all = await people();
  for (let first = 0; first < all.length; first += participantsAtATime) {
    const some = all.slice(first, first + participantsAtATime);
    const byId = new Map<unknown, ExportRow[]>(some.map(({ row }) => [row.participant_id, []]));
    const participantIds = [...byId.keys()].join(',');
    for await (const rows of reader.rows(
      views.formEntries as AnyView,
      { form: form.id, participantIds },
      'exportData',
    )) {
      for (const row of rows) byId.get(row.participant_id)?.push(row);
    }
    yield some.flatMap((person) => (byId.get(person.row.participant_id) ?? []).flatMap((row) => change(row, person)));
  }
}

/** The items that are shown: neither free texts nor what was calculated. */
function shownItems(form: Form, group?: string): readonly string[] {
  const items = group === undefined ? itemsOfTable(form) : itemsOfGroup(form, group);
  return items.filter(({ type }) => type !== 'text').map(({ id }) => itemColumn(form, id));
}

/** One form, or one row of it, in disguise. `items` where they do not stand in the row itself, by column. */
function shown(
  form: Form,
  row: ExportRow,
  { person, items }: { readonly person: Disguised; readonly items?: ExportRow },
): ExportRow {
  const values = form.items.flatMap((item) => {
    const column = itemColumn(form, item.id);
    const value = items === undefined ? row[column] : items[item.id];
    const kept = value === undefined ? undefined : deidentifiedValue(item, value, person);
    return kept === undefined ? [] : [[column, kept] as const];
  });
  return {
    participant: person.code,
    site: person.site,
    visit: row.visit,
    occurrence: row.occurrence,
    happened_on: shiftDay(String(row.happened_on), person.shiftDays),
    ...Object.fromEntries(values),
  };
}

async function* personRows(people: () => Promise<readonly Disguised[]>): AsyncGenerator<readonly ExportRow[]> {
  yield (await people()).map(({ row, code, site, shiftDays }) => ({
    participant: code,
    site,
    status: row.status,
    screened_on: dayOf(row.screened_on, shiftDays),
    randomised_on: dayOf(row.randomised_on, shiftDays),
    withdrawn: row.withdrawn,
  }));
}

async function* eventRows(
  reader: ExportReader,
  people: () => Promise<readonly Disguised[]>,
): AsyncGenerator<readonly ExportRow[]> {
  const all = await people();
  const byId = new Map<unknown, ExportRow[]>();
  for await (const rows of reader.rows(views.adverseEvents as AnyView, {}, 'exportData')) {
    for (const row of rows) byId.set(row.participant_id, [...(byId.get(row.participant_id) ?? []), row]);
  }
  yield all.flatMap(({ row, code, site, shiftDays }) =>
    (byId.get(row.participant_id) ?? []).map((event) => {
      const facts = event.facts as ExportRow;
      const kept = eventColumns.filter((column) => facts[column] !== undefined);
      return {
        participant: code,
        site,
        ...Object.fromEntries(
          kept.map((column) => [column, column.endsWith('On') ? dayOf(facts[column], shiftDays) : facts[column]]),
        ),
      };
    }),
  );
}

function dayOf(value: unknown, shiftDays: number): unknown {
  return typeof value === 'string' ? shiftDay(value, shiftDays) : value;
}
