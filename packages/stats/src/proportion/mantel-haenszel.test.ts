// Strata, pairs, trends and rates: what they must equal in special cases. Reference values are in validation/reference.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binomialPmf, hypergeometricPmf } from '../distribution/discrete.js';
import { compareIncidence, incidenceRate } from '../rate/incidence.js';
import { mantelHaenszelRates } from '../rate/mantel-haenszel-rates.js';
import { garwood } from '../rate/two-poisson-rates.js';
import { fisherExact } from './fisher-exact.js';
import { mantelHaenszel } from './mantel-haenszel.js';
import { pairedProportions } from './paired-proportions.js';
import { cochranArmitage } from './trend.js';
import { twoByTwo } from './two-by-two.js';

const group = fc.integer({ min: 1, max: 30 }).chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)));
const stratum = fc.tuple(group, group).map(([[x1, n1], [x2, n2]]) => ({ x1, n1, x2, n2 }));

describe('mantelHaenszel', () => {
  it('equals the unstratified comparison in one stratum', () => {
    fc.assert(
      fc.property(stratum, (counts) => {
        const common = mantelHaenszel([counts]);
        const crude = twoByTwo(counts);
        expect(common.riskDifference.estimate).toBeCloseTo(crude.riskDifference.estimate, 12);
        expect(common.riskDifference.miettinenNurminen[0]).toBeCloseTo(crude.riskDifference.miettinenNurminen[0], 12);
        if (common.riskRatio !== undefined) {
          expect(common.riskRatio.estimate).toBeCloseTo(crude.riskRatio.estimate!, 10);
          expect(common.riskRatio.ci[0]).toBeCloseTo(crude.riskRatio.katzLog![0], 8);
        }
        if (crude.oddsRatio.woolf !== undefined) {
          expect(common.oddsRatio!.estimate).toBeCloseTo(crude.oddsRatio.sample!, 9);
          expect(common.oddsRatio!.ci[1] / crude.oddsRatio.woolf[1]).toBeCloseTo(1, 9);
        }
        if (common.cmh !== undefined) expect(common.cmh.chisq).toBeCloseTo(crude.miettinenNurminenChisqRD0!, 9);
      }),
      { numRuns: 60 },
    );
  });

  it('mirrors when groups are exchanged, and does not depend on the order of strata', () => {
    fc.assert(
      fc.property(fc.array(stratum, { minLength: 2, maxLength: 5 }), (strata) => {
        const one = mantelHaenszel(strata);
        const other = mantelHaenszel(
          [...strata].reverse().map(({ x1, n1, x2, n2 }) => ({ x1: x2, n1: n2, x2: x1, n2: n1 })),
        );
        expect(other.riskDifference.estimate).toBeCloseTo(-one.riskDifference.estimate, 12);
        expect(other.riskDifference.se).toBeCloseTo(one.riskDifference.se, 12);
        expect(other.riskDifference.miettinenNurminen[0]).toBeCloseTo(-one.riskDifference.miettinenNurminen[1], 9);
        if (one.oddsRatio === undefined) return;
        expect(other.oddsRatio!.estimate * one.oddsRatio.estimate).toBeCloseTo(1, 9);
        expect(other.oddsRatio!.se).toBeCloseTo(one.oddsRatio.se, 10);
        expect(other.cmh!.chisq).toBeCloseTo(one.cmh!.chisq, 9);
      }),
      { numRuns: 60 },
    );
  });

  it('leaves out strata without a group, and says when nothing can be learnt', () => {
    const strata = [
      { x1: 3, n1: 9, x2: 5, n2: 8 },
      { x1: 2, n1: 4, x2: 0, n2: 0 },
    ];
    const common = mantelHaenszel(strata);
    expect([common.strata, common.flags]).toEqual([1, ['uninformative-strata']]);
    const none = mantelHaenszel([{ x1: 0, n1: 9, x2: 0, n2: 8 }]);
    expect(none.flags).toEqual(['uninformative-strata', 'no-information']);
    expect([none.riskRatio, none.oddsRatio, none.cmh]).toEqual([undefined, undefined, undefined]);
    expect(() => mantelHaenszel([])).toThrow(/No stratum holds both groups/);
    expect(() => mantelHaenszel([{ x1: 5, n1: 4, x2: 0, n2: 1 }])).toThrow(/successes is 5/);
    expect(() => mantelHaenszel([{ x1: 5, n1: 0, x2: 0, n2: 1 }])).toThrow(/size is 0/);
    expect(() => mantelHaenszel([{ x1: 0, n1: Number.NaN, x2: 0, n2: 1 }])).toThrow(/size is NaN/);
  });
});

