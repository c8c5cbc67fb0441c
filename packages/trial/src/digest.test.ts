import { describe, expect, it } from 'vitest';
import { bytesToHex, concatBytes, hexToBytes, sha256Hex, utf8Bytes } from './digest.js';

describe('sha256Hex', () => {
  it.each([
    ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    [
      'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
      '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    ],
  ])('gives the digest of FIPS 180-4 for "%s"', (text, expected) => {
    expect(sha256Hex(text)).toBe(expected);
    expect(sha256Hex(utf8Bytes(text))).toBe(expected);
  });
});

describe('conversions', () => {
  it('go from bytes to hexadecimal and back', () => {
    expect(bytesToHex(new Uint8Array([0, 15, 255]))).toBe('000fff');
    expect(hexToBytes('000FFF')).toEqual(new Uint8Array([0, 15, 255]));
    expect(utf8Bytes('é')).toEqual(new Uint8Array([0xc3, 0xa9]));
    expect(concatBytes(new Uint8Array([1]), new Uint8Array([2, 3]))).toEqual(new Uint8Array([1, 2, 3]));
  });

  it('refuse what is not hexadecimal', () => {
    expect(() => hexToBytes('0g')).toThrow();
  });
});
