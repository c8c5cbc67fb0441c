// Survival curves, their quantiles and areas, cumulative incidence: closed forms and invariances. Reference values are in validation/reference.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { factor } from '../model/data-frame.js';
import { cumulativeIncidence, incidenceAt } from './cumulative-incidence.js';
import { kaplanMeier, survivalAt, survivalQuantile } from './kaplan-meier.js';
import { restrictedMean } from './restricted-mean.js';

const observation = fc.record({ time: fc.integer({ min: 1, max: 30 }), event: fc.integer({ min: 0, max: 1 }) });
const sample = fc.array(observation, { minLength: 1, maxLength: 40 });
const split = (rows: readonly { time: number; event: number }[]) => ({
  time: rows.map(({ time }) => time),
  event: rows.map(({ event }) => event),
});

describe('kaplanMeier', () => {
  it('is the share of those above a time, with the binomial standard error, when nothing is censored', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 2, maxLength: 40 }), (time) => {
        const n = time.length;
        const [curve] = kaplanMeier({ time, event: time.map(() => 1) });
        curve!.time.forEach((t, j) => {
          const share = time.filter((x) => x > t).length / n;
          expect(curve!.survival[j]).toBeCloseTo(share, 12);
          if (share > 0) expect(curve!.se[j]).toBeCloseTo(Math.sqrt((share * (1 - share)) / n), 12);
        });
      }),
      { numRuns: 60 },
    );
  });

  it('does not depend on the order of rows or the unit of time', () => {
    fc.assert(
      fc.property(sample, fc.double({ min: 1e-3, max: 1e3, noNaN: true }), (rows, unit) => {
        const [one] = kaplanMeier(split(rows));
        const [other] = kaplanMeier(split([...rows].reverse().map((row) => ({ ...row, time: row.time * unit }))));
        expect([...other!.survival]).toEqual([...one!.survival]);
        expect([...other!.lower]).toEqual([...one!.lower]);
        const [median, scaled] = [survivalQuantile(one!).quantile, survivalQuantile(other!).quantile];
        if (median === undefined) expect(scaled).toBeUndefined();
        else expect(scaled! / unit).toBeCloseTo(median, 9);
      }),
      { numRuns: 60 },
    );
  });

  it.each(['plain', 'log', 'log-log', 'logit'] as const)(
    'keeps the limits of the scale %s around the curve, within 0 and 1',
    (scale) => {
      fc.assert(
        fc.property(sample, (rows) => {
          const [curve] = kaplanMeier(split(rows), { scale });
          curve!.survival.forEach((survival, j) => {
            const [low, high] = [curve!.lower[j]!, curve!.upper[j]!];
            if (Number.isNaN(low)) return;
            expect(low).toBeLessThanOrEqual(survival + 1e-12);
            expect(high).toBeGreaterThanOrEqual(survival - 1e-12);
            expect(low).toBeGreaterThanOrEqual(0);
            expect(high).toBeLessThanOrEqual(1);
          });
        }),
        { numRuns: 40 },
      );
    },
  );

  it('counts as at risk those who entered before and are still there', () => {
    const [curve] = kaplanMeier({ time: [4, 6, 8], event: [1, 1, 0], entry: [0, 4, 5] });
    expect([...curve!.atRisk]).toEqual([1, 2, 1]);
    expect([...curve!.survival]).toEqual([0, 0, 0]);
  });

  it('treats times as ties that differ by rounding alone', () => {
    const [curve] = kaplanMeier({ time: [0.3, 0.1 + 0.2, 1], event: [1, 1, 1] });
    expect([...curve!.eventsAt]).toEqual([2, 1]);
  });

  it('says nothing beyond the last observation and leaves out groups without rows', () => {
    const curves = kaplanMeier({ time: [1, 2], event: [1, 0], group: factor(['a', 'a'], ['a', 'b']) });
    expect(curves.map(({ group }) => group)).toEqual(['a']);
    expect(survivalAt(curves[0]!, [0.5, 2, 2.1])).toEqual([
      { time: 0.5, atRisk: 2, survival: 1, se: 0, lower: 1, upper: 1 },
      expect.objectContaining({ time: 2, atRisk: 1, survival: 0.5 }),
    ]);
  });

  it('has no interval where the scale has none', () => {
    const [curve] = kaplanMeier({ time: [1, 2], event: [0, 1] }, { scale: 'log-log' });
    const [atOne, atTwo] = survivalAt(curve!, [1, 2]);
    expect(atOne).toEqual({ time: 1, atRisk: 2, survival: 1, se: 0 });
    expect(atTwo!.lower).toBeUndefined();
    expect(atTwo!.se).toBeNaN();
  });

  it('takes the middle of a flat part at one half as the median, and has none when it is not reached', () => {
    const [curve] = kaplanMeier({ time: [1, 2, 3, 4], event: [1, 1, 1, 1] });
    expect(survivalQuantile(curve!).quantile).toBe(2.5);
    const [high] = kaplanMeier({ time: [1, 2, 3], event: [1, 0, 0] });
    // The lower limit of the curve falls below one half at once; the curve and the upper limit never do.
    expect(survivalQuantile(high!)).toEqual({ group: 'all', n: 3, events: 1, lower: 1 });
  });

  it.each([
    [{ time: [], event: [] }, /no observations/],
    [{ time: [1, -1], event: [1, 1] }, /Time 2 is -1; allowed are finite numbers from 0/],
    [{ time: [Number.NaN], event: [1] }, /Time 1 is NaN/],
    [{ time: [1], event: [0.5] }, /Event 1 is 0.5; allowed are 0 \(censored\), 1/],
    [{ time: [1], event: [1, 1] }, /2 events for 1 times/],
    [{ time: [1], event: [1], entry: [1] }, /Entry 1 is 1; allowed are finite numbers below its time, 1/],
    [{ time: [1], event: [1], group: factor([undefined], ['a']) }, /Group 1 is missing; allowed are a/],
  ])('refuses %j', (input, message) => {
    expect(() => kaplanMeier(input)).toThrow(message);
  });

  it('refuses a confidence or a probability outside 0 to 1', () => {
    expect(() => kaplanMeier({ time: [1], event: [1] }, { confidence: 1 })).toThrow(/confidence level is 1/);
    const [curve] = kaplanMeier({ time: [1], event: [1] });
    expect(() => survivalQuantile(curve!, 0)).toThrow(/probability is 0/);
    expect(() => survivalAt(curve!, [Number.NaN])).toThrow(/NaN/);
  });
});

