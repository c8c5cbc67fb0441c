// Crossovers of any design: against the 2×2 analysis, and on difficult data. R's values are in validation/reference/crossover-lmm.json.
import { describe, expect, it } from 'vitest';
import { dataFrame, factor } from '../model/data-frame.js';
import { crossoverLmm } from './crossover-lmm.js';
import { hillsArmitage } from './hills-armitage.js';
import { koch } from './koch.js';

const groups = [
  { name: 'AB', period1: [5.2, 9.1, 3.3, 7.4, 6.0], period2: [2.4, 4.9, 3.1, 6.6, 2.2] },
  { name: 'BA', period1: [1.3, 0.4, 2.8, 3.9], period2: [2.9, 3.3, 2.1, 6.8] },
] as const;
const treatments = { active: 'A', control: 'B' };

function tableOf() {
  const rows = groups.flatMap(({ name, period1, period2 }) =>
    period1.flatMap((y, i) => [
      { id: `${name}${i}`, sequence: name, period: '1', treatment: name[0]!, y },
      { id: `${name}${i}`, sequence: name, period: '2', treatment: name[1]!, y: period2[i]! },
    ]),
  );
  const ids = rows.map((row) => row.id);
  return dataFrame({
    id: factor(ids, [...new Set(ids)]),
    sequence: factor(
      rows.map((row) => row.sequence),
      ['AB', 'BA'],
    ),
    period: factor(
      rows.map((row) => row.period),
      ['1', '2'],
    ),
    treatment: factor(
      rows.map((row) => row.treatment),
      ['B', 'A'],
    ),
    y: rows.map((row) => row.y),
  });
}

const model = { response: 'y', participant: 'id', treatment: 'treatment', period: 'period' };

describe('crossoverLmm', () => {
  it('is the Hills–Armitage analysis on a complete 2×2 crossover, with random and with fixed participants', () => {
    const { treatment, period } = hillsArmitage({ groups, treatments });
    const { random, fixed } = crossoverLmm(tableOf(), { ...model, sequence: 'sequence' });
    for (const { contrasts } of [random, fixed]) {
      expect(contrasts).toHaveLength(1);
      expect(contrasts[0]).toMatchObject({ first: 'A', second: 'B' });
      expect(contrasts[0]!.estimate).toBeCloseTo(treatment.estimate, 9);
      expect(contrasts[0]!.se).toBeCloseTo(treatment.se, 9);
      expect(contrasts[0]!.df).toBeCloseTo(7, 6);
      expect(contrasts[0]!.p).toBeCloseTo(treatment.p!, 9);
    }
    expect(random.period!.p).toBeCloseTo(period.p!, 8);
    expect(fixed.treatment!.F).toBeCloseTo(treatment.t! ** 2, 8);
    expect(random.means.map((mean) => mean.treatment)).toEqual(['B', 'A']);
  });

  it('can not tell carry-over from the sequence in a 2×2 crossover, and finds it aliased', () => {
    const { random } = crossoverLmm(tableOf(), { ...model, sequence: 'sequence', carryover: true });
    expect(random.fit.flags).toContain('aliased');
    expect(random.carryover).toBeUndefined();
    // Without the sequence it is estimable: twice the difference of the sequences' means.
    const alone = crossoverLmm(tableOf(), { ...model, carryover: true });
    const { carryover } = hillsArmitage({ groups, treatments });
    expect(alone.random.carryover!.p).toBeCloseTo(carryover.p!, 8);
    expect(alone.fixed.carryover).toBeUndefined();
  });

  it('refuses two rows in one period, numeric periods and unknown columns', () => {
    const data = tableOf();
    const twice = dataFrame({
      ...Object.fromEntries(data.columns),
      period: factor(new Array<string>(data.rows).fill('1'), ['1', '2']),
    });
    expect(() => crossoverLmm(twice, model)).toThrow(/second row in the same period/);
    expect(() => crossoverLmm(data, { ...model, period: 'y' })).toThrow(/"y" is numeric/);
    expect(() => crossoverLmm(data, { ...model, participant: 'who' })).toThrow(/no column "who"/);
  });
});

describe('koch', () => {
  it('ranks differences and sums, with exact p-values', () => {
    const result = koch({ groups, treatments });
    const first = hillsArmitage({ groups, treatments });
    expect(result.treatment.pExactTwoSided).toBeCloseTo(first.wilcoxon.exactP!, 14);
    // All differences of AB (2.8, 4.2, 0.2, 0.8, 3.8) but none of BA (−1.6, −2.9, 0.7, −2.9) exceed 0.7, save 0.2.
    expect(result.treatment.W).toBe(19);
    expect(result.carryover.W).toBe(20 - 3);
    expect(result.n).toEqual({ AB: 5, BA: 4 });
    const swapped = koch({ groups: [groups[1], groups[0]], treatments });
    expect(swapped).toEqual({ ...result, n: swapped.n });
  });
});
