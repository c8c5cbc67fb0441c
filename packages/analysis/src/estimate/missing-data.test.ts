// Missing values and intercurrent events: what the plan says is done, and what can't be done is refused.
import { describe, expect, test } from 'vitest';
import { analyse } from '../analyse.js';
import {
  analysisOf,
  covariate,
  outcome,
  type TablePerson,
  type TableTrial,
  tableSnapshot,
} from '../fixture/table-trial.fixture.js';

function resultOf(trial: TableTrial) {
  return analyse(tableSnapshot(trial)).analyses[0]!;
}

const visits = ['v1', 'v2', 'v3'];
const days = { v1: '2001-02-01', v2: '2001-03-01', v3: '2001-04-01' };
const sequences = { sugar: ['sugar'], drug: ['drug'] };

/** Counts at three visits; undefined is a visit that did not take place. */
function counted(
  sequence: string,
  counts: readonly (number | undefined)[],
  more: readonly unknown[] = [],
): TablePerson {
  const known = visits.flatMap((visit, at) => (counts[at] === undefined ? [] : [[visit, { y: counts[at]! }] as const]));
  const own = Object.fromEntries(known);
  return {
    sequence,
    base: { before: counts.length },
    visits: own,
    days: Object.fromEntries(Object.entries(days).filter(([visit]) => visit in own)),
    more,
  };
}

/** Twenty participants of each group with counts of a fixed pattern; the drug's are about half. */
const complete: readonly TablePerson[] = Array.from({ length: 40 }, (_, at) => {
  const scale = at % 2 === 0 ? 2 : 1;
  const base = [5, 1, 0, 3, 8, 2, 4, 1, 6, 2, 0, 9, 3, 2, 5, 7, 1, 4, 2, 3][Math.floor(at / 2)]!;
  return counted(at % 2 === 0 ? 'sugar' : 'drug', [base * scale, ((base + 2) % 5) * scale, ((base + 1) % 4) * scale]);
});

const nb = { method: 'nb-glm', terms: ['treatment'], offset: 'log(scansRead)' };

function countTrial(people: readonly TablePerson[], more: object, protocol: object = {}): TableTrial {
  return {
    sequences,
    visits: visits.map((id) => ({ id })),
    base: { before: 'integer' },
    measure: { y: 'integer' },
    endpoints: [covariate('before', 'count'), outcome('count', 'y', { visits, summary: 'sum' })],
    analyses: [analysisOf('rate', 'drug', 'sugar', { ...('method' in more ? {} : nb), ...more })],
    people,
    protocol,
  };
}

const imputing = { strategy: 'multipleImputation', imputations: 10 };

