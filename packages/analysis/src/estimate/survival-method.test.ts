// Times to an event, from dates to estimates, through a protocol, against R.

import { addDays } from '@equipoise/trial';
import { describe, expect, test } from 'vitest';
import { analyse } from '../analyse.js';
import { referenceRows, referenceValues } from '../fixture/reference-case.fixture.js';
import { analysisOf, covariate, outcome, type TableTrial, tableSnapshot } from '../fixture/table-trial.fixture.js';

const START = '2001-01-01';

function results(trial: TableTrial) {
  const { analyses } = analyse(tableSnapshot(trial));
  return (id: string) => analyses.find((one) => one.id === id)!;
}

/** Randomised on the first day; the last day of the time is the visit's, and the event's where there was one. */
function dated(time: number, event: number) {
  const day = addDays(START, time - 1);
  const items = { ...(event === 1 && { on: day }), ...(event === 2 && { otherOn: day }) };
  return { randomisedOn: START, days: { end: day }, visits: { end: items } };
}

const event = { from: 'randomisation', unit: 'days', censoring: { at: ['lastVisit'] } };
const time = (more: object = {}) =>
  outcome('timeToEvent', 'on', { visits: undefined, summary: 'timeToFirst', event: { ...event, ...more } });

describe('chronic granulomatous disease', () => {
  const infection = results({
    sequences: { placebo: ['placebo'], rIFNg: ['rIFNg'] },
    base: { age: 'decimal', linked: 'boolean' },
    measure: { on: 'date' },
    endpoints: [covariate('age'), covariate('linked', 'binary'), time()],
    analyses: [
      analysisOf('km', 'rIFNg', 'placebo', { method: 'kaplan-meier', times: [50, 100, 200, 300, 365] }),
      analysisOf('kmLog', 'rIFNg', 'placebo', { method: 'kaplan-meier', interval: 'log', times: [300] }),
      analysisOf('logRank', 'rIFNg', 'placebo', { method: 'log-rank' }),
      analysisOf('stratified', 'rIFNg', 'placebo', { method: 'log-rank', strata: ['linked'] }),
      analysisOf('cox', 'rIFNg', 'placebo', { method: 'cox' }),
      analysisOf('breslow', 'rIFNg', 'placebo', { method: 'cox', ties: 'breslow', test: 'likelihoodRatio' }),
      analysisOf('adjusted', 'rIFNg', 'placebo', { method: 'cox', terms: ['treatment', 'age'], strata: ['linked'] }),
    ],
    people: referenceRows('cgd-survival').map((row) => ({
      ...dated(Number(row.time), Number(row.status)),
      sequence: row.treat!,
      base: { age: Number(row.age), linked: row.inherit === 'X-linked' },
    })),
  });

  test('kaplan-meier: both curves at the times named, and the difference at the last', () => {
    const want = referenceValues('cgd-survival', 'kmLogLog') as unknown as readonly {
      readonly group: string;
      readonly survival: readonly number[];
      readonly se: readonly number[];
      readonly lower: readonly number[];
    }[];
    const { groups } = infection('km').result as unknown as {
      readonly groups: readonly { readonly group: string; readonly at: readonly Readonly<Record<string, number>>[] }[];
    };
    for (const curve of want) {
      const at = groups.find(({ group }) => group === curve.group)!.at;
      expect(at.map(({ survival }) => survival)).toEqual(curve.survival.map((value) => expect.closeTo(value, 9)));
      expect(at[2]!.se).toBeCloseTo(curve.se[2]!, 8);
      expect(at[2]!.lower).toBeCloseTo(curve.lower[2]!, 7);
    }
    expect(infection('km').estimate).toBeCloseTo(0.772174231302994 - 0.299086510490874, 9);
    const half = 1.959963984540054 * Math.hypot(0.0566160604841112, 0.110562369109245);
    expect(infection('km').ci![1] - infection('km').ci![0]).toBeCloseTo(2 * half, 7);
    const log = infection('kmLog').result as unknown as {
      readonly groups: readonly { readonly at: readonly { readonly lower: number }[] }[];
    };
    expect(log.groups.map(({ at }) => at[0]!.lower)).toEqual([
      expect.closeTo(0.379668060138668, 7),
      expect.closeTo(0.66881335449542, 7),
    ]);
  });

  test('log-rank, plain and stratified', () => {
    expect(infection('logRank').p).toBeCloseTo(Number(referenceValues('cgd-survival', 'logrank').p), 9);
    expect(infection('stratified').p).toBeCloseTo(Number(referenceValues('cgd-survival', 'logrankStratified').p), 9);
  });

  test('cox: Efron and Breslow, adjusted and stratified', () => {
    expect(infection('cox').estimate).toBeCloseTo(0.334866672397844, 8);
    expect(infection('cox').ci![0]).toBeCloseTo(0.173740424995556, 7);
    expect(infection('cox').ci![1]).toBeCloseTo(0.645420824115476, 7);
    expect(infection('cox').p).toBeCloseTo(0.00108379504761156, 9);
    expect(infection('breslow').estimate).toBeCloseTo(0.33488187950418, 8);
    // χ² of R's likelihood ratio, 11.8007170819959 with one degree of freedom.
    expect(infection('breslow').p).toBeCloseTo(0.000592, 6);
    expect(infection('adjusted').estimate).toBeCloseTo(0.330294247548465, 8);
    expect(infection('adjusted').p).toBeCloseTo(0.00104454742348871, 9);
    expect(infection('adjusted').flags).toEqual([]);
  });
});

