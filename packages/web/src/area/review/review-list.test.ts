import { describe, expect, it } from 'vitest';
import { changesSince } from './change.js';
import { groupTerms, participantsToCode, pathText } from './coding-list.js';
import { placeOfKey, protocolWords } from './protocol-words.js';
import { closings, paramsOf, usualFilter } from './query-filter.js';
import { threadsOf } from './sealed-thread.js';
import { draftLetter, type PackForm, partsOf, verifications } from './visit-pack.js';

const protocol = {
  visits: [{ id: 'W4', name: { en: 'Week 4', it: 'Settimana 4' } }],
  forms: [
    {
      id: 'vitals',
      name: 'Vital signs',
      items: [
        { id: 'pulse', name: 'Pulse', type: 'integer', unit: '/min' },
        { id: 'sex', name: 'Sex', type: 'code', codes: [{ code: 'f', name: { en: 'Female', it: 'Femmina' } }] },
        { id: 'day', name: 'Day', type: 'date' },
      ],
    },
  ],
  blinding: { roles: [] },
} as never;
const writing = {
  language: 'it',
  day: (text: string) => `day ${text}`,
  number: String,
  yes: 'sì',
  no: 'no',
  role: (id: string) => `role ${id}`,
  missing: (reason: string) => `missing ${reason}`,
};

describe('the words of a protocol', () => {
  const words = protocolWords(protocol, writing);

  it('name places and values in the language of the reader', () => {
    expect(words.place({ visit: 'W4', form: 'vitals', occurrence: 2, items: ['pulse'] })).toBe(
      'Settimana 4 · Vital signs (2) · Pulse',
    );
    expect(words.value('vitals', 'sex', 'f')).toBe('Femmina');
    expect(words.value('vitals', 'pulse', 60)).toBe('60 /min');
    expect(words.value('vitals', 'day', '2026-01-02')).toBe('day 2026-01-02');
    expect(words.value('vitals', 'pulse', { missing: 'notDone' })).toBe('missing notDone');
  });

  it('say an id that the protocol does not have as it is, also before the protocol is there', () => {
    expect(words.visit('W99')).toBe('W99');
    expect(protocolWords(undefined, writing).place({ visit: 'W4', form: 'vitals' })).toBe('W4 · vitals');
  });

  it('read the key of a form, and nothing else', () => {
    expect(placeOfKey('W4/vitals/1')).toEqual({ visit: 'W4', form: 'vitals', occurrence: 1 });
    expect(placeOfKey('casebook')).toBeUndefined();
    expect(placeOfKey('W4/vitals/1/pulse')).toBeUndefined();
  });
});

describe('queries', () => {
  it('are asked for by what is filtered alone', () => {
    expect(paramsOf(usualFilter)).toEqual({ status: 'unclosed' });
    expect(paramsOf({ state: 'all', mine: true, siteId: 'rome', minimumAgeDays: 14 })).toEqual({
      mine: 'true',
      siteId: 'rome',
      minimumAgeDays: 14,
    });
  });

  it('are closed by one command of each participant, 200 at most, those that are closed left out', () => {
    const query = (participant_id: string, index: number, status = 'open') =>
      ({ participant_id, query_id: `${participant_id}-${index}`, status }) as never;
    const rows = [
      ...Array.from({ length: 201 }, (_, index) => query('a', index)),
      query('b', 0),
      query('b', 1, 'closed'),
    ];
    expect(closings(rows).map(({ participantId, queryIds }) => [participantId, queryIds.length])).toEqual([
      ['a', 200],
      ['a', 1],
      ['b', 1],
    ]);
  });

  it('that are sealed stand as threads, the newest first, each in the state of its last step', () => {
    const step = (query_id: string, recorded_at: string, name: string) =>
      ({ query_id, recorded_at, step: name, participant_id: 'p', site_id: 's', about: 'bag', text: 't' }) as never;
    const threads = threadsOf([step('a', '3', 'answered'), step('b', '2', 'opened'), step('a', '1', 'opened')]);
    expect(threads.map(({ queryId, status, steps }) => [queryId, status, steps.length])).toEqual([
      ['b', 'open', 1],
      ['a', 'answered', 2],
    ]);
  });
});

