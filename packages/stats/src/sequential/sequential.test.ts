import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalCdf, normalQuantile, normalUpper, normalUpperQuantile } from '../distribution/normal.js';
import { fitNbGlm } from '../regression/fit-nb-glm.js';
import { stoppingProbabilities } from './crossing-probabilities.js';
import { findRoot } from './find-root.js';
import { compositeRule, gaussLegendre } from './gauss-legendre.js';
import { type EfficacyBoundary, groupSequentialDesign, operatingCharacteristics } from './group-sequential-design.js';
import { blindedInformation, informationOfFit, monitorInformation } from './information-monitor.js';
import { type SpendingFunction, spentError } from './spending.js';

const OF: SpendingFunction = { kind: 'lan-demets-obrien-fleming' };
const total = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

describe('stoppingProbabilities', () => {
  // R 4.2.2: nested integrate(rel.tol = 1e-13) and mvtnorm 1.1-3 pmvnorm(algorithm = Miwa(4000)) agree to 1e-12 on these.
  const bounds = { informationRates: [0.4, 0.7, 1], efficacy: [3, 2.4, 2], sided: 1 } as const;
  it.each([
    [0, [0.00134989803163009, 0.00746173099958553, 0.0170333316138841]],
    [2.5, [0.0779697474122332, 0.305558822569897, 0.317124232207641]],
  ])('equals nested integration in R with the drift %s', (drift, want) => {
    stoppingProbabilities(bounds, drift).reject.forEach((value, k) => {
      expect(Math.abs(value - want[k]!)).toBeLessThan(1e-11);
    });
  });

  it.each([
    [0, [0.00744560073731548, 0.0159985267571328], [0.539827837277029, 0.223567132991562]],
    [2.5, [0.30515684160817, 0.30294528942043], [0.0692847912178022, 0.0351656355838863]],
  ])('equals nested integration in R with futility bounds and the drift %s', (drift, reject, futility) => {
    const found = stoppingProbabilities({ ...bounds, futility: [0.1, 0.6] }, drift);
    reject.forEach((value, k) => {
      expect(Math.abs(found.reject[k + 1]! - value)).toBeLessThan(1e-11);
    });
    futility.forEach((value, k) => {
      expect(Math.abs(found.futility[k]! - value)).toBeLessThan(1e-11);
    });
  });

  it('is the normal distribution with one look', () => {
    const one = stoppingProbabilities({ informationRates: [1], efficacy: [1.96], sided: 2 }, 1.3);
    expect(one.reject[0]).toBeCloseTo(normalUpper(0.66) + normalUpper(3.26), 14);
    expect(one.rejectBelow[0]).toBeCloseTo(normalUpper(3.26), 14);
  });

  it('sums to 1 over all ways to end, for any bounds, rates and drift', () => {
    const look = fc.record({
      step: fc.double({ min: 0.002, max: 1, noNaN: true }),
      efficacy: fc.double({ min: 0.5, max: 5, noNaN: true }),
      futility: fc.double({ min: -2, max: 2, noNaN: true }),
    });
    const looks = fc.array(look, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(
        looks,
        fc.double({ min: -5, max: 8, noNaN: true }),
        fc.constantFrom(1 as const, 2 as const),
        (all, drift, sided) => {
          let time = 0;
          const times = all.map(({ step }) => {
            time += step;
            return time;
          });
          const found = stoppingProbabilities(
            {
              informationRates: [...times.slice(0, -1).map((value) => value / time), 1],
              efficacy: all.map(({ efficacy }) => efficacy),
              futility: all.map(({ futility }) => futility),
              sided,
            },
            drift,
          );
          // A two-sided design without rejection at the last look ends without a futility stop.
          const ended = total(found.reject) + total(found.futility);
          expect(Math.abs(ended - 1)).toBeLessThan(1e-11);
        },
      ),
      { numRuns: 40 },
    );
  });

  it.each([
    [{ informationRates: [0.5, 0.5, 1] }, 'rate 2 is 0.5'],
    [{ informationRates: [0.5, 0.7, 0.9] }, 'must be 1'],
    [{ informationRates: [] }, '0 information rates'],
    [{ efficacy: [1, 2] }, '2 efficacy bounds for 3'],
    [{ efficacy: [1, 2, Number.NaN] }, 'NaN'],
    [{ futility: [1] }, '1 futility bounds'],
  ])('refuses %j', (change, message) => {
    expect(() => stoppingProbabilities({ ...bounds, ...change }, 0)).toThrow(message);
  });

  it('refuses a drift that is not finite', () => {
    expect(() => stoppingProbabilities(bounds, Number.POSITIVE_INFINITY)).toThrow('drift is Infinity');
  });
});

