// The end of the trial, with who was told of it and by when.
import { describe, expect, it } from 'vitest';
import type { RowOf } from '../../api/view.js';
import { endingsOf } from './ending.js';

type Row = RowOf<'trialEnd'>;
const row = (version: number, facts: Partial<Row>): Row => ({
  ...{ version, national_trial: null, type: 'TrialEndRecorded', milestone: 'end', happened_on: '2026-03-02' },
  ...{ premature_why: null, told_to: null, reference: null, due_on: '2026-03-17', is_replaced: false },
  ...{ reason: null, recorded_at: '', actor_id: '', ...facts },
});
const note = (version: number, facts: Partial<Row>): Row =>
  row(version, { type: 'TrialEndNotified', told_to: 'authority', due_on: null, ...facts });

describe('what marks the end of the trial', () => {
  it('is told to the authority in time, or is late', () => {
    const states = (rows: readonly Row[], today: string) => endingsOf(rows, today).map(({ state }) => state);
    expect(states([row(1, {})], '2026-03-17')).toEqual(['open']);
    expect(states([row(1, {})], '2026-03-18')).toEqual(['overdue']);
    expect(states([row(1, {}), note(2, {})], '2026-03-18')).toEqual(['told']);
    expect(states([row(1, {}), note(2, { told_to: 'registry' })], '2026-03-18')).toEqual(['overdue']);
    expect(states([row(1, { milestone: 'lastVisit', due_on: null })], '2026-03-18')).toEqual(['none']);
  });

  it('stands once where it was recorded anew, each halt by itself, a national trial apart', () => {
    const rows = [
      row(1, { is_replaced: true }),
      row(2, {}),
      note(3, {}),
      row(4, { milestone: 'halt' }),
      note(5, { milestone: 'halt' }),
      row(6, { milestone: 'halt' }),
      row(7, { national_trial: 'italy' }),
      note(8, { milestone: 'summary' }),
    ];
    expect(endingsOf(rows, '2026-04-01').map(({ id, state, told }) => [id, state, told.length])).toEqual([
      [2, 'told', 1],
      [4, 'told', 1],
      [6, 'overdue', 0],
      [7, 'overdue', 0],
      [8, 'none', 1],
    ]);
  });
});
