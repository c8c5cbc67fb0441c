// A command that is in the record already gets the answer that it got; an id that was used for another command is refused.
import {
  type Command,
  type CommandId,
  type Outcome,
  type Refusal,
  refuse,
  type StreamId,
  type StreamRef,
  type TrialId,
  versionAfter,
} from '@equipoise/trial';
import { listChanged } from '../store/load.js';
import { streamIdOf } from '../store/stream.js';
import type { System } from '../system.js';
import type { ExecuteResult } from './execute.js';
import { answerOf } from './opening.js';

/** The command that a sender sends, under its id. */
export interface Sent {
  readonly command: Command;
  readonly commandId: CommandId;
}

/** What a command of this id was answered; undefined where there is none yet. */
export async function findDoneBefore(
  system: System,
  trialId: TrialId,
  { bodyDigest, ...sent }: Sent & { readonly bodyDigest: Buffer },
): Promise<ExecuteResult | undefined> {
  const { rows } = await system.pools.writer.query<{ body_digest: Buffer; outcome: string }>({
    name: 'command-done',
    text: 'select body_digest, outcome from record.command where trial_id = $1 and command_id = $2',
    values: [trialId, sent.commandId],
  });
  const row = rows[0];
  if (!row) return undefined;
  return row.body_digest.equals(bodyDigest)
    ? repeatAnswer(system, trialId, { ...sent, outcome: JSON.parse(row.outcome) as Outcome })
    : otherBody(sent);
}

/** The answer of a command that was done before. */
export async function repeatAnswer(
  system: System,
  trialId: TrialId,
  { command, commandId, outcome }: Sent & { readonly outcome: Outcome },
): Promise<ExecuteResult> {
  const answer =
    command.name === 'breakCode' || command.name === 'collectAnswer' || command.name === 'unblindForReport'
      ? await answerOf(system, trialId, command.body.participantId, commandId)
      : undefined;
  const changed = await listChanged(system.pools.writer, trialId, commandId);
  const version = versionAfter(command, changedIn(trialId, command, changed));
  return {
    accepted: true,
    outcome,
    repeated: true,
    ...(version === undefined ? {} : { version }),
    ...(answer ? { answer } : {}),
  };
}

/** The refusal of an id that was used for another command. */
export function otherBody({ commandId, command }: Sent): Refusal {
  return refuse(
    'command-id-used',
    `The command id ${commandId} was used for another command; a new ${command.name} needs a new id.`,
    { commandId },
  );
}

/** The events of a command that changed what it is about: its participant, or else the trial. */
export function changedIn<E extends { readonly streamId: StreamId }>(
  trialId: TrialId,
  { body }: Command,
  changed: readonly E[],
): readonly E[] {
  const stream: StreamRef =
    'participantId' in body ? { kind: 'participant', participantId: body.participantId } : { kind: 'trial' };
  const streamId = streamIdOf(trialId, stream);
  return changed.filter((event) => event.streamId === streamId);
}
