// Unbiased random integers from a key: ChaCha20 keystream, read as little-endian 32-bit words, with rejection.
import { extract } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { chachaBlock } from './chacha-block.js';

/** Draws from one key's keystream, each word of it used once, in order. */
export interface Draw {
  /** The next integer, uniform on 0 … bound − 1. Throws where the bound is not an integer in 1 … 2³². */
  readonly below: (bound: number) => number;
  /** The next word, uniform on 0 … 2³² − 1. */
  readonly word: () => number;
}

const wordRange = 2 ** 32;

/** The first step of HKDF-SHA256: one pseudorandom key of 32 bytes. @see RFC 5869, section 2.2 */
export function extractKey(ikm: Uint8Array, salt: Uint8Array): Uint8Array {
  return extract(sha256, ikm, salt);
}

/**
 * Opens a stream of draws from a key of 8 little-endian words. Words of the keystream (zero nonce, counter 0 on) are
 * taken in order; for a bound n a word w is used where w < ⌊2³²/n⌋·n, as w mod n, and skipped otherwise.
 * @see RFC 8439, section 2.4
 */
export function createDraw(key: Uint32Array): Draw {
  const words = new Uint32Array(16);
  let counter = 0;
  let next = 16;
  const word = (): number => {
    if (next === 16) {
      chachaBlock(key, counter, words);
      counter += 1;
      next = 0;
    }
    next += 1;
    return words[next - 1] as number;
  };
  const below = (bound: number): number => {
    if (!Number.isInteger(bound) || bound < 1 || bound > wordRange) throw new RangeError(`no draw below ${bound}`);
    const limit = wordRange - (wordRange % bound);
    let drawn = word();
    while (drawn >= limit) drawn = word();
    return drawn % bound;
  };
  return { below, word };
}

/**
 * The next integer below any whole bound: as many words as the bound's bits need, the first one the lowest, cut to
 * that number of bits, and drawn again where the result is not below the bound.
 */
export function drawLarge({ word }: Draw, bound: bigint): bigint {
  if (bound < 1n) throw new RangeError(`no draw below ${bound}`);
  const bits = bound === 1n ? 0 : (bound - 1n).toString(2).length;
  for (;;) {
    let drawn = 0n;
    for (let i = 0; i < Math.ceil(bits / 32); i++) drawn |= BigInt(word()) << BigInt(32 * i);
    drawn = BigInt.asUintN(bits, drawn);
    if (drawn < bound) return drawn;
  }
}
