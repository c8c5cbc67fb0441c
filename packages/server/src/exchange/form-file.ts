// Forms as tables: a row for each form as it reads now, and a row for each row of its groups that repeat.
import { type Form, isInRows, rowGroups } from '@equipoise/trial';
import type { ExportRow } from '../store/export-reader.js';

/** What stands before the items of a form. An import finds the form again by these. */
export const placeColumns = [
  'participant_id',
  'site_id',
  'screening_number',
  'visit',
  'occurrence',
  'happened_on',
  'version',
] as const;

/** Where items stand that are not, or no longer, in the protocol's form. */
export const otherItems = 'other_items';

/** The items of a form beside rows, that people fill. */
export function itemColumns(form: Form): readonly string[] {
  return form.items.filter((item) => item.value === undefined && !isInRows(form, item)).map(({ id }) => id);
}

/** The columns of the file of a form. An item that is called as a column of the place bears the name of the form before it. */
export function formColumns(form: Form): readonly string[] {
  return [...placeColumns, ...itemColumns(form).map((id) => itemColumn(form, id)), otherItems];
}

/** The column of an item. */
export function itemColumn(form: Form, id: string): string {
  const taken: readonly string[] = [...placeColumns, otherItems, 'row_id', 'randomisation_number', 'form'];
  return taken.includes(id) ? `${form.id}.${id}` : id;
}

/** One form as a row of its table. */
export function formRow(form: Form, row: ExportRow): ExportRow {
  const items = row.items as Readonly<Record<string, unknown>>;
  const known = itemColumns(form);
  const others = Object.entries(items).filter(([id]) => !known.includes(id));
  return {
    ...Object.fromEntries(placeColumns.map((column) => [column, row[column]])),
    ...Object.fromEntries(known.flatMap((id) => (id in items ? [[itemColumn(form, id), items[id]]] : []))),
    ...(others.length === 0 ? {} : { [otherItems]: Object.fromEntries(others) }),
  };
}

/** The columns of a group that repeats. */
export function groupColumns(form: Form, group: string): readonly string[] {
  return [...placeColumns, 'row_id', ...groupItems(form, group).map((id) => itemColumn(form, id))];
}

/** The rows of a group of one form. */
export function groupRows(form: Form, group: string, row: ExportRow): readonly ExportRow[] {
  const rows = row.rows as readonly {
    readonly rowId: string;
    readonly group: string;
    readonly items: Readonly<Record<string, unknown>>;
  }[];
  const place = Object.fromEntries(placeColumns.map((column) => [column, row[column]]));
  return rows
    .filter((one) => one.group === group)
    .map(({ rowId, items }) => ({
      ...place,
      row_id: rowId,
      ...Object.fromEntries(Object.entries(items).map(([id, value]) => [itemColumn(form, id), value])),
    }));
}

/** The groups of a form that repeat. */
export function groupsOf(form: Form): readonly string[] {
  return [...rowGroups(form)];
}

function groupItems(form: Form, group: string): readonly string[] {
  return form.items.filter((item) => item.group === group && item.value === undefined).map(({ id }) => id);
}
