// Random intercepts and gamma frailty: derivatives, properties that hold for any data, and clear answers to bad input.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dataFrame, factor } from '../model/data-frame.js';
import { type ClusterInput, clusterInput, orderByCluster } from './cluster-input.js';
import { clusteredCounts } from './clustered-counts.js';
import { estimableDesign } from './estimable-design.js';
import { fitGammaFrailty } from './fit-gamma-frailty.js';
import { fitNbGlmm, fitPoissonGlmm } from './fit-glmm.js';
import { gammaFrailtyLikelihood } from './gamma-frailty-likelihood.js';
import { gaussHermite } from './gauss-hermite.js';
import { laplaceLikelihood } from './laplace-likelihood.js';
import type { Likelihood } from './newton-ascent.js';
import { quadratureLikelihood } from './quadrature-likelihood.js';

interface Row {
  readonly id: string;
  readonly y: number;
  readonly arm: 'A' | 'B';
  readonly x: number;
}

/** Twelve participants with four rows each; arms alternate. Spread between and within participants. */
const COUNTS = [
  [3, 5, 2, 7],
  [1, 0, 2, 0],
  [9, 4, 12, 6],
  [2, 3, 1, 5],
  [0, 1, 0, 3],
  [4, 4, 1, 2],
  [15, 8, 11, 19],
  [1, 2, 0, 0],
  [6, 2, 8, 3],
  [0, 0, 3, 1],
  [7, 13, 5, 9],
  [3, 1, 4, 2],
];
const ROWS: readonly Row[] = COUNTS.flatMap((counts, i) =>
  counts.map((y, x): Row => ({ id: `P${i}`, y, arm: i % 2 === 0 ? 'A' : 'B', x })),
);

function inputOf(rows: readonly Row[], scale = 1): ClusterInput {
  const data = dataFrame({
    id: factor(
      rows.map((row) => row.id),
      [...new Set(rows.map((row) => row.id))],
    ),
    arm: factor(
      rows.map((row) => row.arm),
      ['A', 'B'],
    ),
    x: rows.map((row) => row.x * scale),
    y: rows.map((row) => row.y),
  });
  return clusterInput(data, { response: 'y', terms: ['arm', 'x'], cluster: 'id' });
}

function countsOf({ response, design, cluster, offset }: ClusterInput) {
  const y = Float64Array.from(response);
  return clusteredCounts({
    y,
    offset: offset === undefined ? new Float64Array(y.length) : Float64Array.from(offset),
    design: estimableDesign({ y, values: design.values, columns: design.names.length }),
    order: orderByCluster(cluster, y.length),
  });
}

/** Largest errors of gradient and information against central differences, relative to 1 + size. */
function derivativeErrors(likelihood: Likelihood, at: Float64Array): { gradient: number; information: number } {
  const { size } = likelihood;
  likelihood.evaluate(at);
  likelihood.inform?.(at);
  const gradient = likelihood.gradient.slice();
  const information = likelihood.information.slice();
  const errors = { gradient: 0, information: 0 };
  const step = 1e-5;
  for (let j = 0; j < size; j += 1) {
    const moved = at.slice();
    moved[j] = at[j]! + step;
    const above = likelihood.evaluate(moved);
    const gradientAbove = likelihood.gradient.slice();
    moved[j] = at[j]! - step;
    const below = likelihood.evaluate(moved);
    const slope = (above - below) / (2 * step);
    errors.gradient = Math.max(errors.gradient, Math.abs(slope - gradient[j]!) / (1 + Math.abs(slope)));
    for (let k = 0; k < size; k += 1) {
      const bend = (likelihood.gradient[k]! - gradientAbove[k]!) / (2 * step);
      const error = Math.abs(bend - information[j * size + k]!) / (1 + Math.abs(bend));
      errors.information = Math.max(errors.information, error);
    }
  }
  return errors;
}

const counts = countsOf({ ...inputOf(ROWS), offset: ROWS.map((_, i) => 0.1 * (i % 5)) });
const POINT = [1.1, -0.3, 0.2];

