// The closed report as a file, and what changed between two.
import { describe, expect, it } from 'vitest';
import { differencesOf, packageText, readPackage, type TableRow, tableOf } from './package.js';

const row = (part: Partial<TableRow>): TableRow => ({
  meeting: 'm1',
  table: 'byTreatmentAtOnset',
  events: 'serious',
  name: 'Serious',
  group: 'A',
  participants: 10,
  with_event: 1,
  count: 2,
  is_reached: null,
  ...part,
});
const about = { trialId: 't', meeting: 'm1', madeAt: '2026-01-01T00:00:00.000Z' };

describe('the closed report', () => {
  it('is the same file for the same tables, in whatever order they came', () => {
    const rows = [row({ group: 'B' }), row({}), row({ meeting: 'm2' })];
    const text = packageText({ ...about, rows });
    expect(packageText({ ...about, rows: [...rows].reverse() })).toBe(text);
    expect(readPackage(text, 't')?.rows).toEqual([row({}), row({ group: 'B' })]);
  });

  it('of another trial, or another file, is not taken', () => {
    const text = packageText({ ...about, rows: [] });
    expect([readPackage(text, 'other'), readPackage('{}', 't'), readPackage('no', 't')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('has groups across and events down', () => {
    const { groups, lines } = tableOf([row({ group: 'B' }), row({})], 'm1', 'byTreatmentAtOnset');
    expect([groups, lines.map(({ cells }) => cells.map((cell) => cell?.group))]).toEqual([['A', 'B'], [['A', 'B']]]);
  });

  it('compares totals over the groups alone, since letters change between meetings', () => {
    const then = [row({ group: 'A', with_event: 1 }), row({ group: 'B', with_event: 3 })];
    const swapped = [row({ group: 'A', with_event: 3 }), row({ group: 'B', with_event: 1 })];
    expect(differencesOf(then, swapped, 'byTreatmentAtOnset')).toEqual([]);
    const more = [row({ group: 'A', with_event: 4 }), row({ group: 'B', with_event: 1 })];
    expect(differencesOf(then, more, 'byTreatmentAtOnset')).toEqual([{ name: 'Serious', before: 4, now: 5 }]);
  });
});
