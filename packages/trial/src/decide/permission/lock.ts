// Permissions of freeze, lock and unlock, and what they forbid: changes to data, never facts that happen later.
import type { Command, CommandName } from '../../command/catalogue.js';
import { placeKey } from '../../evolve/review-state.js';
import { type Refusal, refuse } from '../../refusal.js';
import { expectedForms } from '../../review/lock-condition.js';
import type { Permissions, Situation } from '../situation.js';
import { occurrenceOf } from './capture.js';
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

/** Commands that a locked participant leaves: safety reporting and openings go on (ICH E2A), and what undoes the lock. */
const leftByLock: ReadonlySet<CommandName> = new Set<CommandName>([
  'reportAdverseEvent',
  'updateAdverseEvent',
  'recordDeviation',
  'recordInfusion',
  'breakCode',
  'withdraw',
  'excludeFromAnalysisSet',
  'recordSealedQuery',
  'recordFailedBatch',
  'closeQuery',
  'answerQuery',
  'signForms',
  'signParticipant',
  'verifySource',
  'codeTerm',
  'codeAutomatically',
  'lockParticipant',
  'unlockParticipant',
  'unlockForms',
]);

/** Commands that change what forms hold. */
const edits: ReadonlySet<CommandName> = new Set<CommandName>([
  'recordForm',
  'correctValue',
  'recordHarvest',
  'recordConsent',
  'assessEligibility',
  'recordTreatmentGuess',
  'correctStratum',
]);

/** The refusal of a command that would change what is frozen or locked. */
export function lockedRefusal({ name, body }: Command, situation: Situation): Refusal | undefined {
  const { participant, protocol } = situation;
  const { review } = participant;
  if (!review.isLocked && review.locked.length === 0 && review.frozen.length === 0) return undefined;
  if (review.isLocked && !leftByLock.has(name) && (edits.has(name) || isFormChange(body))) {
    return closedRefusal([], situation, { frozenToo: false });
  }
  if (leftByLock.has(name) || reviewOnly.has(name)) return undefined;
  if (name === 'recordForm')
    return closedRefusal([placeKey(occurrenceOf(body, participant, protocol))], situation, { frozenToo: true });
  if (!isFormChange(body)) return undefined;
  return closedRefusal([placeKey({ occurrence: 1, ...withoutAbsent(body) })], situation, { frozenToo: true });
}

/** Commands that name a form and change nothing of what it holds. */
const reviewOnly: ReadonlySet<CommandName> = new Set<CommandName>([
  'openQuery',
  'reopenQuery',
  'declareMissed',
  'freezeForms',
  'unfreezeForms',
  'lockForms',
]);

/** Whether a body names one form: every command that does so changes it, unless it is one of review. */
function isFormChange(
  body: object,
): body is { readonly visit: string; readonly form: string; readonly occurrence?: number } {
  return 'visit' in body && 'form' in body && typeof body.visit === 'string' && typeof body.form === 'string';
}

function withoutAbsent({
  visit,
  form,
  occurrence,
}: {
  readonly visit: string;
  readonly form: string;
  readonly occurrence?: number | undefined;
}) {
  return { visit, form, ...(occurrence === undefined ? {} : { occurrence }) };
}
