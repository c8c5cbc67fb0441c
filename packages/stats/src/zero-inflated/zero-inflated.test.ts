// Zero-inflated and hurdle models: derivatives, limits, and clear answers to bad input.
import { describe, expect, it } from 'vitest';
import { fitPoissonGlm } from '../glm/fit-glm.js';
import { dataFrame, factor } from '../model/data-frame.js';
import { modelMatrix } from '../model/model-matrix.js';
import { randomSource } from '../random/random-source.js';
import { fitNbGlm } from '../regression/fit-nb-glm.js';
import { fitHurdleNb } from './fit-hurdle-nb.js';
import { fitZeroInflatedNb } from './fit-zinb.js';
import { logCount, logZero, type RowValue, rowValue } from './nb-row.js';

describe('the derivatives of one count', () => {
  const at = (y: number, eta: number, t: number): RowValue => {
    const row = rowValue();
    if (y < 0) logZero(Math.exp(eta), Math.exp(t), row);
    else logCount(y, Math.exp(eta), { theta: Math.exp(t), into: row });
    return row;
  };
  it.each([
    [-1, 0.3, 0.2],
    [0, -1, 1.5],
    [3, 0.7, -0.4],
    [40, 2.5, 0.1],
    [2, 0.1, 6],
    [250, 4, 1],
  ])('agree with central differences at y = %d, η = %d, ln θ = %d', (y, eta, t) => {
    const h = 1e-5;
    const row = at(y, eta, t);
    const [up, down] = [at(y, eta + h, t), at(y, eta - h, t)];
    const [more, less] = [at(y, eta, t + h), at(y, eta, t - h)];
    const close = (got: number, want: number) => expect(Math.abs(got - want)).toBeLessThan(1e-6 * (1 + Math.abs(want)));
    close((up.value - down.value) / (2 * h), row.dEta);
    close((more.value - less.value) / (2 * h), row.dT);
    close((up.dEta - down.dEta) / (2 * h), row.dEtaEta);
    close((up.dT - down.dT) / (2 * h), row.dEtaT);
    close((more.dT - less.dT) / (2 * h), row.dTT);
  });
});

function designOf(arms: readonly string[]) {
  const frame = dataFrame({ arm: factor([...arms], ['A', 'B']) });
  return { design: modelMatrix(['arm'], frame), zeroDesign: modelMatrix([], frame) };
}

const ARMS = Array.from({ length: 40 }, (_, i) => (i < 20 ? 'A' : 'B'));
/** Counts with no extra zeros at all. */
const POSITIVE = ARMS.map((_, i) => 2 + ((i * 7) % 5) + (i % 13 === 0 ? 9 : 0));

