import { describe, expect, test } from 'vitest';
import { deriveTrial } from '../derive/derive.js';
import { analysisOf, outcome, tableSnapshot } from '../fixture/table-trial.fixture.js';
import { tinyParticipant, tinyProtocol, tinySnapshot } from '../fixture/tiny-trial.fixture.js';
import { baselineTable } from './baseline.js';
import { distributionOf } from './distribution.js';
import { summariseVisits } from './visit-summary.js';

const streams = [
  tinyParticipant({ number: 1, age: 30, scans: [0, 4, 1, 1] }),
  tinyParticipant({ number: 2, age: 40, site: 'south', scans: ['unreadable', 2, 1, 1] }),
  tinyParticipant({ number: 3, age: 50, scans: [undefined, 6, 1, 1] }),
  tinyParticipant({ number: 4, age: 20, scans: [5, 0, 1, 1] }),
];
const arms = { 1: 'drugFirst', 2: 'drugFirst', 3: 'drugFirst', 4: 'sugarFirst' } as const;
const trial = deriveTrial(tinySnapshot(streams.flat(), arms));

describe('the baseline table', () => {
  const rows = baselineTable(trial, tinyProtocol);

  test('summarises numbers by sequence and for all', () => {
    const age = rows.find(({ item }) => item === 'age')!;
    expect(age).toMatchObject({ name: 'Age', unit: 'a', kind: 'continuous' });
    expect(age.cells.drugFirst).toEqual({ n: 3, missing: 0, mean: 40, sd: 10, median: 40, q1: 35, q3: 45 });
    expect(age.cells.sugarFirst).toEqual({ n: 1, missing: 0, mean: 20, median: 20, q1: 20, q3: 20 });
    expect(age.cells.all).toMatchObject({ n: 4, mean: 35, median: 35 });
  });

  test('counts codes and sites', () => {
    const female = rows.find(({ item, level }) => item === 'sex' && level === 'Female')!;
    expect(female.cells.all).toEqual({ n: 4, missing: 0, count: 2, percent: 50 });
    const north = rows.find(({ item, level }) => item === 'site' && level === 'North')!;
    expect(north.cells.drugFirst).toEqual({ n: 3, missing: 0, count: 2, percent: (100 * 2) / 3 });
  });

  test('has no percentage of nobody', () => {
    const empty = baselineTable(deriveTrial(tinySnapshot([], {})), tinyProtocol);
    expect(empty.find(({ item }) => item === 'sex')?.cells.all).toEqual({ n: 0, missing: 0, count: 0 });
    expect(empty.find(({ item }) => item === 'age')?.cells.all).toEqual({ n: 0, missing: 0 });
  });
});

describe('counts by visit', () => {
  const rows = summariseVisits(trial, tinyProtocol);
  const row = (visit: string, sequence: string) =>
    rows.find((one) => one.endpoint === 'lesionsP1' && one.visit === visit && one.sequence === sequence);

  test('tell readable, unreadable and missing visits apart', () => {
    expect(row('v1', 'drugFirst')).toMatchObject({ n: 1, unreadable: 1, missing: 1, total: 0, zeros: 1, mean: 0 });
    expect(row('v2', 'drugFirst')).toMatchObject({
      n: 3,
      unreadable: 0,
      missing: 0,
      total: 12,
      mean: 4,
      median: 4,
      q1: 3,
      q3: 5,
      zeros: 0,
    });
  });

  test('are made for count endpoints that are no covariates', () => {
    expect([...new Set(rows.map(({ endpoint }) => endpoint))]).toEqual(['lesionsP1', 'lesionsByPeriod']);
  });
});

describe('quartiles', () => {
  test('are those of R’s type 7', () => {
    // quantile(c(1, 2, 4, 8), c(.25, .5, .75)) in R 4.2.2: 1.75, 3, 5; sd 3.095696
    const { q1, median, q3, sd } = distributionOf([8, 1, 4, 2])!;
    expect([q1, median, q3]).toEqual([1.75, 3, 5]);
    expect(sd).toBeCloseTo(3.095696, 6);
  });

  test('of nothing do not exist', () => {
    expect(distributionOf([])).toBeUndefined();
  });
});

test('does not count as missing who was not asked', () => {
  const items = [
    { id: 'smokes', name: 'Smokes', type: 'boolean' },
    { id: 'perDay', name: 'Each day', type: 'integer', visibleWhen: 'smokes' },
  ];
  const people = [{ smokes: true, perDay: 10 }, { smokes: true }, { smokes: false }, { smokes: false }];
  const asked = tableSnapshot({
    sequences: { a: ['a'], b: ['b'] },
    measure: { y: 'integer' },
    endpoints: [outcome('count', 'y')],
    analyses: [analysisOf('any', 'a', 'b', { method: 'wilcoxon' })],
    people: people.map((base, at) => ({ sequence: at % 2 === 0 ? 'a' : 'b', base: base as never })),
    protocol: {
      forms: [
        { id: 'base', name: 'Baseline', items },
        { id: 'measure', name: 'Measure', items: [{ id: 'y', name: 'y', type: 'integer' }] },
      ],
    },
  });
  const row = baselineTable(deriveTrial(asked), asked.protocol).find(({ item }) => item === 'perDay')!;
  expect(row.cells.all).toMatchObject({ n: 1, missing: 1, mean: 10 });
});