describe('the derivatives equal differences', () => {
  it.each([
    ['Laplace, NB', laplaceLikelihood(counts, { hasIntercept: true, hasTheta: true }), [...POINT, -0.4, 0.9]],
    ['Laplace, Poisson', laplaceLikelihood(counts, { hasIntercept: true, hasTheta: false }), [...POINT, 0.3]],
    ['NB regression', laplaceLikelihood(counts, { hasIntercept: false, hasTheta: true }), [...POINT, 0.2]],
    ['Poisson regression', laplaceLikelihood(counts, { hasIntercept: false, hasTheta: false }), POINT],
    ['gamma frailty', gammaFrailtyLikelihood(counts, true), [...POINT, 0.6]],
    [
      'quadrature, NB, 3 points',
      quadratureLikelihood(counts, { hasIntercept: true, hasTheta: true }, 3, new Float64Array(12)),
      [...POINT, -0.4, 0.9],
    ],
    [
      'quadrature, Poisson, 9 points',
      quadratureLikelihood(counts, { hasIntercept: true, hasTheta: false }, 9, new Float64Array(12)),
      [...POINT, 0.3],
    ],
  ])('%s', (_, likelihood, at) => {
    const { gradient, information } = derivativeErrors(likelihood, Float64Array.from(at));
    expect(gradient).toBeLessThan(1e-7);
    expect(information).toBeLessThan(1e-6);
  });

  it('and one point of the quadrature is Laplace, derivatives too', () => {
    const at = Float64Array.from([...POINT, -0.4, 0.9]);
    const parts = { hasIntercept: true, hasTheta: true };
    const laplace = laplaceLikelihood(counts, parts);
    const one = quadratureLikelihood(counts, parts, 1, new Float64Array(12));
    expect(one.evaluate(at)).toBeCloseTo(laplace.evaluate(at), 10);
    laplace.gradient.forEach((slope, j) => {
      expect(one.gradient[j]).toBeCloseTo(slope, 9);
    });
  });
});

describe('gaussHermite', () => {
  it.each([1, 2, 3, 7, 25, 60, 100])('with %i points integrates every power up to twice as many', (points) => {
    const { node, weight } = gaussHermite(points);
    for (let power = 0; power < Math.min(2 * points, 60); power += 2) {
      // ∫ z^power exp(−z²) dz = Γ((power + 1) / 2).
      let exact = Math.sqrt(Math.PI);
      for (let k = 1; k < power; k += 2) exact *= k / 2;
      const sum = node.reduce((total, z, k) => total + weight[k]! * z ** power, 0);
      expect(Math.abs(sum / exact - 1)).toBeLessThan(1e-12);
    }
    expect(Math.abs(node.reduce((total, z) => total + z, 0))).toBeLessThan(1e-12);
  });

  it.each([0, 101, 2.5, Number.NaN])('refuses %d points', (points) => {
    expect(() => gaussHermite(points)).toThrow(/allowed are whole numbers from 1 to 100/);
  });
});

const FITS = [
  ['NB, Laplace', (input: ClusterInput) => fitNbGlmm({ ...input, effect: 'armB' })],
  ['Poisson, Laplace', (input: ClusterInput) => fitPoissonGlmm({ ...input, effect: 'armB' })],
  ['Poisson, 9 points', (input: ClusterInput) => fitPoissonGlmm({ ...input, effect: 'armB', quadraturePoints: 9 })],
  ['gamma frailty', (input: ClusterInput) => fitGammaFrailty({ ...input, effect: 'armB' })],
] as const;

