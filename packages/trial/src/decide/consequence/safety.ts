// What follows from adverse events, serious events as cases, pregnancies, and the work of the safety board.
import type { CommandName } from '../../command/catalogue.js';
import type { safetyCaseCommands } from '../../command/safety-case.js';
import { bytesToHex } from '../../digest.js';
import { parseListing } from '../../safety/listing.js';
import { expectednessByReference } from '../../safety/reference.js';
import { changedFacts } from '../permission/safety.js';
import { type Consequences, effect, placesOf, sealedTrialStream, trialStream } from './effect.js';

type SafetyCaseCommand = Extract<CommandName, keyof typeof safetyCaseCommands>;

/** What the sender of anything about a suspected reaction reads, whatever became of it. */
const sameAnswer = { acknowledgement: 'received by pharmacovigilance' };

export const safetyConsequences: Consequences<'reportAdverseEvent' | 'updateAdverseEvent' | SafetyCaseCommand> = {
  reportAdverseEvent: ({ participantId, ...facts }, { siteId, now }) =>
    effect([
      {
        ...placesOf(participantId, siteId).open,
        type: 'AdverseEventReported',
        payload: { ...facts, ...heldAt(facts, now) },
      },
    ]),

  updateAdverseEvent: ({ participantId, adverseEventId, reason, ...update }, { participant, siteId, now }) => {
    const known = participant.adverseEvents[adverseEventId];
    if (known === undefined) throw new Error('updateAdverseEvent was permitted without a reported event');
    const changes = changedFacts(known, update);
    return effect([
      {
        ...placesOf(participantId, siteId).open,
        type: 'AdverseEventUpdated',
        payload: { adverseEventId, ...changes, ...heldAt({ ...known, ...changes }, now) },
        reason,
      },
    ]);
  },

  recordCaseVersion: ({ participantId, ...facts }, { participant, siteId }) => {
    const number = (participant.safety.cases[facts.adverseEventId]?.versions.length ?? 0) + 1;
    return effect(
      [{ ...placesOf(participantId, siteId).open, type: 'CaseVersionRecorded', payload: { ...facts, number } }],
      { number },
    );
  },

  assessSeriousEvent: ({ participantId, ...facts }, { participant, protocol, siteId, now }) => {
    const known = participant.adverseEvents[facts.adverseEventId];
    const byReference =
      known === undefined || siteId === undefined ? undefined : expectednessByReference(protocol, siteId, known);
    return effect(
      [
        {
          ...placesOf(participantId, siteId).open,
          type: 'SeriousEventAssessed',
          payload: {
            ...facts,
            ...(byReference === undefined ? {} : { referenceVersion: byReference.version }),
            assessedAt: now,
          },
        },
      ],
      {
        ...sameAnswer,
        ...(byReference === undefined ? {} : { referenceSays: byReference.expectedness }),
      },
    );
  },

  recordSafetyReport: ({ participantId, reason, ...facts }, { siteId }) =>
    effect([
      {
        ...placesOf(participantId, siteId).open,
        type: 'SafetyReportSent',
        payload: facts,
        ...(reason === undefined ? {} : { reason }),
      },
    ]),

  recordReactionReport: ({ participantId, ...facts }, { siteId }) =>
    effect([{ ...placesOf(participantId, siteId).sealed, type: 'SafetyReportSealed', payload: facts }], sameAnswer),

  recordPregnancy: ({ participantId, ...facts }, { siteId }) =>
    effect([{ ...placesOf(participantId, siteId).open, type: 'PregnancyRecorded', payload: facts }]),

  importSafetyListing: ({ columns, rows, ...about }) => {
    const { cases } = parseListing(columns, rows);
    return effect([{ stream: trialStream, type: 'SafetyListingImported', payload: { ...about, cases: [...cases] } }], {
      cases: cases.length,
    });
  },

  openSafetyTables: ({ meeting, purpose }, _situation, { randomBytes }) =>
    effect([
      {
        stream: sealedTrialStream,
        type: 'SafetyTablesKeyed',
        payload: { meeting, purpose, saltHex: bytesToHex(randomBytes(32)) },
      },
      { stream: trialStream, type: 'SafetyTablesOpened', payload: { meeting } },
    ]),

  archiveBoardReport: (facts) =>
    effect([{ stream: sealedTrialStream, type: 'BoardReportArchived', payload: facts }], { digest: facts.digest }),

  recordBoardRecommendation: (facts) => effect([{ stream: trialStream, type: 'BoardRecommended', payload: facts }]),

  recordSafetyEvaluation: (facts) =>
    effect([{ stream: sealedTrialStream, type: 'SafetyRulesEvaluated', payload: facts }]),
};

/** Of a serious event the record says itself when the sponsor held it: Day 0 never hangs on a clock that came later. */
function heldAt(
  facts: { readonly serious: boolean; readonly outcome: string },
  now: string,
): { readonly heldAt?: string } {
  return facts.serious || facts.outcome === 'fatal' ? { heldAt: now } : {};
}
