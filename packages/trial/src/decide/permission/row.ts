// Rows of groups that repeat: what a command adds, changes and removes, and what it may not.
import type { CommandBody } from '../../command/catalogue.js';
import type { FormState } from '../../evolve/participant-state.js';
import { isInRows, rowGroups } from '../../protocol/log.js';
import type { Form, Item } from '../../protocol/schema.js';
import { type Refusal, refuse } from '../../refusal.js';
import type { ItemValue } from '../../value.js';
import { itemsRefusal } from './item.js';
import { same } from './same.js';

/** A row as a command sends it, with the group that it belongs to. */
interface SentRow {
  readonly rowId: string;
  readonly group: string;
  readonly items: Readonly<Record<string, ItemValue>>;
}

/** The items of a form that stand in no row. */
export function itemsBesideRows(form: Form | undefined): readonly Item[] {
  return (form?.items ?? []).filter((item) => form === undefined || !isInRows(form, item));
}

/** Rows of groups that do not repeat, of another group than before, twice in one command, or with values that are not allowed. */
export function rowsRefusal(
  form: Form | undefined,
  known: FormState | undefined,
  rows: readonly SentRow[] | undefined,
): Refusal | undefined {
  const groups = rowGroups(form);
  const ids = (rows ?? []).map(({ rowId }) => rowId);
  const wrong = (rows ?? []).filter(({ rowId, group }, index) => {
    const before = known?.rows?.[rowId]?.group;
    return !groups.has(group) || (before !== undefined && before !== group) || ids.indexOf(rowId) !== index;
  });
  if (wrong.length > 0) {
    const allowed = [...groups].join(', ') || 'none';
    const text = `Each row is sent once, of a group that repeats (here: ${allowed}), and stays in its group.`;
    return refuse('row-not-allowed', text, { rows: wrong.map(({ rowId }) => rowId) });
  }
  for (const { group, items } of rows ?? []) {
    const refusal = itemsRefusal(form?.items.filter((item) => item.group === group) ?? [], items);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

/** The rows that are not there, or not so, each with the items that differ. */
export function changedRows(known: FormState | undefined, rows: CommandBody<'recordForm'>['rows']): readonly SentRow[] {
  return (rows ?? []).flatMap(({ rowId, group, items }) => {
    const before = known?.rows?.[rowId];
    const changed = Object.fromEntries(Object.entries(items).filter(([id, value]) => !same(before?.items[id], value)));
    return before !== undefined && Object.keys(changed).length === 0 ? [] : [{ rowId, group, items: changed }];
  });
}

/** The items of rows that are recorded already with another value. */
export function recordedInRows(known: FormState | undefined, rows: readonly SentRow[]): readonly string[] {
  return rows.flatMap(({ rowId, items }) =>
    Object.keys(items)
      .filter((id) => known?.rows?.[rowId]?.items[id] !== undefined)
      .map((id) => `${id} of row ${rowId}`),
  );
}

/** What a correction does to rows. */
export function correctedRows(
  known: FormState | undefined,
  { rows = [], removeRows = [] }: Pick<CommandBody<'correctValue'>, 'rows' | 'removeRows'>,
): {
  /** With their groups; those that are not there have none and are not among them. */
  readonly given: readonly SentRow[];
  /** The items that change, those of removed rows included. */
  readonly touched: readonly string[];
  readonly unrecorded: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly SentRow[];
} {
  const given = rows.flatMap(({ rowId, items }) => {
    const group = known?.rows?.[rowId]?.group;
    return group === undefined ? [] : [{ rowId, group, items }];
  });
  const removed = removeRows.filter((rowId, index) => removeRows.indexOf(rowId) === index);
  const changed = changedRows(known, given).filter(({ rowId }) => !removed.includes(rowId));
  const missing = [...rows.map(({ rowId }) => rowId), ...removed].filter((rowId) => known?.rows?.[rowId] === undefined);
  const newItems = given.flatMap(({ rowId, items }) =>
    Object.keys(items)
      .filter((id) => known?.rows?.[rowId]?.items[id] === undefined)
      .map((id) => `${id} of row ${rowId}`),
  );
  const gone = removed.flatMap((rowId) => Object.keys(known?.rows?.[rowId]?.items ?? {}));
  return {
    given,
    touched: [...changed.flatMap(({ items }) => Object.keys(items)), ...gone],
    unrecorded: [...missing.map((rowId) => `row ${rowId}`), ...newItems],
    removed: removed.filter((rowId) => known?.rows?.[rowId] !== undefined),
    changed,
  };
}
