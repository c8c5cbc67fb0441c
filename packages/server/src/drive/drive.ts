// Drives planned commands through the real write path: in order where order matters, side by side where it does not.
import type { SubmittedCommand, TrialId } from '@equipoise/trial';
import type { CommandExecutor, Submission } from '../execute/execute.js';
import type { Randomness } from '../execute/randomness.js';
import type { System } from '../system.js';

/** A planned command was refused: the plan and the rules disagree. Nothing after it was sent. */
export class PlanRefused extends Error {}

export interface DriveOptions {
  /** Called after each command with the number done so far, those of an earlier run included. */
  readonly onProgress?: (done: number) => void;
  readonly randomnessFor?: (submitted: SubmittedCommand) => Randomness | undefined;
  /** Adds to a command, just before it is sent, what only the record knows. */
  readonly complete?: (submitted: SubmittedCommand) => Promise<SubmittedCommand>;
}

/** Commands that wait for their turn at the same time; the pool of connections says how many are under way. */
const width = 64;

/**
 * Executes the commands that were not executed before. Commands about one participant keep their order, randomisations
 * keep theirs among all participants (so that each takes the entry that the plan foresaw), and a command about the
 * trial waits for all before it and is waited for by all after it.
 * @throws PlanRefused
 */
export async function drive(
  system: System,
  executor: CommandExecutor,
  trialId: TrialId,
  plan: readonly SubmittedCommand[],
  options: DriveOptions = {},
): Promise<{ readonly executed: number; readonly before: number }> {
  const doneBefore = await listDone(system, trialId);
  const tails = new Map<string, Promise<void>>();
  const waiting = new Set<Promise<void>>();
  let failure: unknown;
  let done = 0;
  let executed = 0;

  const run = async (submitted: SubmittedCommand) => {
    if (failure !== undefined) return;
    const randomness = options.randomnessFor?.(submitted);
    const completed = (await options.complete?.(submitted)) ?? submitted;
    const confirmation = { method: 'operator', at: completed.at ?? new Date().toISOString() } as const;
    const submission: Submission = { ...completed, confirmation, ...(randomness ? { randomness } : {}) };
    const result = await executor.execute(trialId, submission);
    if (!result.accepted)
      throw new PlanRefused(
        `${submitted.command.name} (command ${submitted.commandId}) was refused: ${result.message} [${result.code}]`,
      );
    executed += 1;
    done += 1;
    options.onProgress?.(done);
  };

  for (const submitted of plan) {
    if (failure !== undefined) break;
    if (doneBefore.has(submitted.commandId)) {
      done += 1;
      continue;
    }
    const keys = orderKeys(submitted);
    if (keys.length === 0) {
      await Promise.all(waiting);
      await run(submitted).catch((cause: unknown) => {
        failure ??= cause;
      });
      continue;
    }
    while (waiting.size >= width) await Promise.race(waiting);
    const task: Promise<void> = Promise.all(keys.map((key) => tails.get(key)))
      .then(() => run(submitted))
      .catch((cause: unknown) => {
        failure ??= cause;
      })
      .finally(() => waiting.delete(task));
    waiting.add(task);
    for (const key of keys) tails.set(key, task);
  }
  await Promise.all(waiting);
  if (failure !== undefined) throw failure;
  return { executed, before: done - executed };
}

/** What a command must keep its order with; nothing: with everything. */
function orderKeys({ command }: SubmittedCommand): readonly string[] {
  if (!('participantId' in command.body)) return [];
  return command.name === 'randomise' ? [command.body.participantId, 'randomisation'] : [command.body.participantId];
}

async function listDone(system: System, trialId: TrialId): Promise<ReadonlySet<string>> {
  const { rows } = await system.pools.writer.query<{ command_id: string }>(
    'select command_id from record.command where trial_id = $1',
    [trialId],
  );
  return new Set(rows.map((row) => row.command_id));
}
