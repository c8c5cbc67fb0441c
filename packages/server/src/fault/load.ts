// A second load beside a rehearsal: participants of another trial are screened, one after another, without an end.
import { setTimeout as sleep } from 'node:timers/promises';
import { deterministicId, ParticipantId, type SubmittedCommand, type TrialId } from '@equipoise/trial';
import { readPlan } from '../cli/rehearse.js';
import { drive } from '../drive/drive.js';
import type { CommandExecutor } from '../execute/execute.js';
import type { System } from '../system.js';

/** Screened at the same time. */
const width = 3;
/** After a start the last of those who are in the record are sent once more: each must be answered as repeated. */
const sentAgain = 6;

/** Prepares the second trial, if it is not there yet, and screens until `isOver`. */
export async function runLoad(system: System, executor: CommandExecutor, isOver: () => boolean): Promise<void> {
  const { trialId, opening, screening } = planLoad();
  await drive(system, executor, trialId, opening);
  let next = Math.max(0, (await countScreened(system, trialId)) - sentAgain);
  while (!isOver()) {
    await Promise.all(
      Array.from({ length: width }, async (_, offset) => {
        const submitted = screening(next + offset);
        const result = await executor.execute(trialId, submitted);
        if (!result.accepted)
          throw new Error(`screening ${next + offset} was refused: ${result.message} [${result.code}]`);
      }),
    );
    next += width;
    await sleep(25);
  }
}

/** The second trial: what opens it, and the command that screens its participant of a number. */
export function planLoad(): {
  readonly trialId: TrialId;
  readonly opening: readonly SubmittedCommand[];
  readonly screening: (number: number) => SubmittedCommand;
} {
  const { trialId, commands } = readPlan({ trial: 'raynaud', participants: 4, seed: 1 });
  const first = commands.findIndex(({ command }) => command.name === 'screenParticipant');
  const example = commands[first];
  if (example?.command.name !== 'screenParticipant') throw new Error('the plan of the second trial screens nobody');
  const { body } = example.command;
  const id = (purpose: string, number: number) => deterministicId('second load', purpose, String(number));
  return {
    trialId,
    opening: commands.slice(0, first),
    screening: (number) => ({
      ...example,
      commandId: id('command', number) as SubmittedCommand['commandId'],
      command: {
        name: 'screenParticipant',
        body: {
          ...body,
          participantId: ParticipantId.parse(id('participant', number)),
          screeningNumber: `LOAD-${number}`,
        },
      },
    }),
  };
}

async function countScreened(system: System, trialId: TrialId): Promise<number> {
  const { rows } = await system.pools.writer.query<{ n: number }>(
    'select count(*)::int as n from read.participant where trial_id = $1',
    [trialId],
  );
  return rows[0]?.n ?? 0;
}
