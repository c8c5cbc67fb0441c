import { describe, expect, it } from 'vitest';
import type { RandomisationDesign } from '../event/randomisation-design.js';
import { parseAllocationList } from './list.js';

const design: RandomisationDesign = { method: 'uploadedList', sequences: ['AB', 'BA'], strata: ['site'] };

describe('parseAllocationList', () => {
  it('keeps the order of each stratum', () => {
    const lines = [
      { stratum: 'site=a', sequence: 'BA' },
      { stratum: 'site=b', sequence: 'AB' },
      { stratum: 'site=a', sequence: 'AB' },
    ];
    expect(parseAllocationList(lines, design, ['site=a', 'site=b'])).toEqual({
      ok: true,
      value: { 'site=a': [1, 0], 'site=b': [0] },
      warnings: [],
    });
  });

  it('names every wrong line at once', () => {
    const lines = [
      { stratum: 'site=a', sequence: 'AB' },
      { stratum: 'site=x', sequence: 'AB' },
      { stratum: 'site=y', sequence: 'XX' },
    ];
    const parsed = parseAllocationList(lines, design, ['site=a']);
    expect(parsed.ok ? [] : parsed.issues.map(({ code, line }) => [code, line])).toEqual([
      ['stratum-unknown', 2],
      ['stratum-unknown', 3],
      ['sequence-unknown', 3],
    ]);
  });

  it('takes any stratum where a factor has no closed list of values', () => {
    expect(parseAllocationList([{ stratum: '__proto__', sequence: 'AB' }], design, undefined).ok).toBe(true);
  });

  it('refuses an empty list', () => {
    const parsed = parseAllocationList([], design, undefined);
    expect(parsed.ok ? [] : parsed.issues.map(({ code }) => code)).toEqual(['list-empty']);
  });
});