describe('the pack of a visit', () => {
  const form = (participant_id: string, name: string, critical: readonly string[]) =>
    ({
      kind: 'form',
      participant_id,
      place: { visit: 'W4', form: name, occurrence: 1 },
      version: 7,
      critical,
      sampled: ['pulse'],
      since: null,
    }) as unknown as PackForm;

  it('is verified by one command of each participant, with the items that were due at the version that was compared', () => {
    expect(verifications([form('a', 'vitals', ['sex']), form('b', 'vitals', []), form('a', 'mri', [])])).toEqual([
      {
        participantId: 'a',
        forms: [
          { visit: 'W4', form: 'vitals', occurrence: 1, version: 7, items: ['sex', 'pulse'] },
          { visit: 'W4', form: 'mri', occurrence: 1, version: 7, items: ['pulse'] },
        ],
      },
      { participantId: 'b', forms: [{ visit: 'W4', form: 'vitals', occurrence: 1, version: 7, items: ['pulse'] }] },
    ]);
  });

  it('tells its parts apart, and since when', () => {
    const query = { kind: 'query', participant_id: 'a', since: '2026-01-01T00:00:00.000Z' } as never;
    const parts = partsOf([form('a', 'vitals', []), query]);
    expect([parts.forms.length, parts.queries.length, parts.actionItems.length]).toEqual([1, 1, 0]);
    expect(parts.since).toBe('2026-01-01T00:00:00.000Z');
  });

  it('drafts a letter with what was found, and says so where nothing is open', () => {
    const words = {
      greeting: 'To Rome',
      visited: 'Visited.',
      verified: (count: number) => `verified ${count}`,
      openQueries: (count: number) => `queries ${count}`,
      stillToVerify: (count: number) => `left ${count}`,
      actionItems: 'items:',
      noActionItems: 'no items',
      closing: 'Regards',
      dueOn: (day: string) => `due ${day}`,
    };
    const nothing = { verified: 3, queries: [], stillToVerify: 0, actionItems: [] };
    expect(draftLetter(words, nothing)).toBe('To Rome\n\nVisited.\n\nverified 3\n\nno items\n\nRegards');
    const found = draftLetter(words, {
      ...nothing,
      stillToVerify: 2,
      queries: [{ participant: '01-004', place: 'Week 4', text: 'Why?' }],
      actionItems: [{ text: 'File the log', dueOn: '2026-02-01' }],
    });
    expect(found).toContain('left 2');
    expect(found).toContain('  – 01-004, Week 4: Why?');
    expect(found).toContain('  1. File the log (due 2026-02-01)');
  });
});

describe('coding', () => {
  const term = (participant_id: string, verbatim: string, state = 'uncoded') =>
    ({ participant_id, verbatim, state, coding: 'events', code: null, term: null, suggestions: [] }) as never;

  it('gathers the same words, so that they are coded at once', () => {
    const groups = groupTerms([term('a', 'Fall'), term('b', 'Fall'), term('a', 'Headache')]);
    expect(groups.map(({ verbatim, rows }) => [verbatim, rows.length])).toEqual([
      ['Fall', 2],
      ['Headache', 1],
    ]);
  });

  it('codes automatically once for each participant with a term that waits', () => {
    expect(participantsToCode([term('a', 'Fall'), term('a', 'Headache'), term('b', 'Fall', 'coded')])).toEqual([
      { participantId: 'a', coding: 'events' },
    ]);
  });

  it('writes the levels above a term as one line', () => {
    expect(
      pathText([
        { level: 'PT', term: 'Fall' },
        { level: 'SOC', term: 'Injury' },
      ]),
    ).toBe('Fall › Injury');
    expect(pathText(null)).toBe('');
  });
});

describe('what changed since a signature', () => {
  it('shows what stood there at the signature, however often it changed after it', () => {
    const change = (recorded_at: string, from: number, to: number) =>
      ({ item: 'pulse', row_id: null, action: 'corrected', recorded_at, from, to }) as never;
    const changes = changesSince([change('1', 50, 55), change('3', 55, 60), change('4', 60, 70)], '2');
    expect(changes.get('pulse')).toMatchObject({ from: 55, to: 70, recorded_at: '4' });
  });
});
