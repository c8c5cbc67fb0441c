// Times to an event from dates, by hand: partial dates, rules of censoring, competing events, data cuts, intercurrent events.
import { describe, expect, test } from 'vitest';
import { analysisOf, outcome, type TablePerson, tableSnapshot } from '../fixture/table-trial.fixture.js';
import { deriveTrial } from './derive.js';

const START = '2001-01-01';
const stopped = { id: 'stopped', name: 'Stopped', occurs: { by: 'withdrawal', kinds: ['treatment'] } };

function derived(person: Partial<TablePerson>, definition: object = {}, endpoint: object = {}) {
  const event = { from: 'randomisation', unit: 'days', censoring: { at: ['lastVisit'] }, ...definition };
  const snapshot = tableSnapshot({
    sequences: { a: ['a'], b: ['b'] },
    visits: [{ id: 'v1' }, { id: 'v2' }],
    measure: { on: 'partialDate', otherOn: 'date', severe: 'boolean' },
    endpoints: [outcome('timeToEvent', 'on', { visits: undefined, summary: 'timeToFirst', event, ...endpoint })],
    analyses: [analysisOf('any', 'a', 'b', { method: 'log-rank' })],
    people: [{ sequence: 'a', randomisedOn: START, ...person }],
    protocol: { intercurrentEvents: [stopped] },
  });
  const [value] = deriveTrial(snapshot).endpointValues;
  return [value?.value, value?.event];
}

const days = { v1: '2001-01-11', v2: '2001-02-01' };

describe('the time to an event', () => {
  test('counts the first and the last day', () => {
    expect(derived({ visits: { v1: { on: START } }, days })).toEqual([1, 1]);
    expect(derived({ visits: { v1: { on: '2001-01-10' } }, days })).toEqual([10, 1]);
    expect(derived({ visits: { v1: { on: '2001-01-14' } }, days }, { unit: 'weeks' })).toEqual([2, 1]);
  });

  test('takes the first of several, and none before the start', () => {
    expect(derived({ visits: { v1: { on: '2001-01-20' }, v2: { on: '2001-01-05' } }, days })).toEqual([5, 1]);
    expect(derived({ visits: { v1: { on: '2000-12-31' } }, days })).toEqual([32, 0]);
  });

  test('takes the earliest day of a partial date, never before the start', () => {
    expect(derived({ visits: { v2: { on: '2001-02' } }, days })).toEqual([32, 1]);
    expect(derived({ visits: { v1: { on: '2001-01' } }, days })).toEqual([1, 1]);
    expect(derived({ visits: { v1: { on: '2001' } }, days })).toEqual([1, 1]);
    expect(derived({ visits: { v1: { on: { missing: 'unknown' } } }, days })).toEqual([32, 0]);
  });

  test('obeys its rule and its visits', () => {
    const rule = { rule: 'severe' };
    const visits = { v1: { on: '2001-01-05', severe: false }, v2: { on: '2001-01-20', severe: true } };
    expect(derived({ visits, days }, rule)).toEqual([20, 1]);
    expect(derived({ visits, days }, {}, { visits: ['v2'] })).toEqual([20, 1]);
  });
});

describe('the end of the time without the event', () => {
  const left = (kind: string, withdrawnOn: unknown) => [
    { type: 'ParticipantWithdrawn', payload: { kind, withdrawnOn, reason: 'x' } },
  ];

  test('is the last visit, or the withdrawal where that came first', () => {
    expect(derived({ days })).toEqual([32, 0]);
    const more = left('visits', '2001-01-15');
    expect(derived({ days, more }, { censoring: { at: ['lastVisit', 'withdrawal'] } })).toEqual([15, 0]);
    expect(derived({ days, more }, { censoring: { at: ['lastVisit'] } })).toEqual([32, 0]);
  });

  test('is an intercurrent event that censors; an event on that day counts', () => {
    const censoring = { at: ['lastVisit'], intercurrentEvents: ['stopped'] };
    const more = left('treatment', '2001-01-08');
    expect(derived({ days, more }, { censoring })).toEqual([8, 0]);
    expect(derived({ days, more, visits: { v1: { on: '2001-01-09' } } }, { censoring })).toEqual([8, 0]);
    expect(derived({ days, more, visits: { v1: { on: '2001-01-08' } } }, { censoring })).toEqual([8, 1]);
    expect(derived({ days, more, visits: { v1: { on: '2001-01-07' } } }, { censoring })).toEqual([7, 1]);
  });

  test('is a competing event, but the event itself on the same day', () => {
    const competing = { form: 'measure', item: 'otherOn' };
    expect(derived({ days, visits: { v1: { otherOn: '2001-01-06' } } }, { competing })).toEqual([6, 2]);
    expect(derived({ days, visits: { v1: { otherOn: '2001-01-06', on: '2001-01-07' } } }, { competing })).toEqual([
      6, 2,
    ]);
    expect(derived({ days, visits: { v1: { otherOn: '2001-01-06', on: '2001-01-06' } } }, { competing })).toEqual([
      6, 1,
    ]);
  });

  test('there is no time without a start', () => {
    expect(derived({ days, randomisedOn: undefined as never })).toEqual([undefined, undefined]);
  });
});
