// Mixed models by properties and on difficult data; R's values are in validation/reference (mmrm, lmm-edge, crossover-lmm).
import { describe, expect, it } from 'vitest';
import { dataFrame, factor } from '../model/data-frame.js';
import { randomSource } from '../random/random-source.js';
import type { CovarianceName } from './covariance-structure.js';
import { COVARIANCE_NAMES, covarianceStructure } from './covariance-structure.js';
import { fitLmm, fitLmmToFrame } from './fit-lmm.js';
import { fitMmrm, fitMmrmToFrame } from './fit-mmrm.js';
import { contrastOf, termRows, testOf } from './fixed-effect.js';
import { levelMeans } from './ls-means.js';
import { covarianceInformation } from './repeated-hessian.js';
import { likelihoodAt } from './repeated-likelihood.js';
import { gatherPatterns } from './repeated-moments.js';

const VISITS = ['V1', 'V2', 'V3'];

/** Participants with three visits, some missing; two arms; correlated. */
function madeRows(seed: number, n = 24, missing = 0.15) {
  const random = randomSource([seed]);
  const rows: { id: string; arm: string; visit: string; x: number; y: number }[] = [];
  for (let i = 0; i < n; i += 1) {
    const own = random.normal(0, 2);
    const x = Math.round(random.normal(10, 3));
    VISITS.forEach((visit, v) => {
      const y = 5 + 0.3 * x + v * (i % 2 === 0 ? 1 : 0.4) + own + random.normal(0, 1 + 0.4 * v);
      rows.push({ id: `p${i}`, arm: i % 2 === 0 ? 'P' : 'N', visit, x, y: random.bernoulli(missing) ? Number.NaN : y });
    });
  }
  return rows;
}

function tableOf(rows: ReturnType<typeof madeRows>) {
  const ids = rows.map((row) => row.id);
  return dataFrame({
    id: factor(ids, [...new Set(ids)]),
    arm: factor(
      rows.map((row) => row.arm),
      ['P', 'N'],
    ),
    visit: factor(
      rows.map((row) => row.visit),
      VISITS,
    ),
    x: rows.map((row) => row.x),
    y: rows.map((row) => row.y),
  });
}

const TERMS = ['arm', 'visit', 'x', 'arm:visit'];
const model = { response: 'y', terms: TERMS, cluster: 'id', visit: 'visit' };

