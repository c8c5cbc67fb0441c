import { describe, expect, it } from 'vitest';
import { studentTQuantile } from '../distribution/student-t.js';
import { randomSource } from '../random/random-source.js';
import { type NbCrossoverDesign, nbCrossoverPower } from './nb-crossover.js';
import { powerCurve, powerOf, sampleSizeOf, type TrialDesign } from './power-of.js';

const DESIGNS: readonly TrialDesign[] = [
  { kind: 'nb-parallel', controlRate: 2, rateRatio: 0.5, dispersion: 2, exposure: { kind: 'fixed', time: 1 } },
  {
    kind: 'nb-parallel',
    controlRate: 2,
    rateRatio: 0.6,
    dispersion: 1,
    exposure: { kind: 'accrual', accrualTime: 1, followUpTime: 0.5 },
    allocation: 2,
    alpha: 0.025,
    sided: 1,
    sequential: { informationRates: [0.5, 1], efficacy: { kind: 'lan-demets-obrien-fleming' } },
  },
  { kind: 'nb-zhu-lakkis', controlRate: 2, rateRatio: 0.5, dispersion: 2, exposure: 1, nullVariance: 'pooled-rate' },
  { kind: 'nb-crossover', controlRate: 2, rateRatio: 0.6, exposure: 1, dispersionBetween: 1.5, dispersionWithin: 0.3 },
  { kind: 'nb-equivalence', rate1: 2, rate2: 2, dispersion: 0.5, lower: 0.8, upper: 1.25 },
  { kind: 'means', difference: 1, sd: 2, layout: 'parallel', allocation: 2 },
  { kind: 'means', difference: 0.02, sd: 0.2, layout: 'crossover', equivalence: { lower: -0.2, upper: 0.2 } },
  { kind: 'proportions', control: 0.4, treatment: 0.6 },
  {
    kind: 'log-rank',
    hazardRatio: 0.6,
    followUp: { controlHazard: 0.5, accrualTime: 1, followUpTime: 1 },
  },
];

describe('sampleSizeOf and powerOf', () => {
  it.each(DESIGNS)('the size has the power, and more is more powerful: $kind', (design) => {
    const size = sampleSizeOf(design, { power: 0.8, dropout: 0.1 });
    expect(size.power).toBeGreaterThanOrEqual(0.8 - 1e-6);
    expect(size.power).toBeLessThan(0.87);
    expect(size.nToRandomise).toBeGreaterThanOrEqual(Math.ceil(size.n / 0.9));
    expect(size.nToRandomise).toBe(size.nControlToRandomise + size.nTreatmentToRandomise);
    expect(powerOf(design, 2 * size.n).power).toBeGreaterThan(size.power);
    expect(powerOf(design, Math.floor(size.n / 2)).power).toBeLessThan(size.power);
    expect(size.assumptions.at(-1)?.sentence).toContain('10%');
    expect(size.assumptions.length).toBeGreaterThanOrEqual(3);
    for (const { sentence } of size.assumptions) expect(sentence).toMatch(/^[A-Z][^{}]*\.$/);
  });

  it('makes a beta-spending boundary for the power asked for', () => {
    const spending = { kind: 'lan-demets-obrien-fleming' } as const;
    const futility = { kind: 'beta-spending', spending, isBinding: false } as const;
    const sequential = { informationRates: [0.5, 1], efficacy: spending, futility } as const;
    const design = { ...DESIGNS[0]!, kind: 'nb-parallel', alpha: 0.025, sided: 1, sequential } as TrialDesign;
    const { power } = sampleSizeOf(design, { power: 0.95 });
    expect(power).toBeGreaterThanOrEqual(0.95);
    expect(power).toBeLessThan(0.955);
  });

  it('divides participants by the allocation', () => {
    const { nControl, nTreatment } = powerOf(DESIGNS[1]!, 90);
    expect([nControl, nTreatment]).toEqual([30, 60]);
  });

  it('draws power over sizes and rate ratios', () => {
    const curve = powerCurve(DESIGNS[0]!, { sizes: [100, 200], rateRatios: [0.5, 0.7] });
    expect(curve.map(({ n, rateRatio }) => [n, rateRatio])).toEqual([
      [100, 0.5],
      [200, 0.5],
      [100, 0.7],
      [200, 0.7],
    ]);
    expect(curve[1]!.power).toBe(powerOf(DESIGNS[0]!, 200).power);
    expect(powerCurve(DESIGNS[7]!, { sizes: [50] })).toEqual([{ n: 50, power: powerOf(DESIGNS[7]!, 50).power }]);
    expect(() => powerCurve(DESIGNS[7]!, { sizes: [50], rateRatios: [0.5] })).toThrow('no rate ratio');
  });

  it('refuses what no number of participants can give', () => {
    const outside = { ...DESIGNS[4]!, rate1: 4 } as TrialDesign;
    expect(() => sampleSizeOf(outside, { power: 0.8 })).toThrow('More than');
    expect(() => sampleSizeOf(DESIGNS[0]!, { power: 0.8, dropout: 1 })).toThrow('dropout is 1');
    expect(() => powerOf(DESIGNS[0]!, 1)).toThrow('n is 1');
    expect(() => powerOf(DESIGNS[0]!, 10.5)).toThrow('n is 10.5');
  });
});

