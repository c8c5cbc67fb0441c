// Estimating equations: agreement with closed forms, properties, and clear answers to bad input.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitPoissonGlm } from '../glm/fit-glm.js';
import { dataFrame, factor } from '../model/data-frame.js';
import { modelMatrix } from '../model/model-matrix.js';
import { clusterInput } from './cluster-input.js';
import { fitGee } from './fit-gee.js';
import type { GeeCorrelation, GeeInput } from './gee-fit.js';

interface Row {
  readonly id: number;
  readonly visit: number;
  readonly arm: 'A' | 'B';
  readonly y: number;
}

/** Thirty participants, four visits, the participant's level carried from visit to visit. */
const ROWS: readonly Row[] = Array.from({ length: 120 }, (_, k): Row => {
  const id = Math.floor(k / 4);
  const visit = k % 4;
  return { id, visit, arm: id % 2 === 0 ? 'A' : 'B', y: ((id * 5) % 7) + ((id * 3 + visit * visit * 2) % 5) };
});

function inputOf(rows: readonly Row[], correlation: GeeCorrelation, extra: Partial<GeeInput> = {}): GeeInput {
  const data = dataFrame({
    id: rows.map((row) => row.id),
    visit: rows.map((row) => row.visit),
    arm: factor(
      rows.map((row) => row.arm),
      ['A', 'B'],
    ),
    y: rows.map((row) => row.y),
  });
  const input = clusterInput(data, { response: 'y', terms: ['arm', 'visit'], cluster: 'id', order: 'visit' });
  return { ...input, family: 'poisson', correlation, ...extra };
}

const CORRELATIONS: readonly GeeCorrelation[] = ['independence', 'exchangeable', 'ar1', 'unstructured'];

describe.each(CORRELATIONS)('with %s', (correlation) => {
  const plain = fitGee(inputOf(ROWS, correlation));

  it('solves its equations', () => {
    expect(plain).toMatchObject({ converged: true, nClusters: 30, nObs: 120, flags: ['few-clusters'] });
    expect(plain.maxAbsScore).toBeLessThan(1e-8);
  });

  it('does not depend on the order of the rows', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...ROWS], { minLength: ROWS.length }), (shuffled) => {
        const other = fitGee(inputOf(shuffled, correlation));
        for (const name of plain.columns) {
          expect(other.coefficients[name]).toBeCloseTo(plain.coefficients[name]!, 9);
          expect(other.seRobust[name]).toBeCloseTo(plain.seRobust[name]!, 9);
        }
        expect(other.scale).toBeCloseTo(plain.scale, 9);
      }),
      { numRuns: 8 },
    );
  });

  it('follows the units of exposure', () => {
    const scaled = fitGee(inputOf(ROWS, correlation, { offset: ROWS.map(() => Math.log(3)) }));
    expect(scaled.coefficients['(Intercept)']! + Math.log(3)).toBeCloseTo(plain.coefficients['(Intercept)']!, 9);
    expect(scaled.seRobust.armB).toBeCloseTo(plain.seRobust.armB!, 10);
  });

  it('is a Poisson regression with robust errors where every cluster has one row', () => {
    const rows = ROWS.filter((row) => row.visit === row.id % 4);
    const input = inputOf(rows, correlation);
    const fit = fitGee(input);
    const glm = fitPoissonGlm(input);
    for (const name of fit.columns) {
      expect(fit.coefficients[name]).toBeCloseTo(glm.coefficients[name]!, 9);
      expect(fit.seRobust[name]).toBeCloseTo(glm.seRobustHC0[name]!, 9);
    }
    expect(fit.flags.includes('no-pairs')).toBe(correlation !== 'independence');
  });

  it('solves with visits missing, or says that the correlation is not definite', () => {
    const rows = ROWS.filter((row) => (row.id + 2 * row.visit) % 5 > 0);
    const fit = fitGee(inputOf(rows, correlation));
    if (fit.converged) expect(fit.nObs).toBe(rows.length);
    else expect(fit.flags).toContain('correlation-not-definite');
  });

  it('gives no p-value where every count is zero, or an arm has none', () => {
    for (const rows of [
      ROWS.map((row) => ({ ...row, y: 0 })),
      ROWS.map((row) => (row.arm === 'B' ? { ...row, y: 0 } : row)),
    ]) {
      const fit = fitGee(inputOf(rows, correlation, { effect: 'armB' }));
      expect(fit).toMatchObject({ converged: false, p: {}, coefficients: {}, seRobust: {} });
      expect(fit.flags).toEqual(expect.arrayContaining(['separation', 'not-converged']));
      expect(fit.effect).toBeUndefined();
    }
  });

  it('comes to an end whatever the counts', () => {
    const wild = fc.array(fc.oneof(fc.nat({ max: 3 }), fc.nat({ max: 200 }), fc.constant(1_000_000_000)), {
      minLength: 16,
      maxLength: 40,
    });
    fc.assert(
      fc.property(wild, (values) => {
        const rows = values.map((y, k): Row => ({ id: k >> 2, visit: k % 4, arm: k & 4 ? 'A' : 'B', y }));
        const fit = fitGee(inputOf(rows, correlation));
        if (!fit.converged) expect(fit.p).toEqual({});
        else expect(Object.values(fit.seRobust).every((se) => Number.isFinite(se))).toBe(true);
      }),
      { numRuns: 25 },
    );
  });
});

