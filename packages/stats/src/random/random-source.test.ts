// The generator against its published outputs, and the draws against their distributions.
import { describe, expect, it } from 'vitest';
import { mean, variance } from '../description/describe.js';
import { chiSquareUpper } from '../distribution/chi-square.js';
import { negativeBinomialCdf, negativeBinomialPmf, poissonCdf, poissonPmf } from '../distribution/discrete.js';
import { normalCdf } from '../distribution/normal.js';
import { randomSource, xoshiro128 } from './random-source.js';

const DRAWS = 20_000;

function draw(count: number, next: () => number): number[] {
  return Array.from({ length: count }, next);
}

/** P-value of a chi-square test of counts against probabilities, cells with an expectation below 10 being pooled. */
function goodnessOfFit(values: readonly number[], mass: (k: number) => number, cdf: (k: number) => number): number {
  let chisq = 0;
  let cells = 0;
  let from = 0;
  for (let k = 0; from <= Math.max(...values); k += 1) {
    let probability = 0;
    for (let j = from; j <= k; j += 1) probability += mass(j);
    const rest = 1 - cdf(k);
    if (probability * values.length < 10 && rest * values.length >= 10) continue;
    const isLast = rest * values.length < 10;
    const expected = (isLast ? probability + rest : probability) * values.length;
    const seen = values.filter((x) => x >= from && (isLast || x <= k)).length;
    chisq += (seen - expected) ** 2 / expected;
    cells += 1;
    if (isLast) break;
    from = k + 1;
  }
  return chiSquareUpper(chisq, cells - 1);
}

describe('xoshiro128**', () => {
  it('gives the outputs of its authors’ program from the state 1, 2, 3, 4', () => {
    const next = xoshiro128([1, 2, 3, 4]);
    expect(draw(10, next)).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
    ]);
  });
});

describe('randomSource', () => {
  it('repeats itself from a seed, and differs between seeds', () => {
    const first = (seed: Uint8Array | readonly number[]) => draw(5, randomSource(seed).uint32);
    expect(first([7, 1])).toEqual(first([7, 1]));
    const seeds = [[7, 1], [7, 2], [1, 7], [7], [7, 1, 0], [0], [0, 0], [2 ** 40]];
    expect(new Set(seeds.map((seed) => first(seed).join())).size).toBe(seeds.length);
    const bytes = new Uint8Array(32);
    const other = new Uint8Array(32).fill(0, 0, 31);
    other[31] = 1;
    expect(first(bytes)).not.toEqual(first(other));
    expect(() => randomSource([-1])).toThrow(/holds -1/);
  });

  it('gives trials of neighbouring numbers unrelated uniforms', () => {
    const values = Array.from({ length: DRAWS }, (_, trial) => randomSource([42, trial]).uniform());
    expect(Math.abs(mean(values) - 0.5)).toBeLessThan(4 * Math.sqrt(1 / 12 / DRAWS));
    const products = values.slice(1).map((x, i) => (x - 0.5) * (values[i]! - 0.5));
    expect(Math.abs(mean(products))).toBeLessThan((4 * (1 / 12)) / Math.sqrt(DRAWS));
  });

  it('draws normals of the right shape', () => {
    const source = randomSource([1]);
    const values = draw(DRAWS, () => source.normal(0, 1)).sort((a, b) => a - b);
    const distance = values.reduce((far, x, i) => Math.max(far, Math.abs(normalCdf(x) - (i + 0.5) / DRAWS)), 0);
    // Kolmogorov's statistic exceeds 1.95 / √n once in a thousand.
    expect(distance).toBeLessThan(1.95 / Math.sqrt(DRAWS));
  });

  it.each([0.3, 1, 7.5])('draws gamma of shape %d with its mean and variance', (shape) => {
    const source = randomSource([2]);
    const values = draw(DRAWS, () => source.gamma(shape, 2));
    expect(Math.abs(mean(values) - 2 * shape)).toBeLessThan(4 * Math.sqrt((4 * shape) / DRAWS));
    const spread = 4 * shape * Math.sqrt((2 + 6 / shape) / DRAWS);
    expect(Math.abs(variance(values) - 4 * shape)).toBeLessThan(4 * spread);
  });

  it.each([0.2, 4, 9.9, 10, 60])('draws Poisson of mean %d', (m) => {
    const source = randomSource([3]);
    const values = draw(DRAWS, () => source.poisson(m));
    expect(
      goodnessOfFit(
        values,
        (k) => poissonPmf(k, m),
        (k) => poissonCdf(k, m),
      ),
    ).toBeGreaterThan(1e-3);
  });

  it.each([
    [3, 0.5],
    [12, 2],
    [40, 8],
  ])('draws negative binomials of mean %d and θ %d', (m, theta) => {
    const source = randomSource([4]);
    const values = draw(DRAWS, () => source.negativeBinomial(m, theta));
    expect(
      goodnessOfFit(
        values,
        (k) => negativeBinomialPmf(k, m, theta),
        (k) => negativeBinomialCdf(k, m, theta),
      ),
    ).toBeGreaterThan(1e-3);
  });

  it('draws exponentials, weighted indices and orders evenly', () => {
    const source = randomSource([5]);
    const waits = draw(DRAWS, () => source.exponential(3));
    expect(Math.abs(mean(waits) - 3)).toBeLessThan((4 * 3) / Math.sqrt(DRAWS));
    const picks = draw(DRAWS, () => source.weighted([1, 0, 3]));
    const share = picks.filter((index) => index === 2).length / DRAWS;
    expect(picks).not.toContain(1);
    expect(Math.abs(share - 0.75)).toBeLessThan(4 * Math.sqrt((0.75 * 0.25) / DRAWS));
    const orders = new Map<string, number>();
    for (let i = 0; i < 6000; i += 1) {
      const order = source.shuffle(['a', 'b', 'c']).join('');
      orders.set(order, (orders.get(order) ?? 0) + 1);
    }
    const chisq = [...orders.values()].reduce((sum, seen) => sum + (seen - 1000) ** 2 / 1000, 0);
    expect(orders.size).toBe(6);
    expect(chiSquareUpper(chisq, 5)).toBeGreaterThan(1e-3);
  });

  it('refuses impossible parameters', () => {
    const source = randomSource([6]);
    expect(() => source.below(0)).toThrow(RangeError);
    expect(() => source.gamma(0, 1)).toThrow(RangeError);
    expect(() => source.poisson(-1)).toThrow(RangeError);
    expect(() => source.negativeBinomial(1, 0)).toThrow(RangeError);
    expect(() => source.weighted([0, 0])).toThrow(RangeError);
  });
});
