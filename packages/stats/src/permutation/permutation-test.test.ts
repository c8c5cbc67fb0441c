// Permutation tests and rank estimates against enumeration, and how they move with the data.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomSource } from '../random/random-source.js';
import { exactSumTest } from './exact-sum-test.js';
import { hodgesLehmann } from './hodges-lehmann.js';
import { permutationTest } from './permutation-test.js';
import { signedRank, signTest } from './signed-rank.js';
import { midRanks } from './wilcoxon.js';

const value = fc.integer({ min: -9, max: 9 });
const sample = fc.array(value, { minLength: 1, maxLength: 6 });

describe('permutationTest', () => {
  const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => a + b, 0);
  const meanDifference = (a: ArrayLike<number>, b: ArrayLike<number>): number => sum(a) / a.length - sum(b) / b.length;

  it('enumerates to the same p as the shift algorithm', () => {
    fc.assert(
      fc.property(sample, sample, (first, second) => {
        const { p, method } = permutationTest(first, second, { statistic: meanDifference });
        expect(method).toBe('exact');
        expect(p).toBeCloseTo(exactSumTest(first, second)!.twoSided, 10);
      }),
      { numRuns: 60 },
    );
  });

  it('draws to within four Monte Carlo errors of the exact p, the same for the same seed', () => {
    const first = [3, 0, 7, 2, 5, 9, 1, 4, 4, 12];
    const second = [0, 0, 1, 2, 2, 0, 3, 5, 1];
    const exact = permutationTest(first, second).p;
    const draw = () =>
      permutationTest(first, second, { method: 'monte-carlo', draws: 9999, random: randomSource([1]) });
    expect(draw()).toEqual(draw());
    expect(Math.abs(draw().p - exact)).toBeLessThan(4 * draw().monteCarloSE!);
  });

  it('never gives a p of 0 by drawing, and takes any statistic', () => {
    const far = [100, 101, 102, 103];
    const near = [1, 2, 3, 4];
    const ratio = (a: ArrayLike<number>, b: ArrayLike<number>): number => Math.log(sum(a) / sum(b));
    expect(permutationTest(far, near, { statistic: ratio }).p).toBeCloseTo(2 / 70, 12);
    const { p } = permutationTest(far, near, { method: 'monte-carlo', draws: 9, random: randomSource([2]) });
    expect(p).toBeGreaterThanOrEqual(0.1);
  });

  it('says when it needs random numbers, or can not count', () => {
    const many = Array.from({ length: 40 }, (_, i) => Math.sqrt(i + 2));
    expect(() => permutationTest(many, many)).toThrow(/give a source of random numbers/);
    expect(() => permutationTest(many, many, { method: 'exact' })).toThrow(/can be counted/);
    expect(() => permutationTest([], [1])).toThrow(/Sample 1 is empty/);
    expect(() => permutationTest([1], [2], { statistic: () => Number.NaN })).toThrow(/statistic is NaN/);
  });
});

describe('hodgesLehmann', () => {
  it('moves with a shift and a unit, and mirrors when samples are exchanged', () => {
    fc.assert(
      fc.property(sample, sample, fc.integer({ min: -5, max: 5 }), (first, second, shift) => {
        const one = hodgesLehmann(first, second);
        const moved = hodgesLehmann(
          first.map((x) => 2 * (x + shift)),
          second.map((x) => 2 * x),
        );
        expect(moved.estimate).toBeCloseTo(2 * (one.estimate + shift), 10);
        // A shift can make or break ties between the samples, and with them the method, as in wilcox.test.
        if (moved.method === one.method) expect(moved.ci[0]).toBeCloseTo(2 * (one.ci[0] + shift), 10);
        expect(hodgesLehmann(second, first).estimate).toBeCloseTo(-one.estimate, 12);
      }),
      { numRuns: 60 },
    );
  });

  it('says that five values can not give 95%', () => {
    const { flags, achievedConfidence, ci } = hodgesLehmann([1, 2.5], [3.1, 4.7, 0.2]);
    expect(flags).toEqual(['confidence-not-achievable']);
    expect(achievedConfidence).toBeCloseTo(0.8, 12);
    expect(ci[0]).toBeCloseTo(1 - 4.7, 12);
    expect(ci[1]).toBeCloseTo(2.5 - 0.2, 12);
  });

  it('refuses an empty sample and more pairs than fit', () => {
    expect(() => hodgesLehmann([], [1])).toThrow(/Sample 1 is empty/);
    expect(() => hodgesLehmann(new Array(5000).fill(1), new Array(5000).fill(2))).toThrow(/25000000 pairs/);
  });
});

describe('signedRank', () => {
  it('equals enumeration of all signs, ties included', () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 9 }), (differences) => {
        const used = differences.filter((d) => d !== 0);
        const { V, pExactTwoSided } = signedRank(differences);
        if (used.length === 0) {
          expect([V, pExactTwoSided]).toEqual([0, 1]);
          return;
        }
        const { ranks } = midRanks(used.map(Math.abs));
        const centre = ranks.reduce((a, b) => a + b, 0) / 2;
        let extreme = 0;
        for (let mask = 0; mask < 1 << used.length; mask += 1) {
          const own = ranks.reduce((sum, rank, i) => ((mask >> i) & 1 ? sum + rank : sum), 0);
          if (Math.abs(own - centre) >= Math.abs(V - centre) - 1e-9) extreme += 1;
        }
        expect(pExactTwoSided).toBeCloseTo(extreme / 2 ** used.length, 12);
      }),
      { numRuns: 60 },
    );
  });

  it('leaves out the exact p where the table would be too large, and gives the normal one', () => {
    const { pExactTwoSided, pNormalContinuity, pseudoMedian, flags } = signedRank(
      Array.from({ length: 900 }, (_, i) => i - 440.5),
    );
    expect(pExactTwoSided).toBeUndefined();
    expect(pNormalContinuity).toBeGreaterThan(0.01);
    expect(pseudoMedian!.method).toBe('normal');
    expect(flags).toEqual(['exact-not-available']);
  });
});

describe('signTest', () => {
  it('counts signs, and gives order statistics around the median', () => {
    expect(signTest([1, 2, 3, 4, 5, 6])).toMatchObject({ positive: 6, negative: 0, ci: [1, 6] });
    expect(signTest([1, 2, 3, 4, 5, 6]).p).toBeCloseTo(2 / 64, 14);
    expect(signTest([1, 2, 3]).ci).toEqual([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);
    expect(signTest([0, 0])).toMatchObject({ p: 1, zeros: 2, median: 0 });
    expect(() => signTest([])).toThrow(/empty/);
  });
});
