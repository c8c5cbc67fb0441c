// Two proportions: symmetry, empty cells, and refusals. Reference values are in validation/reference.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { twoPoissonRates } from '../rate/two-poisson-rates.js';
import { twoByTwo } from './two-by-two.js';

const group = fc.integer({ min: 1, max: 40 }).chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)));

describe('twoByTwo', () => {
  it('mirrors every interval when the groups are exchanged', () => {
    fc.assert(
      fc.property(group, group, ([x1, n1], [x2, n2]) => {
        const one = twoByTwo({ x1, n1, x2, n2 });
        const other = twoByTwo({ x1: x2, n1: n2, x2: x1, n2: n1 });
        expect(other.riskDifference.newcombe[0]).toBeCloseTo(-one.riskDifference.newcombe[1], 12);
        expect(other.riskDifference.miettinenNurminen[0]).toBeCloseTo(-one.riskDifference.miettinenNurminen[1], 10);
        const inverse = 1 / one.riskRatio.miettinenNurminen[1];
        expect(Math.abs(other.riskRatio.miettinenNurminen[0] - inverse)).toBeLessThanOrEqual(1e-9 * (1 + inverse));
        expect(other.fisherP).toBeCloseTo(one.fisherP, 10);
        const odds = 1 / one.oddsRatio.exact.ci[1];
        expect(Math.abs(other.oddsRatio.exact.ci[0] - odds)).toBeLessThanOrEqual(1e-9 * (1 + odds));
      }),
      { numRuns: 60 },
    );
  });

  it('contains its estimates', () => {
    fc.assert(
      fc.property(group, group, ([x1, n1], [x2, n2]) => {
        const { riskDifference, riskRatio, clopperPearson1, wilson1, p1 } = twoByTwo({ x1, n1, x2, n2 });
        for (const [low, high] of [clopperPearson1, wilson1]) {
          expect(low).toBeLessThanOrEqual(p1 + 1e-15);
          expect(high).toBeGreaterThanOrEqual(p1 - 1e-15);
        }
        const [low, high] = riskDifference.miettinenNurminen;
        expect(low).toBeLessThanOrEqual(riskDifference.estimate + 1e-12);
        expect(high).toBeGreaterThanOrEqual(riskDifference.estimate - 1e-12);
        if (riskRatio.estimate !== undefined) {
          expect(riskRatio.miettinenNurminen[0]).toBeLessThanOrEqual(riskRatio.estimate * (1 + 1e-12));
          expect(riskRatio.miettinenNurminen[1]).toBeGreaterThanOrEqual(riskRatio.estimate * (1 - 1e-12));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('leaves out what does not exist when no one has the event', () => {
    const { riskRatio, oddsRatio, pearsonChisq, fisherP } = twoByTwo({ x1: 0, n1: 10, x2: 0, n2: 12 });
    expect(riskRatio.estimate).toBeUndefined();
    expect(riskRatio.katzLog).toBeUndefined();
    expect(riskRatio.miettinenNurminen).toEqual([0, Number.POSITIVE_INFINITY]);
    expect(oddsRatio.conditionalMLE).toBeUndefined();
    expect(pearsonChisq).toBeUndefined();
    expect(fisherP).toBe(1);
  });

  it('refuses more events than participants, fractions and empty groups', () => {
    expect(() => twoByTwo({ x1: 3, n1: 2, x2: 0, n2: 1 })).toThrow(
      /successes is 3; allowed are whole numbers from 0 to 2/,
    );
    expect(() => twoByTwo({ x1: 0.5, n1: 2, x2: 0, n2: 1 })).toThrow(RangeError);
    expect(() => twoByTwo({ x1: 0, n1: 0, x2: 0, n2: 1 })).toThrow(/size is 0/);
  });
});

describe('twoPoissonRates', () => {
  it('mirrors the exact interval when the groups are exchanged', () => {
    fc.assert(
      fc.property(fc.nat({ max: 60 }), fc.nat({ max: 60 }), (x1, x2) => {
        const one = twoPoissonRates({ x1, t1: 10, x2, t2: 15 });
        const other = twoPoissonRates({ x1: x2, t1: 15, x2: x1, t2: 10 });
        expect(other.exactP).toBeCloseTo(one.exactP, 10);
        const inverse = 1 / one.exactConditionalCi[1];
        expect(Math.abs(other.exactConditionalCi[0] - inverse)).toBeLessThanOrEqual(1e-10 * (1 + inverse));
      }),
      { numRuns: 60 },
    );
  });

  it('refuses a negative count and no exposure', () => {
    expect(() => twoPoissonRates({ x1: -1, t1: 1, x2: 1, t2: 1 })).toThrow(/count is -1/);
    expect(() => twoPoissonRates({ x1: 1, t1: 0, x2: 1, t2: 1 })).toThrow(/exposure is 0/);
  });
});