describe('fisherExact', () => {
  it('sums the same tables as plain enumeration', () => {
    fc.assert(
      fc.property(stratum, (counts) => {
        const { x1, n1, x2, n2 } = counts;
        const urn = { success: n1, failure: n2, draws: x1 + x2 };
        const all = Array.from({ length: n1 + 1 }, (_, k) => k).filter((k) => k <= urn.draws && urn.draws - k <= n2);
        const mass = all.map((k) => hypergeometricPmf(k, urn));
        const own = hypergeometricPmf(x1, urn);
        const want = mass.filter((p) => p <= own * (1 + 1e-7)).reduce((a, b) => a + b, 0);
        expect(fisherExact(counts).p).toBeCloseTo(want, 12);
      }),
      { numRuns: 200 },
    );
  });

  it('takes counts of a thousand million', () => {
    const { p, oddsRatio, ci } = fisherExact({ x1: 3e8, n1: 1e9, x2: 300_010_000, n2: 1e9 });
    // So many that the normal approximation holds to six digits.
    expect(p).toBeCloseTo(0.6256, 3);
    expect(oddsRatio).toBeCloseTo((3e8 * 699_990_000) / (7e8 * 300_010_000), 7);
    expect(ci[0]).toBeLessThan(oddsRatio);
    expect(ci[1]).toBeGreaterThan(oddsRatio);
    expect(fisherExact({ x1: 5, n1: 1e9, x2: 1e9, n2: 1e9 }).p).toBe(0);
  });
});

describe('pairedProportions', () => {
  const count = fc.integer({ min: 0, max: 30 });

  it('mirrors when the two are exchanged, and holds its estimate', () => {
    fc.assert(
      fc.property(count, count, count, fc.integer({ min: 1, max: 30 }), (both, firstOnly, secondOnly, neither) => {
        const one = pairedProportions({ both, firstOnly, secondOnly, neither });
        const other = pairedProportions({ both, firstOnly: secondOnly, secondOnly: firstOnly, neither });
        expect(other.riskDifference.newcombe[0]).toBeCloseTo(-one.riskDifference.newcombe[1], 12);
        expect(other.exactP).toBeCloseTo(one.exactP, 12);
        const { estimate, newcombe, wald } = one.riskDifference;
        for (const [low, high] of [newcombe, wald]) {
          expect(low).toBeLessThanOrEqual(estimate + 1e-12);
          expect(high).toBeGreaterThanOrEqual(estimate - 1e-12);
        }
        expect(one.midP).toBeLessThanOrEqual(one.exactP + 1e-12);
      }),
      { numRuns: 80 },
    );
  });

  it('gives the exact p of two discordant pairs, and tests nothing without any', () => {
    expect(pairedProportions({ both: 5, firstOnly: 2, secondOnly: 0, neither: 1 }).exactP).toBeCloseTo(0.5, 14);
    expect(pairedProportions({ both: 5, firstOnly: 2, secondOnly: 0, neither: 1 }).midP).toBeCloseTo(
      0.5 - binomialPmf(0, 2, 0.5),
      14,
    );
    const none = pairedProportions({ both: 5, firstOnly: 0, secondOnly: 0, neither: 1 });
    expect([none.exactP, none.mcnemar, none.conditionalOddsRatio]).toEqual([1, undefined, undefined]);
    expect(() => pairedProportions({ both: 0, firstOnly: 0, secondOnly: 0, neither: 0 })).toThrow(/no pairs/);
    expect(() => pairedProportions({ both: -1, firstOnly: 0, secondOnly: 0, neither: 2 })).toThrow(/"both" is -1/);
  });
});

