// Permissions of freeze, lock and unlock, and what they forbid: changes to data, never facts that happen later.
import type { Command, CommandName } from '../../command/catalogue.js';
import type { FormPlace } from '../../event/review-part.js';
import { placeKey } from '../../evolve/review-state.js';
import { type Refusal, refuse } from '../../refusal.js';
import { expectedForms } from '../../review/lock-condition.js';
import type { Permissions, Situation } from '../situation.js';
import { correctedPlace, occurrenceOf } from './capture.js';
import { closedRefusal, repeatedRefusal, unrecordedRefusal } from './review-place.js';

export const lockPermissions: Permissions<
  | 'declareMissed'
  | 'freezeForms'
  | 'unfreezeForms'
  | 'lockForms'
  | 'unlockForms'
  | 'lockParticipant'
  | 'unlockParticipant'
  | 'requestTrialUnlock'
  | 'unlockTrial'
> = {
  declareMissed: ({ forms }, situation) => {
    const { participant, protocol } = situation;
    const keys = forms.map(placeKey);
    const repeated = repeatedRefusal(keys) ?? closedRefusal(keys, situation, { frozenToo: false });
    if (repeated !== undefined) return repeated;
    const there = keys.filter((key) => participant.forms[key] !== undefined || participant.review.missed.includes(key));
    if (there.length > 0) {
      return refuse('form-not-missing', `Recorded, or declared missed already: ${there.join(', ')}.`, { forms: there });
    }
    const expected = new Set([...expectedForms(protocol, participant), ...protocol.visits.flatMap(plannedKeys)]);
    const unknown = keys.filter((key) => !expected.has(key));
    if (unknown.length === 0) return undefined;
    return refuse('form-unknown', `The protocol does not ask for: ${unknown.join(', ')}.`, { forms: unknown });
  },

  freezeForms: ({ forms }, situation) =>
    markRefusal('frozen', forms.map(placeKey), situation) ?? unrecordedRefusal(forms, situation),
  unfreezeForms: ({ forms }, situation) => unmarkRefusal('frozen', forms.map(placeKey), situation),
  lockForms: ({ forms }, situation) =>
    markRefusal('locked', forms.map(placeKey), situation) ?? unrecordedRefusal(forms, situation),
  unlockForms: ({ forms }, situation) => unmarkRefusal('locked', forms.map(placeKey), situation),

  lockParticipant: (_body, { participant }) =>
    participant.review.isLocked ? refuse('participant-locked', 'The participant is locked already.') : undefined,

  unlockParticipant: (_body, { participant }) =>
    participant.review.isLocked ? undefined : refuse('nothing-changes', 'The participant is not locked.'),

  requestTrialUnlock: (_body, situation) => unlockRefusal(situation),

  unlockTrial: (_body, situation) => {
    const refusal = unlockRefusal(situation);
    if (refusal !== undefined) return refusal;
    const requestedBy = situation.trial.reviewLater.unlockRequestedBy;
    if (requestedBy === undefined) {
      return refuse(
        'unlock-not-requested',
        'One person requests the unlock, another one makes it; nobody requested it.',
      );
    }
    if (requestedBy !== situation.actorId) return undefined;
    return refuse('unlock-same-person', 'The unlock is made by another person than the one who requested it.');
  },
};

/** After the unblinding data that somebody could have chosen by treatment would get in: there is no way back. */
function unlockRefusal({ trial }: Situation): Refusal | undefined {
  if (!trial.isLocked) return refuse('trial-not-locked', 'The trial is not locked.');
  if (trial.isUnblinded || trial.openedCuts.length > 0) {
    return refuse('trial-unblinded', 'Somebody was unblinded for an analysis; a trial is unlocked only before.');
  }
  return undefined;
}

function plannedKeys({ id, forms }: { readonly id: string; readonly forms: readonly string[] }): readonly string[] {
  return forms.map((form) => `${id}/${form}/1`);
}

function markRefusal(mark: 'frozen' | 'locked', keys: readonly string[], situation: Situation): Refusal | undefined {
  const { review } = situation.participant;
  const done = keys.filter((key) => review[mark].includes(key));
  if (done.length > 0) return refuse('nothing-changes', `Already ${mark}: ${done.join(', ')}.`, { forms: done });
  return repeatedRefusal(keys) ?? closedRefusal(keys, situation, { frozenToo: false });
}

function unmarkRefusal(mark: 'frozen' | 'locked', keys: readonly string[], situation: Situation): Refusal | undefined {
  const { review } = situation.participant;
  const open = keys.filter((key) => !review[mark].includes(key));
  if (open.length > 0) return refuse('nothing-changes', `Not ${mark}: ${open.join(', ')}.`, { forms: open });
  if (mark === 'locked' && !review.isLocked) return repeatedRefusal(keys);
  return repeatedRefusal(keys) ?? closedRefusal(keys, situation, { frozenToo: false });
}

/**
 * Commands that change data of a participant without naming a form. What is not here goes on after the lock: safety reporting
 * (ICH E2A has no end at a lock), code breaks, infusions and withdrawals that happened, deviations.
 */
const edits: ReadonlySet<CommandName> = new Set<CommandName>([
  'recordHarvest',
  'recordConsent',
  'assessEligibility',
  'recordTreatmentGuess',
  'correctStratum',
  'declareVisitMissed',
  'removeAttachment',
]);

/** Commands that name a form and change nothing of what it holds, or look at its lock themselves. */
const apart: ReadonlySet<CommandName> = new Set<CommandName>(['undoForm', 'moveForm']);

/** The refusal of a command that would change what is frozen or locked. */
export function lockedRefusal(command: Command, situation: Situation): Refusal | undefined {
  const { participant } = situation;
  const { review } = participant;
  if (!review.isLocked && review.locked.length === 0 && review.frozen.length === 0) return undefined;
  if (apart.has(command.name)) return undefined;
  const place = changedPlace(command, situation);
  if (place !== undefined) return closedRefusal([placeKey(place)], situation, { frozenToo: true });
  return review.isLocked && edits.has(command.name) ? closedRefusal([], situation, { frozenToo: true }) : undefined;
}

/** The form that a command changes, by the place that its body names. */
function changedPlace({ name, body }: Command, { participant, protocol }: Situation): FormPlace | undefined {
  if (name === 'recordForm') return occurrenceOf(body, participant, protocol);
  if (name === 'correctValue') return correctedPlace(body, protocol);
  if (!('visit' in body && 'form' in body)) return undefined;
  const { visit, form } = body;
  if (typeof visit !== 'string' || typeof form !== 'string') return undefined;
  const occurrence = 'occurrence' in body && typeof body.occurrence === 'number' ? body.occurrence : 1;
  return { visit, form, occurrence };
}
