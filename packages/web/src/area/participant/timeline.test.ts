// The timeline of a participant: what is on it, where it stands, and how one walks along it.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { addDays, type Protocol, parseProtocol } from '@equipoise/trial';
import { describe, expect, it } from 'vitest';
import type { StripVisit } from './strip.js';
import { type Course, nextMark, packRows, timelineEntries, timelineScale } from './timeline.js';

const file = fileURLToPath(new URL('../../../../../trials/mesems/protocol.yaml', import.meta.url));
const parsed = parseProtocol(readFileSync(file, 'utf8'), 'protocol.yaml');
if (!parsed.ok) throw new Error('the protocol of the model trial is not valid');
const protocol: Protocol = parsed.value;

const start = '2026-03-02';
const visit = (id: string, days: number, facts: Partial<StripVisit> = {}): StripVisit => ({
  ...{ visit: id, state: 'later', is_actual: true, happened_on: null, forms_missing: [], deferred: [] },
  target_day: addDays(start, days),
  first_day: addDays(start, days - 7),
  last_day: addDays(start, days + 7),
  ...facts,
});
const common = { participant_id: 'p', site_id: 's', actor_id: 'a', recorded_at: '2026-08-18T10:00:00.000Z' };
const step = (version: number, facts: object) => ({
  ...{ ...common, version, happened_on: null, gate: null, requested_by: null, confirmed_by: null, why: null },
  ...{ administration: 'infusion2', step: 'permitted' as const },
  ...facts,
});
const visits = [
  visit('screening', -40, { state: 'done', happened_on: '2026-01-21' }),
  visit('W0', 0, { state: 'done', happened_on: start }),
  visit('W24', 168, { state: 'overdue' }),
  visit('W48', 336),
];
const today = '2026-08-20';
const course: Course = {
  ...{ visits, today },
  consents: [
    {
      ...common,
      version: 2,
      consent: 'participation',
      consent_version: '1.0',
      given_on: '2026-01-20',
      items: {},
      is_latest: true,
    },
  ],
  milestones: [
    { ...common, version: 9, milestone: 'randomised', happened_on: '2026-02-23', detail: null, reason: null },
  ],
  gates: [
    step(5, { step: 'scheduled', administration: 'infusion1', happened_on: '2026-03-01' }),
    step(6, { step: 'infused', administration: 'infusion1', happened_on: start }),
    step(11, { gate: { rule: 'a', satisfied: true, facts: {} } }),
    step(12, { confirmed_by: 'b', requested_by: 'c', why: 'scan was repeated' }),
  ],
  adverseEvents: [
    {
      ...common,
      version: 1,
      adverse_event_id: 'x',
      facts: { term: 'Headache', startedOn: '2026-03', outcome: 'recovering' },
    },
    {
      ...common,
      version: 1,
      adverse_event_id: 'y',
      facts: { term: 'Fall', startedOn: '2026-04-01', endedOn: '2026-04', serious: true },
    },
    { ...common, version: 1, adverse_event_id: 'z', facts: { term: 'Nausea', startedOn: { missing: 'unknown' } } },
  ],
};

