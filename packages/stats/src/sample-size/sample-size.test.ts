import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { studentTUpper } from '../distribution/student-t.js';
import { randomSource } from '../random/random-source.js';
import { blindedReestimation } from './blinded-reestimation.js';
import { logRankPower, logRankSampleSize } from './log-rank-design.js';
import { logSdOfCv, meanPower } from './mean-design.js';
import { nbEquivalencePower } from './nb-equivalence.js';
import { entryTimes, exposuresAt, informationOfExposures, meanInformation } from './nb-information.js';
import { type NbTwoArmDesign, nbPower, nbSampleSize, optimalAllocation } from './nb-two-arm.js';
import { noncentralTUpper } from './noncentral-t.js';
import { proportionPower, proportionSampleSize } from './proportion-design.js';
import { zhuLakkisPower, zhuLakkisSampleSize } from './zhu-lakkis.js';

const COUNTS: NbTwoArmDesign = {
  controlRate: 2,
  rateRatio: 0.5,
  dispersion: 2,
  exposure: { kind: 'fixed', time: 1 },
};

describe('information of negative-binomial counts', () => {
  it('of a participant with random entry is the mean over many entry times', () => {
    for (const dispersion of [0, 1e-6, 0.01, 0.7, 13, 400]) {
      for (const followUpTime of [0, 0.3]) {
        const plan = { kind: 'accrual', accrualTime: 1.7, followUpTime } as const;
        const exposures = Float64Array.from({ length: 20000 }, (_, i) => followUpTime + (1.7 * (i + 0.5)) / 20000);
        const want = informationOfExposures({ rate: 1.3, dispersion }, exposures) / 20000;
        expect(Math.abs(meanInformation({ rate: 1.3, dispersion }, plan) / want - 1)).toBeLessThan(1e-6);
      }
    }
  });

  it('observes an arm from entry to the end of the trial or of its own exposure', () => {
    expect([...entryTimes(5, 2)]).toEqual([0, 0.5, 1, 1.5, 2]);
    expect([...entryTimes(1, 2)]).toEqual([0]);
    expect([...exposuresAt(3, { kind: 'accrual', accrualTime: 2, followUpTime: 1 })]).toEqual([3, 2, 1]);
    expect([...exposuresAt(3, { kind: 'fixed', time: 1, accrualTime: 2 }, 1.5)]).toEqual([1, 0.5, 0]);
  });
});

