// For tests: runs a rehearsal in memory through decide and evolve, as the server does through its database.
import {
  allocationOf,
  type CapState,
  type Context,
  claimedLevels,
  decide,
  deterministicId,
  evolveCap,
  evolveParticipant,
  evolveSealedProduct,
  evolveStratum,
  evolveTrial,
  hexToBytes,
  initialCapState,
  initialParticipantState,
  initialSealedProductState,
  initialStratumState,
  initialTrialState,
  type NewEvent,
  openingOf,
  type ParticipantState,
  type Payload,
  type Refusal,
  type SealedProductState,
  type StratumState,
  type SubmittedCommand,
  statesOf,
  type TrialState,
} from '@equipoise/trial';
import { waitsForCodes, withDrawnCodes } from './bedside-script.js';
import { withRandomisationNumber } from './closing-script.js';
import { createDraws } from './draws.js';
import type { RehearsalPlan } from './plan-rehearsal.js';

/** An event with what its envelope would say of it. */
export type MemoryEvent = NewEvent & { readonly actorId: string; readonly recordedAt: string };

export interface MemoryRun {
  readonly events: readonly MemoryEvent[];
  readonly refusals: readonly { readonly submitted: SubmittedCommand; readonly refusal: Refusal }[];
  readonly trial: TrialState;
  readonly participants: ReadonlyMap<string, ParticipantState>;
  readonly secret: Payload<'AllocationSealed'> | undefined;
}

/** Sends every command of a plan in order; refused ones are listed, and change nothing. */
export function runInMemory(plan: RehearsalPlan): MemoryRun {
  const events: MemoryEvent[] = [];
  const refusals: { submitted: SubmittedCommand; refusal: Refusal }[] = [];
  const participants = new Map<string, ParticipantState>();
  const products = new Map<string, SealedProductState>();
  const strata = new Map<string, StratumState>();
  const caps = new Map<string, CapState>();
  let trial: TrialState = initialTrialState;
  let secret: Payload<'AllocationSealed'> | undefined;
  const draws = createDraws(0, 'bytes of the run in memory');
  let ids = 0;
  const sequenceOf = (participantId: string): string | undefined => {
    const claim = participants.get(participantId)?.randomisation;
    if (claim === undefined || secret === undefined || trial.allocation === undefined) return undefined;
    const { design } = trial.allocation;
    const claims = events.flatMap((event) => (event.type === 'AllocationClaimed' ? [event.payload] : []));
    return allocationOf(secret, design, { ...claim, levels: claimedLevels(design, claims) });
  };

  for (const planned of plan.commands) {
    const about = waitsForCodes(planned);
    const chain = about === undefined ? undefined : participants.get(about.participantId)?.chain;
    const submitted = withRandomisationNumber(
      withDrawnCodes(planned, {
        identityCode: chain?.identityCode,
        labelCode: chain?.bags[about?.bagCode ?? '']?.labelCode,
      }),
      (participantId) => participants.get(participantId)?.randomisation?.randomisationNumber,
    );
    const { command, actorId, at = '' } = submitted;
    let isSeedDrawn = command.name !== 'commitAllocation' || plan.protocol.randomisation.method === 'uploadedList';
    const randomBytes = (length: number): Uint8Array => {
      if (isSeedDrawn) return Uint8Array.from({ length }, () => draws.integer(0, 255));
      isSeedDrawn = true;
      return hexToBytes(plan.allocationSeedHex);
    };
    const participantId = 'participantId' in command.body ? command.body.participantId : undefined;
    const openedSequence =
      openingOf(command.name) !== undefined && participantId !== undefined ? sequenceOf(participantId) : undefined;
    const context: Context = {
      now: at,
      actorId,
      protocol: plan.protocol,
      confirmation: { method: 'operator', at },
      randomBytes,
      nextId: () => deterministicId(0, 'event', String(ids++)),
      ...(openedSequence === undefined ? {} : { openedSequence }),
      ...(participantId === undefined
        ? {}
        : { openedProduct: products.get(participantId) ?? initialSealedProductState }),
      ...(command.name === 'unblindTrial' && secret !== undefined ? { openedSecret: secret } : {}),
    };
    const states = statesOf(command, plan.protocol, {
      trial,
      participant: (id) => participants.get(id),
      stratum: (key) => strata.get(key),
      cap: (key) => caps.get(key),
    });
    const decision = decide(command, states, context);
    if (!decision.accepted) {
      refusals.push({ submitted, refusal: decision });
      continue;
    }
    for (const event of decision.events) {
      const { type, payload } = event;
      const folded = { event: { type, payload } as never, envelope: { actorId, recordedAt: at } };
      events.push({ ...event, actorId, recordedAt: at });
      if (event.stream.kind === 'trial') trial = evolveTrial(trial, folded);
      if (event.stream.kind === 'participant') {
        const id = event.stream.participantId;
        participants.set(id, evolveParticipant(participants.get(id) ?? initialParticipantState, folded));
      }
      if (event.stream.kind === 'sealedParticipant') {
        const id = event.stream.participantId;
        products.set(id, evolveSealedProduct(products.get(id) ?? initialSealedProductState, folded));
      }
      if (event.stream.kind === 'stratum') {
        const { stratum: key } = event.stream;
        strata.set(key, evolveStratum(strata.get(key) ?? initialStratumState, folded));
      }
      if (event.stream.kind === 'cap') {
        const { cap } = event.stream;
        caps.set(cap, evolveCap(caps.get(cap) ?? initialCapState, folded));
      }
      if (event.type === 'AllocationSealed') secret = event.payload;
    }
  }
  return { events, refusals, trial, participants, secret };
}
