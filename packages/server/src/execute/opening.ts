// What the server opens for a command, and nothing else: one sequence, or at the end the whole secret.
import {
  allocationOf,
  type ClaimedLevels,
  type Command,
  type Context,
  claimedLevels,
  type NewEvent,
  openingOf,
  type ParticipantId,
  type RandomisationDesign,
  type States,
  type StreamId,
  type TrialId,
} from '@equipoise/trial';
import { Opener, openSecret } from '../seal/opener.js';
import { loadStream } from '../store/load.js';
import { streamIdOf } from '../store/stream.js';
import type { System } from '../system.js';

/** The opened part of a context; empty for every command that opens nothing, which then needs no key. */
export async function openForCommand(
  system: System,
  trialId: TrialId,
  command: Command,
  states: States,
): Promise<Pick<Context, 'openedSequence' | 'openedSecret'>> {
  const opening = openingOf(command.name);
  if (opening === undefined || opening === 'dataCut' || !states.trial.allocation) return {};
  if (opening === 'unblinding') {
    if (!states.trial.isLocked) return {};
    const secret = await openSecret(new Opener(system.pools.sealed, trialId, system.keyring));
    return secret ? { openedSecret: secret } : {};
  }
  const claim = states.participant?.randomisation;
  if (!claim) return {};
  const secret = await openSecret(new Opener(system.pools.sealed, trialId, system.keyring));
  if (!secret) return {};
  const { design } = states.trial.allocation;
  const levels = await claimedLevelsOf(system, trialId, design, claim.stratum);
  return { openedSequence: allocationOf(secret, design, { ...claim, levels }) };
}

/** The open levels of all entries of a stratum: what an allocation by minimisation depends on beside the seed. */
async function claimedLevelsOf(
  system: System,
  trialId: TrialId,
  design: RandomisationDesign,
  stratum: string,
): Promise<ClaimedLevels | undefined> {
  if (design.method !== 'minimisation') return undefined;
  const events = await loadStream(system.pools.writer, trialId, streamIdOf(trialId, { kind: 'stratum', stratum }));
  const claims = events.flatMap(({ event }) => (event?.type === 'AllocationClaimed' ? [event.payload] : []));
  return claimedLevels(design, claims);
}

/** The sequence that a code break tells the one who broke it. */
export function answerIn(events: readonly NewEvent[]): { readonly sequence: string } | undefined {
  for (const event of events) {
    if (event.type === 'AllocationOpened' && event.payload.kind === 'codeBreak')
      return { sequence: event.payload.sequence };
  }
  return undefined;
}

/** The same answer for a code break that was done before, read from the sealed record. */
export async function answerOf(
  system: System,
  trialId: TrialId,
  participantId: ParticipantId,
  commandId: string,
): Promise<{ readonly sequence: string } | undefined> {
  const streamId: StreamId = streamIdOf(trialId, { kind: 'sealedParticipant', participantId });
  const opener = new Opener(system.pools.sealed, trialId, system.keyring);
  const opened = await opener.list({ types: ['AllocationOpened'], streamId });
  return opened.flatMap(({ envelope, event }) =>
    envelope.commandId === commandId && event.type === 'AllocationOpened' ? [{ sequence: event.payload.sequence }] : [],
  )[0];
}
