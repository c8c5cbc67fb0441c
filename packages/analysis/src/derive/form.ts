// Forms as they stand: each recording with its corrections applied, in the order of the stream.
import type { SnapshotEvent } from '../snapshot.js';
import { daysOf } from './date.js';
import type { FormRecord } from './record.js';

/** The forms of a participant's stream in the order of their first recording. A missing value keeps its reason. */
export function deriveForms(participantId: string, stream: readonly SnapshotEvent[]): readonly FormRecord[] {
  const forms = new Map<string, FormRecord>();
  for (const event of stream) {
    if (event.type !== 'FormRecorded' && event.type !== 'FormCorrected') continue;
    const { visit, form, occurrence } = event.payload;
    const key = `${visit}|${form}|${occurrence}`;
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
      hashes: [...(earlier?.hashes ?? []), event.envelope.payloadDigest],
    });
  }
  return [...forms.values()];
}