describe('restrictedMean', () => {
  it('is the mean of min(time, τ) with the population standard error when nothing is censored', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 2, maxLength: 30 }), (time) => {
        const capped = time.map((t) => Math.min(t, 8));
        const mean = capped.reduce((a, b) => a + b, 0) / time.length;
        const variance = capped.reduce((sum, t) => sum + (t - mean) ** 2, 0) / time.length;
        const { means } = restrictedMean({ time, event: time.map(() => 1) }, { tau: 8 });
        expect(means[0]!.rmst).toBeCloseTo(mean, 10);
        expect(means[0]!.se).toBeCloseTo(Math.sqrt(variance / time.length), 10);
      }),
      { numRuns: 60 },
    );
  });

  it('compares two groups, mirrored when they are exchanged', () => {
    const time = [2, 5, 7, 9, 3, 6, 8, 12];
    const event = [1, 1, 0, 1, 1, 1, 1, 0];
    const values = ['a', 'a', 'a', 'a', 'b', 'b', 'b', 'b'];
    const one = restrictedMean({ time, event, group: factor(values, ['a', 'b']) }, { tau: 9 }).comparison!;
    const other = restrictedMean({ time, event, group: factor(values, ['b', 'a']) }, { tau: 9 }).comparison!;
    expect(other.difference.estimate).toBeCloseTo(-one.difference.estimate, 12);
    expect(other.ratio!.estimate).toBeCloseTo(1 / one.ratio!.estimate, 12);
    expect(other.ratio!.p).toBeCloseTo(one.ratio!.p!, 12);
  });

  it('flags a τ beyond the follow-up of a group whose curve has not ended', () => {
    const { flags, beyondFollowUp } = restrictedMean({ time: [2, 5], event: [1, 0] }, { tau: 6 });
    expect([flags, beyondFollowUp]).toEqual([['tau-beyond-follow-up'], ['all']]);
    expect(restrictedMean({ time: [2, 5], event: [0, 1] }, { tau: 6 }).flags).toEqual([]);
  });

  it('gives no p-value where nothing varies, and refuses an impossible τ', () => {
    const group = factor(['a', 'b'], ['a', 'b']);
    const { comparison } = restrictedMean({ time: [5, 6], event: [0, 0], group }, { tau: 4 });
    expect(comparison!.difference.p).toBeUndefined();
    expect(() => restrictedMean({ time: [1], event: [1] }, { tau: 0 })).toThrow(/τ is 0; allowed/);
  });
});

describe('cumulativeIncidence', () => {
  const competing = fc.array(
    fc.record({ time: fc.integer({ min: 1, max: 20 }), event: fc.integer({ min: 0, max: 3 }) }),
    { minLength: 1, maxLength: 40 },
  );

  it('adds up with the survival of all events to 1', () => {
    fc.assert(
      fc.property(competing, (rows) => {
        const input = split(rows);
        const [all] = kaplanMeier(input);
        const curves = cumulativeIncidence(input);
        all!.survival.forEach((survival, j) => {
          const sum = curves.reduce((total, { incidence }) => total + incidence[j]!, survival);
          expect(sum).toBeCloseTo(1, 12);
        });
      }),
      { numRuns: 60 },
    );
  });

  it('is 1 − Kaplan–Meier with its standard error when nothing competes', () => {
    fc.assert(
      fc.property(sample, (rows) => {
        const input = split(rows);
        const [km] = kaplanMeier(input);
        const [curve] = cumulativeIncidence(input);
        if (curve === undefined) return;
        km!.survival.forEach((survival, j) => {
          expect(curve.incidence[j]).toBeCloseTo(1 - survival, 12);
          if (survival > 0) expect(curve.se[j]).toBeCloseTo(km!.se[j]!, 7);
        });
      }),
      { numRuns: 60 },
    );
  });

  it('has no interval before the first event of its kind, and nothing beyond the last observation', () => {
    const [curve] = cumulativeIncidence({ time: [1, 2, 3], event: [2, 1, 0] });
    expect(curve!.cause).toBe(1);
    expect(incidenceAt(curve!, [0.5, 1, 3, 4])).toEqual([
      { time: 0.5, atRisk: 3, incidence: 0, se: 0 },
      { time: 1, atRisk: 3, incidence: 0, se: 0 },
      expect.objectContaining({ time: 3, atRisk: 1 }),
    ]);
  });
});