describe('spentError', () => {
  it.each<SpendingFunction>([
    OF,
    { kind: 'lan-demets-pocock' },
    { kind: 'kim-demets', power: 0.5 },
    { kind: 'hwang-shih-decani', gamma: -8 },
    { kind: 'hwang-shih-decani', gamma: 0 },
  ])('grows from 0 to the level: %j', (spending) => {
    const spent = [0, 1e-9, 0.2, 0.5, 0.9, 1, 1.2].map((fraction) => spentError(spending, { level: 0.05, fraction }));
    expect(spent[0]).toBe(0);
    expect(spent.slice(5)).toEqual([0.05, 0.05]);
    expect([...spent].sort((a, b) => a - b)).toEqual(spent);
  });

  it('refuses impossible parameters', () => {
    const at = { level: 0.05, fraction: 0.5 };
    expect(() => spentError({ kind: 'kim-demets', power: 0 }, at)).toThrow('power is 0');
    expect(() => spentError({ kind: 'hwang-shih-decani', gamma: Number.NaN }, at)).toThrow('γ is NaN');
    expect(() => spentError(OF, { level: 0.05, fraction: -0.1 })).toThrow('-0.1');
    expect(() => spentError(OF, { level: 1, fraction: 0.5 })).toThrow('level is 1');
  });
});

