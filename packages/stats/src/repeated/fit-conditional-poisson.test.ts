// Conditional Poisson regression: closed forms, and what a stratum can't tell.
import { describe, expect, it } from 'vitest';
import { fitPoissonGlm } from '../glm/fit-glm.js';
import { dataFrame, factor } from '../model/data-frame.js';
import { modelMatrix } from '../model/model-matrix.js';
import { clusterInput } from './cluster-input.js';
import { fitConditionalPoisson } from './fit-conditional-poisson.js';
import { withinParticipantRateRatio } from './within-participant-rate-ratio.js';

/** One row per participant: counts under placebo and under treatment; odd participants got the treatment first. */
function crossover(pairs: readonly (readonly [number, number])[], weeks: readonly [number, number] = [1, 1]) {
  const rows = pairs.flatMap(([placebo, treated], i) => [
    { id: `P${i}`, treatment: 'P', period: i % 2 === 0 ? '1' : '2', y: placebo, weeks: weeks[0] },
    { id: `P${i}`, treatment: 'N', period: i % 2 === 0 ? '2' : '1', y: treated, weeks: weeks[1] },
  ]);
  return dataFrame({
    id: factor(
      rows.map((row) => row.id),
      [...new Set(rows.map((row) => row.id))],
    ),
    treatment: factor(
      rows.map((row) => row.treatment),
      ['P', 'N'],
    ),
    period: factor(
      rows.map((row) => row.period),
      ['1', '2'],
    ),
    weeks: rows.map((row) => row.weeks),
    y: rows.map((row) => row.y),
  });
}

const PAIRS = [
  [8, 5],
  [3, 4],
  [12, 6],
  [0, 2],
  [7, 7],
  [20, 11],
  [5, 1],
  [9, 8],
] as const;
const COLUMNS = { response: 'y', treatment: 'treatment', participant: 'id' };