describe('cochranArmitage', () => {
  it("is Pearson's chi-square for two groups, whatever the scores", () => {
    fc.assert(
      fc.property(stratum, fc.double({ min: 0.1, max: 9, noNaN: true }), ({ x1, n1, x2, n2 }, gap) => {
        const test = cochranArmitage([
          { x: x1, n: n1, score: 0 },
          { x: x2, n: n2, score: gap },
        ]);
        const { pearsonChisq } = twoByTwo({ x1, n1, x2, n2 });
        if (pearsonChisq === undefined) expect(test).toBeUndefined();
        else expect(test!.chisq).toBeCloseTo(pearsonChisq, 8);
      }),
      { numRuns: 60 },
    );
    expect(() => cochranArmitage([{ x: 1, n: 2 }])).toThrow(/1 groups/);
  });
});

describe('incidence', () => {
  it('has the interval of Garwood, and a robust error that grows with the differences among participants', () => {
    const exposure = [10, 20, 30, 40];
    const even = incidenceRate({ events: [1, 2, 3, 4], exposure });
    expect(even.poissonCi).toEqual(garwood(10, 100));
    expect(even.seRobust).toBeCloseTo(0, 14);
    const uneven = incidenceRate({ events: [10, 0, 0, 0], exposure });
    expect(uneven.seRobust).toBeCloseTo(Math.sqrt(81 + 4 + 9 + 16) / 100, 14);
    expect([uneven.participantsWithEvent, uneven.rate]).toEqual([1, 0.1]);
  });

  it('compares two rates, and has no ratio without events', () => {
    const first = { events: [2, 0, 1], exposure: [5, 5, 5] };
    const second = { events: [1, 1, 3], exposure: [4, 6, 5] };
    const one = compareIncidence(first, second);
    const other = compareIncidence(second, first);
    expect(other.rateRatio!.estimate * one.rateRatio!.estimate).toBeCloseTo(1, 12);
    expect(other.rateDifference!.ci[0]).toBeCloseTo(-one.rateDifference!.ci[1], 12);
    const none = compareIncidence(first, { events: [0, 0], exposure: [1, 1] });
    expect(none.rateRatio).toBeUndefined();
    expect(none.second.poissonCi[0]).toBe(0);
  });

  it('pools strata of rates to the crude ratio when there is one', () => {
    const { rateRatio, rateDifference } = mantelHaenszelRates([{ x1: 9, t1: 120, x2: 17, t2: 118 }]);
    expect(rateRatio!.estimate).toBeCloseTo(9 / 120 / (17 / 118), 12);
    expect(rateRatio!.se).toBeCloseTo(Math.sqrt(1 / 9 + 1 / 17), 12);
    expect(rateDifference.se).toBeCloseTo(Math.sqrt(9 / 120 ** 2 + 17 / 118 ** 2), 12);
    const none = mantelHaenszelRates([{ x1: 0, t1: 1, x2: 0, t2: 1 }]);
    expect([none.rateRatio, none.test]).toEqual([undefined, undefined]);
  });

  it.each([
    [{ events: [], exposure: [] }, /no participants/],
    [{ events: [1.5], exposure: [1] }, /Count 1 is 1.5/],
    [{ events: [1], exposure: [0] }, /Exposure 1 is 0/],
    [{ events: [1], exposure: [1, 2] }, /2 exposures for 1 counts/],
  ])('refuses %j', (records, message) => {
    expect(() => incidenceRate(records)).toThrow(message);
  });

  it('refuses rates without exposure or strata', () => {
    expect(() => mantelHaenszelRates([])).toThrow(/no strata/);
    expect(() => mantelHaenszelRates([{ x1: 1, t1: 0, x2: 1, t2: 1 }])).toThrow(/exposure of stratum 1 is 0/);
  });
});
