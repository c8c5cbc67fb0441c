// Poisson and logistic regression: identities, separation, and clear answers to bad input.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dataFrame, factor } from '../model/data-frame.js';
import { modelMatrix } from '../model/model-matrix.js';
import { dropGlmTerms, fitLogistic, fitPoissonGlm } from './fit-glm.js';
import type { GlmFit } from './glm-fit.js';

/** Arm A and B with the given responses. */
function armsOf(a: readonly number[], b: readonly number[]) {
  const arm = factor([...a.map(() => 'A'), ...b.map(() => 'B')], ['A', 'B']);
  return { response: [...a, ...b], design: modelMatrix(['arm'], dataFrame({ arm })), effect: 'armB' };
}

const near = (got: number | undefined, want: number, tolerance = 1e-10): void => {
  expect(Math.abs(got! - want)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(want)));
};

const counts = fc.array(fc.nat({ max: 40 }), { minLength: 2, maxLength: 12 }).filter((y) => y.some((v) => v > 0));

describe('two arms have closed forms', () => {
  it('Poisson: the log ratio of means, with variance 1/events + 1/events', () => {
    fc.assert(
      fc.property(counts, counts, (a, b) => {
        const [sumA, sumB] = [a, b].map((y) => y.reduce((s, v) => s + v, 0)) as [number, number];
        const fit = fitPoissonGlm(armsOf(a, b));
        expect(fit.converged).toBe(true);
        near(fit.coefficients.armB, Math.log(sumB / b.length / (sumA / a.length)));
        near(fit.se.armB, Math.sqrt(1 / sumA + 1 / sumB));
      }),
      { numRuns: 60 },
    );
  });

  it('logistic: the log odds ratio with Woolf’s variance', () => {
    const fit = fitLogistic(armsOf([1, 1, 0, 0, 0], [1, 1, 1, 0, 0, 0, 0]));
    near(fit.coefficients.armB, Math.log(3 / 4 / (2 / 3)));
    near(fit.se.armB, Math.sqrt(1 / 2 + 1 / 3 + 1 / 3 + 1 / 4));
  });

  it('logistic: successes out of trials are the same as single trials, but for the constant', () => {
    const single = fitLogistic(armsOf([1, 1, 0, 0, 0], [1, 1, 1, 0, 0, 0, 0]));
    const grouped = fitLogistic({ ...armsOf([2], [3]), trials: [5, 7] });
    near(grouped.coefficients.armB, single.coefficients.armB!);
    near(grouped.se.armB, single.se.armB!);
    near(grouped.logLik, single.logLik + Math.log(10) + Math.log(35));
    expect(grouped.flags).toEqual(['saturated']);
  });
});

describe('weights', () => {
  it('whole numbers as weights are rows repeated', () => {
    const [y, weights] = [
      [3, 0, 5, 7, 2, 9],
      [1, 2, 0, 3, 1, 2],
    ];
    const arm = ['A', 'A', 'A', 'B', 'B', 'B'];
    const x = [1, 2, 3, 4, 6, 5];
    const frame = (rows: readonly number[]) =>
      dataFrame({
        arm: factor(
          rows.map((i) => arm[i]),
          ['A', 'B'],
        ),
        x: rows.map((i) => x[i]!),
      });
    const all = [0, 1, 2, 3, 4, 5];
    const repeated = all.flatMap((i) => new Array<number>(weights[i]!).fill(i));
    const one = fitPoissonGlm({ response: y, design: modelMatrix(['arm', 'x'], frame(all)), weights });
    const other = fitPoissonGlm({
      response: repeated.map((i) => y[i]!),
      design: modelMatrix(['arm', 'x'], frame(repeated)),
    });
    for (const name of ['(Intercept)', 'armB', 'x']) {
      near(one.coefficients[name], other.coefficients[name]!, 1e-9);
      near(one.se[name], other.se[name]!, 1e-9);
    }
    near(one.logLik, other.logLik);
    expect(one.nObs).toBe(5);
  });
});