describe('groupSequentialDesign', () => {
  const informationRates = [0.3, 0.6, 1];
  const boundaries: readonly EfficacyBoundary[] = [
    { kind: 'obrien-fleming' },
    { kind: 'pocock' },
    { kind: 'wang-tsiatis', delta: 0.3 },
    OF,
    { kind: 'lan-demets-pocock' },
  ];

  it.each(boundaries)('keeps its level and has its power: %j', (efficacy) => {
    for (const sided of [1, 2] as const) {
      const design = groupSequentialDesign({ informationRates, alpha: 0.05, sided, efficacy, power: 0.9 });
      expect(Math.abs(design.alphaSpent.at(-1)! - 0.05)).toBeLessThan(1e-11);
      expect(Math.abs(operatingCharacteristics(design, design.drift).power - 0.9)).toBeLessThan(1e-11);
      expect(design.inflationFactor).toBeGreaterThan(1);
    }
  });

  it.each([true, false])(
    'keeps the level whether futility (binding: %s) is obeyed or, if it is not binding, ignored',
    (isBinding) => {
      const futility = { kind: 'beta-spending', spending: OF, isBinding } as const;
      const design = groupSequentialDesign({ informationRates, alpha: 0.025, efficacy: OF, futility, power: 0.85 });
      const obeyed = operatingCharacteristics(design, 0);
      const ignored = stoppingProbabilities({ informationRates, efficacy: design.criticalValues, sided: 1 }, 0);
      expect(obeyed.power).toBeLessThanOrEqual(0.025 + 1e-11);
      if (isBinding) expect(Math.abs(obeyed.power - 0.025)).toBeLessThan(1e-11);
      else expect(Math.abs(total(ignored.reject) - 0.025)).toBeLessThan(1e-11);
      const alternative = operatingCharacteristics(design, design.drift);
      expect(Math.abs(alternative.power - 0.85)).toBeLessThan(1e-10);
      expect(Math.abs(total(alternative.futility) - 0.15)).toBeLessThan(1e-10);
      expect(design.futilityBounds!.at(-1)).toBe(design.criticalValues.at(-1));
    },
  );

  it('with one look is the fixed design', () => {
    const design = groupSequentialDesign({ informationRates: [1], alpha: 0.025, efficacy: OF, power: 0.8 });
    expect(design.criticalValues[0]).toBeCloseTo(normalUpperQuantile(0.025), 11);
    expect(design.drift).toBeCloseTo(normalUpperQuantile(0.025) + normalQuantile(0.8), 10);
  });

  it('tests efficacy and futility at looks of their own', () => {
    const design = groupSequentialDesign({
      informationRates: [0.2, 0.5, 0.8, 1],
      alpha: 0.025,
      efficacy: OF,
      efficacyLooks: [false, false, true, true],
      futility: { kind: 'beta-spending', spending: { kind: 'lan-demets-pocock' }, isBinding: true },
      futilityLooks: [true, true, false, true],
    });
    expect(design.criticalValues.slice(0, 2)).toEqual([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]);
    expect(design.futilityBounds![2]).toBe(Number.NEGATIVE_INFINITY);
    expect(Math.abs(design.alphaSpent.at(-1)! - 0.025)).toBeLessThan(1e-11);
    expect(design.alphaSpent[2]).toBeCloseTo(spentError(OF, { level: 0.025, fraction: 0.8 }), 11);
    expect(Math.abs(operatingCharacteristics(design, design.drift).power - 0.8)).toBeLessThan(1e-10);
  });

  it('keeps the two-sided level with binding inner bounds', () => {
    const futility = { kind: 'bounds', z: [0.2, 0.5], isBinding: true } as const;
    const design = groupSequentialDesign({ informationRates, alpha: 0.05, sided: 2, efficacy: OF, futility });
    expect(Math.abs(operatingCharacteristics(design, 0).power - 0.05)).toBeLessThan(1e-11);
  });

  it.each([
    [{ alpha: 0 }, 'level is 0'],
    [{ power: 0.01 }, 'power is 0.01'],
    [{ informationRates: [0.5, 0.4, 1] }, 'rate 2 is 0.4'],
    [{ futility: { kind: 'bounds', z: [1], isBinding: false } }, '1 futility bounds'],
    [{ sided: 2, futility: { kind: 'beta-spending', spending: OF, isBinding: false } }, 'one-sided'],
    [{ efficacy: { kind: 'given', criticalValues: [2] } }, '1 critical values'],
    [{ efficacy: { kind: 'wang-tsiatis', delta: Number.NaN } }, 'delta is NaN'],
    [{ efficacyLooks: [true] }, 'efficacyLooks has 1 entries'],
    [
      { efficacy: { kind: 'pocock' }, futility: { kind: 'beta-spending', spending: OF, isBinding: true } },
      'needs an efficacy boundary by error spending',
    ],
  ] as const)('refuses %j', (change, message) => {
    const input = { informationRates, alpha: 0.025, efficacy: OF } as const;
    expect(() => groupSequentialDesign({ ...input, ...change } as Parameters<typeof groupSequentialDesign>[0])).toThrow(
      message,
    );
  });
});