describe('fitMmrm', () => {
  it('with compound symmetry is the random-intercept model: likelihood, coefficients, both kinds of df', () => {
    const data = tableOf(madeRows(1));
    const { fit: lmm } = fitLmmToFrame(data, model);
    const { fit: mmrm } = fitMmrmToFrame(data, { ...model, covariance: 'compound symmetry', information: 'expected' });
    expect(mmrm.converged && lmm.converged).toBe(true);
    expect(mmrm.remlLogLik).toBeCloseTo(lmm.remlLogLik!, 9);
    for (const key of ['coefficients', 'se', 'dfSatterthwaite', 'seKenwardRoger', 'dfKenwardRoger'] as const) {
      for (const [name, value] of Object.entries(lmm[key])) expect(mmrm[key][name]).toBeCloseTo(value, 6);
    }
    expect(mmrm.covariance[0]![1]).toBeCloseTo(lmm.sdCluster ** 2, 6);
  });

  it('has the closed form of complete data without covariates: arms by visits', () => {
    // With arm × visit saturated and nothing missing the REML covariance is the pooled one with N − 2 denominators.
    const rows = madeRows(2, 20, 0);
    const { fit } = fitMmrmToFrame(tableOf(rows), { ...model, terms: ['arm', 'visit', 'arm:visit'] });
    const at = (i: number, v: number): number => rows[3 * i + v]!.y;
    const mean = (v: number, parity: number): number => {
      let sum = 0;
      for (let i = parity; i < 20; i += 2) sum += at(i, v) / 10;
      return sum;
    };
    for (let a = 0; a < 3; a += 1) {
      for (let b = 0; b < 3; b += 1) {
        let sum = 0;
        for (let i = 0; i < 20; i += 1) sum += (at(i, a) - mean(a, i % 2)) * (at(i, b) - mean(b, i % 2));
        expect(fit.covariance[a]![b]).toBeCloseTo(sum / 18, 8);
      }
    }
    // The arms at one visit are then compared by the two-sample t with 18 degrees of freedom.
    const { df, se } = { df: fit.dfKenwardRoger.armN!, se: fit.seKenwardRoger.armN! };
    expect(df).toBeCloseTo(18, 6);
    expect(se).toBeCloseTo(Math.sqrt((fit.covariance[0]![0]! * 2) / 10), 8);
  });

  it('does not change with the order of rows, and scales with units', () => {
    const rows = madeRows(3);
    const one = fitMmrmToFrame(tableOf(rows), model).fit;
    const moved = [...rows].reverse().map((row) => ({ ...row, y: 1000 * row.y, x: row.x / 7 }));
    const other = fitMmrmToFrame(tableOf(moved), model).fit;
    expect(other.coefficients.armN! / one.coefficients.armN!).toBeCloseTo(1000, 5);
    expect(other.coefficients.x! / one.coefficients.x!).toBeCloseTo(7000, 4);
    expect(other.dfKenwardRoger['armN:visitV3']).toBeCloseTo(one.dfKenwardRoger['armN:visitV3']!, 6);
    expect(other.pKenwardRoger['armN:visitV3']).toBeCloseTo(one.pKenwardRoger['armN:visitV3']!, 9);
    expect(other.covariance[2]![0]! / one.covariance[2]![0]!).toBeCloseTo(1e6, 0);
  });

  it('tests and means do not depend on the reference level', () => {
    const rows = madeRows(4);
    const infer = (arms: readonly string[]) => {
      const data = dataFrame({
        ...Object.fromEntries(tableOf(rows).columns),
        arm: factor(
          rows.map((row) => row.arm),
          arms,
        ),
      });
      const { fit, design } = fitMmrmToFrame(data, model);
      const means = levelMeans({ data, terms: TERMS, design }, 'arm', { visit: 'V3' });
      const weights = means.find((mean) => mean.level === 'N')!.weights;
      const other = means.find((mean) => mean.level === 'P')!.weights;
      const options = { df: 'kenward-roger', confidence: 0.95 } as const;
      return {
        mean: contrastOf(fit.effects, weights, options)!,
        difference: contrastOf(
          fit.effects,
          weights.map((x, j) => x - other[j]!),
          options,
        )!,
        interaction: testOf(fit.effects, termRows(design, 'arm:visit'), 'kenward-roger')!,
      };
    };
    const one = infer(['P', 'N']);
    const two = infer(['N', 'P']);
    expect(two.mean.estimate).toBeCloseTo(one.mean.estimate, 8);
    expect(two.difference.se).toBeCloseTo(one.difference.se, 8);
    expect(two.difference.df).toBeCloseTo(one.difference.df, 5);
    expect(two.interaction.F).toBeCloseTo(one.interaction.F, 7);
    expect(two.interaction.df2).toBeCloseTo(one.interaction.df2, 5);
  });

  it.each(COVARIANCE_NAMES)('has the derivatives of its likelihood: %s', (name: CovarianceName) => {
    const rows = madeRows(5, 16, 0.2).filter((row) => !Number.isNaN(row.y));
    const n = rows.length;
    const ids = [...new Set(rows.map((row) => row.id))];
    const basis = Float64Array.from(rows.flatMap((row) => [1, (row.x - 10) / 3, row.arm === 'N' ? 1 : 0]));
    for (const method of ['REML', 'ML'] as const) {
      const structure = covarianceStructure(name, 3);
      const problem = {
        structure,
        n,
        p: 3,
        method,
        patterns: gatherPatterns({
          response: Float64Array.from(rows, (row) => row.y - 8),
          basis,
          p: 3,
          cluster: rows.map((row) => ids.indexOf(row.id)),
          visit: rows.map((row) => VISITS.indexOf(row.visit)),
        }),
      };
      const theta = structure.start(Float64Array.of(5, 3, 2.5, 3, 6, 3.2, 2.5, 3.2, 8));
      const point = likelihoodAt(problem, theta)!;
      const { observed, slopes } = covarianceInformation(problem, point);
      theta.forEach((value, k) => {
        const h = 1e-5 * Math.max(1, Math.abs(value));
        const at = (step: number) =>
          likelihoodAt(
            problem,
            theta.map((x, j) => (j === k ? x + step : x)),
          )!;
        const [up, down] = [at(h), at(-h)];
        expect(point.gradient[k]! - (up.deviance - down.deviance) / (2 * h)).toBeCloseTo(0, 5);
        theta.forEach((_, l) => {
          const second = (up.gradient[l]! - down.gradient[l]!) / (2 * h);
          expect(observed[k * theta.length + l]! - second).toBeCloseTo(0, 4);
        });
        // ∂Φ/∂θ = Φ P Φ, first element.
        const phi = point.phi;
        let product = 0;
        for (let i = 0; i < 3; i += 1) {
          for (let j = 0; j < 3; j += 1) product += phi[i]! * slopes[k]![i * 3 + j]! * phi[j * 3]!;
        }
        expect(product - (up.phi[0]! - down.phi[0]!) / (2 * h)).toBeCloseTo(0, 6);
      });
    }
  });

  it('says what it can not do, and gives no p-value then', () => {
    const rows = madeRows(6, 12, 0);
    const never = rows.map((row, i) => ({
      ...row,
      y: (Math.floor(i / 3) % 2 === 0 ? row.visit === 'V1' : row.visit === 'V2') ? Number.NaN : row.y,
    }));
    const apart = fitMmrmToFrame(tableOf(never), { ...model, terms: ['visit'] }).fit;
    expect(apart.flags).toEqual(['covariance-not-identified', 'not-converged']);
    expect(apart.pKenwardRoger).toEqual({});
    const flat = fitMmrmToFrame(tableOf(rows.map((row) => ({ ...row, y: 3 }))), model).fit;
    expect(flat.flags).toContain('no-residual-variation');
    expect(flat.converged).toBe(false);
    // Visits that are copies of each other: the likelihood has no maximum.
    const copied = fitMmrmToFrame(tableOf(rows.map((row, i) => ({ ...row, y: rows[3 * Math.floor(i / 3)]!.y }))), {
      ...model,
      terms: ['arm'],
    }).fit;
    expect(copied.converged).toBe(false);
    expect(copied.pSatterthwaite).toEqual({});
    const few = fitMmrmToFrame(tableOf(rows.slice(0, 6)), { ...model, terms: ['visit'] }).fit;
    expect(few.converged).toBe(false);
  });

  it('names an aliased column and tests the others', () => {
    const data = tableOf(madeRows(7));
    const { fit, design } = fitMmrmToFrame(data, { ...model, terms: ['arm', 'visit', 'x', 'x * 2'] });
    expect(fit.flags).toEqual(['aliased']);
    expect(fit.aliased).toEqual(['x * 2']);
    expect(Object.keys(fit.coefficients)).not.toContain('x * 2');
    expect(fit.pKenwardRoger.armN).toBeDefined();
    const alone = Float64Array.from(design.names, (name) => (name === 'x' ? 1 : 0));
    expect(contrastOf(fit.effects, alone, { df: 'kenward-roger', confidence: 0.95 })).toBeUndefined();
  });

  it.each([
    [{ visit: [0, 0], visits: 2 }, /two rows at visit 1/],
    [{ visit: [0, 2], visits: 2 }, /visit of row 2 is 2/],
    [{ visit: [0], visits: 2 }, /1 visits/],
    [{ visit: [0, 1], visits: 0 }, /number of visits is 0/],
    [{ visit: [0, 1], visits: 2, response: [1, Number.NaN] }, /Response 2 is NaN/],
  ])('refuses %j', (change, message) => {
    const rows = { response: [1, 2], design: { names: ['a'], values: Float64Array.of(1, 1) }, cluster: [1, 1] };
    expect(() => fitMmrm({ ...rows, ...change })).toThrow(message);
  });

  it('refuses options that do not exist', () => {
    const data = tableOf(madeRows(8));
    expect(() => fitMmrmToFrame(data, { ...model, covariance: 'banded' as CovarianceName })).toThrow(
      /"banded" is unknown/,
    );
    expect(() => fitMmrmToFrame(data, { ...model, confidence: 1 })).toThrow(/confidence level is 1/);
    expect(() => fitMmrmToFrame(data, { ...model, cluster: 'who' })).toThrow(/no column "who"/);
  });
});