describe('fitZeroInflatedNb', () => {
  it('is the negative binomial where no zeros are in excess', () => {
    const fit = fitZeroInflatedNb({ response: POSITIVE, ...designOf(ARMS) });
    const plain = fitNbGlm({ response: POSITIVE, design: designOf(ARMS).design, detail: 'core' });
    expect(fit.boundary).toBe('no-zero-inflation');
    expect(fit.flags).toContain('no-zero-inflation');
    expect(fit.zeroInflationCoefficients).toEqual({ '(Intercept)': Number.NEGATIVE_INFINITY });
    expect(fit.coefficients).toEqual(plain.coefficients);
    expect(fit.logLik).toBe(plain.logLik);
    expect(fit.zeroInflationP).toEqual({});
  });

  it('finds the zero-inflated Poisson limit, and its closed form for one group', () => {
    // Counts of one or two beside many zeros: less varied than Poisson given that they are no structural zeros.
    const response = ARMS.map((_, i) => (i % 2 === 0 ? 0 : 3 + (i % 4 === 1 ? 1 : 0)));
    const frame = dataFrame({ x: ARMS.map(() => 0) });
    const intercept = modelMatrix([], frame);
    const fit = fitZeroInflatedNb({ response, design: intercept, zeroDesign: intercept });
    expect([fit.converged, fit.boundary, fit.theta]).toEqual([true, 'poisson', Number.POSITIVE_INFINITY]);
    // λ/(1 − e^−λ) is the mean of the positive counts, and (1 − π)(1 − e^−λ) their share.
    const mean = response.reduce((s, y) => s + y, 0) / response.filter((y) => y > 0).length;
    const lambda = Math.exp(fit.coefficients['(Intercept)']!);
    expect(lambda / -Math.expm1(-lambda)).toBeCloseTo(mean, 10);
    const pi = 1 / (1 + Math.exp(-fit.zeroInflationCoefficients['(Intercept)']!));
    expect((1 - pi) * -Math.expm1(-lambda)).toBeCloseTo(0.5, 10);
  });

  it('says that nothing is learnt from zeros alone, and does not loop', () => {
    const fit = fitZeroInflatedNb({ response: ARMS.map(() => 0), ...designOf(ARMS) });
    expect([fit.converged, fit.p]).toEqual([false, {}]);
    expect(fit.flags).toContain('all-zero');
  });

  it('gives no p-value where one arm has no events', () => {
    const response = ARMS.map((arm, i) => (arm === 'B' ? 0 : [0, 0, 3, 9, 1][i % 5]!));
    const fit = fitZeroInflatedNb({ response, ...designOf(ARMS) });
    expect(fit.coefficients.armB).toBe(Number.NEGATIVE_INFINITY);
    expect(fit.p.armB).toBeUndefined();
    expect(fit.flags).toContain('separation');
  });

  it('does not depend on the order of rows', () => {
    const source = randomSource([5]);
    const response = ARMS.map((_, i) =>
      source.uniform() < 0.4 ? 0 : Math.floor(-Math.log(source.uniform()) * (3 + (i % 4))),
    );
    const order = ARMS.map((_, i) => (i * 17) % 40);
    const one = fitZeroInflatedNb({ response, ...designOf(ARMS) });
    const other = fitZeroInflatedNb({
      response: order.map((i) => response[i]!),
      ...designOf(order.map((i) => ARMS[i]!)),
    });
    expect(other.logLik).toBeCloseTo(one.logLik, 9);
    expect(other.coefficients.armB).toBeCloseTo(one.coefficients.armB!, 6);
  });
});

describe('fitHurdleNb', () => {
  it('takes its parts apart: the zero part is the logistic model of any event', () => {
    const response = ARMS.map((arm, i) => (i % (arm === 'A' ? 4 : 2) === 0 ? 0 : 1 + ((i * i) % 7) * (i % 3)));
    const { design } = designOf(ARMS);
    const fit = fitHurdleNb({ response, design, zeroDesign: design });
    expect(fit.zero['(Intercept)']).toBeCloseTo(Math.log(3), 9);
    expect(fit.zero.armB).toBeCloseTo(-Math.log(3), 9);
    expect(fit.maxAbsGradient).toBeLessThan(1e-8);
  });

  it('reaches the truncated Poisson limit as such', () => {
    const response = ARMS.map((_, i) => (i % 3 === 0 ? 0 : 4 + (i % 2)));
    const { design } = designOf(ARMS);
    const fit = fitHurdleNb({ response, design, zeroDesign: design });
    expect([fit.boundary, fit.theta]).toEqual(['poisson', Number.POSITIVE_INFINITY]);
    const mean = Math.exp(fit.count['(Intercept)']!);
    const positive = response.filter((y, i) => y > 0 && ARMS[i] === 'A');
    expect(mean / -Math.expm1(-mean)).toBeCloseTo(positive.reduce((s, y) => s + y, 0) / positive.length, 9);
  });

  it.each([
    ['no event', ARMS.map(() => 0), 'all-zero'],
    ['no count above one', ARMS.map((_, i) => i % 2), 'separation'],
    ['every count above zero', POSITIVE, 'separation'],
  ])('does not converge, and says why, with %s', (_, response, flag) => {
    const { design, zeroDesign } = designOf(ARMS);
    const fit = fitHurdleNb({ response, design, zeroDesign });
    expect(fit.converged).toBe(false);
    expect(fit.flags).toContain(flag);
  });

  it('refuses a fractional count', () => {
    const { design, zeroDesign } = designOf(['A', 'B']);
    expect(() => fitHurdleNb({ response: [0.5, 1], design, zeroDesign })).toThrow(/Count 1 is 0\.5/);
    expect(() => fitPoissonGlm({ response: [0.5, 1], design })).toThrow(/Count 1 is 0\.5/);
  });
});
