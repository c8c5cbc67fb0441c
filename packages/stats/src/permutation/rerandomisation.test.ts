// Re-randomisation against sets small enough to count by hand, and against the exact tests of complete randomisation.
import { describe, expect, it } from 'vitest';
import { hillsArmitage } from '../crossover/hills-armitage.js';
import { randomSource } from '../random/random-source.js';
import { fitNbGlm } from '../regression/fit-nb-glm.js';
import { logRank } from '../survival/log-rank.js';
import {
  hillsArmitageStatistic,
  logRankStatistic,
  meanDifferenceStatistic,
  nbScoreStatistic,
  nbWaldStatistic,
  rankSumStatistic,
} from './allocation-statistic.js';
import { rerandomisationTest } from './rerandomisation.js';
import { meanDifferencePermutation, wilcoxonRankSum } from './wilcoxon.js';

/** All allocations of n participants with k in arm 1. */
function allocationsOf(n: number, k: number): number[][] {
  if (n === 0) return k === 0 ? [[]] : [];
  return [
    ...allocationsOf(n - 1, k).map((rest) => [0, ...rest]),
    ...(k > 0 ? allocationsOf(n - 1, k - 1).map((rest) => [1, ...rest]) : []),
  ];
}

const values = [3, 9, 1, 4, 12, 5, 2, 8];
const observed = [0, 1, 0, 0, 1, 1, 0, 1];
const all = { allocations: allocationsOf(8, 4) };
const arm = (which: number) => values.filter((_, i) => observed[i] === which);

describe('rerandomisationTest', () => {
  it('counts the allocations of two blocks of two by hand', () => {
    // Blocks (1, 5) and (2, 9): differences of means over AB/BA × AB/BA: ±(4 + 7)/2, ±(4 − 7)/2.
    const allocations = [
      [1, 0, 1, 0],
      [1, 0, 0, 1],
      [0, 1, 1, 0],
      [0, 1, 0, 1],
    ];
    const test = rerandomisationTest({
      statistic: meanDifferenceStatistic([1, 5, 2, 9]),
      observed: [0, 1, 0, 1],
      reference: { allocations },
    });
    expect(test).toMatchObject({ p: 0.5, pUpper: 0.25, pLower: 1, observed: 5.5, method: 'exact', allocations: 4 });
  });

  it('weighs allocations by their probabilities', () => {
    const test = rerandomisationTest({
      statistic: meanDifferenceStatistic([0, 1]),
      observed: [0, 1],
      reference: {
        allocations: [
          [0, 1],
          [1, 0],
        ],
        probabilities: [0.2, 0.8],
      },
      centre: 'expectation',
    });
    // The mean is −0.6, so 1 lies 1.6 away and −1 only 0.4.
    expect(test.centre).toBeCloseTo(-0.6, 14);
    expect(test.p).toBeCloseTo(0.2, 14);
  });

  it('equals the exact permutation tests under complete randomisation', () => {
    const p = (statistic: Parameters<typeof rerandomisationTest>[0]['statistic']) =>
      rerandomisationTest({ statistic, observed, reference: all }).p;
    expect(p(meanDifferenceStatistic(values))).toBeCloseTo(meanDifferencePermutation(arm(1), arm(0))!, 12);
    expect(p(rankSumStatistic(values))).toBeCloseTo(wilcoxonRankSum(arm(1), arm(0)).pExactTwoSided!, 12);
  });

  it('equals the exact p of Hills and Armitage', () => {
    const second = [1, 2, 2, 6, 3, 5, 4, 1];
    const pick = (of: readonly number[], which: number) => of.filter((_, i) => observed[i] === which);
    const exact = hillsArmitage({
      groups: [
        { name: 'AB', period1: pick(values, 1), period2: pick(second, 1) },
        { name: 'BA', period1: pick(values, 0), period2: pick(second, 0) },
      ],
      treatments: { active: 'A', control: 'B' },
    });
    const test = rerandomisationTest({ statistic: hillsArmitageStatistic(values, second), observed, reference: all });
    expect(test.p).toBeCloseTo(exact.randomisationExactP!, 12);
    expect(test.observed).toBeCloseTo(exact.treatment.t!, 12);
  });

  it('draws: (b + 1)/(N + 1) within its own interval of the exact p', () => {
    const random = randomSource([20]);
    const statistic = meanDifferenceStatistic(values);
    const exact = rerandomisationTest({ statistic, observed, reference: all }).p;
    const test = rerandomisationTest({
      statistic,
      observed,
      reference: { draw: () => random.shuffle(observed), draws: 4000 },
      confidence: 0.9999,
    });
    expect(Math.abs(test.p - exact)).toBeLessThan(4 * test.monteCarloSE!);
    expect(test.monteCarloCi![0]).toBeLessThan(exact);
    expect(test.monteCarloCi![1]).toBeGreaterThan(exact);
    expect((test.p * 4001) % 1).toBeCloseTo(0, 9);
  });

  it('never gives p = 0, and counts an undefined statistic as extreme', () => {
    const far = rerandomisationTest({
      statistic: (allocation) => (allocation[0] === 1 ? 5 : 0),
      observed: [1],
      reference: { draw: () => [0], draws: 99 },
    });
    expect(far.p).toBe(0.01);
    const broken = rerandomisationTest({
      statistic: (allocation) => (allocation[0] === 1 ? 5 : Number.NaN),
      observed: [1],
      reference: { draw: () => [0], draws: 99 },
    });
    expect(broken).toMatchObject({ p: 1, undefinedStatistics: 99 });
  });

  it('refuses a set that is not that of the randomisation', () => {
    const statistic = meanDifferenceStatistic([1, 2]);
    const run = (reference: Parameters<typeof rerandomisationTest>[0]['reference']) => () =>
      rerandomisationTest({ statistic, observed: [0, 1], reference });
    expect(run({ allocations: [] })).toThrow(/empty/);
    expect(run({ allocations: [[1, 0]] })).toThrow(/no allocation like the observed/);
    expect(run({ allocations: [[0, 1]], probabilities: [0.5] })).toThrow(/add up to 0.5/);
    expect(run({ draw: () => [0, 1], draws: 0 })).toThrow(/number of draws is 0/);
    expect(() =>
      rerandomisationTest({ statistic: () => Number.NaN, observed: [0], reference: { allocations: [[0]] } }),
    ).toThrow(/NaN/);
  });
});

