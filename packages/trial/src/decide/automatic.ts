// Automatic randomisation: where the protocol says so, whoever finds the last thing that it needs randomises by that.
import type { CommandName } from '../command/catalogue.js';
import type { TrialEvent } from '../event/catalogue.js';
import { evolveParticipant } from '../evolve/participant-state.js';
import { randomisedBy } from './consequence/enrolment.js';
import type { Context, Decision, NewEvent } from './contract.js';
import { exactDay } from './day.js';
import { randomiseRefusal } from './permission/enrolment.js';
import { entryRefusal } from './permission/entry.js';
import { generalRefusal } from './permission/general.js';
import type { Situation } from './situation.js';

/** Commands by which the last thing that randomisation needs may be found. */
const triggers: ReadonlySet<CommandName> = new Set<CommandName>([
  'assessEligibility',
  'recordConsent',
  'releaseProduct',
]);

/** Whether a command may randomise beside what it says, so that it needs the stratum and the caps. */
export function mayRandomise(name: CommandName, { protocol }: Pick<Situation, 'protocol'>): boolean {
  return name === 'randomise' || (protocol.randomisation.automatic === true && triggers.has(name));
}

/**
 * The decision with the randomisation that follows from it. Nothing is added where anything is missing still, or where
 * the sender has no right to randomise: then somebody who has it does so by hand.
 */
export function withRandomisation(
  name: CommandName,
  situation: Situation,
  context: Context,
  decision: Decision,
): Decision {
  if (!decision.accepted || name === 'randomise' || !mayRandomise(name, situation)) return decision;
  const { protocol } = situation;
  const participantId = situation.participant.screening?.participantId;
  if (participantId === undefined || situation.participant.randomisation !== undefined) return decision;
  const envelope = { actorId: context.actorId, recordedAt: context.now };
  const participant = decision.events.reduce(
    (state, { stream, type, payload }) =>
      stream.kind === 'participant' && stream.participantId === participantId
        ? evolveParticipant(state, { event: { type, payload } as TrialEvent, envelope })
        : state,
    situation.participant,
  );
  const body = { participantId, randomisedOn: dayOf(decision.events, context.now), automatic: true };
  const after = { ...situation, participant };
  const refusal =
    generalRefusal({ name: 'randomise', body }, after) ?? randomiseRefusal(after) ?? entryRefusal(body, after);
  const isEligible =
    participant.eligibility.randomisation?.eligible ?? !protocol.eligibility.stages.includes('randomisation');
  if (refusal !== undefined) {
    // Said only where it surprises: the participant is eligible, and there is no place or no entry left.
    if (!isEligible || !['cap-reached', 'list-exhausted', 'stratum-unknown'].includes(refusal.code)) return decision;
    return { ...decision, outcome: { ...decision.outcome, notRandomised: refusal.code } };
  }
  const randomised = randomisedBy(body, after, context);
  return {
    ...decision,
    events: [...decision.events, ...randomised.events],
    outcome: { ...decision.outcome, ...randomised.outcome },
  };
}

/** The day on which eligibility was found; else today. */
function dayOf(events: readonly NewEvent[], now: string): string {
  const assessed = events.find((event) => event.type === 'EligibilityAssessed');
  const day = assessed?.type === 'EligibilityAssessed' ? exactDay(assessed.payload.assessedOn) : undefined;
  return day ?? now.slice(0, 10);
}
