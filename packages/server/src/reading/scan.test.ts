// Which scans wait, in which order, and under which ids: by what took place, and by nothing that tells whose they are.
import { TrialId } from '@equipoise/trial';
import { describe, expect, it } from 'vitest';
import { requireProtocol } from '../store/protocol.js';
import type { Asked } from '../store/view/contract.js';
import { walkProtocol } from '../test-support/walk.js';
import { readingIds, readReadingId } from './reading-id.js';
import { type ReadingVisit, scansOf } from './scan.js';

const source = `${walkProtocol}
readings:
  - { id: central, name: Central reading, form: scan, modality: MR, readers: 1, quality: { item: readable } }
`;
const trialId = TrialId.parse('a0000000-0000-4000-8000-000000000001');
const uuid = (number: number) => `e0000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const key = new Uint8Array(32).fill(7);

function asked(actorId: string, now = '2026-04-02T08:00:00.000Z'): Asked {
  const protocol = requireProtocol(source);
  const protocols = { newest: protocol, original: protocol, at: () => protocol, approved: [protocol] };
  return { trialId, actorId, protocol, protocols: protocols as never, now, idKey: key };
}

function visit(number: number, more: Partial<ReadingVisit> = {}): ReadingVisit {
  return {
    ...{
      mode: 'live',
      participant_id: uuid(number),
      site_id: 'genoa',
      visit: 'week12',
      is_unscheduled: false,
      standing: 'begun',
    },
    ...{ happened_on: '2026-04-01', deferred: [], withdrawn: [], is_locked: false, things: [] },
    ...more,
  };
}

const many = Array.from({ length: 24 }, (_, number) => visit(number));
const placesIn = (actorId: string, visits = many) =>
  scansOf(visits, asked(actorId)).map(({ place }) => place.participantId);

describe('ids of scans', () => {
  const ids = readingIds(key, { trialId, mode: 'live' });
  const place = { participantId: uuid(1), visit: 'week12', form: 'scan', occurrence: 1 };

  it('stay for ever, differ for every place, and are no others in another trial or under another key', () => {
    const id = ids.idOf(place);
    // Written down here: scans are labelled with it, so that it never changes with the program.
    expect(id).toBe(readingIds(key, { trialId, mode: 'live' }).idOf({ ...place }));
    const others = [
      ids.idOf({ ...place, visit: 'week24' }),
      ids.idOf({ ...place, occurrence: 2 }),
      ids.idOf({ ...place, participantId: uuid(2) }),
      readingIds(new Uint8Array(32), { trialId, mode: 'live' }).idOf(place),
      readingIds(key, { trialId: TrialId.parse(uuid(9)), mode: 'live' }).idOf(place),
    ];
    expect(new Set([id, ...others]).size).toBe(6);
  });

  it('are read as people type them', () => {
    expect(readReadingId('7kq2-9xwo-il4t')).toBe('7KQ2-9XW0-114T');
    expect([readReadingId('7KQ2'), readReadingId('7KQ2-9XWU-114T'), readReadingId('')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('the order of scans', () => {
  it('is not that of participants, is another for each reader, and does not hang on what else is there', () => {
    const own = placesIn('reader');
    expect(own).not.toEqual(own.toSorted());
    expect(placesIn('other reader')).not.toEqual(own);
    expect(placesIn('other reader').toSorted()).toEqual(own.toSorted());
    expect(placesIn('reader', many.toReversed())).toEqual(own);
  });

  it('puts first what has the least time, whatever its visit', () => {
    const late = [visit(50, { happened_on: '2026-03-20' }), visit(51, { visit: 'week24', happened_on: '2026-03-20' })];
    const scans = scansOf([...many, ...late], asked('reader'));
    expect(
      scans
        .filter(({ isUrgent }) => isUrgent)
        .map(({ place }) => place.participantId)
        .toSorted(),
    ).toEqual([uuid(50), uuid(51)]);
    expect(scans.slice(0, 2).every(({ isUrgent }) => isUrgent)).toBe(true);
  });
});

describe('what waits', () => {
  const statesOf = (more: Partial<ReadingVisit>, now?: string) =>
    scansOf([visit(1, more)], asked('reader', now)).map(({ state }) => state);
  const thing = {
    ...{ form: 'scan', occurrence: 1, version: 12, isThere: true, isOwn: true, isClosed: false },
    ...{ changedAt: '2026-04-01T10:00:00.000Z', happenedOn: '2026-04-01', items: { readable: true }, rows: [] },
  };

  it.each<[string, Partial<ReadingVisit>, readonly string[]]>([
    ['a visit that took place', {}, ['waiting']],
    ['a scan that was put off', { deferred: [{ form: 'scan', until: '2026-04-03' }] }, []],
    ['a scan that was put off until today', { deferred: [{ form: 'scan', until: '2026-04-02' }] }, ['waiting']],
    ['somebody who withdrew from treatment alone', { withdrawn: ['treatment'] }, ['waiting']],
    ['somebody who withdrew the use of data', { withdrawn: ['dataUse'] }, []],
    ['a locked participant', { is_locked: true }, []],
    ['a visit without a scan', { visit: 'screening' }, []],
    ['a reading of one’s own', { things: [thing] }, ['sent']],
    ['a reading that was taken back', { things: [{ ...thing, isThere: false }] }, ['waiting']],
    ['a scan that could not be read', { things: [{ ...thing, items: { readable: false } }] }, ['repeatAsked']],
    ['a frozen reading', { things: [{ ...thing, isClosed: true }] }, ['closed']],
    ['the reading of a locked participant', { things: [thing], is_locked: true }, ['closed']],
    ['the reading of somebody else', { things: [{ ...thing, isOwn: false, items: null, rows: null }] }, ['taken']],
  ])('of %s', (_what, more, states) => {
    expect(statesOf(more)).toEqual(states);
  });

  it('bears the day of its visit; of a scan that was put off no day is known', () => {
    const dayOf = (more: Partial<ReadingVisit>) => scansOf([visit(1, more)], asked('reader'))[0]?.happenedOn;
    expect(dayOf({})).toBe('2026-04-01');
    expect(dayOf({ happened_on: null })).toEqual({ missing: 'unknown' });
    expect(dayOf({ deferred: [{ form: 'scan', until: '2026-04-02' }] })).toEqual({ missing: 'unknown' });
    expect(dayOf({ things: [{ ...thing, happenedOn: 'missing: notDone' }] })).toEqual({ missing: 'notDone' });
  });
});
