// The content hash of a snapshot: what was analysed, whatever the order in which its events came.
import { canonicalJson, sha256Hex } from '@equipoise/trial';
import { orderEvents } from './derive/event-order.js';
import type { Snapshot, SnapshotEvent } from './snapshot.js';

/**
 * The events that an audience may know of: while blind (dummy arms) the open ones only, so that neither the number nor the hashes of
 * sealed events show through.
 */
export function visibleEvents(snapshot: Snapshot): readonly SnapshotEvent[] {
  if (snapshot.allocation.kind === 'actual') return snapshot.events;
  return snapshot.events.filter((event) => event.envelope.visibility === 'open');
}

/**
 * SHA-256 over the canonical JSON of trial, protocol digest, cut, allocation kind, and place, type and payload digest of the visible
 * events by stream and version: what was recorded, whenever it was. The same data imported twice are the same snapshot.
 */
export function snapshotHash(snapshot: Snapshot): string {
  return sha256Hex(
    canonicalJson({
      trialId: snapshot.trialId,
      protocolDigest: snapshot.protocolDigest,
      cut: snapshot.cut === undefined ? null : { id: snapshot.cut.id, visits: [...snapshot.cut.visits].sort() },
      allocation: snapshot.allocation.kind,
      events: orderEvents(visibleEvents(snapshot)).map(({ envelope, type }) => [
        envelope.streamId,
        envelope.version,
        type,
        envelope.payloadDigest,
      ]),
    }),
  );
}
