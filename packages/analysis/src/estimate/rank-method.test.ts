// Rank, permutation, proportion and rate methods, reached through a protocol, against R.
import { describe, expect, test } from 'vitest';
import { analyse } from '../analyse.js';
import { referenceRows, referenceValues } from '../fixture/reference-case.fixture.js';
import {
  analysisOf,
  outcome,
  type TablePerson,
  type TableTrial,
  tableSnapshot,
} from '../fixture/table-trial.fixture.js';

function results(trial: TableTrial) {
  const { analyses } = analyse(tableSnapshot(trial));
  return (id: string) => analyses.find((one) => one.id === id)!;
}

describe('ranks', () => {
  const ranks = results({
    sequences: { P: ['P'], N: ['N'] },
    measure: { y: 'integer' },
    endpoints: [outcome('count', 'y')],
    analyses: [
      analysisOf('continuity', 'P', 'N', { method: 'wilcoxon' }),
      analysisOf('normal', 'P', 'N', { method: 'wilcoxon', continuity: false }),
      analysisOf('exact', 'P', 'N', { method: 'wilcoxon', exact: true }),
      analysisOf('permutation', 'P', 'N', { method: 'permutation', draws: 'all' }),
      analysisOf('elteren', 'P', 'N', { method: 'van-elteren', strata: ['site'] }),
    ],
    people: referenceRows('rank-tests').map(({ y, arm, site }) => ({
      sequence: arm!,
      site: site!,
      visits: { end: { y: Number(y) } },
    })),
  });

  test('wilcoxon: normal with and without continuity, exact with ties', () => {
    expect(ranks('continuity').p).toBeCloseTo(0.134902360989032, 10);
    expect(ranks('continuity').result.W).toBe(83);
    expect(ranks('normal').p).toBeCloseTo(0.126445628440854, 10);
    expect(ranks('exact').p).toBeCloseTo(0.132545473102749, 10);
  });

  test('permutation over every order, and van Elteren within sites', () => {
    expect(ranks('permutation').p).toBeCloseTo(0.134532650012526, 10);
    expect(ranks('elteren').p).toBeCloseTo(0.16366399913417, 10);
    expect(ranks('elteren').effectMeasure).toBe('none');
  });

  test('hodges-lehmann, normal and exact', () => {
    const shift = (first: readonly number[], second: readonly number[], exact: boolean) =>
      results({
        sequences: { b: ['b'], a: ['a'] },
        measure: { y: 'decimal' },
        endpoints: [outcome('continuous', 'y')],
        analyses: [analysisOf('shift', 'a', 'b', { method: 'hodges-lehmann', exact })],
        people: [
          ...first.map((y): TablePerson => ({ sequence: 'a', visits: { end: { y } } })),
          ...second.map((y): TablePerson => ({ sequence: 'b', visits: { end: { y } } })),
        ],
      })('shift');
    const exact = shift(
      [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3],
      [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.065, 3.14, 1.295],
      true,
    );
    expect([exact.estimate, ...exact.ci!]).toEqual([0.56, -0.37, 1.183].map((value) => expect.closeTo(value, 10)));
    const ties = shift([3, 0, 7, 2, 5, 9, 1, 4, 4, 12], [0, 0, 1, 2, 2, 0, 3, 5, 1, 6, 2, 8], false);
    expect([ties.estimate, ...ties.ci!]).toEqual([2, -1, 5].map((value) => expect.closeTo(value, 6)));
  });

  // Period differences 4, 6, 9 against 1, 2, 5: nine pairs differ by 3, 2, −1, 5, 4, 1, 8, 7, 4; half their median is 2; U = 8 of 9, so p = 4/20.
  test('koch, by hand: half the shift of the period differences and their rank test', () => {
    const pair = (sequence: string, first: number, second: number): TablePerson => ({
      sequence,
      visits: { v1: { y: first }, v2: { y: second } },
    });
    const koch = results({
      sequences: { BA: ['B', 'A'], AB: ['A', 'B'] },
      visits: [
        { id: 'v1', period: 'p1' },
        { id: 'v2', period: 'p2' },
      ],
      measure: { y: 'decimal' },
      endpoints: [outcome('continuous', 'y', { visits: undefined, visitsByPeriod: { p1: ['v1'], p2: ['v2'] } })],
      analyses: [analysisOf('koch', 'A', 'B', { method: 'koch', exact: true })],
      people: [
        pair('AB', 14, 10),
        pair('AB', 16, 10),
        pair('AB', 19, 10),
        pair('BA', 11, 10),
        pair('BA', 12, 10),
        pair('BA', 15, 10),
      ],
    })('koch');
    expect(koch.estimate).toBeCloseTo(2, 12);
    expect(koch.p).toBeCloseTo(0.2, 12);
  });
});

