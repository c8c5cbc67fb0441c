// Derives many keys from one pseudorandom key: the expand step of HKDF-SHA256 with the key's two first blocks done once.
import { utf8Bytes } from '../digest.js';

const initialHash = Int32Array.of(
  0x6a09e667,
  0xbb67ae85,
  0x3c6ef372,
  0xa54ff53a,
  0x510e527f,
  0x9b05688c,
  0x1f83d9ab,
  0x5be0cd19,
);
/** The first 32 bits of the fractions of the cube roots of the first 64 primes. @see FIPS 180-4, section 4.2.2 */
const roundConstants = cubeRootFractions(64);

/** Keys from one pseudorandom key, each as 8 little-endian words (what ChaCha20 takes). */
export interface KeyExpander {
  /** The 32 bytes of HKDF-Expand(key, info, 32). */
  readonly key: (info: string) => Uint32Array;
  /** The keys of `prefix` followed by a whole number in decimal: the prefix is encoded once. */
  readonly numbered: (prefix: string) => (number: number) => Uint32Array;
}

/** Opens the expand step for a key of 32 bytes. @see RFC 5869, section 2.3; RFC 2104; FIPS 180-4, section 6.2 */
export function createKeyExpander(pseudorandomKey: Uint8Array): KeyExpander {
  if (pseudorandomKey.length !== 32)
    throw new RangeError(`a pseudorandom key has 32 bytes, not ${pseudorandomKey.length}`);
  const schedule = new Int32Array(64);
  const innerStart = keyedState(pseudorandomKey, 0x36, schedule);
  const outerStart = keyedState(pseudorandomKey, 0x5c, schedule);
  const state = new Int32Array(8);

  /** The info is the first `length` bytes; room for the counter and the padding follows it. */
  const expand = (bytes: Uint8Array, length: number): Uint32Array => {
    const padded = paddedLength(length + 1);
    // The message is the info and the number of the first (and only) output block; 64 bytes of the key came before it.
    bytes[length] = 1;
    bytes[length + 1] = 0x80;
    bytes.fill(0, length + 2, padded - 4);
    writeBitLength(bytes, padded, (64 + length + 1) * 8);
    state.set(innerStart);
    for (let start = 0; start < padded; start += 64) {
      for (let i = 0; i < 16; i++) schedule[i] = bigEndian(bytes, start + 4 * i);
      compress(state, schedule);
    }
    // The outer message is the 32 bytes of the inner hash: half a block, then the padding for 64 + 32 bytes.
    for (let i = 0; i < 8; i++) schedule[i] = state[i] as number;
    schedule[8] = 0x80000000 | 0;
    for (let i = 9; i < 15; i++) schedule[i] = 0;
    schedule[15] = 96 * 8;
    state.set(outerStart);
    compress(state, schedule);
    const key = new Uint32Array(8);
    for (let i = 0; i < 8; i++) key[i] = swapBytes(state[i] as number);
    return key;
  };

  return {
    key: (info) => {
      const text = utf8Bytes(info);
      const bytes = new Uint8Array(paddedLength(text.length + 1));
      bytes.set(text);
      return expand(bytes, text.length);
    },
    numbered: (prefix) => {
      const text = utf8Bytes(prefix);
      const bytes = new Uint8Array(paddedLength(text.length + mostDigits + 1));
      bytes.set(text);
      return (number) => expand(bytes, writeDigits(bytes, text.length, number));
    },
  };
}

/** Digits of the largest whole number that a double tells from its neighbours. */
const mostDigits = 16;

/** Writes a whole number in decimal; gives the place after it. */
function writeDigits(bytes: Uint8Array, at: number, number: number): number {
  let digits = 1;
  for (let power = 10; power <= number; power *= 10) digits += 1;
  let rest = number;
  for (let place = at + digits - 1; place >= at; place--) {
    bytes[place] = 48 + (rest % 10);
    rest = Math.floor(rest / 10);
  }
  return at + digits;
}

/** Whole blocks of 64 bytes that hold a message with its padding of at least 9 bytes. */
function paddedLength(length: number): number {
  return Math.ceil((length + 9) / 64) * 64;
}

function keyedState(key: Uint8Array, pad: number, schedule: Int32Array): Int32Array {
  const block = new Uint8Array(64).fill(pad);
  for (let i = 0; i < 32; i++) block[i] = (key[i] as number) ^ pad;
  for (let i = 0; i < 16; i++) schedule[i] = bigEndian(block, 4 * i);
  const state = Int32Array.from(initialHash);
  compress(state, schedule);
  return state;
}

/** One block of SHA-256; the first 16 words of `schedule` hold the block, the others are written. */
function compress(state: Int32Array, schedule: Int32Array): void {
  for (let i = 16; i < 64; i++) {
    const early = schedule[i - 15] as number;
    const late = schedule[i - 2] as number;
    const s0 = rotate(early, 7) ^ rotate(early, 18) ^ (early >>> 3);
    const s1 = rotate(late, 17) ^ rotate(late, 19) ^ (late >>> 10);
    schedule[i] = (s1 + (schedule[i - 7] as number) + s0 + (schedule[i - 16] as number)) | 0;
  }
  let a = state[0] as number;
  let b = state[1] as number;
  let c = state[2] as number;
  let d = state[3] as number;
  let e = state[4] as number;
  let f = state[5] as number;
  let g = state[6] as number;
  let h = state[7] as number;
  for (let i = 0; i < 64; i++) {
    const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + (roundConstants[i] as number) + (schedule[i] as number)) | 0;
    const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  state[0] = (state[0] as number) + a;
  state[1] = (state[1] as number) + b;
  state[2] = (state[2] as number) + c;
  state[3] = (state[3] as number) + d;
  state[4] = (state[4] as number) + e;
  state[5] = (state[5] as number) + f;
  state[6] = (state[6] as number) + g;
  state[7] = (state[7] as number) + h;
}

function rotate(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}

function bigEndian(bytes: Uint8Array, at: number): number {
  return (
    ((bytes[at] as number) << 24) |
    ((bytes[at + 1] as number) << 16) |
    ((bytes[at + 2] as number) << 8) |
    (bytes[at + 3] as number)
  );
}

function swapBytes(word: number): number {
  return ((word >>> 24) | ((word >>> 8) & 0xff00) | ((word << 8) & 0xff0000) | (word << 24)) >>> 0;
}

function writeBitLength(bytes: Uint8Array, end: number, bits: number): void {
  for (let i = 0; i < 4; i++) bytes[end - 1 - i] = (bits >>> (8 * i)) & 0xff;
}

/** Exact in integers: ⌊∛p · 2³²⌋ modulo 2³² is the integer cube root of p · 2⁹⁶. */
function cubeRootFractions(count: number): Int32Array {
  const roots = new Int32Array(count);
  let found = 0;
  for (let n = 2; found < count; n++) {
    let isPrime = true;
    for (let d = 2; d * d <= n; d++) if (n % d === 0) isPrime = false;
    if (!isPrime) continue;
    roots[found] = Number(BigInt.asUintN(32, cubeRoot(BigInt(n) << 96n)));
    found += 1;
  }
  return roots;
}

function cubeRoot(value: bigint): bigint {
  let low = 0n;
  let high = 1n << 36n;
  while (low < high - 1n) {
    const middle = (low + high) >> 1n;
    if (middle * middle * middle <= value) low = middle;
    else high = middle;
  }
  return low;
}