describe('fitConditionalPoisson', () => {
  it('with two periods and treatment alone is the ratio of the sums', () => {
    // Given the totals, the treated counts sum to a binomial with odds equal to the rate ratio: 44 against 64.
    const fit = withinParticipantRateRatio(crossover(PAIRS), COLUMNS).fit;
    expect(fit.coefficients.treatmentN).toBeCloseTo(Math.log(44 / 64), 12);
    expect(fit.se.treatmentN).toBeCloseTo(Math.sqrt(1 / 44 + 1 / 64), 12);
    const p = 44 / 108;
    const chisq = PAIRS.reduce((sum, [a, b]) => sum + (b - (a + b) * p) ** 2 / ((a + b) * p * (1 - p)), 0);
    expect(fit.dfResidual).toBe(7);
    expect(fit.pearsonDispersion).toBeCloseTo(chisq / 7, 12);
    const logLikRatio = 2 * (44 * Math.log(p / 0.5) + 64 * Math.log((1 - p) / 0.5));
    expect(fit.effect?.lrt?.chisq).toBeCloseTo(logLikRatio, 10);
  });

  it('takes unequal exposure as an offset', () => {
    const fit = withinParticipantRateRatio(crossover(PAIRS, [12, 8]), { ...COLUMNS, offset: 'log(weeks)' }).fit;
    expect(fit.coefficients.treatmentN).toBeCloseTo(Math.log(44 / 8 / (64 / 12)), 12);
  });

  it('equals a Poisson regression with a coefficient for each participant', () => {
    const data = crossover(PAIRS);
    const conditional = fitConditionalPoisson(
      clusterInput(data, { response: 'y', terms: ['treatment', 'period'], cluster: 'id' }),
    );
    const design = modelMatrix(['treatment', 'period', 'id'], data);
    const dummies = fitPoissonGlm({ response: PAIRS.flat(), design });
    for (const name of ['treatmentN', 'period2']) {
      expect(conditional.coefficients[name]).toBeCloseTo(dummies.coefficients[name]!, 9);
      expect(conditional.se[name]).toBeCloseTo(dummies.se[name]!, 9);
    }
    expect(conditional.pearsonDispersion! * conditional.dfResidual).toBeCloseTo(dummies.pearsonChisq, 8);
  });

  it('names what is constant within strata, and counts the strata that tell something', () => {
    const data = crossover([...PAIRS, [0, 0]]);
    const sequence = data.columns.get('id')!.values as readonly string[];
    const frame = dataFrame({
      ...Object.fromEntries(data.columns),
      first: Array.from(sequence, (id) => Number(String(id).slice(1)) % 2),
    });
    const fit = fitConditionalPoisson(
      clusterInput(frame, { response: 'y', terms: ['treatment', 'first'], cluster: 'id' }),
    );
    expect(fit).toMatchObject({ converged: true, aliased: ['first'], nStrata: 9, informativeStrata: 8, dfResidual: 7 });
  });

  it('finds no effect where no participant got both treatments', () => {
    const data = crossover(PAIRS);
    const frame = dataFrame({
      ...Object.fromEntries(data.columns),
      id: factor(
        Array.from({ length: 16 }, (_, i) => `P${i % 2}`),
        ['P0', 'P1'],
      ),
    });
    const result = withinParticipantRateRatio(frame, COLUMNS);
    expect(result.rateRatio).toBeUndefined();
    expect(result.fit).toMatchObject({ converged: false, aliased: ['treatmentN'], p: {} });
    expect(result.fit.flags).toContain('effect-not-estimable');
  });

  it('names an infinite effect where no event happened under treatment', () => {
    const result = withinParticipantRateRatio(crossover(PAIRS.map(([placebo]) => [placebo + 1, 0])), COLUMNS);
    expect(result.fit.divergentTerms).toEqual(['treatmentN']);
    expect(result.fit.coefficients.treatmentN).toBe(Number.NEGATIVE_INFINITY);
    expect(result.fit.p).toEqual({});
    expect(result.rateRatio).toBeUndefined();
  });

  it.each([
    ['every count is zero', PAIRS.map(() => [0, 0] as const)],
    ['a single participant has all events', [[5, 3], ...PAIRS.slice(1).map(() => [0, 0] as const)] as const],
  ])('gives no wrong p-value where %s', (_, pairs) => {
    const { fit } = withinParticipantRateRatio(crossover(pairs), COLUMNS);
    if (pairs[0]![0] === 0) expect(fit).toMatchObject({ converged: false, p: {} });
    else {
      expect(fit).toMatchObject({ informativeStrata: 1, dfResidual: 0, quasiSe: {} });
      expect(fit.coefficients.treatmentN).toBeCloseTo(Math.log(3 / 5), 9);
    }
  });

  it('does not depend on the order of the rows', () => {
    const data = crossover(PAIRS);
    const input = clusterInput(data, { response: 'y', terms: ['treatment', 'period'], cluster: 'id' });
    const columns = input.design.names.length;
    const order = Array.from({ length: 16 }, (_, i) => (i * 7 + 3) % 16);
    const turned = {
      response: order.map((i) => input.response[i]!),
      cluster: order.map((i) => input.cluster[i]!),
      design: {
        ...input.design,
        values: Float64Array.from(order.flatMap((i) => [...input.design.values.slice(i * columns, (i + 1) * columns)])),
      },
    };
    const a = fitConditionalPoisson(input);
    const b = fitConditionalPoisson(turned);
    expect(b.coefficients.treatmentN).toBeCloseTo(a.coefficients.treatmentN!, 10);
    expect(b.logLik).toBeCloseTo(a.logLik, 10);
  });

  it('names what is wrong with its input', () => {
    const data = crossover(PAIRS);
    expect(() => withinParticipantRateRatio(data, { ...COLUMNS, treatment: 'weeks' })).toThrow(/must be a factor/);
    expect(() => withinParticipantRateRatio(data, { ...COLUMNS, active: 'P' })).toThrow('allowed are N');
    const input = clusterInput(data, { response: 'y', terms: ['treatment'], cluster: 'id' });
    expect(() => fitConditionalPoisson({ ...input, test: ['dose'] })).toThrow('no column "dose"');
  });
});