describe('the timeline', () => {
  const entries = timelineEntries(protocol, course);
  const find = (id: string) => entries.find((one) => one.id === id);

  it('tells what happened in the order of its days', () => {
    expect(entries.map(({ id }) => id)).toEqual([
      ...['consent/2', 'visit/screening', 'milestone/9', 'event/x', 'visit/W0', 'gate/6', 'event/y', 'visit/W24'],
      ...['gate/11', 'gate/12', 'visit/W48'],
    ]);
  });

  it('tells a gate that opened from one that was overridden, and a plan only until it is carried out', () => {
    expect([find('gate/11')?.kind, find('gate/12')?.kind]).toEqual(['gateOpen', 'gateOverridden']);
    expect(find('gate/12')).toMatchObject({ detail: 'scan was repeated', day: '2026-08-18' });
    expect(find('gate/5')).toBeUndefined();
  });

  it('keeps a date as it was given, and ends what lasts with the last day of its month', () => {
    expect(find('event/x')).toMatchObject({ given: '2026-03', day: '2026-03-01', isOngoing: true });
    expect(find('event/y')).toMatchObject({ until: '2026-04-30', kind: 'seriousEvent' });
  });

  it('ends with the last planned visit', () => {
    expect(find('end')).toBeUndefined();
    const done = timelineEntries(protocol, {
      today,
      visits: [...visits.slice(0, 3), visit('W48', 336, { state: 'done', happened_on: '2027-02-01' })],
    });
    expect(done.at(-1)).toMatchObject({ kind: 'end', day: '2027-02-01' });
  });

  it('counts from the first dose, holds everything, and lets a period begin with its dose', () => {
    const scale = timelineScale(protocol, course, entries);
    if (scale === undefined) throw new Error('no scale');
    expect(scale.zero).toBe(start);
    expect(scale.weeks.find(({ week }) => week === 0)?.x).toBeCloseTo(scale.at(start), 6);
    for (const { day } of entries) {
      expect(scale.at(day)).toBeGreaterThan(0);
      expect(scale.at(day)).toBeLessThan(1);
    }
    const later = timelineEntries(protocol, {
      ...course,
      gates: [step(20, { step: 'infused', happened_on: addDays(start, 190) })],
    });
    const moved = timelineScale(protocol, course, later);
    expect(moved?.periods[1]?.from).toBeCloseTo(moved?.at(addDays(start, 190)) ?? 0, 6);
    expect(scale.periods[1]?.from).toBeCloseTo(scale.at(addDays(start, 168)), 6);
  });

  it('gives who is not randomised a first dose that lies ahead, and visits without a day a place and no day', () => {
    const none = { target_day: null, first_day: null, last_day: null };
    const bare = [
      visit('screening', 0, { ...none, state: 'done', happened_on: '2026-01-21' }),
      visit('W4', 28, { ...none, state: 'undated' }),
    ];
    const at = (day: string) => {
      const found = timelineEntries(protocol, { visits: bare, today: day });
      return { zero: timelineScale(protocol, { visits: bare, today: day }, found)?.zero, found };
    };
    expect(at('2026-01-25').zero).toBe('2026-03-04');
    expect(at('2026-06-01').zero).toBe('2026-06-08');
    expect(at('2026-01-25').found.at(-1)).toMatchObject({ id: 'visit/W4', day: '2026-04-01', given: '' });
    expect(timelineScale(protocol, { visits: [], today }, [])).toBeUndefined();
  });

  it('counts from the planned first dose where the visits are not shown', () => {
    const unseen = { visits: [], today, milestones: course.milestones };
    expect(timelineScale(protocol, unseen, timelineEntries(protocol, unseen))?.zero).toBe('2026-03-02');
  });
});

describe('rows of a lane', () => {
  it('keep what overlaps apart, and share the last one where there is no more room', () => {
    const pieces = [
      { from: 0, to: 5 },
      { from: 3, to: 4 },
      { from: 4, to: 9 },
      { from: 6, to: 7 },
    ];
    expect(packRows(pieces, { gap: 1, mostRows: 4 })).toEqual([0, 1, 2, 0]);
    expect(packRows(pieces, { gap: 1, mostRows: 2 })).toEqual([0, 1, 1, 0]);
  });
});

describe('arrow keys', () => {
  const marks = [
    { id: 'a', lane: 'visits', x: 0.1 },
    { id: 'b', lane: 'visits', x: 0.5 },
    { id: 'c', lane: 'safety', x: 0.6 },
    { id: 'd', lane: 'safety', x: 0.2 },
  ] as const;

  it('go along a lane, and over empty lanes to the nearest mark', () => {
    expect(nextMark(marks, 'a', 'ArrowRight')).toBe('b');
    expect(nextMark(marks, 'b', 'ArrowRight')).toBeUndefined();
    expect(nextMark(marks, 'b', 'ArrowDown')).toBe('c');
    expect(nextMark(marks, 'd', 'ArrowUp')).toBe('a');
    expect(nextMark(marks, 'b', 'Home')).toBe('a');
    expect(nextMark(marks, 'gone', 'Home')).toBe('a');
  });
});
