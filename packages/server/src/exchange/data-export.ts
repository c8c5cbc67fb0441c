// Exports of data: what the caller sees on the screen, as files; forms one table each, and the lists beside them.
import { type Form, label, type Protocol } from '@equipoise/trial';
import type { ExportReader } from '../store/export-reader.js';
import type { AnyView } from '../store/view/contract.js';
import { type StoredView, views } from '../store/view/view.js';
import type { ArchiveFile } from './archive.js';
import { formColumns, formRow, groupColumns, groupRows, groupsOf } from './form-file.js';
import { mapBatches, type TableWriting, writeTable } from './table-file.js';

/** The lists that stand beside the forms of a whole export, for who sees them. All of them are blinded views. */
const lists = [
  'participants',
  'adverseEvents',
  'deviationLog',
  'attachments',
  'queries',
  'signatures',
] as const satisfies readonly StoredView[];

/** The files of an export: of these forms, or the whole. */
export function dataFiles(
  reader: ExportReader,
  { protocol, forms, ...writing }: TableWriting & { readonly protocol: Protocol; readonly forms?: readonly string[] },
): readonly ArchiveFile[] {
  const wanted = protocol.forms.filter(({ id }) => forms === undefined || forms.includes(id));
  const files = wanted.flatMap((form) => formFiles(reader, form, { ...writing, ...wholeTrial }));
  if (forms !== undefined) return [...files, dictionaryFile(wanted, writing)];
  const seen = lists.filter((name) => reader.sees(views[name].right));
  return [...files, ...seen.map((name) => listFile(reader, name, writing)), dictionaryFile(wanted, writing)];
}

/** Which rows, and by which right they are taken out. */
interface ExportScope {
  readonly right: string;
  readonly params: Readonly<Record<string, unknown>>;
}

const wholeTrial: ExportScope = { right: 'exportData', params: {} };

/** The file of a form, and one for each of its groups that repeat. */
export function formFiles(
  reader: ExportReader,
  form: Form,
  { right, params, ...writing }: TableWriting & ExportScope,
): readonly ArchiveFile[] {
  const entries = () => reader.rows(views.formEntries as AnyView, { ...params, form: form.id }, right);
  const whole: ArchiveFile = {
    path: `forms/${form.id}.${writing.format}`,
    write: () =>
      writeTable(
        mapBatches(entries(), (rows) => rows.map((row) => formRow(form, row))),
        formColumns(form),
        writing,
      ),
  };
  const groups = groupsOf(form).map((group) => ({
    path: `forms/${form.id}.${group}.${writing.format}`,
    write: () =>
      writeTable(
        mapBatches(entries(), (rows) => rows.flatMap((row) => groupRows(form, group, row))),
        groupColumns(form, group),
        writing,
      ),
  }));
  return [whole, ...groups];
}

function listFile(reader: ExportReader, name: (typeof lists)[number], writing: TableWriting): ArchiveFile {
  const view = views[name] as AnyView;
  return {
    path: `lists/${name}.${writing.format}`,
    write: () => writeTable(reader.rows(view, {}, 'exportData'), columnsOf(view), writing),
  };
}

/** The columns of a view, as its description says. */
export function columnsOf(view: AnyView): readonly string[] {
  return Object.keys((view.row as unknown as { readonly shape: object }).shape);
}

/** What the columns of the forms mean. */
export function dictionaryFile(forms: readonly Form[], writing: TableWriting): ArchiveFile {
  const rows = forms.flatMap((form) =>
    form.items.map((item) => ({
      form: form.id,
      form_name: label(form.name),
      item: item.id,
      item_name: label(item.name),
      type: item.type,
      unit: item.unit ?? null,
      codes: (item.codes ?? []).map(({ code, name }) => `${code} = ${label(name)}`).join('; ') || null,
      group: item.group ?? null,
      calculated: item.value !== undefined,
    })),
  );
  const columns = ['form', 'form_name', 'item', 'item_name', 'type', 'unit', 'codes', 'group', 'calculated'];
  return { path: `dictionary.${writing.format}`, write: () => writeTable([rows], columns, writing) };
}
