// Identifiers that are the same in every run of a rehearsal or an import, and look like random ones.
import { canonicalJson } from './canonical.js';
import { sha256Bytes } from './digest.js';

/**
 * A UUIDv4-shaped identifier, made of SHA-256 over (seed, purpose, key): 122 bits of the digest, then version and
 * variant as RFC 9562 says. It shows neither time nor order; a key must never hold an allocation.
 */
export function deterministicId(seed: string | number, purpose: string, key: string): string {
  const bytes = sha256Bytes(canonicalJson([String(seed), purpose, key])).slice(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
