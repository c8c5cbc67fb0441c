import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { deterministicId } from './deterministic-id.js';
import { ParticipantId } from './id.js';

describe('deterministicId', () => {
  it('is the beginning of a SHA-256 digest with the version and variant of a random UUID', () => {
    const digest = createHash('sha256').update('["7","participant","place 1"]').digest('hex');
    const id = deterministicId(7, 'participant', 'place 1');
    const hex = id.replaceAll('-', '');
    expect(hex.slice(0, 12)).toBe(digest.slice(0, 12));
    expect(hex.slice(13, 16)).toBe(digest.slice(13, 16));
    expect(hex.slice(17)).toBe(digest.slice(17, 32));
    expect(hex[12]).toBe('4');
    expect('89ab').toContain(hex[16]);
    expect(ParticipantId.safeParse(id).success).toBe(true);
  });

  it('differs with the seed, the purpose and the key', () => {
    const ids = [
      deterministicId(1, 'a', 'b'),
      deterministicId(2, 'a', 'b'),
      deterministicId(1, 'ab', 'b'),
      deterministicId(1, 'a', 'bb'),
    ];
    expect(new Set(ids).size).toBe(4);
  });
});
