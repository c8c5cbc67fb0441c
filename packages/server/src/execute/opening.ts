// What the server opens for a command, and nothing else: one sequence, or at the end the whole secret.
import {
  allocationOf,
  type Command,
  type Context,
  type NewEvent,
  openingOf,
  type ParticipantId,
  type States,
  type StreamId,
  type TrialId,
} from '@equipoise/trial';
import { Opener, openSecret } from '../seal/opener.js';
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
  return secret
    ? { openedSequence: allocationOf(secret, states.trial.allocation.design, claim.stratum, claim.index) }
    : {};
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