describe('statistics of counts and times', () => {
  const response = [0, 3, 1, 7, 2, 0, 9, 4, 1, 5, 2, 11];
  const arms = [0, 1, 0, 1, 0, 0, 1, 1, 0, 1, 0, 1];
  const x = [1, 0, 2, 1, 0, 1, 3, 1, 0, 2, 1, 1];
  const base = { names: ['(Intercept)', 'x'], rows: 12, values: Float64Array.from(x.flatMap((value) => [1, value])) };
  const full = {
    names: ['(Intercept)', 'x', 'arm'],
    rows: 12,
    values: Float64Array.from(x.flatMap((value, i) => [1, value, arms[i]!])),
  };

  it('the score and Wald statistics of negative-binomial regression are those of the regression', () => {
    const { effect } = fitNbGlm({ response, design: full, effect: 'arm' });
    expect(nbScoreStatistic({ response, design: base })(arms) ** 2).toBeCloseTo(effect!.score!.chisq, 8);
    expect(nbWaldStatistic({ response, design: base })(arms)).toBeCloseTo(effect!.wald!.z, 8);
  });

  it('the log-rank statistic is observed less expected, within strata', () => {
    const time = [5, 8, 2, 2, 9, 4, 7, 7, 3, 1, 6, 5];
    const event = [1, 0, 1, 1, 1, 1, 0, 1, 1, 0, 1, 1];
    const group = { kind: 'factor', levels: ['0', '1'], values: arms.map(String) } as const;
    const { observed: events, expected } = logRank({ time, event, group });
    expect(logRankStatistic({ time, event })(arms)).toBeCloseTo(events[1]! - expected[1]!, 12);
    const stratum = { kind: 'factor', levels: ['0', '1', '2', '3'], values: x.map(String) } as const;
    const stratified = logRank({ time, event, group, strata: stratum });
    expect(logRankStatistic({ time, event, stratum: x })(arms)).toBeCloseTo(
      stratified.observed[1]! - stratified.expected[1]!,
      12,
    );
  });
});
