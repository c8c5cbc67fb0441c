// Linear models: the t test, invariance, weights, and clear answers to bad input.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dataFrame, factor } from '../model/data-frame.js';
import { modelMatrix } from '../model/model-matrix.js';
import { dropLinearTerms } from './drop-linear-terms.js';
import { fitLinear } from './fit-linear.js';

const near = (got: number | undefined, want: number, tolerance = 1e-9): void => {
  expect(Math.abs(got! - want)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(want)));
};
const line = (x: readonly number[]) => modelMatrix(['x'], dataFrame({ x: [...x] }));

describe('fitLinear', () => {
  it('with two arms is the pooled t test', () => {
    // Means 2 and 5, sums of squares 2 and 2 on 4 degrees of freedom: t = 3 / sqrt(1 × 2/3).
    const arm = factor(['A', 'A', 'A', 'B', 'B', 'B'], ['A', 'B']);
    const design = modelMatrix(['arm'], dataFrame({ arm }));
    const fit = fitLinear({ response: [1, 2, 3, 4, 5, 6], design, effect: 'armB' });
    near(fit.coefficients.armB, 3);
    near(fit.t.armB, 3 / Math.sqrt(2 / 3));
    expect([fit.df, fit.nObs, fit.converged]).toEqual([4, 6, true]);
    near(fit.sigma, 1);
    // HC2 of a difference of means is Welch's standard error.
    near(fit.seRobustHC2.armB, Math.sqrt(1 / 3 + 1 / 3));
    near(dropLinearTerms({ response: [1, 2, 3, 4, 5, 6], design }).arm!.f, 9 / (2 / 3));
    near(dropLinearTerms({ response: [1, 2, 3, 4, 5, 6], design }).arm!.p, fit.p.armB!);
  });

  it('does not depend on the unit of a covariate, nor on a shift of 1e6', () => {
    const points = fc.array(fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: 0, max: 20 })), {
      minLength: 6,
      maxLength: 20,
    });
    fc.assert(
      fc.property(points, (rows) => {
        fc.pre(new Set(rows.map(([, x]) => x)).size > 2);
        const response = rows.map(([y]) => y);
        const one = fitLinear({ response, design: line(rows.map(([, x]) => x)) });
        fc.pre(one.converged);
        const other = fitLinear({ response, design: line(rows.map(([, x]) => 1e6 + x * 1000)) });
        near(other.coefficients.x! * 1000, one.coefficients.x!, 1e-8);
        near(other.t.x, one.t.x!, 1e-7);
        near(other.logLik, one.logLik, 1e-9);
      }),
      { numRuns: 40 },
    );
  });

  it.each<readonly [string, readonly number[], readonly number[], string]>([
    ['as many coefficients as rows', [1, 2], [0, 1], 'saturated'],
    ['residuals of zero', [1, 3, 5, 7], [0, 1, 2, 3], 'perfect-fit'],
  ])('gives no p-value with %s', (_, response, x, flag) => {
    const fit = fitLinear({ response, design: line(x), effect: 'x' });
    expect(fit.flags).toContain(flag);
    expect([fit.converged, fit.p, fit.t, fit.effect]).toEqual([false, {}, {}, undefined]);
  });

  it('names an aliased column', () => {
    const fit = fitLinear({ response: [1, 5, 2], design: line([3, 3, 3]), effect: 'x' });
    expect([fit.aliased, fit.flags]).toEqual([['x'], ['aliased', 'effect-not-estimable']]);
  });

  it('refuses what is not finite', () => {
    expect(() => fitLinear({ response: [1, Number.NaN], design: line([0, 1]) })).toThrow(/Response 2 is NaN/);
    expect(() => fitLinear({ response: [], design: line([]) })).toThrow(/no rows/);
  });
});