test('cumulative-incidence with a competing event', () => {
  const times = [24, 60, 120, 240];
  const disease = results({
    sequences: { F: ['F'], M: ['M'] },
    measure: { on: 'date', otherOn: 'date' },
    endpoints: [time({ competing: { form: 'measure', item: 'otherOn' } })],
    analyses: [analysisOf('incidence', 'M', 'F', { method: 'cumulative-incidence', times })],
    people: referenceRows('survival-mgus').map(({ sex, etime, event: code }) => ({
      ...dated(Number(etime), Number(code)),
      sequence: sex!,
    })),
  });
  const { groups } = disease('incidence').result as unknown as {
    readonly groups: readonly { readonly group: string; readonly at: readonly Readonly<Record<string, number>>[] }[];
  };
  const at = (group: string) => groups.find((one) => one.group === group)!.at;
  expect(at('F').map(({ incidence }) => incidence)).toEqual(
    [0.0125786163522013, 0.0188679245283019, 0.0594971918192975, 0.0961659920229071].map((value) =>
      expect.closeTo(value, 9),
    ),
  );
  expect(at('M')[3]!.se).toBeCloseTo(0.0271597392771658, 8);
  expect(disease('incidence').estimate).toBeCloseTo(0.102356884565255 - 0.0961659920229071, 9);
});

test('rmst: areas under two curves and their difference', () => {
  const types = ['squamous', 'smallcell', 'adeno', 'large'];
  const cells = results({
    sequences: Object.fromEntries(types.map((id) => [id, [id]])),
    measure: { on: 'date' },
    endpoints: [time()],
    analyses: [analysisOf('mean', 'large', 'squamous', { method: 'rmst', tau: 200 })],
    people: referenceRows('survival-veteran').map(({ celltype, time: days, status }) => ({
      ...dated(Number(days), Number(status)),
      sequence: celltype!,
    })),
  });
  expect(cells('mean').estimate).toBeCloseTo(133.222222222222 - 119.764243943191, 8);
  const half = 1.959963984540054 * Math.hypot(13.4336411688258, 12.9465857745979);
  expect(cells('mean').ci![1] - cells('mean').estimate!).toBeCloseTo(half, 6);
});
