// Gives the events of a decision their bodies: canonical JSON where they are open, ciphertext where they are sealed.
import { canonicalJson, catalogue, type NewEvent, type StreamId, type TrialId } from '@equipoise/trial';
import { type SealingKey, seal } from '../seal/seal.js';
import type { AppendedEvent } from '../store/append.js';
import { streamIdOf } from '../store/stream.js';

/**
 * Open events as whoever reads the record will find them, keys in canonical order: what follows from them now is what
 * follows from the record later.
 */
export function asRecorded(events: readonly NewEvent[]): readonly NewEvent[] {
  return events.map((event) => {
    if (catalogue[event.type].visibility !== 'open') return event;
    const text = canonicalJson(event.payload);
    const recorded = { ...event, payload: JSON.parse(text) } as NewEvent;
    texts.set(recorded, text);
    return recorded;
  });
}

/** The canonical text of an event that was made of it. */
const texts = new WeakMap<NewEvent, string>();

/** `heads` are the versions of the streams before these events: a sealed body is bound to its place. */
export function enclose(
  trialId: TrialId,
  events: readonly NewEvent[],
  {
    heads,
    key,
    randomBytes,
  }: {
    readonly heads: ReadonlyMap<StreamId, number>;
    readonly key: SealingKey;
    readonly randomBytes: (length: number) => Uint8Array;
  },
): readonly AppendedEvent[] {
  const next = new Map(heads);
  return events.map((event) => {
    const { schema, schemaVersion, visibility } = catalogue[event.type];
    // What does not fit its schema could never be read again: a bug, which must not reach the record.
    schema.parse(event.payload);
    const streamId = streamIdOf(trialId, event.stream);
    const version = (next.get(streamId) ?? 0) + 1;
    next.set(streamId, version);
    const common = {
      streamId,
      version,
      type: event.type,
      schemaVersion,
      visibility,
      salt: randomBytes(32),
      ...(event.siteId === undefined ? {} : { siteId: event.siteId }),
      ...(event.reason === undefined ? {} : { reason: event.reason }),
    };
    if (visibility === 'open')
      return { ...common, body: Buffer.from(texts.get(event) ?? canonicalJson(event.payload), 'utf8') };
    const place = { trialId, streamId, version, type: event.type, schemaVersion, keyId: key.keyId };
    return { ...common, keyId: key.keyId, body: seal(event.payload, place, key, randomBytes) };
  });
}
