// Where a command's random bytes and ids come from: the system, or (rehearsal, import) a stream that follows from a seed.
import { createCipheriv, createHash, randomBytes } from 'node:crypto';

export interface Randomness {
  readonly randomBytes: (length: number) => Uint8Array;
  /** A fresh UUIDv4. */
  readonly nextId: () => string;
}

/** Randomness of the operating system, for live trials. */
export function systemRandomness(): Randomness {
  return { randomBytes, nextId: () => uuidFrom(randomBytes(16)) };
}

/**
 * Randomness of one command of a rehearsal or an import: the same seed and command give the same bytes, so that the
 * whole record can be replayed byte for byte. `attempt` counts retries after a number that was already taken.
 */
export function seededRandomness(seed: string, commandId: string, attempt: number): Randomness {
  const key = createHash('sha256').update(`equipoise-rehearsal|${seed}|${commandId}|${attempt}`).digest();
  const cipher = createCipheriv('aes-256-ctr', key, Buffer.alloc(16));
  const bytes = (length: number) => new Uint8Array(cipher.update(Buffer.alloc(length)));
  return { randomBytes: bytes, nextId: () => uuidFrom(bytes(16)) };
}

/** A UUIDv4 of these bytes: the first 16 of them. */
export function uuidFrom(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.subarray(0, 16));
  buffer.writeUInt8((buffer.readUInt8(6) & 0x0f) | 0x40, 6);
  buffer.writeUInt8((buffer.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = buffer.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