describe('imputed counts', () => {
  const gaps = complete.map((person, at) =>
    at % 5 === 0 ? counted(person.sequence, [(person.visits!.v1 as { y: number }).y]) : person,
  );

  test('equal the analysis of the data where nothing is missing', () => {
    const plain = resultOf(countTrial(complete, {}));
    const pooled = resultOf(countTrial(complete, { missingData: imputing }));
    expect(pooled.estimate).toBeCloseTo(plain.estimate!, 10);
    expect(pooled.flags).toContain('nothing-missing');
    expect(pooled.methodDescription).toContain('10 imputations, missing at random');
  });

  test('are the same each time, and keep everybody', () => {
    const one = resultOf(countTrial(gaps, { missingData: imputing }));
    expect(resultOf(countTrial(gaps, { missingData: imputing }))).toEqual(one);
    expect(one.contributing).toEqual({ sugar: 20, drug: 20 });
    expect(one.status).toBe('descriptive');
    const available = resultOf(countTrial(gaps, {}));
    expect(Math.log(one.estimate!) - Math.log(available.estimate!)).toBeLessThan(0.2);
    expect(one.result.pooled).toMatchObject({ m: 10 });
  });

  test('after the reference are nearer to it, by as much as the reference is worse', () => {
    const lost = complete.map((person) =>
      person.sequence === 'drug' ? counted('drug', [(person.visits!.v1 as { y: number }).y]) : person,
    );
    const random = resultOf(countTrial(lost, { missingData: { ...imputing, imputations: 50 } }));
    const reference = { ...imputing, imputations: 50, strategy: 'referenceBased', reference: 'sugar' };
    const jump = resultOf(countTrial(lost, { missingData: { ...reference, rule: 'jumpToReference' } }));
    expect(jump.estimate!).toBeGreaterThan(random.estimate! * 1.2);
    expect(jump.methodDescription).toContain('jump to reference (sugar)');
    const increments = resultOf(countTrial(lost, { missingData: { ...reference, rule: 'copyIncrements' } }));
    expect(increments).toMatchObject({ status: 'not estimable', p: null, estimate: null });
  });

  test('tip where the shift of the drug group grows', () => {
    const missingData = { strategy: 'tippingPoint', imputations: 10, deltas: [0.5, 3] };
    const tipped = resultOf(countTrial(gaps, { missingData }));
    const { rows } = (
      tipped.result as {
        readonly tippingPoint: { readonly rows: readonly { readonly delta: number; readonly estimate: number }[] };
      }
    ).tippingPoint;
    expect(rows.map(({ delta }) => delta)).toEqual([0, 0.5, 3]);
    expect(rows[0]!.estimate).toBeCloseTo(Math.log(tipped.estimate!), 12);
    expect(rows[2]!.estimate).toBeGreaterThan(rows[1]!.estimate);
    expect(rows[1]!.estimate).toBeGreaterThan(rows[0]!.estimate);
  });

  test('have no profile interval, and other methods impute nothing', () => {
    const profile = resultOf(countTrial(gaps, { missingData: imputing, interval: 'profile' }));
    expect(profile).toMatchObject({ status: 'not estimable', p: null });
    const poisson = resultOf(countTrial(gaps, { missingData: imputing, method: 'poisson-glm' }));
    expect(poisson).toMatchObject({ status: 'not estimable', p: null, estimate: null });
    expect(poisson.flags.join()).toContain('nb-glm, ancova, mmrm only');
  });

  test('complete cases leave out who lacks a visit', () => {
    const cases = resultOf(countTrial(gaps, { missingData: { strategy: 'completeCase' } }));
    expect(cases.contributing).toEqual({ sugar: 16, drug: 16 });
    expect(cases.flags).toContain('8 left out: not every value is there');
  });
});

describe('imputed values', () => {
  const people: readonly TablePerson[] = Array.from({ length: 30 }, (_, at) => {
    const before = 10 + ((at * 7) % 11);
    const y = (visit: number) => before + visit * (at % 2 === 0 ? 1 : 2) + ((at * 5 + visit * 3) % 7) / 3;
    const lost = at % 6 === 0 ? 1 : at % 7 === 0 ? 2 : 3;
    return {
      sequence: at % 2 === 0 ? 'sugar' : 'drug',
      base: { before },
      visits: Object.fromEntries(visits.slice(0, lost).map((visit, place) => [visit, { y: y(place + 1) }])),
    };
  });
  const trial = (more: object): TableTrial => ({
    sequences,
    visits: visits.map((id) => ({ id })),
    base: { before: 'decimal' },
    measure: { y: 'decimal' },
    endpoints: [
      covariate('before'),
      outcome('continuous', 'y', { visits, summary: 'byVisit' }),
      outcome('continuous', 'y', { id: 'final', visits: ['v3'] }),
    ],
    analyses: [analysisOf('change', 'drug', 'sugar', more)],
    people,
  });
  const effect = { term: 'treatment', active: 'drug', reference: 'sugar', visit: 'v3' };
  const mmrm = { method: 'mmrm', terms: ['treatment', 'visit', 'before', 'treatment:visit'], effect };

  test('of repeated measures agree with the likelihood of what was observed', () => {
    const likelihood = resultOf(trial(mmrm));
    const pooled = resultOf(trial({ ...mmrm, missingData: { ...imputing, imputations: 100 } }));
    expect(likelihood.status).toBe('descriptive');
    // Both assume that values are missing at random: within half a standard error.
    const { se } = likelihood.result.effect as { readonly se: number };
    expect(Math.abs(pooled.estimate! - likelihood.estimate!)).toBeLessThan(0.5 * se);
    expect(pooled.contributing).toEqual({ sugar: 15, drug: 15 });
  });

  test('of a regression keep who has no value', () => {
    const ancova = { endpoint: 'final', method: 'ancova', terms: ['treatment', 'before'] };
    const observed = resultOf(trial(ancova));
    const pooled = resultOf(trial({ ...ancova, missingData: imputing }));
    const lost = people.filter(({ visits: own }) => own!.v3 === undefined).length;
    expect(Object.values(observed.contributing).reduce((sum, n) => sum + n, 0)).toBe(30 - lost);
    expect(Object.values(pooled.contributing).reduce((sum, n) => sum + n, 0)).toBe(30);
    expect(Math.abs(pooled.estimate! - observed.estimate!)).toBeLessThan(1);
  });

  test('are never single values that the protocol does not define', () => {
    for (const value of ['worst', 'best', 'nonResponse']) {
      const answer = resultOf(
        trial({ endpoint: 'final', method: 'ancova', missingData: { strategy: 'singleValue', value } }),
      );
      expect(answer).toMatchObject({ status: 'not estimable', p: null, estimate: null });
    }
  });
});

