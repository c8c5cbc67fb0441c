// What is typed of who somebody is, and what of it is kept.
import { describe, expect, it } from 'vitest';
import { identifiersOfTyped, typedOf } from './identifiers.js';

const empty = typedOf({});

describe('identifiers that are typed', () => {
  it('are kept as they read, without blanks around them and without what is empty', () => {
    const typed = { ...empty, given: ' Ada ', family: 'Müller', telephone: '+39 010', other: '  ' };
    const kept = { name: { given: 'Ada', family: 'Müller' }, contact: { telephone: '+39 010' } };
    expect(identifiersOfTyped(typed)).toEqual(kept);
    expect(identifiersOfTyped(typedOf(kept))).toEqual(kept);
    expect(identifiersOfTyped({ ...empty, initials: 'AM' })).toEqual({ initials: 'AM' });
  });

  it('are not kept where there are none, or half a name', () => {
    expect(identifiersOfTyped(empty)).toBeUndefined();
    expect(identifiersOfTyped({ ...empty, given: 'Ada', initials: 'A' })).toBeUndefined();
  });
});