describe('separation', () => {
  it('an arm without events has −∞, a likelihood-ratio test, one finite profile end, and no Wald test', () => {
    const fit = fitPoissonGlm(armsOf([2, 0, 5, 1], [0, 0, 0]));
    expect(fit.coefficients.armB).toBe(Number.NEGATIVE_INFINITY);
    expect(fit.divergentTerms).toEqual(['armB']);
    expect(fit.flags).toEqual(['separation', 'wald-invalid']);
    expect(fit.converged).toBe(false);
    expect(fit.p).toEqual({});
    // The null rate is 8/7: the ratio of likelihoods is (2)^8 e^0 / (8/7)^8.
    near(fit.effect!.lrt!.chisq, 2 * 8 * Math.log(2 / (8 / 7)), 1e-9);
    expect(fit.effect!.profileCi!.ci[0]).toBe(0);
    // At the upper end the likelihood has fallen by half of 3.841459: 8 ln((1 + 3r/4)) = 1.9207294.
    near(fit.effect!.profileCi!.ci[1], (Math.exp(3.841458820694124 / 16) - 1) * (4 / 3), 1e-6);
  });

  it('quasi-complete separation of a logistic model is found, and the rest estimated', () => {
    // Albert and Anderson's kinds: x = 1 has successes alone.
    const x = [0, 0, 0, 0, 1, 1];
    const fit = fitLogistic({ response: [1, 0, 0, 1, 1, 1], design: modelMatrix(['x'], dataFrame({ x })) });
    expect(fit.coefficients).toEqual({ '(Intercept)': 0, x: Number.POSITIVE_INFINITY });
    near(fit.logLik, -4 * Math.LN2);
  });

  it('complete separation leaves nothing to estimate', () => {
    const x = [1, 2, 3, 4];
    const fit = fitLogistic({ response: [0, 0, 1, 1], design: modelMatrix(['x'], dataFrame({ x })), effect: 'x' });
    expect(fit.coefficients.x).toBe(Number.POSITIVE_INFINITY);
    expect(fit.flags).toContain('not-converged');
    expect(fit.converged).toBe(false);
    expect([fit.p, fit.se]).toEqual([{}, {}]);
    near(fit.logLik, 0);
  });
});

describe('clear answers', () => {
  const fitOf = (response: readonly number[], x: readonly number[], more: object = {}): GlmFit =>
    fitPoissonGlm({ response, design: modelMatrix(['x'], dataFrame({ x: [...x] })), ...more });

  it('names an aliased column and gives it no number', () => {
    const fit = fitOf([1, 4, 2], [5, 5, 5], { effect: 'x' });
    expect(fit.aliased).toEqual(['x']);
    expect(fit.flags).toEqual(['aliased', 'effect-not-estimable']);
    expect(Object.keys(fit.coefficients)).toEqual(['(Intercept)']);
    expect(fit.effect).toBeUndefined();
  });

  it('fits counts of 1e9 to the precision that they allow', () => {
    const fit = fitPoissonGlm(armsOf([1e9, 2e9], [4e9, 5e9]));
    expect(fit.converged).toBe(true);
    near(fit.coefficients.armB, Math.log(3), 1e-12);
  });

  it('all counts zero: no estimate and no p-value', () => {
    const fit = fitPoissonGlm(armsOf([0, 0], [0, 0]));
    expect([fit.converged, fit.p, fit.flags.includes('separation')]).toEqual([false, {}, true]);
  });

  it.each<readonly [string, () => unknown, RegExp]>([
    ['a fractional count', () => fitOf([1.5, 2], [0, 1]), /Count 1 is 1\.5; allowed are whole numbers/],
    ['a negative count', () => fitOf([1, -2], [0, 1]), /Count 2 is -2/],
    ['NaN', () => fitOf([Number.NaN, 2], [0, 1]), /Count 1 is NaN/],
    ['a wrong length', () => fitOf([1, 2, 3], [0, 1]), /3 responses for 2 rows/],
    ['an infinite offset', () => fitOf([1, 2], [0, 1], { offset: [0, -1 / 0] }), /Offset 2 is -Infinity/],
    ['a negative weight', () => fitOf([1, 2], [0, 1], { weights: [1, -1] }), /Weight 2 is -1/],
    ['weights of zero', () => fitOf([1, 2], [0, 1], { weights: [0, 0] }), /at least one must be above 0/],
    ['an unknown effect', () => fitOf([1, 2], [0, 1], { effect: 'z' }), /no column "z"/],
    ['a level of 1', () => fitOf([1, 2], [0, 1], { confidence: 1 }), /confidence level is 1/],
    ['no rows', () => fitOf([], []), /no rows to fit/],
    ['more successes than trials', () => fitLogistic({ ...armsOf([2], [1]) }), /2 successes in 1 trials/],
  ])('refuses %s', (_, call, message) => {
    expect(call).toThrow(message);
    expect(call).toThrow(RangeError);
  });
});

describe('dropGlmTerms', () => {
  it('is the likelihood ratio of the coefficient where a term has one column', () => {
    const input = armsOf([1, 0, 3, 2], [4, 6, 2]);
    const fit = fitPoissonGlm(input);
    const { arm } = dropGlmTerms('poisson', input);
    near(arm!.chisq, fit.effect!.lrt!.chisq);
    near(arm!.p, fit.effect!.lrt!.p);
    expect(arm!.df).toBe(1);
  });
});
