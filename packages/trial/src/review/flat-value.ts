// All values of a form under one name each: its items, and the items of its rows.
import type { ItemValue } from '../value.js';

/** A form, or a part of one, with rows where it has groups that repeat. */
export interface WithValues {
  readonly items: Readonly<Record<string, ItemValue>>;
  /** A list, or by row. */
  readonly rows?:
    | readonly { readonly rowId: string; readonly items: Readonly<Record<string, ItemValue>> }[]
    | Readonly<Record<string, { readonly items: Readonly<Record<string, ItemValue>> }>>
    | undefined;
}

/** By item; by "row/item" for those of rows. */
export function flatValues({ items, rows }: WithValues): Readonly<Record<string, ItemValue>> {
  if (rows === undefined) return items;
  const listed = isList(rows) ? rows.map(({ rowId, items: own }) => [rowId, own] as const) : entriesOf(rows);
  const ofRows = listed.flatMap(([rowId, own]) =>
    Object.entries(own).map(([item, value]) => [`${rowId}/${item}`, value] as const),
  );
  return { ...items, ...Object.fromEntries(ofRows) };
}

type Rows = NonNullable<WithValues['rows']>;

function isList(rows: Rows): rows is Extract<Rows, readonly unknown[]> {
  return Array.isArray(rows);
}

function entriesOf(rows: Exclude<Rows, readonly unknown[]>) {
  return Object.entries(rows).map(([rowId, { items }]) => [rowId, items] as const);
}

/** The item that a flat name is of. */
export function itemOfFlat(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}
