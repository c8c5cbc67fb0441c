import { describe, expect, it } from 'vitest';
import type { RandomisationDesign } from '../event/randomisation-design.js';
import { createDraw } from './draw.js';
import { allocationSampler, type EnteredParticipant, referenceSet } from './reference-set.js';

const two = { sequences: ['a', 'b'], ratio: [1, 1], strata: [] };
const minimisation = {
  method: 'minimisation',
  factors: [
    { id: 'sex', weight: 1 },
    { id: 'centre', weight: 2 },
  ],
  measure: 'range',
  probability: 0.8,
  ...two,
} as const;
const designs: readonly [string, RandomisationDesign][] = [
  ['simple', { method: 'simple', ...two, ratio: [2, 1] }],
  ['blocks', { method: 'permutedBlocks', blockSizes: [4], ...two }],
  ['blocks of several sizes', { method: 'permutedBlocks', blockSizes: [2, 4], ...two }],
  ['coin', { method: 'biasedCoin', probability: 0.7, ...two }],
  ['stick', { method: 'bigStick', maximumImbalance: 2, ...two }],
  ['coin with tolerance', { method: 'biasedCoinWithTolerance', maximumImbalance: 2, probability: 0.7, ...two }],
  ['maximal', { method: 'maximalProcedure', maximumImbalance: 2, length: 8, ...two }],
  ['urn', { method: 'urn', initialBalls: 1, addedBalls: 1, sequences: ['a', 'b', 'c'], ratio: [1, 1, 1], strata: [] }],
  ['minimisation', { ...minimisation, factors: [...minimisation.factors] }],
];
const six: readonly EnteredParticipant[] = [
  { stratum: 'x', levels: ['f', '1'] },
  { stratum: 'x', levels: ['m', '1'] },
  { stratum: 'y', levels: ['f', '2'] },
  { stratum: 'x', levels: ['f', '1'] },
  { stratum: 'y', levels: ['m', '2'] },
  { stratum: 'x', levels: ['m', '2'] },
];
const same = (participants: number): EnteredParticipant[] =>
  Array.from({ length: participants }, () => ({ stratum: 'x' }));
const none = () => {
  throw new Error('nothing is to be drawn');
};

function source(seed: number): () => number {
  const draw = createDraw(new Uint32Array(8).fill(seed));
  return () => draw.word() / 2 ** 32;
}

describe('referenceSet', () => {
  it('holds the six orders of a block of four, each as likely', () => {
    const { isComplete, allocations, probabilities } = referenceSet(designs[1]![1], same(4), {
      random: none,
      draws: 1,
    });
    expect(isComplete).toBe(true);
    expect(allocations.map((one) => one.join('')).sort()).toEqual(['0011', '0101', '0110', '1001', '1010', '1100']);
    for (const probability of probabilities) expect(probability).toBeCloseTo(1 / 6, 12);
  });

  it('counts the strata apart: two blocks of four in two strata make 36', () => {
    const participants = [...same(4), ...same(4).map(() => ({ stratum: 'y' }))];
    expect(referenceSet(designs[1]![1], participants, { random: none, draws: 1 }).allocations).toHaveLength(36);
  });

  it('holds as many orders as the maximal procedure has', () => {
    // Of the C(8,4) = 70 balanced orders of 8, those that never leave ±2: 2 · 3³ = 54 walks.
    const { allocations, probabilities } = referenceSet(designs[6]![1], same(8), { random: none, draws: 1 });
    expect(allocations).toHaveLength(54);
    for (const probability of probabilities) expect(probability).toBeCloseTo(1 / 54, 12);
  });

  it.each(designs)('draws for %s every allocation as often as it is probable', (_name, design) => {
    const all = referenceSet(design, six, { random: none, draws: 1 });
    expect(all.isComplete).toBe(true);
    expect(all.probabilities.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
    const seed = 77;
    const draws = 20_000;
    const draw = allocationSampler(design, six, source(seed));
    const counts = new Map<string, number>();
    for (let i = 0; i < draws; i++) {
      const key = draw().join('');
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    let statistic = 0;
    let cells = 0;
    all.allocations.forEach((allocation, index) => {
      const expected = draws * all.probabilities[index]!;
      const observed = counts.get(allocation.join('')) ?? 0;
      counts.delete(allocation.join(''));
      if (expected < 5) return;
      cells += 1;
      statistic += (observed - expected) ** 2 / expected;
    });
    expect(counts.size, 'allocations that cannot be').toBe(0);
    // χ² with cells − 1 degrees of freedom: mean plus four standard deviations.
    expect(statistic, `seed ${seed}`).toBeLessThan(cells + 4 * Math.sqrt(2 * cells));
  });

  it('gives whoever took over an entry the sequence of that entry', () => {
    const replaced = [0, 1, 0, 2, 3].map((index) => ({ stratum: 'x', index }));
    const { allocations } = referenceSet(designs[1]![1], replaced, { random: none, draws: 1 });
    expect(allocations).toHaveLength(6);
    const sampled = allocationSampler(designs[1]![1], replaced, source(5));
    for (const allocation of [...allocations, sampled(), sampled()]) {
      expect(allocation[2]).toBe(allocation[0]);
      // The four entries are a whole block.
      expect(allocation.filter((_, place) => place !== 2).sort()).toEqual([0, 0, 1, 1]);
    }
  });

  it('samples where there are more allocations than wanted', () => {
    const set = referenceSet(designs[0]![1], same(20), { random: source(3), draws: 50, most: 1000 });
    expect([set.isComplete, set.allocations.length, set.probabilities[0]]).toEqual([false, 50, 1 / 50]);
  });

  it('refuses a list, and minimisation without levels', () => {
    const list: RandomisationDesign = { method: 'uploadedList', sequences: ['a', 'b'], strata: [] };
    expect(() => referenceSet(list, same(2), { random: none, draws: 1 })).toThrow(RangeError);
    expect(() => referenceSet(designs[8]![1], same(2), { random: none, draws: 1 })).toThrow('needs a level');
  });
});
