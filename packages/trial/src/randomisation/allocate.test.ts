import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DesignOf, RandomisationDesign } from '../event/randomisation-design.js';
import { allocate, allocationOf, allocator, allocatorOf } from './allocate.js';
import { designProblem } from './design-problem.js';

const fixed: DesignOf<'permutedBlocks'> = {
  method: 'permutedBlocks',
  sequences: ['early', 'delayed'],
  ratio: [1, 1],
  blockSizes: [4],
  strata: ['site'],
};
const several: DesignOf<'permutedBlocks'> = {
  method: 'permutedBlocks',
  sequences: ['a', 'b', 'c'],
  ratio: [1, 2, 1],
  blockSizes: [4, 8, 12],
  strata: [],
};
const seed = Uint8Array.from({ length: 32 }, (_, index) => index);

/** Printed by validation/randomisation/equipoise_allocation_1.py, an independent implementation. */
const vectors = [
  ['site=genoa', fixed, '110001011010011010010011101001010101010101010011'],
  ['site=S%C3%A3o', fixed, '010111001001110001010101110010100110110010010110'],
  ['all', several, '011211022102110102110201111021212011011202112110'],
] as const;

const anySeed = fc.uint8Array({ minLength: 32, maxLength: 32 });
const anyDesign = fc
  .record({
    ratio: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 2, maxLength: 4 }),
    multiples: fc.uniqueArray(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 3 }),
  })
  .map(({ ratio, multiples }): DesignOf<'permutedBlocks'> => {
    const unit = ratio.reduce((sum, share) => sum + share, 0);
    return {
      method: 'permutedBlocks',
      sequences: ratio.map((_, index) => `s${index}`),
      ratio,
      blockSizes: multiples.map((multiple) => multiple * unit),
      strata: [],
    };
  });

