// Recruitment, counted.
import { describe, expect, it } from 'vitest';
import { byPlace, type Counted, monthSums, monthsBetween } from './recruitment.js';

const person = (site_id: string, screened_on: string | null, randomised_on?: string | null): Counted => ({
  ...{ site_id, status: 'x', screened_on },
  randomisation_number: randomised_on === undefined ? null : 'R1',
  randomised_on: randomised_on ?? null,
});

describe('recruitment', () => {
  it('sums up month by month without a gap, over the end of a year', () => {
    expect(monthsBetween('2019-11', '2020-02')).toEqual(['2019-11', '2019-12', '2020-01', '2020-02']);
    expect(monthSums([person('a', '2019-11-03', '2020-01-09'), person('a', '2019-12')])).toEqual([
      { month: '2019-11', screened: 1, randomised: 0 },
      { month: '2019-12', screened: 2, randomised: 0 },
      { month: '2020-01', screened: 2, randomised: 1 },
    ]);
    expect(monthSums([person('a', null)])).toEqual([]);
  });

  it('loses nobody whose month is not known', () => {
    expect(monthSums([person('a', '2019-11-03'), person('a', '2019', null)]).at(-1)).toEqual({
      month: '2019-11',
      screened: 2,
      randomised: 1,
    });
  });

  it('counts by place, beside what is planned', () => {
    const people = [person('s1', '2019-11-03', '2019-12-01'), person('s2', '2019-11-04'), person('s3', '2019-11-04')];
    const places = [{ id: 'it', plannedParticipants: 10 }, { id: 'ca' }];
    expect(byPlace(people, places, (site) => (site === 's3' ? 'ca' : 'it'))).toEqual([
      { id: 'it', screened: 2, randomised: 1, planned: 10, first: '2019-12-01', latest: '2019-12-01' },
      { id: 'ca', screened: 1, randomised: 0, first: undefined, latest: undefined },
    ]);
  });
});
