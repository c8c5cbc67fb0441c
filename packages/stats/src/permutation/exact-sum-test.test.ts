// The exact tests against plain enumeration of every choice.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exactSumTest } from './exact-sum-test.js';
import { midRanks, wilcoxonRankSum } from './wilcoxon.js';

function enumerate(chosen: readonly number[], others: readonly number[]) {
  const values = [...chosen, ...others];
  const n = values.length;
  const k = chosen.length;
  const sum = (mask: number): number => values.reduce((total, x, i) => ((mask >> i) & 1 ? total + x : total), 0);
  const total = values.reduce((a, b) => a + b, 0);
  const observed = chosen.reduce((a, b) => a + b, 0);
  let all = 0;
  let twoSided = 0;
  let lower = 0;
  for (let mask = 0; mask < 1 << n; mask += 1) {
    if (values.filter((_, i) => (mask >> i) & 1).length !== k) continue;
    all += 1;
    const s = sum(mask);
    if (Math.abs(n * s - k * total) >= Math.abs(n * observed - k * total)) twoSided += 1;
    if (s <= observed) lower += 1;
  }
  return { twoSided: twoSided / all, lower: lower / all };
}

const sample = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 6 });

describe('exactSumTest', () => {
  it('equals enumeration, ties and negative values included', () => {
    fc.assert(
      fc.property(sample, sample, (chosen, others) => {
        const want = enumerate(chosen, others);
        const got = exactSumTest(chosen, others)!;
        expect(got.twoSided).toBeCloseTo(want.twoSided, 12);
        expect(got.lower).toBeCloseTo(want.lower, 12);
      }),
      { numRuns: 60 },
    );
  });

  it('takes decimals, and gives no answer where there are too many', () => {
    expect(exactSumTest([0.1, 0.2], [0.3, 0.4])!.twoSided).toBeCloseTo(1 / 3, 14);
    expect(exactSumTest([Math.PI, 1], [2, 3])).toBeUndefined();
  });

  it('gives no answer where the table would be too large', () => {
    const large = Array.from({ length: 100 }, (_, i) => i * 100_000);
    expect(exactSumTest(large, large)).toBeUndefined();
  });
});

describe('wilcoxonRankSum', () => {
  it('shares mid-ranks among ties', () => {
    expect(midRanks([5, 1, 5, 7]).ranks).toEqual([2.5, 1, 2.5, 4]);
    expect(midRanks([5, 1, 5, 7]).tieTerm).toBe(6);
  });

  it('counts the pairs that the first sample wins', () => {
    expect(wilcoxonRankSum([3, 4], [1, 2, 3]).W).toBe(5.5);
  });

  it('refuses an empty sample and NaN', () => {
    expect(() => wilcoxonRankSum([], [1])).toThrow(/Sample 1 is empty/);
    expect(() => wilcoxonRankSum([1], [Number.NaN])).toThrow(/Sample 2 holds NaN/);
  });
});