describe('allocate', () => {
  it.each(vectors)('gives what the independent implementation gives for %s', (stratum, design, expected) => {
    const open = allocator(seed, design);
    expect(Array.from(expected, (_, index) => open(stratum, index)).join('')).toBe(expected);
  });

  it('gives the same entry in whatever order entries are asked for', () => {
    fc.assert(
      fc.property(anySeed, anyDesign, fc.array(fc.nat(60), { minLength: 1, maxLength: 20 }), (key, design, asked) => {
        const open = allocator(key, design);
        for (const index of asked) {
          expect(open('x', index)).toBe(allocate({ seed: key, design, stratum: 'x', index }));
        }
      }),
      { numRuns: 50 },
    );
  });

  it('balances every complete block of a fixed size', () => {
    fc.assert(
      fc.property(anySeed, anyDesign, fc.nat(1000), (key, design, block) => {
        const [size] = design.blockSizes;
        const one = { ...design, blockSizes: [size!] };
        const open = allocator(key, one);
        const counts = one.sequences.map(() => 0);
        for (let i = 0; i < size!; i++) counts[open('x', block * size! + i)]! += 1;
        const unit = one.ratio.reduce((sum, share) => sum + share, 0);
        expect(counts).toEqual(one.ratio.map((share) => (share * size!) / unit));
      }),
      { numRuns: 200 },
    );
  });

  it('never strays from the ratio by more than the largest block where sizes are drawn', () => {
    fc.assert(
      fc.property(anySeed, anyDesign, (key, design) => {
        const open = allocator(key, design);
        const unit = design.ratio.reduce((sum, share) => sum + share, 0);
        const counts = design.sequences.map(() => 0);
        for (let i = 0; i < 100; i++) {
          counts[open('x', i)]! += 1;
          counts.forEach((count, sequence) => {
            const share = design.ratio[sequence]! / unit;
            // Whole blocks are balanced, so that only the open block can be out of balance.
            expect(Math.abs(count - share * (i + 1))).toBeLessThanOrEqual(
              Math.max(...design.blockSizes) * share + 1e-9,
            );
          });
        }
      }),
      { numRuns: 50 },
    );
  });

  it('makes all six orders of a block of four equally likely', () => {
    const open = allocator(seed, fixed);
    const blocks = 100_000;
    const counts = new Map<string, number>();
    for (let block = 0; block < blocks; block++) {
      // One key for each block: a stratum of its own stands for another block of the same seed.
      const order = [0, 1, 2, 3].map((index) => open(`site=${block}`, index)).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    const expected = blocks / 6;
    const statistic = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // The 0.999 quantile of χ² with 5 degrees of freedom is 20.515.
    expect(statistic).toBeLessThan(20.515);
  });

  it('draws every block size equally often', () => {
    const sizes = new Map<number, number>();
    for (let i = 0; i < 3000; i++) {
      const design = { ...several, ratio: [1, 1], sequences: ['a', 'b'], blockSizes: [2, 200] };
      const open = allocator(seed, design);
      const first = [0, 1].map((index) => open(`x${i}`, index));
      const isShort = first[0] !== first[1];
      sizes.set(isShort ? 2 : 200, (sizes.get(isShort ? 2 : 200) ?? 0) + 1);
    }
    // P(first two differ) = ½ + ½ · 100/199 = 0.75126 (a block of 200 starts with a pair that differs by 100/199).
    const probability = 0.5 + 0.5 * (100 / 199);
    const deviation = Math.sqrt(3000 * probability * (1 - probability));
    expect(Math.abs((sizes.get(2) ?? 0) - 3000 * probability)).toBeLessThan(4 * deviation);
  });

  it('lets one stratum say nothing about another', () => {
    const open = allocator(seed, fixed);
    const pairs = 20_000;
    let equal = 0;
    for (let i = 0; i < pairs; i++) if (open('site=a', i) === open('site=b', i)) equal += 1;
    // Within a block entries depend on each other; the count over blocks of 4 has the mean 2 and the variance 4/3.
    expect(Math.abs(equal - pairs / 2)).toBeLessThan(4 * Math.sqrt((pairs / 4) * (4 / 3)));
  });

  it('changes with the design, which is part of every key', () => {
    const renamed = { ...fixed, strata: ['centre'] };
    const entries = (design: RandomisationDesign) =>
      Array.from({ length: 64 }, (_, i) => allocator(seed, design)('x', i));
    expect(entries(renamed)).not.toEqual(entries(fixed));
  });

  it.each([
    ['a block size that is no multiple', { ...several, blockSizes: [4, 6] }, 'block size 6 is not a multiple of 4'],
    ['a ratio that is too short', { ...several, ratio: [1, 1] }, 'the ratio must name every sequence'],
    ['no block size', { ...several, blockSizes: [] }, 'a block size is needed'],
    ['a list', { method: 'uploadedList', sequences: ['a', 'b'], strata: [] } as RandomisationDesign, 'are not drawn'],
  ])('refuses %s', (_name, design, message) => {
    expect(designProblem(design)).toContain(message);
    expect(() => allocator(seed, design)).toThrow(message);
  });

  it('refuses a seed of another length and an entry before the first', () => {
    expect(() => allocator(new Uint8Array(31), fixed)).toThrow('32 bytes');
    expect(() => allocator(seed, fixed)('x', -1)).toThrow('no entry -1');
  });
});

describe('allocationOf', () => {
  const list = { kind: 'list', saltHex: '00'.repeat(32), entries: { all: [0, 1, 1, 0] } } as const;
  const design: RandomisationDesign = { method: 'uploadedList', sequences: ['AB', 'BA'], strata: [] };

  it('reads an uploaded list in its order', () => {
    const secret = { ...list, entries: { all: [...list.entries.all] } };
    expect([0, 1, 2, 3].map((index) => allocationOf(secret, design, { stratum: 'all', index }))).toEqual([
      'AB',
      'BA',
      'BA',
      'AB',
    ]);
    expect(() => allocatorOf(secret, design)('all', 4)).toThrow('no such entry');
    expect(() => allocatorOf(secret, design)('other', 0)).toThrow('no such entry');
  });

  it('recomputes from a revealed seed', () => {
    const secret = {
      kind: 'seed' as const,
      seedHex: '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f',
      saltHex: '00'.repeat(32),
    };
    expect(allocationOf(secret, fixed, { stratum: 'site=genoa', index: 0 })).toBe('delayed');
    expect(allocationOf(secret, fixed, { stratum: 'site=genoa', index: 2 })).toBe('early');
  });
});
