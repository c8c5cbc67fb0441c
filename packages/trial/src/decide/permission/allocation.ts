// Permissions about the allocation while the trial runs: appends, openings by two people, code breaks and their answers.
import { isActorBlinded } from '../../blinding/access.js';
import { sha256Hex } from '../../digest.js';
import type { ParticipantState } from '../../evolve/participant-state.js';
import { type Refusal, refuse } from '../../refusal.js';
import type { Permissions, Situation } from '../situation.js';

export const allocationPermissions: Permissions<
  | 'appendAllocationList'
  | 'requestListOpening'
  | 'confirmListOpening'
  | 'breakCode'
  | 'collectAnswer'
  | 'unblindForReport'
> = {
  appendAllocationList: (_body, situation) => {
    const { trial } = situation;
    if (trial.allocation === undefined) {
      return refuse(
        'allocation-not-committed',
        'No list is committed yet that could be appended to; commit one first.',
      );
    }
    if (trial.allocation.design.method !== 'uploadedList') {
      return refuse('list-not-used', 'The protocol draws the allocation from a seed; a list has no use.');
    }
    return blindedRefusal(situation);
  },

  requestListOpening: ({ openingId }, situation) => {
    const { trial } = situation;
    if (trial.allocation === undefined) {
      return refuse('allocation-not-committed', 'There is no allocation yet that could be opened.');
    }
    if (trial.allocationLater.listOpenings[openingId] !== undefined) {
      return refuse('opening-known', 'An opening was requested under this id already.');
    }
    return blindedRefusal(situation);
  },

  confirmListOpening: ({ openingId }, situation) => {
    const { trial, actorId, now } = situation;
    const opening = trial.allocationLater.listOpenings[openingId];
    if (opening === undefined) return refuse('opening-unknown', 'No opening was requested under this id.');
    if (opening.shownTo.length > 0) return refuse('opening-confirmed', 'This opening is confirmed already.');
    if (opening.requestedBy === actorId) {
      return refuse('opening-same-person', 'Who requested the opening does not confirm it; another person does.');
    }
    if (opening.until <= now) {
      return refuse('opening-expired', `This request was good until ${opening.until}; request the opening again.`, {
        until: opening.until,
      });
    }
    return blindedRefusal(situation);
  },

  breakCode: ({ typedConfirmation }, { participant }) => numberRefusal(participant, typedConfirmation),

  collectAnswer: ({ collectionCode, typedConfirmation }, { participant, now }) => {
    const digest = sha256Hex(collectionCode);
    const answer = participant.unblinding.answers.find((one) => one.codeDigest === digest);
    // One answer for a wrong code and a wrong number: nobody finds out by trying which of them fits.
    if (answer === undefined || participant.randomisation?.randomisationNumber !== typedConfirmation) {
      return refuse('collection-wrong', 'No answer waits under this code and randomisation number.');
    }
    if (answer.isCollected) return refuse('collection-used', 'This answer was collected already; a code is good once.');
    if (answer.expiresAt > now) return undefined;
    return refuse('collection-expired', `This code was good until ${answer.expiresAt}; ask for another code break.`, {
      expiresAt: answer.expiresAt,
    });
  },

  unblindForReport: ({ adverseEventId }, { participant }) => {
    if (participant.randomisation === undefined) return notRandomised();
    const event = participant.adverseEvents[adverseEventId];
    if (event === undefined) {
      return refuse('adverse-event-unknown', 'No adverse event was reported under this id; report it first.');
    }
    if (event.serious) return undefined;
    return refuse('not-serious', 'Only for the report of a serious adverse event is one participant unblinded.');
  },
};

/** Until when a request waits for the second person, and an opened list is seen. */
export const openingHours = { request: 24, shown: 8 } as const;
/** How long an answer waits for the third party. */
export const collectionHours = 24;

/** A list, and what opens it, are for people who are not kept blind, whatever a protocol's roles say. */
export function blindedRefusal({ trial, protocol, actorId }: Situation): Refusal | undefined {
  if (!isActorBlinded(trial, protocol, actorId)) return undefined;
  return refuse('unblinded-role-required', 'Who sees a list of allocations holds a role that is not blinded.');
}

function numberRefusal({ randomisation }: ParticipantState, typed: string): Refusal | undefined {
  if (randomisation === undefined) return notRandomised();
  if (randomisation.randomisationNumber === typed) return undefined;
  return refuse('confirmation-wrong', 'What was typed is not the randomisation number of this participant.');
}

function notRandomised(): Refusal {
  return refuse('not-randomised', 'The participant is not randomised; randomise first.');
}
