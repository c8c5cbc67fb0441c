// Names of people: asked for in parts, and never an id alone.
import { describe, expect, it } from 'vitest';
import { partsOf, wordsOfPeople } from './names.js';

describe('ids that are asked for', () => {
  it('go in parts of what one request holds, each once and always in the same order', () => {
    expect(partsOf(['c', 'a', 'b', 'a', ''], 2)).toEqual([['a', 'b'], ['c']]);
    expect(partsOf([])).toEqual([]);
    const many = Array.from({ length: 250 }, (_, index) => String(index));
    expect(partsOf(many).map((part) => part.length)).toEqual([100, 100, 50]);
  });
});

describe('who somebody is', () => {
  const nameOf = wordsOfPeople(
    [
      { people: [{ actorId: 'one', name: 'Ada Example' }], unnamed: [] },
      {
        people: [],
        unnamed: [
          { actorId: 'two-d10952', role: 'monitor' },
          { actorId: 'three-e93c90', role: null },
        ],
      },
    ],
    { role: (id) => `Role ${id}`, nobody: 'Person without account' },
  );

  it('is the name of the account, else the role, else that there is no account', () => {
    expect(nameOf('one')).toBe('Ada Example');
    expect(nameOf('two-d10952')).toBe('Role monitor (d10952)');
    expect(nameOf('three-e93c90')).toBe('Person without account (e93c90)');
    expect(nameOf('four-123456')).toBe('Person without account (123456)');
  });
});