describe.each(FITS)('%s', (_, fit) => {
  const plain = fit(inputOf(ROWS));

  it('reaches a gradient of 0 and a definite Hessian', () => {
    expect(plain).toMatchObject({ converged: true, flags: [], nClusters: 12, nObs: 48 });
    expect(plain.maxAbsGradient).toBeLessThan(1e-8);
  });

  it('does not depend on the order of the rows', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...ROWS], { minLength: ROWS.length }), (shuffled) => {
        const other = fit(inputOf(shuffled));
        expect(other.logLik).toBeCloseTo(plain.logLik, 9);
        expect(other.effect?.logRateRatio).toBeCloseTo(plain.effect!.logRateRatio, 8);
        expect(other.effect?.wald?.se).toBeCloseTo(plain.effect!.wald!.se, 8);
      }),
      { numRuns: 10 },
    );
  });

  it('follows the units of a covariate and of exposure', () => {
    const scaled = fit({ ...inputOf(ROWS, 1000), offset: ROWS.map(() => Math.log(7)) });
    expect(scaled.logLik).toBeCloseTo(plain.logLik, 9);
    expect(scaled.coefficients.x! * 1000).toBeCloseTo(plain.coefficients.x!, 8);
    expect(scaled.coefficients['(Intercept)']! + Math.log(7)).toBeCloseTo(plain.coefficients['(Intercept)']!, 8);
    expect(scaled.se.x! * 1000).toBeCloseTo(plain.se.x!, 8);
  });

  it('gives no p-value where every count is zero', () => {
    const fitted = fit(inputOf(ROWS.map((row) => ({ ...row, y: 0 }))));
    expect(fitted).toMatchObject({ converged: false, p: {}, se: {} });
    expect(fitted.flags).toEqual(expect.arrayContaining(['all-zero', 'not-converged']));
  });

  it('reports one cluster as without variation between clusters', () => {
    const fitted = fit(inputOf(ROWS.map((row) => ({ ...row, id: 'only' }))));
    expect(fitted.flags).toEqual(expect.arrayContaining(['one-cluster', 'no-cluster-variation']));
    expect(fitted.boundary).not.toBe('none');
  });

  it('names the infinite coefficient of an arm without events, and gives no p-value for it', () => {
    const fitted = fit(inputOf(ROWS.map((row) => (row.arm === 'B' ? { ...row, y: 0 } : row))));
    expect(fitted.coefficients.armB).toBe(Number.NEGATIVE_INFINITY);
    expect(fitted).toMatchObject({ divergentTerms: ['armB'] });
    expect(fitted.flags).toEqual(expect.arrayContaining(['separation', 'effect-not-estimable']));
    expect(fitted.p.armB).toBeUndefined();
    expect(fitted.effect?.wald).toBeUndefined();
    expect(Number.isFinite(fitted.coefficients.x)).toBe(true);
  });

  it('leaves out a column that is a combination of others', () => {
    const input = inputOf(ROWS);
    const doubled = {
      names: [...input.design.names, 'twice'],
      rows: 48,
      values: Float64Array.from({ length: 48 * 4 }, (_, k) => {
        const row = Math.floor(k / 4) * 3;
        return k % 4 === 3 ? 2 * input.design.values[row + 2]! : input.design.values[row + (k % 4)]!;
      }),
    };
    const fitted = fit({ ...input, design: doubled });
    expect(fitted).toMatchObject({ converged: true, aliased: ['twice'] });
    expect(fitted.logLik).toBeCloseTo(plain.logLik, 9);
  });

  it('comes to an end, with a p-value only when converged, whatever the counts', () => {
    const wild = fc.array(fc.oneof(fc.nat({ max: 3 }), fc.nat({ max: 100 }), fc.constant(1_000_000_000)), {
      minLength: 12,
      maxLength: 24,
    });
    fc.assert(
      fc.property(wild, (values) => {
        const rows = values.map((y, i): Row => ({ id: `P${i % 5}`, y, arm: i % 2 === 0 ? 'A' : 'B', x: (i * 7) % 4 }));
        const fitted = fit(inputOf(rows));
        if (!fitted.converged) {
          expect(fitted.p).toEqual({});
          expect(fitted.effect?.wald).toBeUndefined();
        } else expect(Object.values(fitted.se).every((se) => se > 0 && Number.isFinite(se))).toBe(true);
      }),
      { numRuns: 25 },
    );
  });

  it('names what is wrong with its input', () => {
    const input = inputOf(ROWS);
    const counts = Array.from(input.response);
    expect(() => fit({ ...input, response: counts.with(3, -1) })).toThrow('Count 4 is -1');
    expect(() => fit({ ...input, response: counts.with(3, 0.5) })).toThrow('Count 4 is 0.5');
    expect(() => fit({ ...input, response: counts.with(3, Number.NaN) })).toThrow('Count 4 is NaN');
    expect(() => fit({ ...input, cluster: ['a'] })).toThrow('1 cluster ids for 48 rows');
    expect(() => fit({ ...input, cluster: ROWS.map((_, i) => (i === 4 ? Number.NaN : i)) })).toThrow('Cluster id 5');
  });
});