describe('monitorInformation', () => {
  const plan = { maximumInformation: 60, alpha: 0.025, spending: OF } as const;

  it('has the planned boundary when the looks come as planned', () => {
    const design = groupSequentialDesign({ informationRates: [0.4, 0.7, 1], alpha: 0.025, efficacy: OF });
    const looks = monitorInformation(plan, [{ information: 24 }, { information: 42 }, { information: 60 }]);
    looks.forEach(({ criticalValue }, k) => {
      expect(criticalValue).toBeCloseTo(design.criticalValues[k]!, 10);
    });
  });

  it('spends what is left at a final look below or above the maximum, with the true correlation', () => {
    for (const last of [51, 75]) {
      const looks = monitorInformation(plan, [{ information: 30 }, { information: last, isFinal: true }]);
      const { reject } = stoppingProbabilities(
        { informationRates: [30 / last, 1], efficacy: looks.map(({ criticalValue }) => criticalValue), sided: 1 },
        0,
      );
      expect(Math.abs(total(reject) - 0.025)).toBeLessThan(1e-11);
      expect(reject[0]).toBeCloseTo(spentError(OF, { level: 0.025, fraction: 0.5 }), 12);
    }
  });

  it('does not change a boundary by looks that come later', () => {
    const one = monitorInformation(plan, [{ information: 20 }]);
    const two = monitorInformation(plan, [{ information: 20 }, { information: 33 }]);
    expect(two[0]).toEqual(one[0]);
  });

  it('judges the estimate: fewer events reject, with the repeated interval on the same side', () => {
    const [look] = monitorInformation({ ...plan, maximumInformation: 30 }, [{ information: 30, estimate: -0.5 }]);
    expect(look!.z).toBeCloseTo(0.5 * Math.sqrt(30), 12);
    expect(look!.isRejected).toBe(true);
    expect(look!.repeatedInterval![1]).toBeLessThan(0);
    const [other] = monitorInformation({ ...plan, alternative: 'higher' }, [{ information: 60, estimate: -0.5 }]);
    expect(other!.isRejected).toBe(false);
  });

  it.each([
    [[], 'no looks'],
    [[{ information: 30 }, { information: 30 }], 'must grow'],
    [[{ information: 60 }, { information: 70 }], 'nothing left to spend'],
    [[{ information: Number.NaN }], 'information NaN'],
    [[{ information: 3, estimate: Number.NaN }], 'estimate at look 1'],
  ])('refuses the looks %j', (looks, message) => {
    expect(() => monitorInformation(plan, looks)).toThrow(message);
  });

  it('reads the information from a fit, and blindly from the pooled counts', () => {
    const response = [0, 3, 1, 4, 2, 7, 1, 0, 0, 2, 0, 1, 1, 0, 3, 0];
    const values = new Float64Array(response.flatMap((_, i) => [1, i < 8 ? 0 : 1]));
    const design = { names: ['(Intercept)', 'treatment'], values, rows: 16 };
    const fit = fitNbGlm({ response, design, effect: 'treatment' });
    const control = Math.exp(fit.coefficients['(Intercept)']!);
    const treatment = control * fit.effect!.rateRatio;
    const variance = (1 / control + 1 / treatment + 2 / fit.theta) / 8;
    expect(informationOfFit(fit)).toBeCloseTo(1 / variance, 8);
    const blind = blindedInformation({
      pooledRate: (control + treatment) / 2,
      dispersion: 1 / fit.theta,
      exposures: new Array<number>(16).fill(1),
      assumedRateRatio: fit.effect!.rateRatio,
    });
    expect(blind).toBeCloseTo(1 / variance, 8);
    const flat = fitNbGlm({ response: response.map((y, i) => (i < 8 ? y : 0)), design, effect: 'treatment' });
    expect(informationOfFit(flat)).toBeUndefined();
  });
});

describe('the numerical tools', () => {
  it('integrates polynomials of degree 2n − 1 exactly', () => {
    const { nodes, weights } = gaussLegendre(8);
    const power = (k: number): number => weights.reduce((sum, w, i) => sum + w * nodes[i]! ** k, 0);
    for (let k = 0; k <= 15; k += 1) expect(power(k)).toBeCloseTo(k % 2 === 1 ? 0 : 2 / (k + 1), 14);
    const rule = compositeRule([-9, 2], 1);
    expect(
      rule.weights.reduce((s, w, i) => s + w * Math.exp(-0.5 * rule.nodes[i]! ** 2), 0) / Math.sqrt(2 * Math.PI),
    ).toBeCloseTo(normalCdf(2), 14);
    expect(compositeRule([2, 1], 1).nodes).toHaveLength(0);
  });

  it('finds roots to the last digits, and none where there is none', () => {
    expect(findRoot({ f: (x) => Math.exp(x) - 3, low: -50, high: 50 })).toBeCloseTo(Math.log(3), 13);
    expect(findRoot({ f: (x) => (x - 1) ** 9, low: 0, high: 5 })).toBeCloseTo(1, 1);
    expect(findRoot({ f: (x) => (x < 0.3 ? -1 : 1), low: 0, high: 1 })).toBeCloseTo(0.3, 12);
    expect(findRoot({ f: () => 1, low: 0, high: 1 })).toBeUndefined();
    expect(findRoot({ f: () => Number.NaN, low: 0, high: 1 })).toBeUndefined();
  });
});
