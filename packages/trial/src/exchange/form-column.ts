// The columns of a table of forms: the same for exports and imports, so that a file that went out can come in again.
import { isInRows } from '../protocol/log.js';
import type { Form, Item } from '../protocol/schema.js';

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

/** In a table of rows of a group that repeats: which row of the form it is. */
export const rowColumn = 'row_id';

const taken: ReadonlySet<string> = new Set([...placeColumns, otherItems, rowColumn, 'participant', 'site']);

/** The items of a form that people fill, beside those of groups that repeat. */
export function itemsOfTable(form: Form): readonly Item[] {
  return form.items.filter((item) => item.value === undefined && !isInRows(form, item));
}

/** The items of a group that repeats that people fill. */
export function itemsOfGroup(form: Form, group: string): readonly Item[] {
  return form.items.filter((item) => item.group === group && item.value === undefined);
}

/** The column of an item: its id, with the form's before it where a column of the place is called so. */
export function itemColumn(form: Pick<Form, 'id'>, item: string): string {
  return taken.has(item) ? `${form.id}.${item}` : item;
}
