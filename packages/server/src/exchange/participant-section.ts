// One participant in the page of a site's archive: forms with the history of every value, adverse events, deviations, queries.
import { type Form, isMissing, LOG_VISIT, label, type Protocol } from '@equipoise/trial';
import type { ExportRow } from '../store/export-reader.js';
import type { StoredView } from '../store/view/view.js';
import { escapeHtml, htmlTable } from './site-page.js';

/** The views that are shown after the forms. */
export const listNames = [
  'adverseEvents',
  'deviationLog',
  'queryHistory',
  'signatures',
  'attachments',
] as const satisfies readonly StoredView[];

export type ArchivedLists = Readonly<Record<(typeof listNames)[number], readonly ExportRow[]>>;

/** All that is shown of one participant. */
interface ArchivedParticipant {
  readonly participant: ExportRow;
  readonly forms: readonly ExportRow[];
  readonly history: readonly ExportRow[];
  readonly lists: ArchivedLists;
}

interface About {
  readonly protocol: Protocol;
  /** Names by pseudonym. */
  readonly names: ReadonlyMap<string, string>;
}

const titles: Readonly<Record<keyof ArchivedLists, string>> = {
  adverseEvents: 'Adverse events',
  deviationLog: 'Deviations',
  queryHistory: 'Queries',
  signatures: 'Signatures',
  attachments: 'Files',
};

/** The participant as HTML. */
export function participantSection(about: About, { participant, forms, history, lists }: ArchivedParticipant): string {
  const numbers = [participant.screening_number, participant.randomisation_number].filter((number) => number !== null);
  const taken = takenBack(forms, history);
  const parts = [
    `<details class="participant"><summary>${numbers.map(escapeHtml).join(' · ')} · ${escapeHtml(participant.status)}</summary>\n`,
    `<p class="quiet">${escapeHtml(participant.participant_id)}; screened on ${escapeHtml(participant.screened_on)}</p>\n`,
    ...forms.map((form) => formSection(about, form, history)),
    ...(taken.length === 0 ? [] : [`<h3>Forms that were taken back</h3>\n`, changesTable(about, taken)]),
    ...listNames.flatMap((name) => (lists[name].length === 0 ? [] : [listSection(about, titles[name], lists[name])])),
    '</details>\n',
  ];
  return parts.join('');
}

function formSection(about: About, row: ExportRow, history: readonly ExportRow[]): string {
  const { protocol } = about;
  const form = protocol.forms.find(({ id }) => id === row.form);
  const own = history.filter((change) => isOf(change, row));
  const items = row.items as ExportRow;
  const rows = row.rows as readonly { readonly rowId: string; readonly group: string; readonly items: ExportRow }[];
  const dayChanges = own.filter(({ item }) => item === 'happenedOn');
  const line = (id: string, value: unknown, rowId: string | null, name: string) => [
    escapeHtml(name),
    shownValue(form, id, value),
    changesOf(
      about,
      own.filter((change) => change.item === id && (change.row_id ?? null) === rowId),
    ),
  ];
  const lines = [
    ['Day', escapeHtml(row.happened_on), changesOf(about, dayChanges)],
    ...Object.entries(items).map(([id, value]) => line(id, value, null, nameOf(form, id))),
    ...rows.flatMap(({ rowId, group, items: inRow }, index) =>
      Object.entries(inRow).map(([id, value]) => line(id, value, rowId, `${group} ${index + 1}: ${nameOf(form, id)}`)),
    ),
  ];
  // What was in a form and is no longer: rows that were removed.
  const removed = own.filter(({ action }) => action === 'row removed');
  const lost = removed.length === 0 ? '' : `<p>Removed rows</p>${changesTable(about, removed)}`;
  return `<h3>${escapeHtml(placeName(protocol, row))}</h3>\n${htmlTable(['Item', 'Value', 'History'], lines)}${lost}`;
}

function isOf(change: ExportRow, form: ExportRow): boolean {
  return change.visit === form.visit && change.form === form.form && change.occurrence === form.occurrence;
}

/** Changes of forms that are no longer there. */
function takenBack(forms: readonly ExportRow[], history: readonly ExportRow[]): readonly ExportRow[] {
  return history.filter((change) => !forms.some((form) => isOf(change, form)));
}

function placeName(protocol: Protocol, row: ExportRow): string {
  const visit = protocol.visits.find(({ id }) => id === row.visit);
  const form = protocol.forms.find(({ id }) => id === row.form);
  const where = row.visit === LOG_VISIT ? 'Log' : visit === undefined ? String(row.visit) : label(visit.name);
  const what = form === undefined ? String(row.form) : label(form.name);
  return `${where} · ${what}${Number(row.occurrence) > 1 || row.visit === LOG_VISIT ? ` (${String(row.occurrence)})` : ''}`;
}

function nameOf(form: Form | undefined, id: string): string {
  const item = form?.items.find((one) => one.id === id);
  return item === undefined ? id : label(item.name);
}

function shownValue(form: Form | undefined, id: string, value: unknown): string {
  const item = form?.items.find((one) => one.id === id);
  const code = item?.codes?.find((one) => one.code === value);
  if (code !== undefined) return `${escapeHtml(value)} <span class="quiet">${escapeHtml(label(code.name))}</span>`;
  const unit = typeof value === 'number' && item?.unit !== undefined ? ` ${item.unit}` : '';
  return `${plainValue(value)}${escapeHtml(unit)}`;
}

function plainValue(value: unknown): string {
  if (isMissing(value)) return `<span class="quiet">missing: ${escapeHtml(value.missing)}</span>`;
  if (value instanceof Date) return escapeHtml(value.toISOString());
  return escapeHtml(typeof value === 'object' && value !== null ? JSON.stringify(value) : value);
}

/** Every change of one value, the first one included. */
function changesOf(about: About, changes: readonly ExportRow[]): string {
  const lines = changes.map((change) => `<li>${changeText(about, change)}</li>`);
  return lines.length === 0 ? '' : `<ol>${lines.join('')}</ol>`;
}

function changeText({ names }: About, change: ExportRow): string {
  const who = names.get(String(change.actor_id)) ?? String(change.actor_id);
  const when = change.recorded_at instanceof Date ? change.recorded_at.toISOString() : String(change.recorded_at);
  const from = change.from === null ? '' : `<span class="gone">${plainValue(change.from)}</span> → `;
  const why = change.reason === null ? '' : `, because: ${escapeHtml(change.reason)}`;
  return `${escapeHtml(when)}, ${escapeHtml(who)}, ${escapeHtml(change.action)}: ${from}${plainValue(change.to)}${why}`;
}

function changesTable(about: About, changes: readonly ExportRow[]): string {
  const rows = changes.map((change) => [
    escapeHtml(placeName(about.protocol, change)),
    escapeHtml(change.item),
    changeText(about, change),
  ]);
  return htmlTable(['Form', 'Item', 'Change'], rows);
}

function listSection({ names }: About, title: string, rows: readonly ExportRow[]): string {
  const columns = Object.keys(rows[0] ?? {}).filter((column) => !['participant_id', 'site_id'].includes(column));
  const cell = (value: unknown) =>
    typeof value === 'string' ? escapeHtml(names.get(value) ?? value) : plainValue(value);
  return `<h3>${escapeHtml(title)}</h3>\n${htmlTable(
    columns,
    rows.map((row) => columns.map((column) => cell(row[column]))),
  )}`;
}
