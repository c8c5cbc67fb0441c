// Pooling, tipping points and strategies: closed forms and refusals.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalTwoSided } from '../distribution/normal.js';
import { applyStrategyToCount, applyStrategyToValues } from './event-strategy.js';
import { poolImputed, tippingPoint } from './pool-imputed.js';
import { rubinsRules } from './rubins-rules.js';

describe('rubinsRules', () => {
  it('scales with the unit of the estimates', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: -900, max: 900 }), fc.double({ min: 0.1, max: 9, noNaN: true })), {
          minLength: 2,
          maxLength: 9,
        }),
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        (sets, unit) => {
          const pool = (by: number) =>
            rubinsRules({
              estimates: sets.map(([q]) => (q / 100) * by),
              variances: sets.map(([, u]) => u * by * by),
              dfComplete: 50,
            });
          const one = pool(1);
          const other = pool(unit);
          expect(other.se).toBeCloseTo(one.se * unit, 8);
          expect(other.df).toBeCloseTo(one.df, 6);
          expect(other.fractionMissingInfo).toBeCloseTo(one.fractionMissingInfo, 9);
          expect(one.df).toBeLessThanOrEqual(50);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('keeps the variance of equal estimates', () => {
    const { between, total, df, lambda } = rubinsRules({ estimates: [2, 2, 2], variances: [1, 2, 3], dfComplete: 20 });
    expect([between, total, lambda]).toEqual([0, 2, 0]);
    expect(df).toBeCloseTo((21 / 23) * 20, 12);
  });

  it('has no test where nothing varies, and all information missing where only the estimates do', () => {
    expect(rubinsRules({ estimates: [1, 1], variances: [0, 0] }).p).toBeUndefined();
    const all = rubinsRules({ estimates: [1, 2], variances: [0, 0] });
    expect(all.relativeIncrease).toBe(Number.POSITIVE_INFINITY);
    expect(all.fractionMissingInfo).toBe(1);
    expect(all.df).toBe(1);
  });

  it.each([
    [{ estimates: [1], variances: [1] }, /1 estimates; at least 2/],
    [{ estimates: [1, 2], variances: [1] }, /1 variances for 2 estimates/],
    [{ estimates: [1, Number.NaN], variances: [1, 1] }, /Estimate 2 is NaN/],
    [{ estimates: [1, 2], variances: [1, -1] }, /Variance 2 is -1/],
    [{ estimates: [1, 2], variances: [1, 1], n: 3, k: 3 }, /degrees of freedom are 0/],
    [{ estimates: [1, 2], variances: [1, 1], confidence: 95 }, /confidence level is 95/],
  ])('refuses %j', (input, message) => {
    expect(() => rubinsRules(input)).toThrow(message);
  });
});

describe('poolImputed', () => {
  it('gives no estimate when one set could not be analysed', () => {
    const analysis = poolImputed([1, 2, 3], (set) => (set === 2 ? undefined : { estimate: set, variance: 1 }));
    expect(analysis).toEqual({ sets: 3, failed: 1 });
  });
});

describe('tippingPoint', () => {
  // An estimate of delta − 1 with standard error 0.5 is significant outside 1 ± 0.98.
  const estimateAt = (delta: number) => {
    const estimate = delta - 1;
    const ci = [estimate - 0.98, estimate + 0.98] as const;
    return { estimate, se: 0.5, p: normalTwoSided(estimate / 0.5), ci };
  };

  it('finds where significance is lost and won', () => {
    const { changes, rows, flags } = tippingPoint({ deltas: [-1, 0, 1, 2, 3], estimateAt });
    expect(changes).toEqual([
      { from: 0, to: 1, becomes: 'not-significant' },
      { from: 1, to: 2, becomes: 'significant' },
    ]);
    expect(rows.map(({ isSignificant }) => isSignificant)).toEqual([true, true, false, true, true]);
    expect(flags).toEqual([]);
  });

  it('narrows the change down to a precision', () => {
    const { changes } = tippingPoint({ deltas: [0, 1], estimateAt, precision: 1e-9 });
    expect(changes[0]!.to - changes[0]!.from).toBeLessThanOrEqual(1e-9);
    expect(changes[0]!.to).toBeCloseTo(1 - 0.5 * 1.959963984540054, 8);
  });

  it('says when results are missing, and refuses shifts out of order', () => {
    expect(tippingPoint({ deltas: [0, 1], estimateAt: () => undefined })).toEqual({
      rows: [{ delta: 0 }, { delta: 1 }],
      changes: [],
      flags: ['missing-results'],
    });
    expect(() => tippingPoint({ deltas: [1, 0], estimateAt })).toThrow(/shift 0 is not finite or not above/);
    expect(() => tippingPoint({ deltas: [1], estimateAt })).toThrow(/1 shifts/);
  });
});

