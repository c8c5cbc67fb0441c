// The meter of a new password says of each what the server says (packages/server/src/account/password-strength.test.ts).
import { describe, expect, it } from 'vitest';
import { strengthOf } from './password-strength.js';

const personal = ['ada@hospital.example', 'Ada Lovelace'];

describe('the meter of a new password', () => {
  it.each([
    ['elevenchars', 'short'],
    ['password1234', 'easy'],
    ['qwertyuiopas', 'easy'],
    ['aaaaaaaaaaaaaaaa', 'easy'],
    ['Adalovelace1815', 'easy'],
    ['ada@hospital.example', 'easy'],
  ])('tells that %s would be refused: it is %s', (password, refusal) => {
    const strength = strengthOf(password, personal);
    expect(strength.refusal).toBe(refusal);
    expect(strength.score).toBeLessThan(3);
  });

  it('is content with what is taken, and counts the characters that are missing', () => {
    for (const password of ['seven kites over Genoa harbour', 'kék hajnal öt lépés', 'tGr7-pWq2-mZx9']) {
      const strength = strengthOf(password, personal);
      expect(strength.refusal).toBeUndefined();
      expect(strength.score).toBeGreaterThanOrEqual(3);
    }
    expect(strengthOf('xK9#', []).missing).toBe(8);
  });
});
