// What must be true of a participant before the lock: each condition lists what blocks, and nothing where it is met.

import { isPlanned } from '../capture/planned-visit.js';
import type { RecordedForm } from '../capture/recorded-form.js';
import { recordedForms } from '../decide/rule.js';
import type { ParticipantState } from '../evolve/participant-state.js';
import type { LockConditionName, Protocol } from '../protocol/schema.js';
import { isBeforeRandomisation } from '../protocol/visit-kind.js';
import { safetyLockBlocks } from '../safety/lock-block.js';
import { codableTerms, isCoded } from './coding.js';
import { isDue, unverifiedOf, verificationPercent } from './verification-plan.js';

/** What a condition may look at. */
export interface Reviewed {
  readonly participant: ParticipantState;
  readonly protocol: Protocol;
  /** Differences from the source that were found at the site, those of this participant included. */
  readonly siteFindings: number;
}

/** What blocks, each as a place or a short name that a screen turns into a link. */
export type LockCondition = (reviewed: Reviewed) => readonly string[];

/** Every condition by its name in the protocol. */
export const lockConditions: Readonly<Record<LockConditionName, LockCondition>> = {
  formsDone: ({ participant, protocol }) =>
    expectedForms(protocol, participant).filter(
      (key) => participant.forms[key] === undefined && !participant.review.missed.includes(key),
    ),

  queriesClosed: ({ participant }) =>
    Object.entries(participant.review.queries)
      .filter(([, { status }]) => status !== 'closed')
      .map(([queryId]) => queryId),

  verified: ({ participant, protocol, siteFindings }) => {
    if (protocol.dataReview?.verification === undefined) return [];
    const percent = verificationPercent(protocol, siteFindings);
    return Object.entries(participant.forms)
      .filter(([, form]) => {
        const unverified = unverifiedOf(protocol, participant, form);
        return unverified !== undefined && isDue(unverified, percent);
      })
      .map(([key]) => key);
  },

  signed: ({ participant, protocol }) =>
    (protocol.dataReview?.signatures ?? []).flatMap((meaning) => {
      const given = Object.values(participant.review.signatures).filter((one) => one.meaning === meaning.id);
      if (meaning.scope === 'participant') {
        return given.some((one) => one.voidedVersion === undefined) ? [] : [meaning.id];
      }
      return Object.values(participant.forms)
        .filter(({ form }) => meaning.forms?.includes(form) ?? true)
        .map(({ visit, form, occurrence }) => `${visit}/${form}/${occurrence}`)
        .filter((key) => !given.some(({ forms }) => forms[key] !== undefined && forms[key].voidedVersion === undefined))
        .map((key) => `${meaning.id}: ${key}`);
    }),

  coded: ({ participant, protocol }) =>
    codableTerms(protocol, participant)
      .filter((term) => !isCoded(participant.review, term))
      .map(({ key }) => key),

  scansReconciled: ({ participant, protocol }) => {
    const read = new Set((protocol.readings ?? []).map(({ form }) => form));
    const tookPlace = new Set(Object.values(participant.forms).map(({ visit }) => visit));
    return protocol.visits
      .filter(({ id }) => tookPlace.has(id))
      .flatMap(({ id, forms }) => forms.filter((form) => read.has(form)).map((form) => `${id}/${form}/1`))
      .filter((key) => participant.forms[key] === undefined && !participant.review.missed.includes(key));
  },

  adverseEventsResolved: ({ participant }) =>
    Object.values(participant.adverseEvents)
      .filter(({ outcome, endedOn }) => endedOn === undefined && (outcome === 'recovered' || outcome === 'fatal'))
      .map(({ adverseEventId }) => adverseEventId),

  safetyResolved: ({ participant, protocol }) =>
    safetyLockBlocks(participant, protocol).map((block) =>
      block.code === 'pregnancy-without-outcome'
        ? `${block.code}: ${block.pregnancyId}`
        : `${block.code}: ${block.adverseEventId}${block.about === undefined ? '' : ` ${block.about}`}`,
    ),

  // Open facts alone: what lies in the laboratory's tanks is reconciled behind the firewall.
  infusionsReconciled: ({ participant }) => {
    const { bags, quarantines } = participant.chain;
    const infused = new Set(Object.values(participant.infusions).map(({ administration }) => administration));
    return [
      ...Object.entries(bags)
        .filter(([, bag]) => bag.isReleased && !bag.isRecalled && !infused.has(bag.administration))
        .map(([bagCode]) => `released and not infused: ${bagCode}`),
      ...Object.entries(quarantines)
        .filter(([, { decision }]) => decision === undefined)
        .map(([quarantineId]) => `quarantine without a decision: ${quarantineId}`),
    ];
  },
};

/** The conditions that a participant does not meet, among those named; with what blocks each. */
export function unmetConditions(
  reviewed: Reviewed,
  names: readonly LockConditionName[],
): readonly { readonly condition: LockConditionName; readonly blocks: readonly string[] }[] {
  return names
    .map((condition) => ({ condition, blocks: lockConditions[condition](reviewed) }))
    .filter(({ blocks }) => blocks.length > 0);
}

/**
 * The forms that the protocol expects of a participant, by key: those of planned visits; of who was not randomised only those of
 * visits before that took place, and of who withdrew from visits, contact or the use of data only those of visits that took place.
 */
export function expectedForms(protocol: Protocol, participant: ParticipantState): readonly string[] {
  const tookPlace = new Set(Object.values(participant.forms).map(({ visit }) => visit));
  const hasLeft = participant.withdrawals.some(({ kind }) => kind !== 'treatment');
  if (participant.withdrawals.some(({ kind }) => kind === 'dataUse')) return [];
  const conditional = protocol.visits.some(({ when }) => when !== undefined);
  const forms: readonly RecordedForm[] = conditional ? recordedForms(participant) : [];
  return protocol.visits
    .filter((visit) => {
      if (visit.unscheduled) return false;
      if (tookPlace.has(visit.id)) return true;
      if (participant.capture.missedVisits.includes(visit.id)) return false;
      if (hasLeft) return false;
      if (participant.randomisation === undefined) return false;
      // After randomisation, what comes before it is over: a visit that was skipped has no forms to expect.
      if (isBeforeRandomisation(visit, protocol.epochs)) return visit.forms.length > 0 && visit.when === undefined;
      return visit.when === undefined || isPlanned(protocol, visit.id, forms) === true;
    })
    .flatMap((visit) => visit.forms.map((form) => `${visit.id}/${form}/1`))
    .filter((key) => !isRepeating(protocol, key));
}

/** A form that repeats may have no entry at all: nothing says that there was something to enter. */
function isRepeating(protocol: Protocol, key: string): boolean {
  const form = key.split('/')[1];
  return protocol.forms.some((one) => one.id === form && one.repeats === true);
}
