// Recruitment: calendar days counted by month and place.
import { describe, expect, test } from 'vitest';
import { daysOf } from '../derive/date.js';
import type { DerivedTrial, ParticipantRecord } from '../derive/record.js';
import { tinyProtocol } from '../fixture/tiny-trial.fixture.js';
import { recruitmentOf } from './recruitment.js';

function person(siteId: string, screened: string | undefined, randomised?: string | { missing: 'unknown' }) {
  const randomisation = { number: 'R', stratum: 'all', stratumFacts: {}, index: 0, randomisedOn: daysOf(randomised) };
  return {
    ...{ participantId: '', siteId, screeningNumber: '', screenedOn: daysOf(screened), consented: true },
    ...(randomised === undefined ? {} : { randomisation }),
  } as ParticipantRecord;
}
const of = (participants: readonly ParticipantRecord[], protocol = tinyProtocol) =>
  recruitmentOf({ participants } as DerivedTrial, protocol);

describe('recruitment', () => {
  test('is summed up month by month without a gap, over the end of a year', () => {
    const found = of([
      person('north', '2019-11-30', '2020-01-01'),
      person('north', '2019-11-03'),
      person('south', '2020-01'),
    ]);
    expect(found.months).toEqual([
      { month: '2019-11', screened: 2, randomised: 0 },
      { month: '2019-12', screened: 2, randomised: 0 },
      { month: '2020-01', screened: 3, randomised: 1 },
    ]);
    expect([found.screened, found.randomised, found.monthUnknown]).toEqual([
      { first: '2019-11-03', last: '2020-01' },
      { first: '2020-01-01', last: '2020-01-01' },
      0,
    ]);
  });

  test('loses nobody whose month is not known, and says how many these are', () => {
    const found = of([
      person('north', '2019-11-03', { missing: 'unknown' }),
      person('north', undefined),
      person('north', '2020'),
      person('north', '2019-12-01', '2019-12-02'),
    ]);
    expect(found.monthUnknown).toBe(3);
    expect(found.months).toEqual([
      { month: '2019-11', screened: 3, randomised: 1 },
      { month: '2019-12', screened: 4, randomised: 2 },
    ]);
    const dark = of([person('north', undefined)]);
    expect([dark.months, dark.screened]).toEqual([[], { first: null, last: null }]);
  });

  test('holds a mistyped year without counting through all months up to it', () => {
    const found = of([person('north', '2019-11-03'), person('north', '9019-11-03')]);
    expect(found.months).toHaveLength(1200);
    expect(found.screened).toEqual({ first: '2019-11-03', last: '9019-11-03' });
  });

  test('is told by site; or by national trial, with sites that belong to none, and places that only the record knows', () => {
    const people = [
      person('north', '2020-01-01', '2020-01-05'),
      person('north', '2020-02-01', '2020-02-05'),
      person('south', '2020-01-02'),
      person('gone', '2020-01-03'),
    ];
    const north = { screened: 2, randomised: 2, first: '2020-01-05', last: '2020-02-05' };
    const none = { randomised: 0, planned: null, first: null, last: null };
    expect(of(people)).toMatchObject({
      by: 'site',
      places: [
        { place: 'north', planned: null, ...north },
        { place: 'south', screened: 1, ...none },
        { place: 'gone', screened: 1, ...none },
      ],
    });
    const [inLand, alone] = tinyProtocol.sites;
    const national = {
      ...tinyProtocol,
      plannedParticipants: 30,
      nationalTrials: [{ id: 'land', name: 'Land', country: 'IT', plannedParticipants: 20 }],
      sites: [
        { ...inLand!, nationalTrial: 'land' },
        { ...alone!, plannedParticipants: 10 },
      ],
    };
    const found = of(people, national);
    expect(found).toMatchObject({ by: 'nationalTrial', planned: 30 });
    expect(found.places.map(({ place, planned }) => [place, planned])).toEqual([
      ['land', 20],
      ['south', 10],
      ['gone', null],
    ]);
    expect(found.places[0]).toMatchObject(north);
  });
});
