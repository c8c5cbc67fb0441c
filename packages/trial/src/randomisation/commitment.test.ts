import { describe, expect, it } from 'vitest';
import type { AllocationSecret } from '../event/catalogue.js';
import type { RandomisationDesign } from '../event/randomisation-design.js';
import { commitment, verifyReveal } from './commitment.js';

const seedHex = '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f';
const saltHex = '202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f';
const seedSecret: AllocationSecret = { kind: 'seed', seedHex, saltHex };
const listSecret: AllocationSecret = { kind: 'list', saltHex, entries: { all: [0, 1, 1, 0] } };
const drawn: RandomisationDesign = {
  method: 'permutedBlocks',
  sequences: ['early', 'delayed'],
  ratio: [1, 1],
  blockSizes: [4],
  strata: ['site'],
};
const listed: RandomisationDesign = { method: 'uploadedList', sequences: ['AB', 'BA'], strata: [] };

describe('commitment', () => {
  it('gives what the independent implementation in validation/randomisation gives', () => {
    expect(commitment(seedSecret, drawn)).toBe('188635aeafa1f8bb6d31e627086d9b2d4e66ade149d9c0d98821e5a9a40a244c');
    expect(commitment(listSecret, listed)).toBe('da851f627fa6991f61ab75de8bccaf8c9138409d21facbdc7081f9517e8d43ad');
  });
});

describe('verifyReveal', () => {
  const committed = { commitment: commitment(seedSecret, drawn), design: drawn };

  it('accepts what was committed to', () => {
    expect(verifyReveal(committed, { ...seedSecret })).toBe(true);
  });

  it.each([
    ['another seed', { ...seedSecret, seedHex: `ff${seedHex.slice(2)}` }, drawn],
    ['another salt', { ...seedSecret, saltHex: `ff${saltHex.slice(2)}` }, drawn],
    ['a list in place of a seed', listSecret, drawn],
    ['another design', seedSecret, { ...drawn, blockSizes: [8] }],
    ['sequences in another order', seedSecret, { ...drawn, sequences: ['delayed', 'early'] }],
  ])('rejects %s', (_name, secret, design) => {
    expect(verifyReveal({ ...committed, design }, secret as AllocationSecret)).toBe(false);
  });
});
