import { describe, expect, it } from 'vitest';
import { bytesToHex, hexToBytes } from '../digest.js';
import { createDraw, expandKey, extractKey, keystream } from './draw.js';

describe('expandKey after extractKey', () => {
  it('gives the first 32 bytes of RFC 5869, appendix A.1 and A.3', () => {
    const ikm = new Uint8Array(22).fill(0x0b);
    const salt = hexToBytes('000102030405060708090a0b0c');
    const info = hexToBytes('f0f1f2f3f4f5f6f7f8f9');
    expect(bytesToHex(expandKey(extractKey(ikm, salt), info))).toBe(
      '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf',
    );
    expect(bytesToHex(expandKey(extractKey(ikm, new Uint8Array()), new Uint8Array()))).toBe(
      '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d',
    );
  });
});

describe('keystream', () => {
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
  ])('gives the keystream of RFC 8439, appendix A.1, for key %s and block %s', (key, block, expected) => {
    expect(bytesToHex(keystream(hexToBytes(key), block, 64))).toBe(expected);
  });

  it('goes on from block to block', () => {
    const key = new Uint8Array(32);
    const whole = keystream(key, 0, 256);
    expect(keystream(key, 1, 64)).toEqual(whole.slice(64, 128));
  });
});

describe('createDraw', () => {
  it('reads little-endian words of the keystream in order', () => {
    const draw = createDraw(new Uint8Array(32));
    // 76b8e0ad a0f13d90 … of RFC 8439, appendix A.1, test vector 1.
    expect([draw(2 ** 32), draw(2 ** 32)]).toEqual([0xade0b876, 0x903df1a0]);
  });

  it('skips words at or beyond the last whole multiple of the bound', () => {
    // With the bound 2³¹ + 1 the limit is 2³¹ + 1: of the same keystream only words below it remain, unchanged.
    const draw = createDraw(new Uint8Array(32));
    const words = new DataView(keystream(new Uint8Array(32), 0, 512).buffer);
    const below = Array.from({ length: 128 }, (_, i) => words.getUint32(4 * i, true)).filter((word) => word <= 2 ** 31);
    expect(below.length).toBeGreaterThan(30);
    expect(below.map(() => draw(2 ** 31 + 1))).toEqual(below);
  });

  it('is uniform', () => {
    const draw = createDraw(new Uint8Array(32).fill(9));
    const counts = [0, 0, 0, 0, 0, 0];
    for (let i = 0; i < 60_000; i++) counts[draw(6)]! += 1;
    const statistic = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    // The 0.999 quantile of χ² with 5 degrees of freedom is 20.515.
    expect(statistic).toBeLessThan(20.515);
  });

  it.each([0, -1, 1.5, 2 ** 32 + 1])('refuses the bound %s', (bound) => {
    expect(() => createDraw(new Uint8Array(32))(bound)).toThrow(RangeError);
  });
});
