// Marginal means and standardised effects: identities and clear answers.
import { describe, expect, it } from 'vitest';
import { dataFrame, factor } from '../model/data-frame.js';
import { fitNbGlmToFrame } from '../regression/fit-nb-glm.js';
import { marginalMeans } from './marginal-means.js';
import type { MeanModel } from './mean-model.js';
import { standardisedEffect } from './standardised-effect.js';

const arm = Array.from({ length: 24 }, (_, i) => (i % 2 === 0 ? 'A' : 'B'));
const site = Array.from({ length: 24 }, (_, i) => ['x', 'y', 'z'][i % 3]!);
const data = dataFrame({
  arm: factor(arm, ['A', 'B']),
  site: factor(site, ['x', 'y', 'z']),
  age: arm.map((_, i) => 20 + ((i * 7) % 30)),
  y: arm.map((_, i) => (i * i * 5) % 17),
  any: arm.map((_, i) => ((i * i * 5) % 17 > 6 ? 1 : 0)),
  none: arm.map((name, i) => (name === 'B' ? 0 : i % 5)),
});
const adjusted: MeanModel = { family: 'poisson', response: 'y', terms: ['arm', 'site', 'age'] };

describe('standardisedEffect', () => {
  it('without interaction has the ratio of the log-linear coefficient, with the same sandwich error', () => {
    const nb: MeanModel = { ...adjusted, family: 'negative-binomial' };
    const { comparisons } = standardisedEffect(data, nb, { treatment: 'arm', covariates: 'fixed' });
    const { fit } = fitNbGlmToFrame(data, { response: 'y', terms: nb.terms, effect: 'armB' });
    expect(comparisons[0]!.ratio!.estimate).toBeCloseTo(fit.effect!.rateRatio, 10);
    expect(comparisons[0]!.ratio!.se).toBeCloseTo(fit.effect!.robustHC0!.se, 10);
  });

  it('without covariates is the comparison of the arms’ means, each with its own variance', () => {
    const plain: MeanModel = { family: 'poisson', response: 'y', terms: ['arm'] };
    const { means, comparisons } = standardisedEffect(data, plain, { treatment: 'arm' });
    const values = (name: string) =>
      Array.from(data.columns.get('y')!.values, Number).filter((_, i) => arm[i] === name);
    const mean = (y: readonly number[]) => y.reduce((s, v) => s + v, 0) / y.length;
    const spread = (y: readonly number[]) => y.reduce((s, v) => s + (v - mean(y)) ** 2, 0) / y.length ** 2;
    expect(means.map(({ estimate }) => estimate)).toEqual([
      expect.closeTo(mean(values('A')), 10),
      expect.closeTo(mean(values('B')), 10),
    ]);
    expect(comparisons[0]!.difference.se).toBeCloseTo(Math.sqrt(spread(values('A')) + spread(values('B'))), 10);
  });

  it('keeps the observed totals of a canonical model', () => {
    // The scores of the arms are zero: each arm's own fitted mean is its observed one.
    const logistic: MeanModel = { family: 'logistic', response: 'any', terms: ['arm*site'] };
    const { converged, means } = standardisedEffect(data, logistic, { treatment: 'arm', covariance: 'HC3' });
    expect(converged).toBe(true);
    for (const { estimate, ci } of means) {
      expect(ci[0]).toBeGreaterThan(0);
      expect(ci[1]).toBeLessThan(1);
      expect(estimate).toBeGreaterThan(ci[0]);
    }
  });

  it('gives nothing where an arm has no events', () => {
    const answer = standardisedEffect(data, { ...adjusted, response: 'none' }, { treatment: 'arm' });
    expect(answer).toEqual({ converged: false, flags: ['separation'], means: [], comparisons: [] });
  });

  it('refuses a treatment that is no factor', () => {
    expect(() => standardisedEffect(data, adjusted, { treatment: 'age' })).toThrow(/"age" is no factor/);
  });
});

describe('marginalMeans', () => {
  it('differ by the coefficient where nothing interacts', () => {
    const { contrasts, means } = marginalMeans(data, adjusted, { factor: 'arm' });
    const { fit } = fitNbGlmToFrame(data, { response: 'y', terms: adjusted.terms });
    expect(fit.converged).toBe(true);
    expect(means).toHaveLength(2);
    expect(contrasts[0]!.levels).toEqual(['B', 'A']);
    expect(contrasts[0]!.estimate).toBeCloseTo(means[1]!.estimate - means[0]!.estimate, 12);
    const moved = marginalMeans(data, adjusted, { factor: 'arm', at: { age: 70 } });
    expect(moved.contrasts[0]!.se).toBeCloseTo(contrasts[0]!.se, 10);
    expect(moved.means[0]!.estimate).not.toBeCloseTo(means[0]!.estimate, 2);
  });

  it('says that a mean is not estimable where a cell is empty', () => {
    const holes = dataFrame({
      arm: factor(['A', 'A', 'A', 'B', 'B', 'B'], ['A', 'B']),
      site: factor(['x', 'y', 'y', 'x', 'x', 'x'], ['x', 'y']),
      y: [3, 1, 4, 6, 2, 5],
    });
    const answer = marginalMeans(holes, { family: 'poisson', response: 'y', terms: ['arm*site'] }, { factor: 'arm' });
    expect(answer).toEqual({ converged: false, flags: ['aliased', 'not-estimable'], means: [], contrasts: [] });
  });

  it('does estimate where an aliased column repeats another', () => {
    const twice = dataFrame({
      ...Object.fromEntries(data.columns),
      months: site.map((_, i) => 12 * (20 + ((i * 7) % 30))),
    });
    const answer = marginalMeans(twice, { ...adjusted, terms: ['arm', 'age', 'months'] }, { factor: 'arm' });
    const plain = marginalMeans(data, { ...adjusted, terms: ['arm', 'age'] }, { factor: 'arm' });
    expect(answer.flags).toEqual(['aliased']);
    expect(answer.means[0]!.estimate).toBeCloseTo(plain.means[0]!.estimate, 8);
  });

  it('refuses an unknown factor and an unknown variable', () => {
    expect(() => marginalMeans(data, adjusted, { factor: 'age' })).toThrow(/"age" is no factor/);
    expect(() => marginalMeans(data, { ...adjusted, terms: ['arm'] }, { factor: 'site' })).toThrow(/is in no term/);
    expect(() => marginalMeans(data, adjusted, { factor: 'arm', at: { height: 1 } })).toThrow(/"height" is no numeric/);
  });
});