describe('the corrections for few clusters', () => {
  it('order themselves: robust < Kauermann–Carroll < Mancl–DeRouen', () => {
    const rows = ROWS.filter((row) => row.id < 8);
    const corrections = ['mancl-derouen', 'kauermann-carroll', 'morel'] as const;
    const fit = fitGee(inputOf(rows, 'exchangeable', { corrections }));
    const { seRobust, corrected } = fit;
    expect(corrected['kauermann-carroll']!.se.armB).toBeGreaterThan(seRobust.armB!);
    expect(corrected['mancl-derouen']!.se.armB).toBeGreaterThan(corrected['kauermann-carroll']!.se.armB!);
    expect(corrected.morel!.se.armB).toBeGreaterThan(seRobust.armB!);
    expect(corrected['mancl-derouen']!.df).toBe(5);
  });

  it('are those of a mean in closed form', () => {
    // y = μ + e, K clusters of one row: leverage 1/K, so that the meat grows by (1 − 1/K)^−2 and (1 − 1/K)^−1.
    const y = [3, 8, 1, 4, 9, 2];
    const design = { names: ['(Intercept)'], values: new Float64Array(6).fill(1), rows: 6 };
    const fit = fitGee({
      response: y,
      design,
      cluster: [1, 2, 3, 4, 5, 6],
      family: 'gaussian',
      correlation: 'independence',
      corrections: ['mancl-derouen', 'kauermann-carroll'],
    });
    const mean = 27 / 6;
    const robust = Math.sqrt(y.reduce((sum, value) => sum + (value - mean) ** 2, 0)) / 6;
    expect(fit.coefficients['(Intercept)']).toBeCloseTo(mean, 12);
    expect(fit.seRobust['(Intercept)']).toBeCloseTo(robust, 12);
    expect(fit.corrected['mancl-derouen']!.se['(Intercept)']).toBeCloseTo(robust / (5 / 6), 12);
    expect(fit.corrected['kauermann-carroll']!.se['(Intercept)']).toBeCloseTo(robust / Math.sqrt(5 / 6), 12);
  });
});

describe('bad input', () => {
  it('is named', () => {
    const input = inputOf(ROWS, 'ar1');
    const y = Array.from(input.response);
    expect(() => fitGee({ ...input, response: y.with(2, -1) })).toThrow('Count 3 is -1');
    expect(() => fitGee({ ...input, family: 'gaussian', response: y.with(2, Number.NaN) })).toThrow(
      'Response 3 is NaN; allowed are finite numbers',
    );
    expect(() => fitGee({ ...input, family: 'binomial' })).toThrow(/allowed are numbers from 0 to 1/);
    expect(() => fitGee({ ...input, order: [1] })).toThrow('1 places in the order for 120 rows');
    expect(() => fitGee({ ...input, order: ROWS.map(() => 1) })).toThrow(/have the same place 1/);
    expect(() => fitGee({ ...input, effect: 'dose' })).toThrow('no column "dose"');
  });

  it('of separated binary responses gives no estimate', () => {
    const rows = ROWS.map((row) => ({ ...row, y: row.arm === 'B' ? 1 : row.id % 4 === 0 ? 1 : 0 }));
    const fit = fitGee(inputOf(rows, 'exchangeable', { family: 'binomial' }));
    expect(fit).toMatchObject({ converged: false, coefficients: {}, p: {} });
    expect(fit.flags).toContain('separation');
  });

  it('of more coefficients than clusters gives no p-value', () => {
    const fit = fitGee(
      inputOf(
        ROWS.filter((row) => row.id < 3),
        'independence',
      ),
    );
    expect(fit.p).toEqual({});
    expect(fit.flags).toContain('too-few-clusters');
  });

  it('without any scatter gives no p-value', () => {
    const rows = ROWS.map((row) => ({ ...row, y: row.visit + (row.arm === 'B' ? 2 : 1) }));
    const fit = fitGee(inputOf(rows, 'exchangeable', { family: 'gaussian' }));
    expect(fit).toMatchObject({ converged: false, p: {} });
  });

  it('of counts so unequal that rounding eats the variance gives no p-value', () => {
    const rows = [1, 1e9, 0, 0, 1, 2, 0, 0, 0, 0].map((y, i) => ({ y, id: i % 3, arm: i < 2 ? 'B' : 'A' }));
    const design = modelMatrix(['arm'], dataFrame({ arm: factor(column(rows, 'arm'), ['A', 'B']) }));
    const fit = fitGee({
      response: column(rows, 'y'),
      design,
      cluster: column(rows, 'id'),
      family: 'poisson',
      correlation: 'ar1',
    });
    expect(fit).toMatchObject({ converged: false, p: {}, seRobust: {} });
  });
});

function column<R, K extends keyof R>(rows: readonly R[], key: K): readonly R[K][] {
  return rows.map((row) => row[key]);
}