describe('the boundaries', () => {
  /** Every participant has the same counts: less variation between participants than chance would bring. */
  const even: readonly Row[] = Array.from({ length: 40 }, (_, i) => ({
    id: `P${i % 10}`,
    y: [2, 9, 0, 5][Math.floor(i / 10)]!,
    arm: i % 2 === 0 ? 'A' : 'B',
    x: i % 10,
  }));

  it('are sd = 0 where participants differ less than chance would have them', () => {
    const fitted = fitNbGlmm({ ...inputOf(even), effect: 'armB' });
    expect(fitted).toMatchObject({ converged: true, boundary: 'sd-zero', randomInterceptSD: 0 });
    expect(fitted.flags).toContain('no-cluster-variation');
    expect(fitted.logSdSE).toBeUndefined();
    expect(fitGammaFrailty(inputOf(even))).toMatchObject({ boundary: 'variance-zero', frailtyVariance: 0 });
  });

  it('are θ = ∞ where counts of a participant vary less than a Poisson', () => {
    const rows = ROWS.map((row, i) => ({ ...row, y: COUNTS[Math.floor(i / 4)]![0]! + 3 }));
    const fitted = fitNbGlmm(inputOf(rows));
    expect(fitted).toMatchObject({ converged: true, boundary: 'poisson', theta: Number.POSITIVE_INFINITY });
    const poisson = fitPoissonGlmm(inputOf(rows));
    expect(fitted.logLik).toBeCloseTo(poisson.logLik, 10);
    expect(fitted.df).toBe(poisson.df + 1);
  });

  it('never lie below what any start finds', () => {
    const scatter = fc.array(fc.nat({ max: 12 }), { minLength: 48, maxLength: 48 });
    fc.assert(
      fc.property(scatter, (values) => {
        const input = inputOf(ROWS.map((row, i) => ({ ...row, y: values[i]! })));
        const nb = fitNbGlmm(input);
        const poisson = fitPoissonGlmm(input);
        if (nb.converged && poisson.converged) expect(nb.logLik).toBeGreaterThanOrEqual(poisson.logLik - 1e-7);
        const likelihood = laplaceLikelihood(countsOf(input), { hasIntercept: true, hasTheta: true });
        for (const logSd of [-2, -1, 0]) {
          for (const logTheta of [-1, 1, 3]) {
            const at = Float64Array.from([Math.log(6), 0, 0, logSd, logTheta]);
            expect(nb.logLik).toBeGreaterThanOrEqual(likelihood.evaluate(at) - 1e-9);
          }
        }
      }),
      { numRuns: 15 },
    );
  });
});

describe('the effect', () => {
  it('has a likelihood-ratio test and a profile interval at whose ends the likelihood has fallen as it must', () => {
    const input = inputOf(ROWS);
    for (const fit of [fitNbGlmm, fitGammaFrailty]) {
      const { effect, logLik } = fit({ ...input, effect: 'armB', detail: 'full' });
      const [low, high] = effect!.profileCi!.ciLog;
      const without = {
        names: ['(Intercept)', 'x'],
        rows: 48,
        values: Float64Array.from({ length: 96 }, (_, k) => input.design.values[Math.floor(k / 2) * 3 + (k % 2) * 2]!),
      };
      for (const [value, fall] of [
        [low, 3.841458820694124 / 2],
        [high, 3.841458820694124 / 2],
        [0, effect!.lrt!.chisq / 2],
      ] as const) {
        const offset = ROWS.map((row) => (row.arm === 'B' ? value : 0));
        expect(logLik - fit({ ...input, design: without, offset }).logLik).toBeCloseTo(fall, 7);
      }
    }
  });
});
