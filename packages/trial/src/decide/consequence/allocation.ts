// What follows from appends to a list, openings by two people, code breaks and their answers.
import { bytesToHex, sha256Hex } from '../../digest.js';
import type { AllocationSecret } from '../../event/catalogue.js';
import { listLengths } from '../../evolve/allocation-state.js';
import { siteOf } from '../../evolve/capture-state.js';
import type { ParticipantState } from '../../evolve/participant-state.js';
import type { Protocol } from '../../protocol/schema.js';
import { commitment } from '../../randomisation/commitment.js';
import { parseAllocationList } from '../../randomisation/list.js';
import { strataOfList } from '../../randomisation/list-comparison.js';
import { possibleStrata } from '../../randomisation/stratum.js';
import { refuse } from '../../refusal.js';
import type { NewEvent } from '../contract.js';
import { collectionHours, openingHours } from '../permission/allocation.js';
import { type Consequence, type Consequences, effect, placesOf, sealedTrialStream, trialStream } from './effect.js';
import { listInvalid, rehearsedRefusal } from './list.js';

const appendAllocationList: Consequence<'appendAllocationList'> = (
  { list, reason },
  { trial, protocol },
  { randomBytes, list: facts },
) => {
  const { allocation, allocationLater, creation } = trial;
  if (allocation === undefined) throw new Error('an append was permitted without a committed list');
  const parsed = parseAllocationList(list, allocation.design, possibleStrata(protocol));
  if (!parsed.ok) return listInvalid(parsed.issues);
  const strata = strataOfList(parsed.value, allocation.design.sequences);
  const rehearsed = creation?.mode === 'live' ? rehearsedRefusal(strata, facts) : undefined;
  if (rehearsed !== undefined) return rehearsed;
  const secret: AllocationSecret = { kind: 'list', saltHex: bytesToHex(randomBytes(32)), entries: parsed.value };
  const committed = commitment(secret, allocation.design);
  const part = allocationLater.appended.length + 2;
  const entries = Object.fromEntries(Object.entries(parsed.value).map(([stratum, added]) => [stratum, added.length]));
  return effect(
    [
      { stream: sealedTrialStream, type: 'AllocationSealed', payload: secret, reason },
      {
        stream: trialStream,
        type: 'AllocationListAppended',
        payload: { part, commitment: committed, entries },
        reason,
      },
    ],
    { part, commitment: committed },
  );
};

const breakCode: Consequence<'breakCode'> = (body, situation, { openedSequence, randomBytes, now }) => {
  const { participant, protocol, siteId, actorId } = situation;
  const { participantId, emergency, reason, answerTo } = body;
  const { open, sealed } = placesOf(participantId, siteId);
  // One treatment tells the whole sequence, so that every administration becomes known.
  const administrations = protocol.administrations.map((one) => one.id);
  const outcome = { administrations: administrations.join(', ') };
  if (answerTo !== undefined) {
    const { name, function: position } = answerTo.thirdParty;
    const collectionCode = bytesToHex(randomBytes(20));
    const expiresAt = hoursAfter(now, collectionHours);
    return effect(
      [
        { ...sealed, type: 'ThirdPartyNamed', payload: { name, function: position, collectionCode }, reason },
        {
          ...open,
          type: 'CodeBroken',
          payload: { emergency, administrations, answer: { codeDigest: sha256Hex(collectionCode), expiresAt } },
          reason,
        },
      ],
      { ...outcome, expiresAt },
    );
  }
  if (openedSequence === undefined) {
    return refuse('allocation-not-opened', 'The allocation was not opened for this code break.');
  }
  const also = sharesEntryWith(participant, protocol);
  return effect(
    [
      { ...sealed, type: 'AllocationOpened', payload: { kind: 'codeBreak', sequence: openedSequence }, reason },
      { ...open, type: 'CodeBroken', payload: { emergency, administrations }, reason },
      ...sharedOpening(situation, also),
    ],
    { ...outcome, barred: actorId, ...(also === undefined ? {} : { alsoTells: also }) },
  );
};

