// What counts as a password: long, not common, not the person's own name.
import { describe, expect, it } from 'vitest';
import { weaknessOf } from './password-strength.js';

describe('a password', () => {
  it.each([
    ['elevenchars', 'too short'],
    ['x'.repeat(129), 'too long'],
    ['password1234', 'a common one'],
    ['qwertyuiopas', 'a row of keys'],
    ['aaaaaaaaaaaaaaaa', 'one letter'],
    ['Adalovelace1815', 'the name and a year'],
    ['ada@hospital.example', 'the e-mail address'],
  ])('is refused: %s (%s)', (password) => {
    expect(weaknessOf(password, ['ada@hospital.example', 'Ada Lovelace'])).toBeDefined();
  });

  it('is taken without rules of composition', () => {
    for (const password of [
      'seven kites over Genoa harbour',
      'kék hajnal öt lépés',
      'tGr7-pWq2-mZx9',
      'Ada left nine lamps burning',
    ])
      expect(weaknessOf(password, ['ada@hospital.example', 'Ada Lovelace'])).toBeUndefined();
  });
});
