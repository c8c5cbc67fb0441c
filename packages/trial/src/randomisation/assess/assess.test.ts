import { describe, expect, it } from 'vitest';
import type { RandomisationDesign } from '../../event/randomisation-design.js';
import { createDraw } from '../draw.js';
import { assess } from './assess.js';
import { simulate } from './simulate.js';

const two = { sequences: ['a', 'b'], ratio: [1, 1], strata: [] };
const blocks = (...blockSizes: number[]): RandomisationDesign => ({ method: 'permutedBlocks', blockSizes, ...two });
const none = (): number => {
  throw new Error('nothing is to be simulated');
};
function source(seed: number): () => number {
  const draw = createDraw(new Uint32Array(8).fill(seed));
  return () => draw.word() / 2 ** 32;
}
const exactly = (design: RandomisationDesign, participants: number, strata = 1) =>
  assess(design, { participants, strata, sites: 1 }, { random: none });

describe('assess, exactly,', () => {
  // Of the 2m entries of a block 2m / (m + 1) are expected to be certain.
  it.each([
    [2, 3 / 4, 1 / 2],
    [4, 17 / 24, 1 / 3],
    [6, 41 / 60, 1 / 4],
    [8, 0.66607, 1 / 5],
    [10, 0.65317, 1 / 6],
  ])('gives the known shares for blocks of %i', (size, correct, deterministic) => {
    const { kind, overall, longRun } = exactly(blocks(size), 2 * size);
    expect(kind).toBe('exact');
    expect(overall.correctGuesses).toBeCloseTo(correct, 5);
    expect(overall.deterministic).toBeCloseTo(deterministic, 12);
    expect(overall.imbalance.atEnd).toBe(0);
    expect(longRun?.correctGuesses).toBeCloseTo(overall.correctGuesses, 12);
    // Blackwell and Hodges 1957: a block of 2m gives m + (4^m / C(2m, m) − 1) / 2 correct guesses.
    const m = size / 2;
    let central = 1;
    for (let i = 1; i <= m; i++) central *= (m + i) / i;
    expect(overall.correctGuesses).toBeCloseTo((m + (4 ** m / central - 1) / 2) / size, 12);
  });

  it('shows that blocks of 2 and 4 at random are foreseen more often than blocks of 4', () => {
    const mixed = exactly(blocks(2, 4), 12);
    expect(mixed.longRun?.correctGuesses).toBeCloseTo(13 / 18, 12);
    expect(mixed.longRun!.correctGuesses).toBeGreaterThan(exactly(blocks(4), 12).overall.correctGuesses);
  });

  it.each([
    ['a big stick of 2', { method: 'bigStick', maximumImbalance: 2, ...two }, 0.60417],
    ['a big stick of 3', { method: 'bigStick', maximumImbalance: 3, ...two }, 0.56482],
    ["Efron's coin of 2/3", { method: 'biasedCoin', probability: 2 / 3, ...two }, 0.61263],
  ] as const)('gives the known share for %s and 12 entries', (_name, design, expected) => {
    expect(
      exactly({ ...design, sequences: ['a', 'b'], ratio: [1, 1], strata: [] }, 12).overall.correctGuesses,
    ).toBeCloseTo(expected, 5);
  });

  it('gives 25/48 for four sequences in blocks of 4 (Zhao 2011, table III)', () => {
    const four: RandomisationDesign = { ...blocks(4), sequences: ['a', 'b', 'c', 'd'], ratio: [1, 1, 1, 1] } as never;
    expect(exactly(four, 12).overall.correctGuesses).toBeCloseTo(25 / 48, 12);
  });

  it('gives one half to every guesser of simple randomisation, and its imbalance in closed form', () => {
    const { overall } = exactly({ method: 'simple', ...two }, 20);
    expect([overall.correctGuesses, overall.informedGuesses, overall.deterministic]).toEqual([0.5, 0.5, 0]);
    // E|2X − n| of a binomial number X with p = ½ and n = 20: 20 · C(20, 10) / 2²⁰.
    expect(overall.imbalance.atEnd).toBeCloseTo((20 * 184_756) / 2 ** 20, 12);
    expect(overall.imbalance.largest).toBe(20);
  });

  it('gives two coins in a row what can be counted by hand', () => {
    // Efron with p = 2/3, two entries: guess ½, then the other one with 2/3.
    const { overall } = exactly({ method: 'biasedCoin', probability: 2 / 3, ...two }, 2);
    expect(overall.correctGuesses).toBeCloseTo((1 / 2 + 2 / 3) / 2, 12);
    expect(overall.imbalance).toEqual({
      atEnd: expect.closeTo(2 / 3, 12),
      during: expect.closeTo((1 + 2 / 3) / 2, 12),
      largest: 2,
    });
    // Wei's urn without balls at the start, one added: the second entry is always the other sequence.
    const urn = exactly({ method: 'urn', initialBalls: 0, addedBalls: 1, ...two }, 2).overall;
    expect([urn.correctGuesses, urn.deterministic, urn.imbalance.atEnd]).toEqual([0.75, 0.5, 0]);
  });

  it('makes a maximal procedure of a tolerance that never binds a block of its length', () => {
    const maximal = exactly({ method: 'maximalProcedure', maximumImbalance: 4, length: 8, ...two }, 8);
    const block = exactly(blocks(8), 8);
    expect(maximal.overall.correctGuesses).toBeCloseTo(block.overall.correctGuesses, 12);
    expect(maximal.overall.deterministic).toBeCloseTo(block.overall.deterministic, 12);
  });

  it('makes a maximal procedure of tolerance 1 blocks of 2', () => {
    const maximal = exactly({ method: 'maximalProcedure', maximumImbalance: 1, length: 8, ...two }, 8);
    expect(maximal.overall.correctGuesses).toBeCloseTo(0.75, 12);
    expect(maximal.overall.imbalance.largest).toBe(1);
  });

  it('adds up strata: their shares by size, their imbalance as independent', () => {
    const { overall, byStratum } = exactly(blocks(4), 7, 2);
    expect(byStratum.map(({ participants, count }) => [participants, count])).toEqual([
      [4, 1],
      [3, 1],
    ]);
    const mean = (byStratum[0]!.correctGuesses * 4 + byStratum[1]!.correctGuesses * 3) / 7;
    expect(overall.correctGuesses).toBeCloseTo(mean, 12);
    // The block of 4 is balanced; three entries of a block leave an imbalance of 1.
    expect(overall.imbalance.atEnd).toBeCloseTo(1, 12);
    // Two strata of one entry each: both the same with ½, so the imbalance is 2 · ½.
    expect(exactly(blocks(2), 2, 2).overall.imbalance.atEnd).toBeCloseTo(1, 12);
  });

  it('weighs an unequal ratio', () => {
    const design: RandomisationDesign = { method: 'permutedBlocks', blockSizes: [3], ...two, ratio: [2, 1] };
    const { overall } = exactly(design, 3);
    // The guesser names a (the larger share), then: after b it is a for certain; after a (2/3) b is behind, right with ½;
    // last is certain, and the one furthest behind its share.
    expect(overall.correctGuesses).toBeCloseTo((2 / 3 + (2 / 3) * (1 / 2) + 1 / 3 + 1) / 3, 12);
    expect(overall.imbalance.atEnd).toBe(0);
  });
});

