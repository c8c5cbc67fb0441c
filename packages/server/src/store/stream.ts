// The id of a stream: a participant's stream bears the participant's id, the others are derived, so no look-up is needed.
import { createHash } from 'node:crypto';
import type { StreamId, StreamRef, TrialId } from '@equipoise/trial';

/** The id of a stream. Derived ids are UUIDs of version 8 over SHA-256: they tell neither time nor arm. */
export function streamIdOf(trialId: TrialId, stream: StreamRef): StreamId {
  switch (stream.kind) {
    case 'participant':
      return stream.participantId as string as StreamId;
    case 'sealedParticipant':
      return derived(trialId, stream.kind, stream.participantId);
    case 'stratum':
      return derived(trialId, stream.kind, stream.stratum);
    case 'cap':
      return derived(trialId, stream.kind, stream.cap);
    case 'trial':
    case 'sealedTrial':
      return derived(trialId, stream.kind, '');
  }
}

function derived(trialId: TrialId, kind: string, key: string): StreamId {
  const bytes = createHash('sha256').update(`equipoise-stream|${trialId}|${kind}|${key}`).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}` as StreamId;
}
