// Simulated count trials: the right distributions, the fits of the analysis, and results that do not depend on how work is shared.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { negativeBinomialCdf, negativeBinomialPmf, poissonCdf } from '../distribution/discrete.js';
import { regularizedBeta } from '../distribution/incomplete-beta.js';
import { fitNbGlm } from '../regression/fit-nb-glm.js';
import { countAt, countSampler } from './count-sampler.js';
import type { CountTrialScenario } from './count-trial-scenario.js';
import { countTrialSimulator, trialDesign } from './count-trial-simulator.js';
import { EMPTY_TALLY, mergeTallies, summariseTally } from './simulation-tally.js';
import { uniformStream } from './uniform-stream.js';

const TRIAL: CountTrialScenario = {
  participants: [75, 69],
  controlRate: 0.6,
  rateRatio: 0.8,
  theta: 0.7,
  scans: 3,
  missingShare: 0.08,
  baseline: { mean: 3, theta: 0.6, slope: 0.6 },
};

describe('countAt', () => {
  it('gives the smallest count whose distribution function reaches u, anywhere below 1 − 1e-15', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 300, noNaN: true }),
        fc.constantFrom(0.05, 0.3, 1, 8, 500, Number.POSITIVE_INFINITY),
        fc.double({ min: 1e-9, max: 1 - 1e-12, noNaN: true }),
        (mean, theta, u) => {
          const k = countAt(countSampler(mean, theta), u);
          const cdf = (count: number) =>
            theta === Number.POSITIVE_INFINITY ? poissonCdf(count, mean) : negativeBinomialCdf(count, mean, theta);
          expect(cdf(k)).toBeGreaterThanOrEqual(u - 1e-13);
          expect(cdf(k - 1)).toBeLessThan(u + 1e-13);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('solves in the exact upper tail beyond the table', () => {
    for (const [mean, theta] of [
      [3, 0.5],
      [20, 2],
      [0.1, 0.05],
    ] as const) {
      const sampler = countSampler(mean, theta);
      const left = 2 ** -53;
      const k = countAt(sampler, 1 - left);
      const upper = (count: number) =>
        regularizedBeta(theta / (theta + mean), theta, count + 1, mean / (theta + mean)).upper;
      expect(k).toBeGreaterThan(sampler.table.length - 1);
      expect(upper(k)).toBeLessThanOrEqual(left);
      expect(upper(k - 1)).toBeGreaterThan(left);
    }
  });

  it('works without a table where the distribution is too long for one', () => {
    const sampler = countSampler(1e5, 0.4);
    expect(sampler.table).toHaveLength(0);
    const k = countAt(sampler, 0.9);
    expect(negativeBinomialCdf(k, 1e5, 0.4)).toBeGreaterThanOrEqual(0.9);
    expect(negativeBinomialCdf(k - 1, 1e5, 0.4)).toBeLessThan(0.9);
    expect(countAt(countSampler(0, 1), 0.999)).toBe(0);
  });

  it('refuses a mean or θ that makes no distribution', () => {
    expect(() => countSampler(-1, 1)).toThrow(/Mean -1 and θ 1/);
    expect(() => countSampler(1, 0)).toThrow(/θ above 0/);
    expect(() => countSampler(Number.POSITIVE_INFINITY, 1)).toThrow(/finite mean/);
  });
});

describe('uniformStream', () => {
  it('gives a trial the same numbers whatever was drawn before, and other trials, seeds and scenarios others', () => {
    const numbers = (seed: number, scenario: number, trial: number): readonly number[] => {
      const stream = uniformStream(seed, scenario);
      const target = new Float64Array(50);
      stream.restart(trial + 1);
      stream.fill(target, 17);
      stream.restart(trial);
      stream.fill(target, 50);
      return [...target];
    };
    const streams = [
      numbers(1, 0, 5),
      numbers(1, 0, 6),
      numbers(2, 0, 5),
      numbers(1, 1, 5),
      numbers(1, 0, 5 + 2 ** 33),
    ];
    expect(numbers(1, 0, 5)).toEqual(streams[0]);
    expect(new Set(streams.map((each) => each[0])).size).toBe(streams.length);
    expect(streams.flat().every((u) => u > 0 && u < 1)).toBe(true);
  });

  it('is uniform over trials as well as within them', () => {
    const stream = uniformStream(7);
    const target = new Float64Array(4);
    const cells = new Float64Array(20);
    const trials = 20_000;
    for (let trial = 0; trial < trials; trial += 1) {
      stream.restart(trial);
      stream.fill(target, 4);
      for (const u of target) cells[Math.floor(u * 20)]! += 1;
    }
    const expected = (4 * trials) / 20;
    const chisq = cells.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // The 1e-6 quantile of χ² on 19 degrees of freedom is 62.
    expect(chisq).toBeLessThan(62);
  });

  it('refuses seeds and trials that are no whole numbers', () => {
    expect(() => uniformStream(-1)).toThrow(/The seed is -1/);
    expect(() => uniformStream(1, 0.5)).toThrow(/The scenario is 0.5/);
    expect(() => uniformStream(1).restart(Number.NaN)).toThrow(/The trial is NaN/);
  });
});

