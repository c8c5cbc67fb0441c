// A snapshot: the record up to a position, restricted to a cut, with a content hash. Analysis reads nothing else.
import type { Envelope, ParticipantId, Protocol, TrialEvent, TrialId } from '@equipoise/trial';

/** An open event (and, once opened for this audience, a sealed one), upcast, with the part of its envelope that analysis needs. */
export type SnapshotEvent = TrialEvent & {
  readonly envelope: Pick<
    Envelope,
    'streamId' | 'version' | 'recordedAt' | 'payloadDigest' | 'reason' | 'siteId' | 'visibility'
  >;
};

/** Who was allocated what, as far as this audience may know it. */
export type AllocationView =
  | {
      readonly kind: 'actual';
      /** Sequence id of every randomised participant. */
      readonly sequenceOf: Readonly<Record<ParticipantId, string>>;
      /** Treatment that was in the bag of each recorded administration, from the sealed record; empty where a trial records none. */
      readonly received: readonly {
        readonly participantId: ParticipantId;
        readonly administration: string;
        readonly treatment: string;
      }[];
    }
  | {
      /** Before unblinding: arms dealt at random from a fixed seed, unrelated to the allocation. */
      readonly kind: 'dummy';
    };

export interface Snapshot {
  readonly trialId: TrialId;
  readonly mode: 'rehearsal' | 'live' | 'imported';
  readonly synthetic: boolean;
  readonly origin: { readonly scenario?: string; readonly seed?: number; readonly source?: string };
  readonly protocol: Protocol;
  readonly protocolDigest: string;
  /** Absent for the whole record. */
  readonly cut?: { readonly id: string; readonly visits: readonly string[] };
  /** In any order: nothing that analysis makes may depend on it. */
  readonly events: readonly SnapshotEvent[];
  readonly allocation: AllocationView;
  readonly softwareVersion: string;
  /** Number of events of the record up to the position, sealed ones included. */
  readonly eventCount: number;
}