describe('nbCrossoverPower', () => {
  const base: NbCrossoverDesign = {
    controlRate: 4,
    rateRatio: 0.75,
    exposure: 1,
    dispersionBetween: 1,
    dispersionWithin: 0,
  };
  const half = (n: number) => ({ nTreatmentFirst: n / 2, nControlFirst: n / 2 });

  it('without dispersion within participants is the information of the conditional Poisson', () => {
    // Given a participant's total, the split is binomial: information n μ₁ μ₂ / (μ₁ + μ₂) about the log odds.
    const { information } = nbCrossoverPower({ ...base, ...half(60) });
    expect(information).toBeCloseTo((60 * 4 * 3) / 7, 10);
  });

  it('does not depend on the dispersion between participants when periods differ by chance alone', () => {
    const one = nbCrossoverPower({ ...base, ...half(60) });
    const other = nbCrossoverPower({ ...base, dispersionBetween: 30, ...half(60) });
    expect(other.power).toBe(one.power);
    expect(other.seFirstPeriod).toBeGreaterThan(one.seFirstPeriod);
  });

  /** Simulated power of half the difference of the sequences' log ratios, with sandwich variance and t reference. */
  function simulate(
    design: NbCrossoverDesign,
    n: number,
    frailty: 'gamma' | 'lognormal',
    seed: readonly number[],
  ): number {
    const random = randomSource(seed);
    const sigma = Math.sqrt(Math.log1p(design.dispersionBetween));
    const relative = (variance: number): number => (variance > 0 ? random.gamma(1 / variance, variance) : 1);
    const between = (): number =>
      frailty === 'gamma'
        ? relative(design.dispersionBetween)
        : Math.exp(sigma * random.normal() - (sigma * sigma) / 2);
    const critical = studentTQuantile(0.975, n - 2);
    const control = design.controlRate * design.exposure;
    const treatment = control * design.rateRatio;
    const sequence = (first: number, second: number) => {
      const pairs = Array.from({ length: n / 2 }, () => {
        const own = between();
        const count = (mean: number): number => random.poisson(own * relative(design.dispersionWithin) * mean);
        return [count(first), count(second * (design.periodRatio ?? 1))] as const;
      });
      const mean1 = pairs.reduce((sum, [y]) => sum + y, 0) / pairs.length;
      const mean2 = pairs.reduce((sum, [, y]) => sum + y, 0) / pairs.length;
      const squares = pairs.reduce((sum, [y, x]) => sum + (y / mean1 - x / mean2) ** 2, 0);
      return { log: Math.log(mean1 / mean2), variance: squares / (pairs.length * (pairs.length - 1)) };
    };
    let rejected = 0;
    for (let trial = 0; trial < TRIALS; trial += 1) {
      const a = sequence(treatment, control);
      const b = sequence(control, treatment);
      const t = (0.5 * (a.log - b.log)) / (0.5 * Math.sqrt(a.variance + b.variance));
      if (t < -critical) rejected += 1;
    }
    return rejected / TRIALS;
  }
  const TRIALS = 2500;

  it.each([
    ['gamma', base, 80],
    ['gamma', { ...base, dispersionWithin: 0.2, periodRatio: 0.8 }, 120],
    ['lognormal', { ...base, dispersionWithin: 0.1 }, 100],
  ] as const)('is confirmed by simulated trials within 4 Monte Carlo standard errors: %s %j', (frailty, design, n) => {
    const seed = [20261122, n];
    const { power } = nbCrossoverPower({ ...design, ...half(n) });
    const found = simulate(design, n, frailty, seed);
    const error = Math.sqrt((power * (1 - power)) / TRIALS);
    expect(Math.abs(found - power), `seed ${seed.join()}: ${found} against ${power}`).toBeLessThan(4 * error);
  });

  it('compares the groups of the first period alone when asked', () => {
    const within = nbCrossoverPower({ ...base, ...half(60) });
    const first = nbCrossoverPower({ ...base, analysis: 'first-period', ...half(60) });
    expect(first.se).toBe(within.seFirstPeriod);
    expect(first.se).toBeCloseTo(Math.sqrt((1 / 3 + 1 + 1 / 4 + 1) / 30), 12);
    expect(first.power).toBeLessThan(within.power);
  });

  it.each([
    [{ dispersionWithin: -1 }, 'within participants is -1'],
    [{ controlRate: 0 }, 'control rate is 0'],
    [{ nControlFirst: 0 }, 'nControlFirst is 0'],
    [{ nControlFirst: 1, nTreatmentFirst: 1 }, 'at least 3'],
    [{ periodRatio: 0 }, 'period ratio is 0'],
  ])('refuses %j', (change, message) => {
    expect(() => nbCrossoverPower({ ...base, ...half(60), ...change })).toThrow(message);
  });
});
