// Which forms a command of review is about: recorded, expected, frozen or locked.
import { rolesWithRight } from '../../blinding/access.js';
import type { FormPlace } from '../../event/review-part.js';
import { placeKey } from '../../evolve/review-state.js';
import { type Refusal, refuse } from '../../refusal.js';
import type { Situation } from '../situation.js';

/** The refusal of forms that are not recorded. */
export function unrecordedRefusal(forms: readonly FormPlace[], { participant }: Situation): Refusal | undefined {
  const unknown = forms.map(placeKey).filter((key) => participant.forms[key] === undefined);
  if (unknown.length === 0) return undefined;
  return refuse('form-not-recorded', `Not recorded: ${unknown.join(', ')}.`, { forms: unknown });
}

/** The refusal of places that are named more than once. */
export function repeatedRefusal(keys: readonly string[]): Refusal | undefined {
  const twice = keys.filter((key, index) => keys.indexOf(key) !== index);
  if (twice.length === 0) return undefined;
  return refuse('named-twice', `Named more than once: ${[...new Set(twice)].join(', ')}.`, { twice });
}

/** The refusal of changes to forms that are frozen or locked, or of a participant who is. */
export function closedRefusal(
  keys: readonly string[],
  { participant }: Situation,
  asked: { readonly frozenToo: boolean },
): Refusal | undefined {
  const { review } = participant;
  if (review.isLocked) {
    return refuse('participant-locked', 'The data of this participant are locked; unlock them first, with a reason.');
  }
  const locked = keys.filter((key) => review.locked.includes(key));
  if (locked.length > 0) {
    return refuse('form-locked', `Locked: ${locked.join(', ')}; unlock them first, with a reason.`, { forms: locked });
  }
  const frozen = asked.frozenToo ? keys.filter((key) => review.frozen.includes(key)) : [];
  if (frozen.length === 0) return undefined;
  return refuse('form-frozen', `Frozen: ${frozen.join(', ')}; values change only once they are not.`, {
    forms: frozen,
  });
}

/** The ids of the roles by which the actor has a right here. */
export function rolesHere(right: string, { trial, protocol, actorId, siteId, now }: Situation): readonly string[] {
  return rolesWithRight(trial, protocol, { actorId, right, siteId, now }).map(({ id }) => id);
}
