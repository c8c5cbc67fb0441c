// The envelope of an event: what is hashed, and how. Fixed from the first day; a change needs a decision record.
import type { ActorId, CommandId, StreamId, TrialId } from '../id.js';
import type { EventType, TrialEvent, Visibility } from './catalogue.js';

/**
 * What surrounds every payload. `hash` is SHA-256 over the RFC 8785 bytes of the envelope without `hash`; keys that
 * are absent (siteId, reason, keyId) are left out of those bytes. `payloadDigest` is SHA-256(salt ‖ payload bytes),
 * where the payload bytes are RFC 8785 JSON (open) or ciphertext (sealed), so that a payload can be erased while the
 * chain still verifies. `prevHash` is the hash of the stream's previous event; 64 zeros for the first.
 */
export interface Envelope {
  readonly trialId: TrialId;
  readonly siteId?: string;
  readonly streamId: StreamId;
  /** 1, 2, 3 … within the stream. */
  readonly version: number;
  readonly type: EventType;
  readonly schemaVersion: number;
  readonly visibility: Visibility;
  readonly payloadDigest: string;
  readonly actorId: ActorId;
  /** UTC with milliseconds, from the database's clock; simulated in rehearsal and import. Never before the stream's previous. */
  readonly recordedAt: string;
  readonly commandId: CommandId;
  readonly reason?: string;
  readonly protocolVersion: string;
  readonly softwareVersion: string;
  readonly keyId?: string;
  readonly prevHash: string;
  readonly hash: string;
}

/** An event read back from the record. Where the payload was erased or is sealed to the reader, `event` is absent. */
export interface RecordedEvent {
  readonly position: number;
  readonly envelope: Envelope;
  readonly event?: TrialEvent;
  readonly erased: boolean;
}