describe('proportions and rates', () => {
  const group = (sequence: string, x: number, n: number, site = 'one'): readonly TablePerson[] =>
    Array.from({ length: n }, (_, at) => ({
      sequence,
      site,
      visits: { end: { yes: at < x, events: at === 0 ? x : 0 } },
    }));
  const trial = (
    people: readonly TablePerson[],
    type: string,
    analyses: readonly object[],
    more: object = {},
  ): TableTrial => ({
    sequences: { control: ['control'], active: ['active'] },
    measure: { yes: 'boolean', events: 'integer' },
    endpoints: [outcome(type, type === 'count' ? 'events' : 'yes', more)],
    analyses,
    people,
  });

  test('two-by-two: every measure and interval', () => {
    const people = [...group('active', 35, 69), ...group('control', 42, 75)];
    const of = (id: string, more: object) => analysisOf(id, 'active', 'control', { method: 'two-by-two', ...more });
    const table = results(
      trial(people, 'binary', [
        of('score', {}),
        of('newcombe', { interval: 'newcombe', test: 'yates' }),
        of('ratio', { measure: 'riskRatio', interval: 'wald' }),
        of('odds', { measure: 'oddsRatio' }),
      ]),
    );
    expect(table('score').estimate).toBeCloseTo(-0.0527536231884058, 10);
    expect(table('score').ci).toEqual([expect.closeTo(-0.21285308593645, 7), expect.closeTo(0.109821366153293, 7)]);
    expect(table('newcombe').ci).toEqual([expect.closeTo(-0.2097611666978, 8), expect.closeTo(0.107738125628581, 8)]);
    expect(table('newcombe').p).toBeCloseTo(0.640636427045155, 9);
    expect(table('ratio').ci).toEqual([expect.closeTo(0.666266092105465, 8), expect.closeTo(1.23144251030568, 8)]);
    // R's fisher.test finds the conditional estimate to about 1e-4 of itself only.
    expect(table('odds').estimate).toBeCloseTo(0.810025212949249, 4);
    expect(table('odds').p).toBeCloseTo(0.616292248408503, 9);
  });

  test('mantel-haenszel over sites', () => {
    const counts = [
      { site: 'a', x1: 8, n1: 40, x2: 14, n2: 41 },
      { site: 'b', x1: 3, n1: 25, x2: 9, n2: 28 },
      { site: 'c', x1: 11, n1: 31, x2: 12, n2: 29 },
    ];
    const people = counts.flatMap(({ site, x1, n1, x2, n2 }) => [
      ...group('active', x1, n1, site),
      ...group('control', x2, n2, site),
    ]);
    const of = (measure: string) =>
      analysisOf(measure, 'active', 'control', { method: 'mantel-haenszel', strata: ['site'], measure });
    const common = results(trial(people, 'binary', ['riskDifference', 'riskRatio', 'oddsRatio'].map(of)));
    for (const measure of ['riskDifference', 'riskRatio', 'oddsRatio']) {
      const want = referenceValues('adverse-events-strata', 'threeSites')[measure]! as unknown as {
        readonly estimate: number;
        readonly ci: readonly number[];
      };
      expect(common(measure).estimate).toBeCloseTo(want.estimate, 8);
      expect(common(measure).ci).toEqual(want.ci.map((end) => expect.closeTo(end, 7)));
      expect(common(measure).p).toBeCloseTo(0.04288752369373, 9);
    }
  });

  // As many visits of one participant as weeks: 93 events in 1656 of them against 120 in 1800, on equal footing by exposure.
  test('two-poisson-rates by the weeks planned', () => {
    const people = [...group('active', 93, 69), ...group('control', 120, 75)];
    const rate = results(
      trial(people, 'count', [
        analysisOf('exact', 'active', 'control', { method: 'two-poisson-rates', exposureWeeks: 24 }),
        analysisOf('wald', 'active', 'control', { method: 'two-poisson-rates', exposureWeeks: 24, interval: 'wald' }),
      ]),
    );
    expect(rate('exact').estimate).toBeCloseTo(0.842391304347826, 10);
    expect(rate('exact').ci).toEqual([expect.closeTo(0.635546124902756, 8), expect.closeTo(1.11363555129374, 8)]);
    expect(rate('exact').p).toBeCloseTo(0.217821663158006, 8);
    expect(rate('exact').result).toMatchObject({ t1: 1656, t2: 1800, rate1: expect.closeTo(0.0561594202898551, 10) });
    expect(rate('wald').ci).toEqual([expect.closeTo(0.642567175590309, 8), expect.closeTo(1.10435630171884, 8)]);
  });
});
