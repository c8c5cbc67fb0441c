// One order for events that come in any order: by stream, then by version.
import type { SnapshotEvent } from '../snapshot.js';
import { byCodeUnits } from '../text.js';

/** Events sorted by (streamId, version); nothing derived may depend on the order in which they came. */
export function orderEvents(events: readonly SnapshotEvent[]): readonly SnapshotEvent[] {
  return [...events].sort(
    (a, b) => byCodeUnits(a.envelope.streamId, b.envelope.streamId) || a.envelope.version - b.envelope.version,
  );
}

/** The events of each participant's stream, by participant id in code-unit order; streams without a screening are left out. */
export function participantStreams(ordered: readonly SnapshotEvent[]): ReadonlyMap<string, readonly SnapshotEvent[]> {
  const owner = new Map<string, string>();
  for (const event of ordered) {
    if (event.type === 'ParticipantScreened') owner.set(event.envelope.streamId, event.payload.participantId);
  }
  const streams = new Map<string, SnapshotEvent[]>();
  for (const [, participantId] of [...owner].sort((a, b) => byCodeUnits(a[1], b[1]))) streams.set(participantId, []);
  for (const event of ordered) {
    const participantId = owner.get(event.envelope.streamId);
    if (participantId !== undefined) streams.get(participantId)!.push(event);
  }
  return streams;
}
