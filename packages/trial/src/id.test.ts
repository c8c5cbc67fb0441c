// Identifiers: random ones only, in one spelling.
import { describe, expect, it } from 'vitest';
import { ActorId, CommandId, ParticipantId } from './id.js';

describe.each([
  ['a participant', ParticipantId],
  ['an actor', ActorId],
  ['a command', CommandId],
])('the id of %s', (_, schema) => {
  it('is of version 4, in lower case', () => {
    expect(schema.parse('0A6B3C58-5D2E-4F61-9A7B-0C1D2E3F4A5B')).toBe('0a6b3c58-5d2e-4f61-9a7b-0c1d2e3f4a5b');
  });

  it.each([
    ['ordered by time (version 7)', '0190163d-8694-739b-aea5-966c26f8ad91'],
    ['derived (version 8), as the streams of strata and of what is sealed', '2d8725af-0cd4-8f35-b6c2-1f0d9e8c7b6a'],
    ['nil', '00000000-0000-0000-0000-000000000000'],
  ])('is never %s', (_kind, id) => {
    expect(schema.safeParse(id).success).toBe(false);
  });
});
