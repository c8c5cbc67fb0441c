// Forms as they stand: each recording with its corrections applied, in the order of the stream.
import type { SnapshotEvent } from '../snapshot.js';
import { daysOf } from './date.js';
import type { FormRecord } from './record.js';

/** The forms of a participant's stream in the order of their first recording. A missing value keeps its reason. */
export function deriveForms(participantId: string, stream: readonly SnapshotEvent[]): readonly FormRecord[] {
  const forms = new Map<string, FormRecord>();
  for (const event of stream) {
    if (event.type !== 'FormRecorded' && event.type !== 'FormCorrected' && event.type !== 'FormUndone') continue;
    const { visit, form, occurrence } = event.payload;
    const key = `${visit}|${form}|${occurrence}`;
    if (event.type === 'FormUndone') {
      forms.delete(key);
      continue;
    }
    const earlier = forms.get(key);
    const changes =
      event.type === 'FormRecorded'
        ? event.payload.items
        : Object.fromEntries(Object.entries(event.payload.items).map(([item, change]) => [item, change.to]));
    forms.set(key, {
      participantId,
      visit,
      form,
      occurrence,
      happenedOn: event.type === 'FormRecorded' ? daysOf(event.payload.happenedOn) : (earlier?.happenedOn ?? null),
      items: { ...earlier?.items, ...changes },
      ...rowsAfter(earlier?.rows, event),
      hashes: [...(earlier?.hashes ?? []), event.envelope.payloadDigest],
    });
  }
  return [...forms.values()];
}

/** The rows of groups that repeat, after one more recording or correction. */
function rowsAfter(
  earlier: FormRecord['rows'],
  event: Extract<SnapshotEvent, { readonly type: 'FormRecorded' | 'FormCorrected' }>,
): Pick<FormRecord, 'rows'> {
  const rows = new Map((earlier ?? []).map((row) => [row.rowId, row]));
  const set = (rowId: string, group: string, items: FormRecord['items']) =>
    rows.set(rowId, { rowId, group, items: { ...rows.get(rowId)?.items, ...items } });
  if (event.type === 'FormRecorded') {
    for (const { rowId, group, items } of event.payload.rows ?? []) set(rowId, group, items);
  } else {
    for (const { rowId, group, items } of event.payload.rows ?? [])
      set(rowId, group, Object.fromEntries(Object.entries(items).map(([id, { to }]) => [id, to])));
    for (const { rowId } of event.payload.removedRows ?? []) rows.delete(rowId);
  }
  return rows.size === 0 ? {} : { rows: [...rows.values()] };
}
