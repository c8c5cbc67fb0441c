import { chacha20 } from '@noble/ciphers/chacha.js';
import { expand } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex, hexToBytes, utf8Bytes } from '../digest.js';
import { chachaBlock } from './chacha-block.js';
import { createDraw, drawLarge, extractKey } from './draw.js';
import { createKeyExpander } from './hmac-key.js';

const zeroKey = new Uint32Array(8);

function bytesOf(words: Uint32Array): Uint8Array {
  const bytes = new Uint8Array(4 * words.length);
  words.forEach((word, index) => {
    new DataView(bytes.buffer).setUint32(4 * index, word, true);
  });
  return bytes;
}

function wordsOf(bytes: Uint8Array): Uint32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return Uint32Array.from({ length: bytes.length / 4 }, (_, index) => view.getUint32(4 * index, true));
}

function keystreamBlock(key: Uint8Array, counter: number): Uint8Array {
  const out = new Uint32Array(16);
  chachaBlock(wordsOf(key), counter, out);
  return bytesOf(out);
}

describe('createKeyExpander after extractKey', () => {
  it('gives the first 32 bytes of RFC 5869, appendix A.3', () => {
    const expander = createKeyExpander(extractKey(new Uint8Array(22).fill(0x0b), new Uint8Array()));
    expect(bytesToHex(bytesOf(expander.key('')))).toBe(
      '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d',
    );
  });

  it('gives the pseudorandom key of RFC 5869, appendix A.1', () => {
    const salt = hexToBytes('000102030405060708090a0b0c');
    expect(bytesToHex(extractKey(new Uint8Array(22).fill(0x0b), salt))).toBe(
      '077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5',
    );
  });

  it('gives what another implementation gives, for texts of any length', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 200 });
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.array(text, { minLength: 1 }), (key, texts) => {
        const expander = createKeyExpander(key);
        for (const info of texts) {
          expect(bytesToHex(bytesOf(expander.key(info)))).toBe(bytesToHex(expand(sha256, key, utf8Bytes(info), 32)));
          const numbered = expander.numbered(info);
          for (const number of [0, 9, 10, 99, 12_345, 2 ** 53 - 1, 7]) {
            const expected = expand(sha256, key, utf8Bytes(`${info}${number}`), 32);
            expect(bytesToHex(bytesOf(numbered(number)))).toBe(bytesToHex(expected));
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  it('refuses a key of another length', () => {
    expect(() => createKeyExpander(new Uint8Array(31))).toThrow('32 bytes, not 31');
  });
});

describe('chachaBlock', () => {
  it.each([
    [
      '00'.repeat(32),
      0,
      '76b8e0ada0f13d90405d6ae55386bd28bdd219b8a08ded1aa836efcc8b770dc7da41597c5157488d7724e03fb8d84a376a43b8f41518a11cc387b669b2ee6586',
    ],
    [
      '00'.repeat(32),
      1,
      '9f07e7be5551387a98ba977c732d080dcb0f29a048e3656912c6533e32ee7aed29b721769ce64e43d57133b074d839d531ed1f28510afb45ace10a1f4b794d6f',
    ],
    [
      `${'00'.repeat(31)}01`,
      1,
      '3aeb5224ecf849929b9d828db1ced4dd832025e8018b8160b82284f3c949aa5a8eca00bbb4a73bdad192b5c42f73f2fd4e273644c8b36125a64addeb006c13a0',
    ],
    [
      `00ff${'00'.repeat(30)}`,
      2,
      '72d54dfbf12ec44b362692df94137f328fea8da73990265ec1bbbea1ae9af0ca13b25aa26cb4a648cb9b9d1be65b2c0924a66c54d545ec1b7374f4872e99f096',
    ],
  ])('gives the block of RFC 8439, appendix A.1, for key %s and block %s', (key, block, expected) => {
    expect(bytesToHex(keystreamBlock(hexToBytes(key), block))).toBe(expected);
  });

  it('gives what another implementation gives', () => {
    const key = fc.uint8Array({ minLength: 32, maxLength: 32 });
    fc.assert(
      fc.property(key, fc.nat(2 ** 31 - 1), (bytes, counter) => {
        const expected = chacha20(bytes, new Uint8Array(12), new Uint8Array(64), undefined, counter);
        expect(bytesToHex(keystreamBlock(bytes, counter))).toBe(bytesToHex(expected));
      }),
    );
  });
});

describe('createDraw', () => {
  it('reads little-endian words of the keystream in order, block after block', () => {
    const draw = createDraw(zeroKey);
    const expected = wordsOf(chacha20(new Uint8Array(32), new Uint8Array(12), new Uint8Array(256)));
    // 76b8e0ad a0f13d90 … of RFC 8439, appendix A.1, test vector 1.
    expect([...expected.subarray(0, 2)]).toEqual([0xade0b876, 0x903df1a0]);
    expect(Array.from(expected, () => draw.word())).toEqual([...expected]);
  });

  it('skips words at or beyond the last whole multiple of the bound', () => {
    // With the bound 2³¹ + 1 the limit is 2³¹ + 1: of the same keystream only words below it remain, unchanged.
    const draw = createDraw(zeroKey);
    const words = wordsOf(chacha20(new Uint8Array(32), new Uint8Array(12), new Uint8Array(512)));
    const below = [...words].filter((word) => word <= 2 ** 31);
    expect(below.length).toBeGreaterThan(30);
    expect(below.map(() => draw.below(2 ** 31 + 1))).toEqual(below);
  });

  it('is uniform', () => {
    const draw = createDraw(zeroKey.slice().fill(9));
    const counts = [0, 0, 0, 0, 0, 0];
    for (let i = 0; i < 60_000; i++) counts[draw.below(6)]! += 1;
    const statistic = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    // The 0.999 quantile of χ² with 5 degrees of freedom is 20.515.
    expect(statistic).toBeLessThan(20.515);
  });

  it.each([0, -1, 1.5, 2 ** 32 + 1])('refuses the bound %s', (bound) => {
    expect(() => createDraw(zeroKey).below(bound)).toThrow(RangeError);
  });
});

describe('drawLarge', () => {
  const words = [...wordsOf(chacha20(new Uint8Array(32), new Uint8Array(12), new Uint8Array(256)))];

  it('reads as many words as the bound needs, the lowest first', () => {
    const [low, high] = words;
    expect(drawLarge(createDraw(zeroKey), 1n << 64n)).toBe((BigInt(high!) << 32n) | BigInt(low!));
  });

  it('cuts to the bits of the bound and draws again beyond it', () => {
    const expected = words.map((word) => BigInt(word & 7)).filter((value) => value < 5n);
    const draw = createDraw(zeroKey);
    expect(expected.map(() => drawLarge(draw, 5n))).toEqual(expected);
  });

  it('draws nothing where there is one value only', () => {
    const draw = createDraw(zeroKey);
    expect([drawLarge(draw, 1n), BigInt(draw.word())]).toEqual([0n, BigInt(words[0]!)]);
    expect(() => drawLarge(draw, 0n)).toThrow(RangeError);
  });
});