describe('nbSampleSize', () => {
  it('is method 2 of Zhu and Lakkis with a fixed exposure', () => {
    const zhu = zhuLakkisSampleSize({ controlRate: 2, rateRatio: 0.5, dispersion: 2, exposure: 1, power: 0.8 });
    expect(nbSampleSize({ ...COUNTS, power: 0.8 }).nControlExact).toBeCloseTo(zhu.nControlExact, 9);
  });

  it('has the power asked for, and one fewer in each arm has not', () => {
    const design = fc.record({
      controlRate: fc.double({ min: 0.2, max: 5, noNaN: true }),
      rateRatio: fc.double({ min: 0.3, max: 0.8, noNaN: true }),
      dispersion: fc.double({ min: 0, max: 4, noNaN: true }),
      allocation: fc.constantFrom(0.5, 1, 1.5, 2),
      exposure: fc.constantFrom(
        { kind: 'fixed', time: 1.5 } as const,
        { kind: 'accrual', accrualTime: 1, followUpTime: 0.5 } as const,
      ),
    });
    fc.assert(
      fc.property(design, (input) => {
        const { nControl, nTreatment } = nbSampleSize({ ...input, power: 0.8 });
        expect(nbPower({ ...input, nControl, nTreatment }).power).toBeGreaterThanOrEqual(0.8 - 1e-9);
        if (nControl > 1 && nTreatment > 1) {
          const smaller = nbPower({ ...input, nControl: nControl - 1, nTreatment: nTreatment - 1 });
          expect(smaller.power).toBeLessThan(0.8);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('does not change with the unit of time', () => {
    const years = nbSampleSize({
      ...COUNTS,
      exposure: { kind: 'accrual', accrualTime: 2, followUpTime: 1 },
      power: 0.9,
    });
    const months = nbSampleSize({
      ...COUNTS,
      controlRate: 2 / 12,
      exposure: { kind: 'accrual', accrualTime: 24, followUpTime: 12 },
      power: 0.9,
    });
    expect([months.nControl, months.nTreatment]).toEqual([years.nControl, years.nTreatment]);
    expect(months.maximumInformation).toBeCloseTo(years.maximumInformation, 10);
  });

  it('puts the looks of a sequential trial where their information is reached', () => {
    const size = nbSampleSize({
      ...COUNTS,
      exposure: { kind: 'accrual', accrualTime: 2, followUpTime: 1 },
      sequential: { informationRates: [0.5, 1], efficacy: { kind: 'lan-demets-obrien-fleming' } },
      power: 0.8,
    });
    const [first, last] = size.calendarTimes!;
    expect(last).toBe(3);
    const { exposure, controlRate, dispersion } = {
      ...COUNTS,
      exposure: { kind: 'accrual', accrualTime: 2, followUpTime: 1 },
    } as const;
    const arm = (n: number, rate: number): number =>
      informationOfExposures({ rate, dispersion }, exposuresAt(n, exposure, first));
    const reached = 1 / (1 / arm(size.nControl, controlRate) + 1 / arm(size.nTreatment, 1));
    expect(reached).toBeCloseTo(0.5 * size.maximumInformation, 9);
    expect(size.maximumInformation).toBeGreaterThan(nbSampleSize({ ...COUNTS, power: 0.8 }).maximumInformation);
  });

  it('needs the fewest participants at the optimal allocation', () => {
    const best = optimalAllocation(COUNTS);
    const total = (allocation: number): number => {
      const { nControlExact } = nbSampleSize({ ...COUNTS, allocation, power: 0.8 });
      return nControlExact * (1 + allocation);
    };
    expect(total(best)).toBeLessThan(total(best * 1.02));
    expect(total(best)).toBeLessThan(total(best / 1.02));
  });

  it.each([
    [{ controlRate: 0 }, 'The rate is 0'],
    [{ controlRate: Number.NaN }, 'The rate is NaN'],
    [{ rateRatio: 1 }, 'equals that of the null'],
    [{ rateRatio: -1 }, 'rate ratio is -1'],
    [{ dispersion: -0.1 }, 'dispersion is -0.1'],
    [{ allocation: 0 }, 'allocation is 0'],
    [{ power: 1 }, 'power is 1'],
    [{ alpha: 0 }, 'alpha is 0'],
    [{ exposure: { kind: 'fixed', time: 0 } }, 'exposure time is 0'],
    [{ exposure: { kind: 'accrual', accrualTime: 1, followUpTime: -1 } }, 'follow-up time is -1'],
    [{ sided: 1, alternative: 'higher' }, "null hypothesis' side"],
  ] as const)('refuses %j', (change, message) => {
    expect(() => nbSampleSize({ ...COUNTS, power: 0.8, ...change } as Parameters<typeof nbSampleSize>[0])).toThrow(
      message,
    );
  });
});

describe('the power of count designs against simulated trials', () => {
  /** Share of simulated trials whose Wald test with known dispersion rejects on the side of the alternative. */
  it('is that of the Wald test, within 4 Monte Carlo standard errors', () => {
    const seed = 20261122;
    const random = randomSource([seed, 1]);
    const { controlRate, rateRatio, dispersion } = { controlRate: 6, rateRatio: 0.7, dispersion: 0.5 };
    const n = 100;
    const { power } = nbPower({
      controlRate,
      rateRatio,
      dispersion,
      exposure: { kind: 'fixed', time: 1 },
      nControl: n,
      nTreatment: n,
    });
    const trials = 4000;
    const mean = (mu: number): number => {
      let sum = 0;
      for (let i = 0; i < n; i += 1) sum += random.negativeBinomial(mu, 1 / dispersion);
      return sum / n;
    };
    let rejected = 0;
    for (let trial = 0; trial < trials; trial += 1) {
      const [a, b] = [mean(controlRate), mean(controlRate * rateRatio)];
      const se = Math.sqrt((1 / a + 1 / b + 2 * dispersion) / n);
      if (Math.log(b / a) / se < -1.959963984540054) rejected += 1;
    }
    const error = Math.sqrt((power * (1 - power)) / trials);
    expect(Math.abs(rejected / trials - power), `seed ${seed}`).toBeLessThan(4 * error);
  });
});

describe('zhuLakkis', () => {
  it('inverts: the exact size has the power', () => {
    for (const nullVariance of ['control-rate', 'true-rates', 'pooled-rate'] as const) {
      const design = { controlRate: 0.8, rateRatio: 0.7, dispersion: 0.4, exposure: 2, allocation: 2, nullVariance };
      const { nControlExact } = zhuLakkisSampleSize({ ...design, power: 0.85 });
      expect(zhuLakkisPower({ ...design, nControl: nControlExact })).toBeCloseTo(0.85, 12);
    }
  });

  it('refuses a ratio of 1', () => {
    expect(() => zhuLakkisPower({ controlRate: 1, rateRatio: 1, dispersion: 0, exposure: 1, nControl: 9 })).toThrow(
      'no effect',
    );
  });
});

describe('nbEquivalencePower', () => {
  const design = { rate1: 2.5, rate2: 2.5, dispersion: 0.35, exposure: 0.9, lower: 0.875, upper: 1 / 0.875 };

  it('equals what PASS prints for its three variances', () => {
    // PASS, chapter 468, last example: 0.90022 with 965 per group, 0.90015 and 0.90034 with 966.
    const of = (n: number, nullVariance: 'true-rates' | 'fixed-total' | 'restricted') =>
      nbEquivalencePower({ ...design, n1: n, n2: n, nullVariance });
    expect(of(965, 'true-rates')).toBeCloseTo(0.90022, 5);
    expect(of(966, 'fixed-total')).toBeCloseTo(0.90015, 5);
    expect(of(966, 'restricted')).toBeCloseTo(0.90034, 5);
  });

  it('is nothing outside the margins, and the same with the groups exchanged', () => {
    expect(nbEquivalencePower({ ...design, rate1: 4, n1: 2000, n2: 2000 })).toBeLessThan(0.01);
    const one = nbEquivalencePower({ ...design, rate1: 2.3, n1: 900, n2: 1200 });
    const other = nbEquivalencePower({ ...design, rate2: 2.3, n1: 1200, n2: 900 });
    expect(one).toBeCloseTo(other, 12);
  });

  it('refuses margins that enclose nothing', () => {
    expect(() => nbEquivalencePower({ ...design, upper: 0.8, n1: 9, n2: 9 })).toThrow('upper margin is 0.8');
  });
});

describe('blindedReestimation', () => {
  const input = { assumedRateRatio: 0.6, power: 0.8 };

  it('does not depend on the order of the counts, nor on the unit of time', () => {
    const counts = [0, 2, 1, 0, 5, 3, 0, 1, 8, 2, 0, 0, 4];
    const one = blindedReestimation({ ...input, counts });
    const other = blindedReestimation({
      ...input,
      counts: [...counts].reverse(),
      exposures: counts.map(() => 12),
      plan: { kind: 'fixed', time: 12 },
    });
    expect(other.size!.nControlExact).toBeCloseTo(one.size!.nControlExact, 6);
    expect(other.pooledRate).toBeCloseTo(one.pooledRate / 12, 10);
  });

  it('says so, and gives no size, when every count is zero', () => {
    const found = blindedReestimation({ ...input, counts: [0, 0, 0, 0] });
    expect(found.converged).toBe(false);
    expect(found.flags).toContain('all-zero');
    expect(found.size).toBeUndefined();
  });

  it('is the Poisson when the counts vary no more than that', () => {
    const found = blindedReestimation({ ...input, counts: [2, 3, 2, 3, 2, 3, 2, 3] });
    expect(found.pooledDispersion).toBe(0);
    expect(found.flags).toContain('poisson-limit');
    expect(found.size!.nControl).toBeGreaterThan(1);
  });

  it.each([
    [{ counts: [] }, /row|count/i],
    [{ counts: [1, -2] }, /-2/],
    [{ counts: [1, 0.5] }, /0.5/],
    [{ counts: [1, 2], exposures: [1] }, /1 exposures for 2 counts/],
    [{ counts: [1, 2], exposures: [1, 0] }, /Exposure 2 is 0/],
  ])('refuses %j', (change, message) => {
    expect(() => blindedReestimation({ ...input, ...change })).toThrow(message);
  });
});

describe('designs of means, proportions and survival', () => {
  it.each([
    // R 4.2.2: pt(t, df, ncp, lower.tail = FALSE)
    [2, 10, 1, 0.192388437469689],
    [5, 3, 2.5, 0.169741828216147],
    [-1, 4, 1, 0.967226704667736],
    [2.1, 100, 3, 0.81472852741122],
    [12.7, 1, 2, 0.125283805644453],
  ])("the noncentral t's tail at %s with %s df and ncp %s is R's", (t, df, ncp, want) => {
    expect(Math.abs(noncentralTUpper(t, df, ncp) - want)).toBeLessThan(2e-12);
  });

  it('the noncentral t with ncp 0 is Student’s', () => {
    for (const [t, df] of [
      [0.5, 1],
      [2, 2],
      [31.8, 1],
      [1.7, 57.5],
    ] as const) {
      expect(noncentralTUpper(t, df, 0)).toBeCloseTo(studentTUpper(t, df), 12);
    }
  });

  it('has the power of power.t.test and power.prop.test', () => {
    // R 4.2.2: power.t.test(n = 20, delta = 1, sd = 1.2); (n = 8, delta = .9, sig.level = .01, alternative = "one.sided")
    const means = { layout: 'parallel', nControl: 20, nTreatment: 20 } as const;
    expect(meanPower({ ...means, difference: 1, sd: 1.2 })).toBeCloseTo(0.728465504787335, 10);
    expect(
      meanPower({ ...means, difference: 0.9, sd: 1, nControl: 8, nTreatment: 8, alpha: 0.01, sided: 1 }),
    ).toBeCloseTo(0.24294341031798, 10);
    // power.prop.test(n = 50, p1 = .5, p2 = .75); (p1 = .3, p2 = .45, power = .9), whose root is found to 1e-4
    expect(proportionPower({ control: 0.5, treatment: 0.75, nControl: 50, nTreatment: 50 })).toBeCloseTo(
      0.740165901331388,
      10,
    );
    expect(proportionSampleSize({ control: 0.3, treatment: 0.45, power: 0.9 }).nControlExact).toBeCloseTo(216.8199, 3);
  });

  it('has the exact power of bioequivalence in the 2 × 2 crossover', () => {
    // PowerTOST power.TOST(CV = 0.2, n = 20) = 0.834680, (CV = 0.3, n = 40) = 0.815845; digits from the integral in R.
    const of = (cv: number, n: number) =>
      meanPower({
        difference: Math.log(0.95),
        sd: logSdOfCv(cv),
        layout: 'crossover',
        equivalence: { lower: Math.log(0.8), upper: Math.log(1.25) },
        nControl: n / 2,
        nTreatment: n / 2,
      });
    expect(of(0.2, 20)).toBeCloseTo(0.8346801908569, 10);
    expect(of(0.3, 40)).toBeCloseTo(0.815845280273125, 10);
  });

  it('has the events and participants of rpact', () => {
    // rpact 3.3.4 getSampleSizeSurvival(hazardRatio = .65, lambda2 = .3, accrualTime = 2, followUpTime = 1.5, allocation 2, dropout 10% a year)
    const design = { hazardRatio: 0.65, allocation: 2, alpha: 0.025, sided: 1, power: 0.8 } as const;
    const followUp = { controlHazard: 0.3, accrualTime: 2, followUpTime: 1.5, lossHazard: -Math.log(0.9) };
    const schoenfeld = logRankSampleSize({ ...design, followUp });
    expect(schoenfeld.eventsExact).toBeCloseTo(190.328245762426, 8);
    expect(schoenfeld.nExact).toBeCloseTo(500.677202161992, 6);
    const freedman = logRankSampleSize({ ...design, formula: 'freedman', followUp });
    expect(freedman.eventsExact).toBeCloseTo(169.471729774313, 8);
    expect(freedman.nExact).toBeCloseTo(445.812082011566, 6);
    expect(logRankPower({ ...design, events: schoenfeld.eventsExact })).toBeCloseTo(0.8, 12);
  });

  it.each([
    [
      () => meanPower({ difference: 1, sd: 0, layout: 'parallel', nControl: 9, nTreatment: 9 }),
      'standard deviation is 0',
    ],
    [() => meanPower({ difference: 1, sd: 1, layout: 'parallel', nControl: 1, nTreatment: 1 }), 'at least 3'],
    [() => proportionSampleSize({ control: 0.3, treatment: 0.3, power: 0.8 }), 'no effect'],
    [() => proportionSampleSize({ control: 0.3, treatment: 1, power: 0.8 }), 'treatment proportion is 1'],
    [() => logRankSampleSize({ hazardRatio: 1, power: 0.8 }), 'no effect'],
    [() => logSdOfCv(-1), 'coefficient of variation is -1'],
  ])('refuses impossible numbers %#', (call, message) => {
    expect(call).toThrow(message);
  });
});

describe('sizes far beyond any trial', () => {
  const design: NbTwoArmDesign = {
    controlRate: 1.2,
    rateRatio: 0.7,
    dispersion: 0.8,
    exposure: { kind: 'accrual', accrualTime: 1.3, followUpTime: 0.2 },
    alpha: 0.025,
    sided: 1,
  };

  it('have the information of all participants, one by one', () => {
    const n = 1_500_000;
    const sumOf = (rate: number): number =>
      informationOfExposures({ rate, dispersion: 0.8 }, exposuresAt(n, design.exposure));
    const { information } = nbPower({ ...design, nControl: n, nTreatment: n });
    expect(information / (1 / (1 / sumOf(1.2) + 1 / sumOf(1.2 * 0.7)))).toBeCloseTo(1, 10);
  });

  it('come to an end, or are refused', () => {
    expect(nbPower({ ...design, nControl: 1e12, nTreatment: 1e12 }).power).toBe(1);
    expect(() => nbSampleSize({ ...design, controlRate: 1e9, rateRatio: 1e300, power: 0.8 })).toThrow(RangeError);
    expect(nbSampleSize({ ...design, dispersion: 1e15, power: 0.8 }).nControl).toBeGreaterThan(1e9);
  });
});
