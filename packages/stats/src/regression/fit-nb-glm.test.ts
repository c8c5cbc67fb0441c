// Negative-binomial regression: properties that hold for any data, and clear answers to bad input.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orthogonalBasis } from '../algebra/orthogonal-basis.js';
import { dataFrame, factor } from '../model/data-frame.js';
import { modelMatrix } from '../model/model-matrix.js';
import { countProblem } from './count-problem.js';
import { fitNbGlm, fitNbGlmToFrame } from './fit-nb-glm.js';
import type { NbGlmFit } from './nb-glm-fit.js';
import { evaluateNb, nbPoint } from './nb-likelihood.js';

interface Row {
  readonly y: number;
  readonly arm: 'A' | 'B';
  readonly x: number;
}

const row = fc.record({
  y: fc.oneof(fc.nat({ max: 6 }), fc.nat({ max: 60 })),
  arm: fc.constantFrom('A' as const, 'B' as const),
  x: fc.integer({ min: 0, max: 12 }),
});
/** At least two counts above zero in each arm and three values of x, so that every coefficient is finite. */
const trial = fc.array(row, { minLength: 12, maxLength: 40 }).filter((rows) => {
  const positive = (arm: string) => rows.filter((r) => r.arm === arm && r.y > 0);
  return ['A', 'B'].every((arm) => positive(arm).length >= 2 && new Set(positive(arm).map((r) => r.x)).size >= 2);
});

function fitRows(rows: readonly Row[], scale = 1, offset = 0): NbGlmFit {
  const design = modelMatrix(
    ['arm', 'x'],
    dataFrame({
      arm: factor(
        rows.map((r) => r.arm),
        ['A', 'B'],
      ),
      x: rows.map((r) => r.x * scale),
    }),
  );
  return fitNbGlm({
    response: rows.map((r) => r.y),
    design,
    offset: rows.map(() => offset),
    effect: 'armB',
    detail: 'core',
  });
}

function twoArms(a: readonly number[], b: readonly number[], detail: 'full' | 'core' = 'full'): NbGlmFit {
  const arms = [...a.map(() => 'A'), ...b.map(() => 'B')];
  const data = dataFrame({ y: [...a, ...b], arm: factor(arms, ['A', 'B']) });
  return fitNbGlmToFrame(data, { response: 'y', terms: ['arm'], effect: 'armB', detail }).fit;
}

const closeTo = (got: number, want: number, tolerance: number): void => {
  if (Object.is(got, want)) return;
  expect(Math.abs(got - want)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(want)));
};

describe('for any trial, fitNbGlm', () => {
  it('does not depend on the order of the rows', () => {
    fc.assert(
      fc.property(trial, (rows) => {
        const one = fitRows(rows);
        const other = fitRows([...rows].reverse());
        expect(other.boundary).toBe(one.boundary);
        closeTo(other.logLik, one.logLik, 1e-11);
        closeTo(other.coefficients.armB!, one.coefficients.armB!, 1e-7);
      }),
      { numRuns: 40 },
    );
  });

  it('does not depend on the unit of a covariate', () => {
    fc.assert(
      fc.property(trial, fc.constantFrom(1e-4, 0.1, 30, 1e6), (rows, scale) => {
        const one = fitRows(rows);
        const other = fitRows(rows, scale);
        expect(other.converged).toBe(one.converged);
        closeTo(other.logLik, one.logLik, 1e-11);
        closeTo(other.coefficients.x! * scale, one.coefficients.x!, 1e-7);
        closeTo(other.effect!.wald!.p, one.effect!.wald!.p, 1e-6);
      }),
      { numRuns: 30 },
    );
  });

  it('moves only the intercept when all exposures are multiplied', () => {
    fc.assert(
      fc.property(trial, fc.double({ min: -5, max: 5, noNaN: true }), (rows, shift) => {
        const one = fitRows(rows);
        const other = fitRows(rows, 1, shift);
        closeTo(other.logLik, one.logLik, 1e-11);
        closeTo(other.coefficients['(Intercept)']! + shift, one.coefficients['(Intercept)']!, 1e-7);
        closeTo(other.coefficients.armB!, one.coefficients.armB!, 1e-7);
      }),
      { numRuns: 30 },
    );
  });

  it('converges to a point no lower than its neighbours and than the Poisson limit', () => {
    fc.assert(
      fc.property(trial, (rows) => {
        const fit = fitRows(rows);
        expect(fit.converged).toBe(true);
        expect(fit.maxAbsScore).toBeLessThanOrEqual(1e-8);
        const beta = ['(Intercept)', 'armB', 'x'].map((name) => fit.coefficients[name]!);
        const at = (change: readonly number[], theta: number): number => plainLogLik(rows, beta, change, theta);
        closeTo(at([0, 0, 0], fit.theta), fit.logLik, 1e-9);
        const margin = 1e-9 * (1 + Math.abs(fit.logLik));
        for (const step of [-0.01, 0.01]) {
          for (const k of [0, 1, 2]) {
            const change = [0, 0, 0].map((_, j) => (j === k ? step * (k === 2 ? 0.1 : 1) : 0));
            expect(at(change, fit.theta)).toBeLessThanOrEqual(fit.logLik + margin);
          }
        }
        for (const theta of [0.05, 0.5, 1, 5, 50, 500, 5e4].map((t) => t * 1.0001)) {
          expect(at([0, 0, 0], theta)).toBeLessThanOrEqual(fit.logLik + margin);
        }
      }),
      { numRuns: 40 },
    );
  });
});