describe('assess, by simulation,', () => {
  const seed = 20_111;

  it.each([
    ['blocks of 2 and 4', blocks(2, 4)],
    ['a big stick', { method: 'bigStick', maximumImbalance: 3, ...two }],
    [
      'an urn of three',
      { method: 'urn', initialBalls: 1, addedBalls: 2, sequences: ['a', 'b', 'c'], ratio: [1, 1, 1], strata: [] },
    ],
  ] as const)('agrees with the exact result for %s', (_name, design) => {
    const exact = exactly(design as RandomisationDesign, 12, 2);
    const simulated = simulate(design as never, { sizes: [6, 6], runs: 3000, random: source(seed), levels: [] });
    const bound = 4 * simulated.standardError!;
    expect(bound).toBeGreaterThan(0);
    expect(Math.abs(simulated.overall.correctGuesses - exact.overall.correctGuesses), `seed ${seed}`).toBeLessThan(
      bound,
    );
    expect(simulated.byStratum[0]!.imbalance.during).toBeCloseTo(exact.byStratum[0]!.imbalance.during, 1);
    expect(simulated.overall.imbalance.atEnd).toBeCloseTo(exact.overall.imbalance.atEnd, 1);
  });

  it('finds minimisation far better balanced than chance, within the factors and as a whole', () => {
    const design: RandomisationDesign = {
      method: 'minimisation',
      factors: [
        { id: 'sex', weight: 1 },
        { id: 'centre', weight: 1 },
      ],
      measure: 'range',
      probability: 0.9,
      ...two,
    };
    const trial = { participants: 60, strata: 1, sites: 4, levels: { sex: 2, centre: 4 } };
    const { kind, runs, overall, margins } = assess(design, trial, { random: source(seed), runs: 300 });
    expect([kind, runs]).toEqual(['simulated', 300]);
    const simple = exactly({ method: 'simple', ...two }, 60).overall;
    expect(overall.imbalance.atEnd).toBeLessThan(simple.imbalance.atEnd / 2);
    expect(margins!.sex).toBeLessThan(3);
    expect(margins!.centre).toBeLessThan(3);
    expect(overall.informedGuesses).toBeLessThanOrEqual(0.9);
    expect(overall.informedGuesses).toBeGreaterThan(0.7);
  });

  it.each([
    ['a list', { method: 'uploadedList', sequences: ['a', 'b'], strata: [] }, {}],
    ['half a participant', blocks(4), { participants: 1.5 }],
    ['no stratum', blocks(4), { strata: 0 }],
  ])('refuses %s', (_name, design, changed) => {
    const trial = { participants: 12, strata: 1, sites: 1, ...changed };
    expect(() => assess(design as RandomisationDesign, trial, { random: none })).toThrow(RangeError);
  });
});