describe('intercurrent events', () => {
  const stop = (day: string | object) => [
    { type: 'ParticipantWithdrawn', payload: { kind: 'treatment', withdrawnOn: day, reason: 'x' } },
  ];
  const estimand = (strategy: string) => ({
    intercurrentEvents: [{ id: 'stopped', name: 'Stopped', occurs: { by: 'withdrawal', kinds: ['treatment'] } }],
    estimands: [
      {
        id: 'one',
        name: 'One',
        level: 'primary',
        population: { set: 'FAS' },
        treatment: { active: 'drug', reference: 'sugar' },
        endpoint: 'outcome',
        intercurrentEvents: [{ event: 'stopped', strategy }],
        summaryMeasure: 'rateRatio',
      },
    ],
  });
  // Four of the sugar group stop between the first and the second visit, with counts of 50 after that.
  const people = complete.map((person, at) =>
    at < 8 && at % 2 === 0 ? counted('sugar', [1, 50, 50], stop('2001-02-15')) : person,
  );
  const rates = (strategy: string, more: object = {}) =>
    resultOf(countTrial(people, { estimand: 'one', method: 'two-poisson-rates', ...more }, estimand(strategy)));

  test('treatment policy takes every value; the others end at the event', () => {
    const policy = rates('treatmentPolicy');
    expect(policy.result).toMatchObject({ t2: 60 });
    for (const strategy of ['hypothetical', 'whileOnTreatment']) {
      const ended = rates(strategy);
      expect(ended.result).toMatchObject({ t2: 52, x2: (policy.result.x2 as number) - 400 });
      expect(ended.methodDescription).toContain('Stopped (4)');
    }
  });

  test('a hypothetical value can be imputed', () => {
    const answer = rates('hypothetical', { ...nb, missingData: imputing });
    expect(answer.contributing).toEqual({ sugar: 20, drug: 20 });
    expect(answer.methodDescription).toContain('hypothetical');
    expect(answer.estimate!).toBeGreaterThan(rates('treatmentPolicy').estimate!);
  });

  test('no strategy that the data or the protocol can’t serve gives a number', () => {
    expect(rates('principalStratum')).toMatchObject({ status: 'not estimable', estimate: null, p: null });
    expect(rates('composite')).toMatchObject({ status: 'not estimable', estimate: null, p: null });
    const undated = complete.map((person, at) =>
      at === 0 ? counted('sugar', [1, 5, 5], stop({ missing: 'unknown' })) : person,
    );
    const answer = resultOf(countTrial(undated, { estimand: 'one' }, estimand('hypothetical')));
    expect(answer).toMatchObject({ status: 'not estimable', estimate: null, p: null });
    expect(answer.flags.join()).toContain('no date tells');
  });
});
