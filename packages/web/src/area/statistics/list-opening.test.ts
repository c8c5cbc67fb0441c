// Openings of the list: what the log tells of them, and to whom the list is open.
import { describe, expect, it } from 'vitest';
import { listOpenings, openingState, openTo, stratumParts } from './list-opening.js';

const row = (kind: string, actor_id: string, opened_at: string, facts: object) => ({
  ...{ kind, actor_id, opened_at, facts, participant_id: null, site_id: null, reason: 'For the board' },
});
const at = (text: string) => Date.parse(`2026-11-${text}:00.000Z`);
const rows = [
  row('ListOpeningRequested', 'one', '2026-11-20T08:00:00.000Z', { openingId: 'a', until: '2026-11-21T08:00:00.000Z' }),
  row('ListOpeningRequested', 'one', '2026-11-22T08:00:00.000Z', { openingId: 'b', until: '2026-11-23T08:00:00.000Z' }),
  row('CodeBroken', 'three', '2026-11-22T09:00:00.000Z', {}),
  row('ListOpened', 'two', '2026-11-22T10:00:00.000Z', {
    ...{ openingId: 'b', until: '2026-11-22T18:00:00.000Z', shownTo: ['one', 'two'] },
  }),
];

describe('openings of the list', () => {
  it('wait for a second person, are shown to both for a while, and are over', () => {
    const [second, first] = listOpenings(rows);
    expect([second?.approvedBy, first?.approvedBy]).toEqual(['two', undefined]);
    expect([openingState(first!, at('20T09:00')), openingState(first!, at('21T09:00'))]).toEqual([
      'waiting',
      'expired',
    ]);
    expect([openingState(second!, at('22T17:59')), openingState(second!, at('22T18:00'))]).toEqual(['shown', 'over']);
  });

  it('show the list to the two people alone, and to nobody once they are over', () => {
    const openings = listOpenings(rows);
    const seen = (who: string, when: string) => openTo(openings, who, at(when))?.openingId;
    expect([seen('one', '22T12:00'), seen('two', '22T12:00'), seen('three', '22T12:00')]).toEqual([
      'b',
      'b',
      undefined,
    ]);
    expect(seen('one', '22T19:00')).toBeUndefined();
  });

  it('have strata that are read as their factors', () => {
    expect(stratumParts('site=genoa;age%20group=under%2050')).toEqual([
      { factor: 'site', value: 'genoa' },
      { factor: 'age group', value: 'under 50' },
    ]);
    expect(stratumParts('trial')).toEqual([]);
  });
});
