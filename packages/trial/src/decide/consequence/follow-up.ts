// What every change of recorded data entails for its review: queries of checks, and signatures that no longer hold.
import type { EventType, TrialEvent } from '../../event/catalogue.js';
import { evolveParticipant } from '../../evolve/participant-state.js';
import { raisedQueries } from '../../review/raised-query.js';
import { findVoided } from '../../review/signed-state.js';
import type { Context, NewEvent } from '../contract.js';
import type { Situation } from '../situation.js';
import type { Effect } from './effect.js';

/** Events that change neither a form nor an adverse event: nothing of the review follows from them. */
const unrelated: ReadonlySet<EventType> = new Set<EventType>([
  'ParticipantScreened',
  'ConsentGiven',
  'EligibilityAssessed',
  'HarvestRecorded',
  'ProductReleased',
  'ParticipantRandomised',
  'BagPrepared',
  'InfusionPermitted',
  'InfusionRecorded',
  'DataQueryOpened',
  'DataQueryAnswered',
  'DataQueryClosed',
  'DataQueryReopened',
  'SourceVerified',
  'Signed',
  'TermCoded',
]);

/**
 * The effect with what follows for the review: queries that the protocol's checks raise or no longer raise, and the signatures
 * whose content is another now. In an imported trial no check asks anybody: its questions were settled elsewhere.
 */
export function withFollowUp(decided: Effect, situation: Situation, context: Context): Effect {
  const { participant, protocol, siteId, trial } = situation;
  const own = decided.events.filter(({ stream }) => stream.kind === 'participant');
  if (participant.screening === undefined || own.every(({ type }) => unrelated.has(type))) return decided;
  const participantId = participant.screening.participantId;
  const about = own.filter(({ stream }) => stream.kind === 'participant' && stream.participantId === participantId);
  const after = about.reduce(
    (state, { type, payload }) =>
      evolveParticipant(state, {
        event: { type, payload } as TrialEvent,
        envelope: { actorId: context.actorId, recordedAt: context.now },
      }),
    participant,
  );
  const place = {
    stream: { kind: 'participant', participantId },
    ...(siteId === undefined ? {} : { siteId }),
  } as const;
  const raised = trial.creation?.mode === 'imported' ? [] : raisedQueries(protocol, participant, after);
  const queries = raised.map((one): NewEvent => {
    if (one.type !== 'DataQueryOpened') return { ...place, ...one };
    return { ...place, type: one.type, payload: { ...one.payload, queryId: context.nextId() } };
  });
  const voided = findVoided(protocol, participant, after).map(
    ({ signatureId, forms }): NewEvent => ({
      ...place,
      type: 'SignatureVoided',
      payload: { signatureId, forms: [...forms] },
    }),
  );
  if (queries.length + voided.length === 0) return decided;
  return { ...decided, events: [...decided.events, ...queries, ...voided] };
}
