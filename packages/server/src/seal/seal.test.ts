// Sealing: opens for the right key at the right place only, and its length tells nothing.
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeDataKey, seal, unseal, unwrapPrivateKey } from './seal.js';

const trialId = '7b0e6a52-5a53-4a6e-9d0e-2f0f5b1d2c3a';
const masterKey = Buffer.alloc(32, 7);
const key = makeDataKey(trialId, masterKey);
const privateKey = unwrapPrivateKey(trialId, key.keyId, key.wrappedPrivateKey, masterKey);
const place = {
  trialId,
  streamId: 'a4c9d1de-0f53-4b3c-8a0f-5a4c0a3c1b11',
  version: 3,
  type: 'BagFilled',
  schemaVersion: 1,
  keyId: key.keyId,
};

describe('a sealed payload', () => {
  it('comes back as it was for the opener', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.boolean())), (payload) => {
        expect(unseal(seal(payload, place, key, randomBytes), place, privateKey)).toEqual({ ...payload });
      }),
      { numRuns: 50 },
    );
  });

  it('has one length for every payload of usual size', () => {
    const lengths = [{}, { treatment: 'A' }, { treatment: 'PLACEBO', note: 'x'.repeat(1500) }].map(
      (payload) => seal(payload, place, key, randomBytes).length,
    );
    expect(new Set(lengths).size).toBe(1);
  });

  it.each([
    ['another stream', { ...place, streamId: 'b4c9d1de-0f53-4b3c-8a0f-5a4c0a3c1b12' }],
    ['another version', { ...place, version: 4 }],
    ['another trial', { ...place, trialId: 'ab0e6a52-5a53-4a6e-9d0e-2f0f5b1d2c3b' }],
    ['another type', { ...place, type: 'BatchFailed' }],
  ])('does not open at %s', (_, elsewhere) => {
    const sealed = seal({ treatment: 'A' }, place, key, randomBytes);
    expect(() => unseal(sealed, elsewhere, privateKey)).toThrow();
  });

  it('does not open after one bit changed, wherever it lies', () => {
    const sealed = seal({ treatment: 'A' }, place, key, randomBytes);
    fc.assert(
      fc.property(fc.nat(sealed.length - 1), fc.nat(7), (at, bit) => {
        const altered = Buffer.from(sealed);
        altered[at] = (altered[at] as number) ^ (1 << bit);
        // The top bit of an X25519 public key is not part of it (RFC 7748, section 5).
        fc.pre(!(at === 31 && bit === 7));
        expect(() => unseal(altered, place, privateKey)).toThrow();
      }),
      { numRuns: 100 },
    );
  });

  it('does not open with another master key', () => {
    expect(() => unwrapPrivateKey(trialId, key.keyId, key.wrappedPrivateKey, Buffer.alloc(32, 8))).toThrow();
  });
});
