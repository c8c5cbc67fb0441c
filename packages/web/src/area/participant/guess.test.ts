// Who guesses the treatment, and when.

import { readFileSync } from 'node:fs';
import { type Protocol, parseProtocol } from '@equipoise/trial';
import { describe, expect, it } from 'vitest';
import { guessersFor, visitsToGuessAt } from './guess.js';

const parsed = parseProtocol(
  readFileSync(new URL('../../../../../trials/mesems/protocol.yaml', import.meta.url), 'utf8'),
  'protocol.yaml',
);
if (!parsed.ok) throw new Error('The model protocol cannot be read.');
const protocol: Protocol = parsed.value;
const rights = ['recordTreatmentGuess'];

describe('a guess of the treatment', () => {
  it('is a rater’s own, and at the site that of the participant and of the investigator', () => {
    expect(guessersFor(protocol, [{ role: 'edssRater', rights }])).toEqual(['rater']);
    expect(guessersFor(protocol, [{ role: 'coordinator', rights }])).toEqual(['participant', 'investigator']);
    expect(guessersFor(protocol, [{ role: 'monitor', rights: [] }])).toEqual([]);
  });

  it('is given once at each visit after the randomisation that took place', () => {
    const calendar = [
      { visit: 'screening', happened_on: '2026-01-01' },
      { visit: 'W24', happened_on: '2026-07-01' },
      { visit: 'W48', happened_on: null },
    ];
    const at = (given: readonly { visit: string; guessed_by: 'participant' | 'rater' }[]) =>
      visitsToGuessAt(protocol, { calendar, given, by: 'participant' }).map(({ id }) => id);
    expect(at([])).toEqual(['W24']);
    expect(at([{ visit: 'W24', guessed_by: 'rater' }])).toEqual(['W24']);
    expect(at([{ visit: 'W24', guessed_by: 'participant' }])).toEqual([]);
  });
});
