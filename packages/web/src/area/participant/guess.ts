// The guess of the treatment: who may give one, and at which visits.
import { isBeforeRandomisation, type Protocol, raterRoles } from '@equipoise/trial';
import type { RowOf } from '../../api/view.js';

export const guessers = ['participant', 'investigator', 'rater'] as const;
export type Guesser = (typeof guessers)[number];

/** Whose guess somebody records: raters their own, people of the site that of the participant and of the investigator. */
export function guessersFor(
  protocol: Protocol,
  roles: readonly { readonly role: string; readonly rights: readonly string[] }[],
): readonly Guesser[] {
  const raters = raterRoles(protocol);
  const own = roles.filter(({ rights }) => rights.includes('recordTreatmentGuess'));
  return guessers.filter((guesser) => own.some(({ role }) => raters.has(role) === (guesser === 'rater')));
}

/** Visits after the randomisation that took place, and at which this one has not guessed yet. */
export function visitsToGuessAt(
  protocol: Protocol,
  {
    calendar,
    given,
    by,
  }: {
    readonly calendar: readonly Pick<RowOf<'calendar'>, 'visit' | 'happened_on'>[];
    readonly given: readonly Pick<RowOf<'treatmentGuesses'>, 'visit' | 'guessed_by'>[];
    readonly by: Guesser;
  },
): Protocol['visits'] {
  return protocol.visits.filter(
    (visit) =>
      !isBeforeRandomisation(visit, protocol.epochs) &&
      calendar.some((row) => row.visit === visit.id && row.happened_on !== null) &&
      !given.some((guess) => guess.visit === visit.id && guess.guessed_by === by),
  );
}
