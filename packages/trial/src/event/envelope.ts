// The envelope of an event: what is hashed, and how. Fixed from the first day; a change needs a decision record.
import { canonicalJson } from '../canonical.js';
import { concatBytes, hexToBytes, sha256Hex, utf8Bytes } from '../digest.js';
import type { ActorId, CommandId, StreamId, TrialId } from '../id.js';
import type { EventType, TrialEvent, Visibility } from './catalogue.js';

/**
 * What surrounds every payload. `hash` is SHA-256 over the RFC 8785 bytes of the envelope without `hash`; keys that
 * are absent (siteId, reason, keyId) are left out of those bytes. `payloadDigest` is SHA-256(salt ‖ payload bytes),
 * where the payload bytes are RFC 8785 JSON (open) or ciphertext (sealed), so that a payload can be erased while the
 * chain still verifies. `prevHash` is the hash of the stream's previous event; 64 zeros for the first.
 * All values are strings or integers, so that a database can build the same bytes.
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

/** An envelope of which the hash is still to be computed. */
export type UnhashedEnvelope = Omit<Envelope, 'hash'>;

/** An event read back from the record. Where the payload was erased or is sealed to the reader, `event` is absent. */
export interface RecordedEvent {
  readonly position: number;
  readonly envelope: Envelope;
  readonly event?: TrialEvent;
  readonly erased: boolean;
}

/** What the first event of a stream has in place of a previous hash. */
export const firstPrevHash = '0'.repeat(64);

/** The keys of an envelope that are hashed, in the order of RFC 8785. Absent ones are left out. */
export const hashedKeys = [
  'actorId',
  'commandId',
  'keyId',
  'payloadDigest',
  'prevHash',
  'protocolVersion',
  'reason',
  'recordedAt',
  'schemaVersion',
  'siteId',
  'softwareVersion',
  'streamId',
  'trialId',
  'type',
  'version',
  'visibility',
] as const satisfies readonly (keyof UnhashedEnvelope)[];

/** The bytes that are hashed: RFC 8785 JSON of the envelope's hashed keys. Throws where a value is neither text nor a safe integer. */
export function envelopeBytes(envelope: UnhashedEnvelope): Uint8Array {
  const members: Record<string, string | number> = {};
  for (const key of hashedKeys) {
    const value = envelope[key];
    if (value === undefined) continue;
    if (typeof value === 'number' && !Number.isSafeInteger(value)) throw new TypeError(`${key} must be an integer`);
    members[key] = value;
  }
  return utf8Bytes(canonicalJson(members));
}

/** SHA-256 over `envelopeBytes`: 64 hexadecimal digits. */
export function hashEnvelope(envelope: UnhashedEnvelope): string {
  return sha256Hex(envelopeBytes(envelope));
}

/** SHA-256(salt ‖ payload bytes): 64 hexadecimal digits. The salt goes with the payload when it is erased. */
export function payloadDigest(salt: Uint8Array | string, payloadBytes: Uint8Array): string {
  const saltBytes = typeof salt === 'string' ? hexToBytes(salt) : salt;
  return sha256Hex(concatBytes(saltBytes, payloadBytes));
}
