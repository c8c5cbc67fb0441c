// Forms as tables: a row for each form as it reads now, and a row for each row of its groups that repeat.
import {
  type Form,
  itemColumn,
  itemsOfGroup,
  itemsOfTable,
  otherItems,
  placeColumns,
  rowGroups,
} from '@equipoise/trial';
import type { ExportRow } from '../store/export-reader.js';

/** The columns of the file of a form. */
export function formColumns(form: Form): readonly string[] {
  return [...placeColumns, ...itemsOfTable(form).map(({ id }) => itemColumn(form, id)), otherItems];
}

/** One form as a row of its table. */
export function formRow(form: Form, row: ExportRow): ExportRow {
  const items = row.items as Readonly<Record<string, unknown>>;
  const known = itemsOfTable(form).map(({ id }) => id);
  const others = Object.entries(items).filter(([id]) => !known.includes(id));
  return {
    ...Object.fromEntries(placeColumns.map((column) => [column, row[column]])),
    ...Object.fromEntries(known.flatMap((id) => (id in items ? [[itemColumn(form, id), items[id]]] : []))),
    ...(others.length === 0 ? {} : { [otherItems]: Object.fromEntries(others) }),
  };
}

/** The columns of a group that repeats. */
export function groupColumns(form: Form, group: string): readonly string[] {
  return [...placeColumns, 'row_id', ...itemsOfGroup(form, group).map(({ id }) => itemColumn(form, id))];
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
