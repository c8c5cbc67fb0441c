import { hashPassword } from 'better-auth/crypto';
import { describe, expect, it } from 'vitest';
import { passwordHashing } from './password-hash.js';

const password = 'seven kites over Genoa harbour';

describe('a kept password', () => {
  it('is good under the key of its installation alone, and never the same twice', async () => {
    const { hash, verify } = passwordHashing('one key');
    const kept = await hash(password);
    expect(kept).not.toContain(password);
    expect(await hash(password)).not.toBe(kept);
    expect(await verify({ hash: kept, password })).toBe(true);
    expect(await verify({ hash: kept, password: `${password}!` })).toBe(false);
    expect(await passwordHashing('another key').verify({ hash: kept, password })).toBe(false);
    expect(await verify({ hash: await hashPassword(password), password: `${password}!` })).toBe(false);
  });

  it('that was kept before there was a key goes on being good', async () => {
    expect(await passwordHashing('one key').verify({ hash: await hashPassword(password), password })).toBe(true);
  });

  it('is the same however its letters are composed', async () => {
    const { hash, verify } = passwordHashing('one key');
    expect(await verify({ hash: await hash('fünf Äpfel im Hafen'), password: 'fu\u0308nf A\u0308pfel im Hafen' })).toBe(
      true,
    );
  });
});