describe('fitLmm', () => {
  it('is the paired t test when each participant has both treatments', () => {
    const first = [5.1, 6.3, 4.8, 7.7, 6.1, 5.9];
    const second = [6.0, 6.9, 4.6, 9.1, 7.2, 6.1];
    const response = [...first, ...second];
    const design = {
      names: ['(Intercept)', 'b'],
      values: Float64Array.from(response.flatMap((_, i) => [1, i < 6 ? 0 : 1])),
    };
    const fit = fitLmm({ response, design, cluster: [0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5] });
    const d = second.map((x, i) => x - first[i]!);
    const mean = d.reduce((a, b) => a + b, 0) / 6;
    const se = Math.sqrt(d.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 5 / 6);
    expect(fit.coefficients.b).toBeCloseTo(mean, 12);
    expect(fit.se.b).toBeCloseTo(se, 10);
    expect(fit.dfSatterthwaite.b).toBeCloseTo(5, 8);
    expect(fit.dfKenwardRoger.b).toBeCloseTo(5, 8);
    expect(fit.seKenwardRoger.b).toBeCloseTo(se, 10);
  });

  it('is the linear model at the boundary, and says so', () => {
    // Each participant has +1 and −1 about the line: means vary less than residuals would have them.
    const response = [1, -1, 1.2, -0.8, 0.9, -1.1];
    const fit = fitLmm({
      response,
      design: { names: ['(Intercept)'], values: new Float64Array(6).fill(1) },
      cluster: ['a', 'a', 'b', 'b', 'c', 'c'],
    });
    expect(fit.flags).toEqual(['zero-cluster-variance']);
    expect(fit.boundary).toBe('zero-cluster-variance');
    expect(fit.sdCluster).toBe(0);
    expect(fit.dfSatterthwaite['(Intercept)']).toBeCloseTo(5, 10);
    const mean = response.reduce((a, b) => a + b, 0) / 6;
    expect(fit.sigma).toBeCloseTo(Math.sqrt(response.reduce((sum, y) => sum + (y - mean) ** 2, 0) / 5), 12);
  });

  it('flags variances that can not be told apart, and those that vanish', () => {
    const ones = { names: ['(Intercept)'], values: new Float64Array(4).fill(1) };
    const single = fitLmm({ response: [1, 2, 4, 3], design: ones, cluster: [1, 2, 3, 4] });
    expect(single.flags).toEqual(['not-identified', 'not-converged']);
    expect(single.pKenwardRoger).toEqual({});
    const perfect = fitLmm({ response: [1, 1, 4, 4], design: ones, cluster: [1, 1, 2, 2] });
    expect(perfect.flags).toEqual(['zero-residual-variance', 'not-converged']);
    const constant = fitLmm({ response: [2, 2, 2, 2], design: ones, cluster: [1, 1, 2, 2] });
    expect(constant.converged).toBe(false);
    expect(constant.pSatterthwaite).toEqual({});
  });

  it('keeps its digits when participants differ a million times more than residuals', () => {
    const random = randomSource([12]);
    const rows = Array.from({ length: 60 }, (_, i) => ({ who: Math.floor(i / 4), arm: i % 2, noise: random.normal() }));
    const level = Array.from({ length: 15 }, () => random.normal(0, 1e6));
    const fit = fitLmm({
      response: rows.map(({ who, arm, noise }) => level[who]! + 2 * arm + noise),
      design: { names: ['(Intercept)', 'arm'], values: Float64Array.from(rows.flatMap(({ arm }) => [1, arm])) },
      cluster: rows.map(({ who }) => who),
    });
    expect(fit.converged).toBe(true);
    expect(fit.dfKenwardRoger.arm).toBeCloseTo(44, 5);
    // The within-participant difference, by hand: participants are balanced over the arms.
    const gap = rows.reduce((sum, { arm, noise }) => sum + (arm === 1 ? noise : -noise), 0) / 30;
    expect(fit.coefficients.arm).toBeCloseTo(2 + gap, 6);
  });

  it('rejects a true null at its level', () => {
    // 1,500 small unbalanced trials, two-sided 5%: Kenward and Roger's test is nearly exact.
    const random = randomSource([2026]);
    const runs = 1500;
    let rejected = 0;
    let tests = 0;
    for (let k = 0; k < runs; k += 1) {
      const response: number[] = [];
      const values: number[] = [];
      const cluster: number[] = [];
      for (let i = 0; i < 10; i += 1) {
        const own = random.normal();
        for (let v = 0; v < 1 + (i % 3); v += 1) {
          response.push(own + random.normal());
          values.push(1, i < 5 ? 0 : 1, v);
          cluster.push(i);
        }
      }
      const design = { names: ['(Intercept)', 'arm', 'visit'], values: Float64Array.from(values) };
      const p = fitLmm({ response, design, cluster }).pKenwardRoger.arm;
      if (p === undefined) continue;
      tests += 1;
      if (p < 0.05) rejected += 1;
    }
    expect(tests).toBeGreaterThan(0.99 * runs);
    expect(Math.abs(rejected / runs - 0.05)).toBeLessThan(4 * Math.sqrt((0.05 * 0.95) / runs));
  }, 20_000);
});