/** Counts of one arm: quiet ones, and ones with a few large values. */
const armCounts = fc
  .array(fc.oneof(fc.nat({ max: 3 }), fc.nat({ max: 3 }), fc.nat({ max: 200 })), { minLength: 2, maxLength: 15 })
  .filter((counts) => counts.some((y) => y > 0));

describe('for any two arms, fitNbGlm', () => {
  it('finds the highest of all values of θ, the Poisson limit included', () => {
    // Without covariates the fitted means are the arms' means for every θ, so the likelihood in θ can be scanned.
    fc.assert(
      fc.property(armCounts, armCounts, (a, b) => {
        const fit = twoArms(a, b, 'core');
        const rows = [...a.map((y): Row => ({ y, arm: 'A', x: 0 })), ...b.map((y): Row => ({ y, arm: 'B', x: 0 }))];
        const logMean = (counts: readonly number[]) => Math.log(counts.reduce((p, q) => p + q, 0) / counts.length);
        const beta = [logMean(a), logMean(b) - logMean(a), 0];
        closeTo(fit.coefficients.armB!, beta[1]!, 1e-10);
        const scan = Array.from({ length: 200 }, (_, k) => Math.exp(-8 + 0.12 * k));
        const heights = [...scan, Number.POSITIVE_INFINITY].map((theta) => plainLogLik(rows, beta, [0, 0, 0], theta));
        const highest = Math.max(...heights);
        expect(fit.logLik).toBeGreaterThanOrEqual(highest - 1e-9 * (1 + Math.abs(highest)));
        closeTo(plainLogLik(rows, beta, [0, 0, 0], fit.theta), fit.logLik, 1e-9);
      }),
      { numRuns: 150 },
    );
  });
});

/** The sum of ln P(Y = y) from products of factors, with none of the library's formulas. */
function plainLogLik(rows: readonly Row[], beta: readonly number[], change: readonly number[], theta: number): number {
  return rows.reduce((sum, { y, arm, x }) => {
    const values = [1, arm === 'B' ? 1 : 0, x];
    const eta = values.reduce((total, value, j) => total + value * (beta[j]! + change[j]!), 0);
    const mu = Math.exp(eta);
    let mass = theta === Number.POSITIVE_INFINITY ? -mu : -theta * Math.log1p(mu / theta);
    for (let m = 0; m < y; m += 1) {
      mass +=
        theta === Number.POSITIVE_INFINITY
          ? Math.log(mu / (m + 1))
          : Math.log(((theta + m) / (m + 1)) * (mu / (theta + mu)));
    }
    return sum + mass;
  }, 0);
}