describe('applyStrategyToValues', () => {
  const record = { values: [5, Number.NaN, 7, 8, Number.NaN], times: [0, 4, 8, 12, 16], eventTime: 8 };

  it.each([
    ['treatment-policy', [5, Number.NaN, 7, 8, Number.NaN], ['observed', 'missing', 'observed', 'observed', 'missing']],
    [
      'hypothetical',
      [5, Number.NaN, 7, Number.NaN, Number.NaN],
      ['observed', 'missing', 'observed', 'masked', 'masked'],
    ],
    [
      'while-on-treatment',
      [5, Number.NaN, 7, Number.NaN, Number.NaN],
      ['observed', 'missing', 'observed', 'not-used', 'not-used'],
    ],
  ] as const)('%s', (kind, values, status) => {
    const result = applyStrategyToValues({ kind }, record);
    expect([...result.values]).toEqual(values);
    expect(result.status).toEqual(status);
    expect(result.lastBefore).toBe(7);
  });

  it('replaces what came after by the value of a composite', () => {
    const { values, status } = applyStrategyToValues({ kind: 'composite', value: 99 }, record);
    expect([...values]).toEqual([5, Number.NaN, 7, 99, 99]);
    expect(status.slice(3)).toEqual(['replaced', 'replaced']);
  });

  it('changes nothing without an event, and refuses a principal stratum', () => {
    const { values, times } = record;
    expect([...applyStrategyToValues({ kind: 'composite', value: 0 }, { values, times }).values]).toEqual(values);
    expect(() => applyStrategyToValues({ kind: 'principal-stratum' }, record)).toThrow(
      /principal stratum can not be seen/,
    );
    expect(() => applyStrategyToValues({ kind: 'hypothetical' }, { values: [1], times: [] })).toThrow(
      /1 values for 0 times/,
    );
  });
});

describe('applyStrategyToCount', () => {
  const record = { times: [1, 5, 11], followedUntil: 12, planned: 24, eventTime: 6 };

  it.each([
    ['treatment-policy', { count: 3, exposure: 12, missingExposure: 12, isReplaced: false }],
    ['hypothetical', { count: 2, exposure: 6, missingExposure: 18, isReplaced: false }],
    ['while-on-treatment', { count: 2, exposure: 6, missingExposure: 0, isReplaced: false }],
  ] as const)('%s', (kind, want) => {
    expect(applyStrategyToCount({ kind }, record)).toEqual(want);
  });

  it('takes the worst count of a composite over the whole plan', () => {
    const want = { count: 40, exposure: 24, missingExposure: 0, isReplaced: true };
    expect(applyStrategyToCount({ kind: 'composite', value: 40 }, record)).toEqual(want);
  });

  it('refuses events after the follow-up and a follow-up beyond the plan', () => {
    expect(() => applyStrategyToCount({ kind: 'hypothetical' }, { ...record, followedUntil: 10 })).toThrow(
      /event at 11/,
    );
    expect(() => applyStrategyToCount({ kind: 'hypothetical' }, { ...record, planned: 10 })).toThrow(
      /exceeds the plan of 10/,
    );
  });
});
