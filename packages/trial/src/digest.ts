// SHA-256 and the conversions between bytes, text and hexadecimal.
import { sha256 } from '@noble/hashes/sha2.js';
import * as bytes from '@noble/hashes/utils.js';

/** SHA-256 of bytes, or of the UTF-8 bytes of a text: 32 bytes. @see FIPS 180-4 */
export function sha256Bytes(data: Uint8Array | string): Uint8Array {
  return sha256(typeof data === 'string' ? utf8Bytes(data) : data);
}

/** SHA-256 of bytes, or of the UTF-8 bytes of a text: 64 lower-case hexadecimal digits. */
export function sha256Hex(data: Uint8Array | string): string {
  return bytesToHex(sha256Bytes(data));
}

/** Lower-case hexadecimal. */
export function bytesToHex(data: Uint8Array): string {
  return bytes.bytesToHex(data);
}

/** Bytes of a hexadecimal text; throws where it is none. */
export function hexToBytes(hex: string): Uint8Array {
  return bytes.hexToBytes(hex);
}

/** The UTF-8 bytes of a text. */
export function utf8Bytes(text: string): Uint8Array {
  return bytes.utf8ToBytes(text);
}

/** One array of bytes after the other. */
export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  return bytes.concatBytes(...parts);
}