describe('evaluateNb', () => {
  it('has the gradient and the Hessian that finite differences give', () => {
    fc.assert(
      fc.property(trial, fc.double({ min: -3, max: 6, noNaN: true }), (rows, logTheta) => {
        const values = Float64Array.from(rows.flatMap((r) => [1, r.arm === 'B' ? 1 : 0, r.x / 6]));
        const problem = countProblem(
          Float64Array.from(rows, (r) => r.y),
          orthogonalBasis(values, rows.length, 3),
          new Float64Array(rows.length),
        );
        const gamma = Float64Array.from([0.8, -0.3, 0.2]);
        const at = (change: readonly number[]) => {
          const point = nbPoint(3);
          evaluateNb(
            problem,
            gamma.map((g, j) => g + change[j]!),
            Math.exp(logTheta + change[3]!),
            point,
          );
          return point;
        };
        const centre = at([0, 0, 0, 0]);
        const gradient = [...centre.score, centre.scoreLogTheta];
        const h = 1e-5;
        for (let k = 0; k < 4; k += 1) {
          const step = (size: number) => at([0, 1, 2, 3].map((j) => (j === k ? size : 0)));
          const up = step(h);
          const down = step(-h);
          closeTo((up.logLik - down.logLik) / (2 * h), gradient[k]!, 2e-5);
          const slope = [0, 1, 2].map((j) => (up.score[j]! - down.score[j]!) / (2 * h));
          slope.forEach((value, j) => {
            const want = k < 3 ? -centre.information[k * 3 + j]! : -centre.cross[j]!;
            closeTo(value, want, 2e-5);
          });
          const slopeTheta = (up.scoreLogTheta - down.scoreLogTheta) / (2 * h);
          closeTo(slopeTheta, k < 3 ? -centre.cross[k]! : -centre.informationLogTheta, 2e-5);
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe('fitNbGlm on difficult data', () => {
  it('says that nothing is learnt when every count is zero', () => {
    const fit = twoArms([0, 0, 0], [0, 0, 0]);
    expect(fit.converged).toBe(false);
    expect(fit.flags).toContain('all-zero');
    expect(fit.divergentTerms).toEqual(['(Intercept)']);
    expect(fit.p).toEqual({});
    expect(fit.effect).toBeUndefined();
  });

  it('gives an arm without events a rate ratio of 0, a likelihood ratio and an upper bound, but no Wald interval', () => {
    const { effect, converged, flags } = twoArms([3, 0, 5, 1, 9], [0, 0, 0, 0]);
    expect(converged).toBe(false);
    expect(flags).toContain('wald-invalid');
    expect(effect?.rateRatio).toBe(0);
    expect(effect?.wald).toBeUndefined();
    expect(effect?.profileCiFull?.ci[0]).toBe(0);
    expect(effect?.profileCiFull?.ci[1]).toBeLessThan(1);
    expect(effect?.lrt?.p).toBeLessThan(0.05);
  });

  it('flags a stratum without events and estimates the effect from the others', () => {
    const strata = ['x', 'x', 'y', 'y', 'y', 'x', 'x', 'z', 'z', 'z'];
    const arms = ['A', 'B', 'A', 'B', 'A', 'B', 'A', 'B', 'A', 'B'];
    const counts = [0, 0, 3, 5, 1, 0, 0, 2, 7, 4];
    const fitTo = (kept: readonly number[], levels: readonly string[]): NbGlmFit =>
      fitNbGlmToFrame(
        dataFrame({
          y: kept.map((i) => counts[i]!),
          arm: factor(
            kept.map((i) => arms[i]!),
            ['A', 'B'],
          ),
          stratum: factor(
            kept.map((i) => strata[i]!),
            levels,
          ),
        }),
        { response: 'y', terms: ['arm', 'stratum'], effect: 'armB', detail: 'core' },
      ).fit;
    const all = fitTo([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], ['y', 'x', 'z']);
    const without = fitTo([2, 3, 4, 7, 8, 9], ['y', 'z']);
    expect(all.divergentTerms).toEqual(['stratumx']);
    expect(all.coefficients.stratumx).toBe(Number.NEGATIVE_INFINITY);
    expect(all.effect?.wald?.se).toBeCloseTo(without.effect!.wald!.se, 10);
    expect(all.coefficients.armB).toBeCloseTo(without.coefficients.armB!, 10);
  });

  it('names aliased columns and gives them no number', () => {
    const data = dataFrame({
      y: [1, 2, 3, 4, 3, 5, 1, 9],
      arm: factor([...'AAAABBBB'], ['A', 'B']),
      twice: [0, 0, 0, 0, 2, 2, 2, 2],
    });
    const { fit } = fitNbGlmToFrame(data, { response: 'y', terms: ['arm', 'twice'], effect: 'twice' });
    expect(fit.aliased).toEqual(['twice']);
    expect(fit.flags).toContain('effect-not-estimable');
    expect(fit.coefficients).not.toHaveProperty('twice');
    expect(fit.effect).toBeUndefined();
  });

  it('says that the effect is not estimable with one arm', () => {
    const fit = twoArms([3, 5, 0, 2], []);
    expect(fit.flags).toContain('effect-not-estimable');
    expect(fit.effect).toBeUndefined();
    expect(fit.converged).toBe(true);
  });

  it('reports the Poisson limit as θ = ∞', () => {
    const fit = twoArms([4, 4, 5, 4, 5], [4, 5, 4, 4, 4], 'core');
    expect(fit.boundary).toBe('poisson');
    expect(fit.theta).toBe(Number.POSITIVE_INFINITY);
    expect(fit.dispersion).toBe(0);
    expect(fit.thetaSEJoint).toBeUndefined();
    expect(fit.coefficients.armB).toBeCloseTo(Math.log(21 / 22), 12);
  });

  it('keeps its digits with counts of a billion', () => {
    const fit = twoArms([1e9, 2e9, 1, 0], [3e9, 5, 1e9, 9], 'core');
    expect(fit.converged).toBe(true);
    expect(fit.coefficients.armB).toBeCloseTo(Math.log((4e9 + 14) / (3e9 + 1)), 12);
    const twoGroupsAlike = twoArms([1e15, 2e15, 1e15, 0], [3e15, 5, 1e15, 9], 'full');
    const [low, high] = twoGroupsAlike.effect!.profileCiFull!.ciLog;
    expect(low + high).toBeCloseTo(0, 2);
  });

  it('gives no p-value where rounding keeps the score above the limit', () => {
    const fit = twoArms([1e9, 1e9 + 3, 1e9 - 7, 1e9], [2e9, 2e9 + 1, 2e9 - 2, 2e9]);
    expect(fit.converged).toBe(false);
    expect(fit.p).toEqual({});
    expect(fit.effect?.wald).toBeUndefined();
    expect(fit.effect?.lrt).toBeUndefined();
    expect(fit.flags).toContain('not-converged');
    expect(fit.coefficients.armB).toBeCloseTo(Math.log(2), 7);
  });

  it.each([
    ['a negative count', [1, -2], /Count 2 is -2; allowed are whole numbers/],
    ['a fraction', [0.5, 1], /Count 1 is 0.5/],
    ['infinity', [Number.POSITIVE_INFINITY, 1], /Count 1 is Infinity/],
    ['NaN', [1, Number.NaN], /Count 2 is NaN/],
  ])('refuses %s', (_, response, message) => {
    const design = { names: ['(Intercept)'], values: new Float64Array([1, 1]), rows: 2 };
    expect(() => fitNbGlm({ response, design })).toThrow(message);
  });

  it('refuses no rows, an unknown effect and a wrong confidence level', () => {
    const empty = { names: ['(Intercept)'], values: new Float64Array(0), rows: 0 };
    const one = { names: ['(Intercept)'], values: new Float64Array([1]), rows: 1 };
    expect(() => fitNbGlm({ response: [], design: empty })).toThrow(/no rows/);
    expect(() => fitNbGlm({ response: [1], design: one, effect: 'arm' })).toThrow(/no column "arm"/);
    expect(() => fitNbGlm({ response: [1], design: one, confidence: 95 })).toThrow(/between 0 and 1/);
  });

  it('drops a row with a missing response and says which', () => {
    const data = dataFrame({ y: [1, Number.NaN, 3, 4], arm: factor([...'AABB'], ['A', 'B']) });
    const { fit, design } = fitNbGlmToFrame(data, { response: 'y', terms: ['arm'] });
    expect(fit.nObs).toBe(3);
    expect(design.missing).toEqual([{ row: 1, columns: ['y'] }]);
  });

  it('takes weights as the number of times that a row occurs', () => {
    const data = { y: [3, 0, 5, 1, 9, 2], weeks: [1, 2, 1, 3, 2, 1], arm: factor([...'AAABBB'], ['A', 'B']) };
    const times = [2, 1, 0, 3, 1, 4];
    const model = { response: 'y', terms: ['arm'], offset: 'log(weeks)', effect: 'armB' };
    const rows = times.flatMap((count, row) => Array.from({ length: count }, () => row));
    const written = dataFrame({
      y: rows.map((row) => data.y[row]!),
      weeks: rows.map((row) => data.weeks[row]!),
      arm: factor(
        rows.map((row) => 'AAABBB'[row]!),
        ['A', 'B'],
      ),
    });
    const { fit } = fitNbGlmToFrame(dataFrame({ ...data, times }), { ...model, weights: 'times' });
    expect(fit).toEqual(fitNbGlmToFrame(written, model).fit);
    expect(fit.nObs).toBe(11);
  });

  it.each([
    ['a fraction', [1, 0.5], /Weight 2 is 0.5; allowed are whole numbers from 0/],
    ['a negative number', [-1, 1], /Weight 1 is -1/],
    ['weights that leave no row', [0, 0], /add up to 0/],
    ['too few', [1], /1 weights for 2 rows/],
  ])('refuses weights: %s', (_, weights, message) => {
    const design = { names: ['(Intercept)'], values: new Float64Array([1, 1]), rows: 2 };
    expect(() => fitNbGlm({ response: [1, 2], design, weights })).toThrow(message);
  });
});
