// The four kinds of withdrawal as data: which commands about the participant each leaves.
import type { CommandName } from '../command/catalogue.js';
import type { Payload } from '../event/catalogue.js';

type Kind = Payload<'ParticipantWithdrawn'>['kind'];

/** Safety goes on whatever the participant withdrew from (Regulation (EU) 536/2014, article 28(3)). */
const safety: readonly CommandName[] = [
  'recordCaseVersion',
  'assessSeriousEvent',
  'recordSafetyReport',
  'recordReactionReport',
  'recordPregnancy',
];

/** What is known is still asked about, verified, signed, coded and locked. */
const reviews: readonly CommandName[] = [
  'openQuery',
  'answerQuery',
  'closeQuery',
  'reopenQuery',
  'recordSealedQuery',
  'verifySource',
  'withdrawVerification',
  'signForms',
  'signParticipant',
  'declareMissed',
  'freezeForms',
  'unfreezeForms',
  'lockForms',
  'unlockForms',
  'lockParticipant',
  'unlockParticipant',
  'codeTerm',
  'codeAutomatically',
];

/** Without the use of data: what is open is closed, and what there is is kept as it is. */
const closings: readonly CommandName[] = [
  'closeQuery',
  'recordSealedQuery',
  'signForms',
  'signParticipant',
  'freezeForms',
  'unfreezeForms',
  'lockForms',
  'unlockForms',
  'lockParticipant',
  'unlockParticipant',
];

/** What is there of a participant's material is still followed, kept or destroyed (traceability of cell products). */
const custody: readonly CommandName[] = [
  'recordHandover',
  'quarantineMaterial',
  'resolveQuarantine',
  'recallBag',
  'recordBatchStep',
  'recordExcursion',
  'recordLateResult',
  'notifyFinding',
  'recordLabelFate',
  'recordDisposal',
  'checkBedside',
  'recordInfusionStep',
];

/** What happened is still recorded, events are still followed, and the participant's data are still cleaned. */
const facts: readonly CommandName[] = [
  'recordHarvest',
  'recordFailedBatch',
  'recordInfusion',
  'recordForm',
  'correctValue',
  'undoForm',
  'moveForm',
  'declareVisitMissed',
  'updateDeviation',
  'addAttachment',
  'removeAttachment',
  'transferParticipant',
  'correctStratum',
  'reportAdverseEvent',
  'updateAdverseEvent',
  'recordDeviation',
  'recordTreatmentGuess',
  'breakCode',
  'collectAnswer',
  'unblindForReport',
  'excludeFromAnalysisSet',
  'keepIdentifiers',
  'eraseIdentifiers',
  'withdraw',
  ...custody,
  ...safety,
  ...reviews,
];

/** By kind: the commands that remain. With several kinds only what each of them leaves remains. */
export const commandsLeftBy: Readonly<Record<Kind, readonly CommandName[]>> = {
  /** No further product; visits go on. */
  treatment: [...facts, 'recordConsent', 'assessEligibility'],
  /** No further visit; what happened before may still be entered, and a later form is a deviation. */
  visits: facts,
  /** Not to be contacted: nothing that needs the participant; records of others may still be entered. */
  contact: facts.filter((name) => name !== 'recordTreatmentGuess'),
  /** No further use of data: only what safety and the law require. */
  dataUse: [
    'reportAdverseEvent',
    'updateAdverseEvent',
    'recordDeviation',
    'updateDeviation',
    'undoForm',
    'removeAttachment',
    'recordInfusion',
    'breakCode',
    'collectAnswer',
    'unblindForReport',
    'eraseIdentifiers',
    'withdraw',
    ...custody,
    ...safety,
    ...closings,
  ],
};

/** The kinds of withdrawal among these that do not leave a command. */
export function withdrawalsAgainst(kinds: readonly Kind[], command: CommandName): readonly Kind[] {
  return kinds.filter((kind) => !commandsLeftBy[kind].includes(command));
}
