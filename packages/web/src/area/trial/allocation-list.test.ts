// Allocation lists as they are pasted.
import { describe, expect, it } from 'vitest';
import { parseList, rehearsalList } from './allocation-list.js';

describe('an allocation list', () => {
  it('is read line by line, with and without strata, whatever separates them', () => {
    expect(parseList('PN\nNP\n\n', ['PN', 'NP'], false).entries).toEqual([
      { stratum: 'all', sequence: 'PN' },
      { stratum: 'all', sequence: 'NP' },
    ]);
    expect(parseList('stratum,sequence\nsite=a, PN\nsite=b;NP', ['PN', 'NP'], true)).toEqual({
      entries: [
        { stratum: 'site=a', sequence: 'PN' },
        { stratum: 'site=b', sequence: 'NP' },
      ],
      problems: [],
    });
  });

  it('tells every line that cannot be an entry', () => {
    const { problems } = parseList('XX\nPN\na,b,PN', ['PN', 'NP'], true);
    expect(problems.map(({ line, code }) => [line, code])).toEqual([
      [1, 'sequenceUnknown'],
      [2, 'stratumMissing'],
      [3, 'unreadable'],
    ]);
  });

  it('is made for a rehearsal with each sequence in turn', () => {
    expect(rehearsalList(['PN', 'NP'], 3)).toBe('PN\nNP\nPN');
  });
});
