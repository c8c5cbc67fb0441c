// Finding a participant by what stands on a card.
import { describe, expect, it } from 'vitest';
import { daysSince, findByNumber } from './find.js';

const all = ['R-100', 'R-1001', 'S-R100'].map((number) => ({ participantId: number, siteId: 's', numbers: [number] }));

describe('finding by number', () => {
  it('gives the exact one alone, whatever marks were typed', () => {
    expect(findByNumber(all, 'r 100').map((one) => one.participantId)).toEqual(['R-100']);
  });

  it('gives those that begin so before those that hold it', () => {
    expect(findByNumber(all, 'r10').map((one) => one.participantId)).toEqual(['R-100', 'R-1001', 'S-R100']);
  });

  it('gives nobody for nothing', () => {
    expect(findByNumber(all, ' - ')).toEqual([]);
  });
});

it('counts whole days since, and none where the day is not known', () => {
  const now = Date.parse('2026-03-03T01:00:00Z');
  expect([daysSince('2026-03-01T02:00:00Z', now), daysSince(null, now), daysSince('x', now)]).toEqual([
    1,
    undefined,
    undefined,
  ]);
});
