// The queue as its reader sees it: what comes next, what was done today, and a scan that cannot be read.
import { describe, expect, it } from 'vitest';
import { findScans, knownReading, openIn, type QueueRow, queueOf, reasonItem, unreadable } from './queue.js';

function row(id: string, more: Partial<QueueRow> = {}): QueueRow {
  return {
    ...{ reading_id: id, reading: 'central', form: 'mri', state: 'waiting', is_urgent: false, tag: `tag ${id}` },
    ...{ sent_at: null, items: null, rows: null, ...more },
  };
}

const at = (day: number) => ({ sent_at: `2026-04-0${day}T10:00:00.000Z` });
const rows = [
  row('AAAA-0000-0001', { is_urgent: true }),
  row('BBBB-0000-0002'),
  row('CCCC-0000-0003'),
  row('DDDD-0000-0004', { state: 'repeatAsked', ...at(2) }),
  row('EEEE-0000-0005', { state: 'sent', ...at(2) }),
  row('FFFF-0000-0006', { state: 'closed', ...at(1) }),
];
const isToday = (instant: string) => instant.startsWith('2026-04-02');
const none = new Set<string>();
const ids = (some: readonly QueueRow[]) => some.map((one) => one.reading_id.slice(0, 1)).join('');

describe('the queue', () => {
  it('divides what waits, what was asked for again and what was sent, and counts what was read today', () => {
    const queue = queueOf(rows, { skipped: [], left: none, isToday });
    expect([ids(queue.waiting), ids(queue.repeats), ids(queue.sent), queue.today]).toEqual(['ABC', 'D', 'EF', 2]);
  });

  it('puts what was skipped behind the rest, in that order, while it waits', () => {
    const skipped = ['BBBB-0000-0002', 'AAAA-0000-0001', 'EEEE-0000-0005'];
    expect(ids(queueOf(rows, { skipped, left: none, isToday }).waiting)).toBe('CBA');
  });

  it('goes on from what was just sent before the server tells of it', () => {
    expect(ids(queueOf(rows, { skipped: [], left: new Set(['AAAA-0000-0001']), isToday }).waiting)).toBe('BC');
  });

  it('opens what was chosen, else the next that waits, and nothing where all is read', () => {
    const queue = queueOf(rows, { skipped: [], left: none, isToday });
    expect(openIn(queue, 'EEEE-0000-0005')).toBe(rows[4]);
    expect(openIn(queue, undefined)).toBe(rows[0]);
    // Never another one in its place while somebody types.
    expect(openIn(queue, 'GGGG-0000-0007')).toBe('gone');
    expect(openIn(queueOf(rows.slice(3), { skipped: [], left: none, isToday }), undefined)).toBeUndefined();
  });

  it('finds a scan by a part of its number, however it is typed', () => {
    expect(ids(findScans(rows, ' 0000 0005'))).toBe('E');
    expect(ids(findScans(rows, 'bbbb-'))).toBe('B');
    expect(findScans(rows, '')).toBe(rows);
  });
});

describe('a scan', () => {
  it('has no version to tell: there is something, or nothing', () => {
    expect(knownReading(row('A'))).toEqual({ version: 0, happenedOn: undefined, items: {}, rows: [] });
    const sent = row('A', { state: 'sent', items: { gel: 3 } });
    expect(knownReading(sent)).toMatchObject({ version: 1, items: { gel: 3 } });
  });

  it('that cannot be read says so, and why, of what is required and not filled', () => {
    const values = { readable: '', gel: '', newT2: '4', quality: '' };
    expect(unreadable('readable', { required: ['readable', 'gel', 'newT2'], values })).toEqual({
      readable: 'false',
      gel: { missing: 'unreadable' },
    });
  });

  it('has its reason in the first choice or text beside that', () => {
    const item = (id: string, type: string, more = {}) => ({ id, name: id, type, ...more });
    const form = {
      id: 'mri',
      name: 'MRI',
      items: [
        item('ok', 'code'),
        item('gel', 'integer'),
        item('sum', 'text', { value: '"x"' }),
        item('place', 'text', { group: 'lesions' }),
        item('why', 'code'),
      ],
    } as never;
    expect(reasonItem(form, 'ok')).toBe('why');
    expect(reasonItem(form, 'why')).toBe('ok');
    expect(reasonItem({ id: 'x', name: 'x', items: [] } as never, 'ok')).toBeUndefined();
  });
});