describe('countTrialSimulator', () => {
  it('draws scans, baselines and counts with the means of the scenario', () => {
    const simulator = countTrialSimulator({ ...TRIAL, participants: [100, 100] }, { seed: 3 });
    const trials = 300;
    const sums = { rows: 0, scans: 0, baseline: 0, excess: 0, zeros: 0, expectedZeros: 0 };
    for (let trial = 0; trial < trials; trial += 1) {
      const { rows, isTreated, scans, baseline, count } = simulator.draw(trial);
      sums.rows += rows;
      for (let i = 0; i < rows; i += 1) {
        const mean = scans[i]! * 0.6 * (isTreated[i] === 1 ? 0.8 : 1) * (baseline[i]! + 1) ** 0.6;
        sums.scans += scans[i]!;
        sums.baseline += baseline[i]!;
        sums.excess += (count[i]! - mean) / Math.sqrt(mean + mean ** 2 / 0.7);
        sums.zeros += count[i] === 0 ? 1 : 0;
        sums.expectedZeros += negativeBinomialPmf(0, mean, 0.7);
      }
    }
    const planned = 200 * trials;
    const read = 1 - 0.08 ** 3;
    // Four standard errors of each mean.
    expect(Math.abs(sums.rows / planned - read)).toBeLessThan(4 * Math.sqrt((read * 0.08 ** 3) / planned));
    expect(Math.abs(sums.scans / planned - 3 * 0.92)).toBeLessThan(4 * Math.sqrt((3 * 0.92 * 0.08) / planned));
    expect(Math.abs(sums.baseline / sums.rows - 3)).toBeLessThan(4 * Math.sqrt((3 + 9 / 0.6) / planned));
    expect(Math.abs(sums.excess / sums.rows)).toBeLessThan(4 / Math.sqrt(planned));
    expect(Math.abs(sums.zeros - sums.expectedZeros)).toBeLessThan(4 * Math.sqrt(planned / 4));
  });

  it.each([
    ['a covariate', TRIAL],
    ['no covariate', { participants: [20, 25], controlRate: 2, rateRatio: 1, theta: 0.4 }],
    ['small arms and rare events', { participants: [6, 6], controlRate: 0.3, rateRatio: 1, theta: 1, scans: 2 }],
    ['no extra-Poisson variation', { participants: [30, 30], controlRate: 2, rateRatio: 1, theta: 1 / 0 }],
  ] as const)('fits each trial as the analysis would, with %s', (_, scenario: CountTrialScenario) => {
    const isAdjusted = scenario.baseline !== undefined;
    for (const information of ['expected', 'observedJoint'] as const) {
      const simulator = countTrialSimulator({ ...scenario, information }, { seed: 11, scenario: 2 });
      for (let trial = 0; trial < 60; trial += 1) {
        const { names, values, response, offset } = trialDesign(simulator.draw(trial), isAdjusted);
        const design = { names, values, rows: response.length };
        const plain = fitNbGlm({ response, design, offset, effect: 'treatment', detail: 'core', search: 'exhaustive' });
        const fast = simulator.fit(trial);
        expect(fast.converged).toBe(plain.converged);
        if (!plain.converged) continue;
        const wald = information === 'expected' ? plain.effect?.wald : plain.effect?.waldJoint;
        expect(fast.estimate).toBeCloseTo(plain.effect!.logRateRatio, 9);
        expect(fast.se).toBeCloseTo(wald!.se, 9);
      }
    }
  });

  it('tallies the same to the last bit however the trials are shared', () => {
    const simulator = () => countTrialSimulator(TRIAL, { seed: 5 });
    const whole = simulator().simulateRange(0, 120);
    const shares = [
      [90, 120],
      [0, 7],
      [7, 90],
    ].map(([from, to]) => simulator().simulateRange(from!, to!));
    expect(shares.reduce(mergeTallies, EMPTY_TALLY)).toEqual(whole);
    expect(whole.trials).toBe(120);
  });

  it('keeps the level, the coverage and the estimate of a large trial, within four Monte Carlo errors', () => {
    const scenario = { participants: [200, 200], controlRate: 2, rateRatio: 1, theta: 1, isAdjusted: false } as const;
    const summary = summariseTally(countTrialSimulator(scenario, { seed: 20261122 }).simulateRange(0, 4000));
    expect(summary.notConverged.value).toBe(0);
    expect(Math.abs(summary.bias.value)).toBeLessThan(4 * summary.bias.se);
    // The Wald test of 200 a group is a little liberal: an allowance of half a percent.
    expect(Math.abs(summary.rejection.value - 0.05)).toBeLessThan(0.005 + 4 * summary.rejection.se);
    expect(Math.abs(summary.coverage.value - 0.95)).toBeLessThan(0.005 + 4 * summary.coverage.se);
    expect(Math.abs(summary.empiricalSE.value - Math.sqrt((2 / 200) * (1 / 2 + 1)))).toBeLessThan(
      0.004 + 4 * summary.empiricalSE.se,
    );
  });

  it('counts a trial that can not be fitted as no rejection', () => {
    const nothing = { participants: [4, 4], controlRate: 1e-6, rateRatio: 1, theta: 1 } as const;
    const tally = countTrialSimulator(nothing, { seed: 1 }).simulateRange(0, 20);
    expect(tally).toEqual({ ...EMPTY_TALLY, trials: 20, notConverged: 20 });
    const summary = summariseTally(tally);
    expect(summary.rejection.value).toBe(0);
    expect(summary.notConverged).toEqual({ value: 1, se: 0 });
    expect(summary.bias.value).toBeNaN();
  });

  it('refuses a scenario and names all that is wrong with it', () => {
    const wrong: CountTrialScenario = {
      participants: [0, 1.5],
      controlRate: -1,
      rateRatio: 1,
      theta: 0,
      isAdjusted: true,
    };
    const attempt = () => countTrialSimulator(wrong, { seed: 1 });
    for (const part of [
      'participants[0] is 0',
      'participants[1] is 1.5',
      'controlRate is -1',
      'theta is 0',
      'isAdjusted',
    ]) {
      expect(attempt).toThrow(part);
    }
  });
});
