// What every change of recorded data entails for its review: queries of checks, and signatures that no longer hold.
import type { EventType, TrialEvent } from '../../event/catalogue.js';
import { siteOf } from '../../evolve/capture-state.js';
import { evolveParticipant, type ParticipantState } from '../../evolve/participant-state.js';
import { raisedQueries } from '../../review/raised-query.js';
import { findVoided } from '../../review/signed-state.js';
import type { Context, NewEvent } from '../contract.js';
import type { Situation } from '../situation.js';
import { type Effect, placesOf } from './effect.js';

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
  const { participant, other } = situation;
  const isOnly = other === undefined || other.screening?.participantId === participant.screening?.participantId;
  const concerned = isOnly ? [participant] : [participant, other];
  const events = concerned.flatMap((one) => followUp(decided.events, one, { situation, context }));
  return events.length === 0 ? decided : { ...decided, events: [...decided.events, ...events] };
}

function followUp(
  decided: readonly NewEvent[],
  participant: ParticipantState,
  { situation, context }: { readonly situation: Situation; readonly context: Context },
): readonly NewEvent[] {
  const { protocol, trial } = situation;
  const participantId = participant.screening?.participantId;
  if (participantId === undefined) return [];
  const own = decided.filter(({ stream }) => stream.kind === 'participant' && stream.participantId === participantId);
  if (own.every(({ type }) => unrelated.has(type))) return [];
  const after = own.reduce(
    (state, { type, payload }) =>
      evolveParticipant(state, {
        event: { type, payload } as TrialEvent,
        envelope: { actorId: context.actorId, recordedAt: context.now },
      }),
    participant,
  );
  const { open } = placesOf(participantId, siteOf(after));
  const raised = trial.creation?.mode === 'imported' ? [] : raisedQueries(protocol, participant, after);
  const queries = raised.map((one): NewEvent => {
    if (one.type !== 'DataQueryOpened') return { ...open, ...one };
    return { ...open, type: one.type, payload: { ...one.payload, queryId: context.nextId() } };
  });
  const voided = findVoided(protocol, participant, after).map(
    ({ signatureId, forms }): NewEvent => ({
      ...open,
      type: 'SignatureVoided',
      payload: { signatureId, forms: [...forms] },
    }),
  );
  return [...queries, ...voided];
}
