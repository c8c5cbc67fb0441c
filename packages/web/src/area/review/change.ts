// The changes of a form's values since an instant: for each value the last one, and what stood there before the first.
import type { RowOf } from '../../api/view.js';

type Change = RowOf<'valueHistory'>;

/** By item ("row/item" for rows). What was recorded for the first time since then has nothing before it. */
export function changesSince(
  history: readonly Change[],
  since: string | null | undefined,
): ReadonlyMap<string, Change> {
  const changes = new Map<string, Change>();
  for (const change of history) {
    if (change.action !== 'corrected' && change.action !== 'row removed') continue;
    if (since && change.recorded_at <= since) continue;
    const key = change.row_id === null ? change.item : `${change.row_id}/${change.item}`;
    const first = changes.get(key);
    changes.set(key, first === undefined ? change : { ...change, from: first.from });
  }
  return changes;
}
