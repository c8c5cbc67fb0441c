// Unbiased random integers from a key: ChaCha20 keystream, read as little-endian 32-bit words, with rejection.
import { chacha20 } from '@noble/ciphers/chacha.js';
import { expand, extract } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';

/** Gives the next integer of the stream, uniform on 0 … bound − 1. */
export type Draw = (bound: number) => number;

const chunkBytes = 64;
const wordRange = 2 ** 32;

/** The first step of HKDF-SHA256: one pseudorandom key of 32 bytes. @see RFC 5869, section 2.2 */
export function extractKey(ikm: Uint8Array, salt: Uint8Array): Uint8Array {
  return extract(sha256, ikm, salt);
}

/** The second step of HKDF-SHA256: a key of 32 bytes for one use. @see RFC 5869, section 2.3 */
export function expandKey(extracted: Uint8Array, info: Uint8Array): Uint8Array {
  return expand(sha256, extracted, info, 32);
}

/** ChaCha20 keystream bytes under the zero nonce, from a 64-byte block on. @see RFC 8439, section 2.4 */
export function keystream(key: Uint8Array, firstBlock: number, length: number): Uint8Array {
  return chacha20(key, new Uint8Array(12), new Uint8Array(length), undefined, firstBlock);
}

/**
 * Opens a stream of draws. Words of the keystream (counter 0 on) are taken in order; for a bound n a word w is used
 * where w < ⌊2³²/n⌋·n, as w mod n, and skipped otherwise. Throws where the bound is not an integer in 1 … 2³².
 */
export function createDraw(key: Uint8Array): Draw {
  let chunk = -1;
  let offset = chunkBytes;
  let words: DataView = new DataView(new ArrayBuffer(0));
  const nextWord = (): number => {
    if (offset === chunkBytes) {
      chunk += 1;
      offset = 0;
      const bytes = keystream(key, chunk, chunkBytes);
      words = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    const word = words.getUint32(offset, true);
    offset += 4;
    return word;
  };
  return (bound) => {
    if (!Number.isInteger(bound) || bound < 1 || bound > wordRange) throw new RangeError(`no draw below ${bound}`);
    const limit = Math.floor(wordRange / bound) * bound;
    let word = nextWord();
    while (word >= limit) word = nextWord();
    return word % bound;
  };
}
