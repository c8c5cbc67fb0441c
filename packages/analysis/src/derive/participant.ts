// Participants from screening to withdrawal, folded from their streams.
import type { Payload } from '@equipoise/trial';
import type { SnapshotEvent } from '../snapshot.js';
import { daysOf } from './date.js';
import type { ParticipantRecord } from './record.js';

/** A participant before the sequence is known. The stream holds its screening; events in order of version. */
export function deriveParticipant(participantId: string, stream: readonly SnapshotEvent[]): ParticipantRecord {
  let participant: ParticipantRecord = {
    participantId,
    siteId: '',
    screeningNumber: '',
    screenedOn: null,
    consented: false,
    eligibility: [],
    productReleased: false,
    withdrawals: [],
    exclusions: [],
  };
  for (const event of stream) participant = fold(participant, event);
  return participant;
}

function fold(participant: ParticipantRecord, event: SnapshotEvent): ParticipantRecord {
  switch (event.type) {
    case 'ParticipantScreened':
      return {
        ...participant,
        siteId: event.payload.siteId,
        screeningNumber: event.payload.screeningNumber,
        screenedOn: daysOf(event.payload.screenedOn),
      };
    case 'ConsentGiven':
      return { ...participant, consented: true };
    case 'EligibilityAssessed':
      return { ...participant, eligibility: lastOfEachStage(participant.eligibility, event.payload) };
    case 'ProductReleased':
      return { ...participant, productReleased: true };
    case 'ParticipantRandomised':
      return { ...participant, randomisation: randomisationOf(event.payload) };
    case 'StratumCorrected': {
      const { stratum, stratumFacts } = event.payload.to;
      return { ...participant, correctedStratum: { stratum, stratumFacts } };
    }
    case 'ParticipantReplaced':
      return { ...participant, replacedBy: event.payload.by };
    case 'ParticipantWithdrawn':
      return {
        ...participant,
        withdrawals: [
          ...participant.withdrawals,
          { kind: event.payload.kind, withdrawnOn: daysOf(event.payload.withdrawnOn) },
        ],
      };
    case 'ExcludedFromAnalysisSet':
      return { ...participant, exclusions: [...participant.exclusions, event.payload] };
    default:
      return participant;
  }
}

function lastOfEachStage(
  earlier: ParticipantRecord['eligibility'],
  latest: Payload<'EligibilityAssessed'>,
): ParticipantRecord['eligibility'] {
  return [...earlier.filter((assessment) => assessment.stage !== latest.stage), latest];
}

function randomisationOf(payload: Payload<'ParticipantRandomised'>) {
  return {
    number: payload.randomisationNumber,
    stratum: payload.stratum,
    stratumFacts: payload.stratumFacts,
    index: payload.index,
    ...(payload.levels === undefined ? {} : { levels: payload.levels }),
    randomisedOn: daysOf(payload.randomisedOn),
  };
}
