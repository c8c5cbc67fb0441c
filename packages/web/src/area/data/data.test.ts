import { describe, expect, it } from 'vitest';
import { Problem } from '../../api/http.js';
import { plainWords } from '../../language/event-name.js';
import { blockOf, filterRoad, pathOf, type RoadRow, standingOf } from './block.js';
import { cutsIn } from './cut.js';
import { fileNameIn } from './download.js';
import { beginOfWindow, endOfDay, payloadText } from './past.js';
import { withoutDone } from './without-done.js';

const id = '0f5aaf8d-0cdc-41f7-8b7b-871e2e705e93';
const road = (participant_id: string, about: Partial<RoadRow>): RoadRow => ({
  participant_id,
  site_id: 'rome',
  locked: false,
  ready: true,
  queries_open: 0,
  conditions: [{ condition: 'signed', demanded: true, blocks: about.ready === false ? 2 : 0, places: [] }],
  ...about,
});

describe('what blocks a lock', () => {
  it('is read from each condition and leads to where it is dealt with', () => {
    const pathFor = (condition: string, text: string) => pathOf(blockOf(condition, text), 'p');
    expect(pathFor('formsDone', 'W24/vitals/1')).toBe('participants/p/forms/W24/vitals');
    expect(pathFor('signed', 'reviewed: W24/vitals/1')).toBe('participants/p/forms/W24/vitals');
    expect(pathFor('queriesClosed', id)).toBe(`queries?query=${id}`);
    expect(blockOf('signed', 'casebook')).toEqual({ kind: 'casebook' });
    expect(blockOf('coded', `adverseEvent/${id}`)).toEqual({ kind: 'adverseEvent', adverseEventId: id });
    expect(blockOf('safetyResolved', `report-missing: ${id} sae24`)).toEqual({
      kind: 'adverseEvent',
      adverseEventId: id,
    });
    expect(blockOf('infusionsReconciled', 'released and not infused: AB')).toEqual({
      kind: 'words',
      text: 'released and not infused: AB',
    });
  });

  it('is counted, and filtered by state, site and number', () => {
    const rows = [road('b', { ready: false }), road('a', {}), road('c', { locked: true, site_id: 'genoa' })];
    const standing = standingOf(rows);
    expect([standing.total, standing.locked, standing.ready, standing.blocked]).toEqual([3, 1, 1, 1]);
    expect(standing.unmet.get('signed')).toBe(1);
    expect([...standing.demanded]).toEqual(['signed']);
    const shown = (about: object) =>
      filterRoad(rows, { filter: 'all', siteId: null, text: '', number: (one) => `01-${one}`, ...about }).map(
        ({ participant_id }) => participant_id,
      );
    expect(shown({})).toEqual(['a', 'b', 'c']);
    expect(shown({ filter: 'blocked' })).toEqual(['b']);
    expect(shown({ filter: 'ready' })).toEqual(['a']);
    expect(shown({ siteId: 'genoa' })).toEqual(['c']);
    expect(shown({ text: '01-B' })).toEqual(['b']);
  });
});

describe('a mark for many forms', () => {
  const forms = ['a', 'b'].map((form) => ({ visit: 'W0', form, occurrence: 1 }));
  const refusal = (done: readonly string[]) => new Problem(409, 'nothing-changes', '', '', { forms: done }, []);

  it('is sent again without the forms that have it already', async () => {
    const sent: string[][] = [];
    await withoutDone(forms, async (some) => {
      sent.push(some.map(({ form }) => form));
      if (some.length === 2) throw refusal(['W0/a/1']);
    });
    expect(sent).toEqual([['a', 'b'], ['b']]);
  });

  it('is refused where every form has it, or for another reason', async () => {
    await expect(withoutDone(forms, () => Promise.reject(refusal(['W0/a/1', 'W0/b/1'])))).rejects.toThrow(Problem);
    await expect(withoutDone(forms, () => Promise.reject(new Error('lost')))).rejects.toThrow('lost');
  });
});

describe('a day of the past', () => {
  it('ends where the next one begins, also at the end of a month', () => {
    expect(endOfDay('2026-02-28')).toBe('2026-03-01T00:00:00.000Z');
    expect(beginOfWindow('2026-03-01', 1)).toBe('2026-03-01T00:00:00.000Z');
    expect(beginOfWindow('2026-03-01', 'all')).toBeUndefined();
  });

  it('shows events as words, and what they hold without endless texts', () => {
    expect(plainWords('AdverseEventReported')).toBe('Adverse event reported');
    expect(payloadText(JSON.stringify({ source: 'x'.repeat(5000) }))?.length).toBeLessThan(2100);
    expect(payloadText(null)).toBeUndefined();
  });
});

describe('cuts and files', () => {
  it('say of each cut of the protocol whether it was made and opened', () => {
    const cuts = [{ id: 'week24', name: 'Week 24', visits: ['W24'], audience: ['cutStatistician'] }];
    const made = [{ cut: 'week24', madeAt: '2026-01-01T00:00:00.000Z', openedAt: null }];
    expect(cutsIn({ cuts }, made)[0]).toMatchObject({ id: 'week24', madeAt: '2026-01-01T00:00:00.000Z' });
    expect(cutsIn({ cuts }, [])[0]).not.toHaveProperty('madeAt');
  });

  it('take the name of a file from the answer', () => {
    expect(fileNameIn('attachment; filename="mesems-data.zip"')).toBe('mesems-data.zip');
    expect(fileNameIn(null)).toBeUndefined();
  });
});