const collectAnswer: Consequence<'collectAnswer'> = (body, situation, { openedSequence }) => {
  const { participant, protocol, siteId, trial, actorId } = situation;
  const { participantId, collectionCode, collectedBy } = body;
  if (openedSequence === undefined) {
    return refuse('allocation-not-opened', 'The allocation was not opened for this answer.');
  }
  const { open, sealed } = placesOf(participantId, siteId);
  const isOfTrial = (trial.access.grants[actorId] ?? []).length > 0;
  const also = isOfTrial ? sharesEntryWith(participant, protocol) : undefined;
  return effect([
    { ...sealed, type: 'AllocationOpened', payload: { kind: 'thirdParty', sequence: openedSequence, collectedBy } },
    { ...open, type: 'AnswerCollected', payload: { codeDigest: sha256Hex(collectionCode), isOfTrial } },
    ...sharedOpening(situation, also),
  ]);
};

/** Who has the same entry, as a replacement or as the one replaced: whoever learns the one sequence knows the other. */
export function sharesEntryWith(
  { replacement, randomisation }: ParticipantState,
  protocol: Protocol,
): NonNullable<NonNullable<ParticipantState['randomisation']>['replaces']> | undefined {
  if (replacement?.sameEntry) return replacement.by;
  return protocol.randomisation.replacement?.withSameSequence === true ? randomisation?.replaces : undefined;
}

/** The other participant's own stream says it too, so that the rating of that one ends as well. */
function sharedOpening(
  {
    participant,
    replaced,
  }: { readonly participant: ParticipantState; readonly replaced: ParticipantState | undefined },
  also: ReturnType<typeof sharesEntryWith>,
): readonly NewEvent[] {
  if (also === undefined || replaced?.screening === undefined || participant.screening === undefined) return [];
  const { open } = placesOf(also, siteOf(replaced));
  return [{ ...open, type: 'EntryOpened', payload: { through: participant.screening.participantId } }];
}

export const allocationConsequences: Consequences<
  | 'appendAllocationList'
  | 'requestListOpening'
  | 'confirmListOpening'
  | 'breakCode'
  | 'collectAnswer'
  | 'unblindForReport'
> = {
  appendAllocationList,

  requestListOpening: ({ openingId, reason }, _situation, { now }) => {
    const until = hoursAfter(now, openingHours.request);
    return effect([{ stream: trialStream, type: 'ListOpeningRequested', payload: { openingId, until }, reason }], {
      until,
    });
  },

  confirmListOpening: ({ openingId }, { trial }, { now, actorId }) => {
    const opening = trial.allocationLater.listOpenings[openingId];
    if (opening === undefined) throw new Error('an opening was permitted that nobody requested');
    const { requestedBy } = opening;
    const until = hoursAfter(now, openingHours.shown);
    const entries = Object.values(listLengths(trial.allocation, trial.allocationLater) ?? {});
    return effect(
      [
        {
          stream: trialStream,
          type: 'ListOpened',
          payload: { openingId, requestedBy, shownTo: [requestedBy, actorId], until },
        },
      ],
      { until, ...(entries.length === 0 ? {} : { entries: entries.reduce((sum, one) => sum + one, 0) }) },
    );
  },

  breakCode,
  collectAnswer,

  unblindForReport: ({ participantId, adverseEventId, recipient, reason }, situation, { openedSequence }) => {
    if (openedSequence === undefined) {
      return refuse('allocation-not-opened', 'The allocation was not opened for this report.');
    }
    // Sealed alone: that a report was unblinded is nothing that a blinded screen shows.
    const { sealed } = placesOf(participantId, situation.siteId);
    return effect([
      {
        ...sealed,
        type: 'AllocationReported',
        payload: { sequence: openedSequence, adverseEventId, recipient },
        reason,
      },
    ]);
  },
};

function hoursAfter(instant: string, hours: number): string {
  return new Date(Date.parse(instant) + hours * 3_600_000).toISOString();
}
