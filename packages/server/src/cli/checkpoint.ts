// `equipoise checkpoint`: signs the heads of all streams into a file outside the database.
import { mkdir, open } from 'node:fs/promises';
import path from 'node:path';
import type { TrialId } from '@equipoise/trial';
import { type Checkpoint, takeCheckpoint } from '../store/checkpoint.js';
import { streamHeads } from '../store/verify.js';
import type { System } from '../system.js';
import { findTrial } from './find-trial.js';
import { type CheckpointOptions, CommandProblem, type ExitCode, exitCodes } from './options.js';
import { listTrialIds } from './trials.js';
import { withSystem } from './with-system.js';

/** Takes a checkpoint of one trial (into `file`, or beside the data) or of every trial (beside the data). */
export async function run(options: CheckpointOptions): Promise<ExitCode> {
  return withSystem(options, async (system) => {
    const trials = options.trial === undefined ? await listTrialIds(system) : [await findTrial(system, options.trial)];
    if (trials.length === 0) throw new CommandProblem('There is no trial in this database: nothing to checkpoint.');
    if (options.file !== undefined && trials.length > 1)
      throw new CommandProblem('A checkpoint file holds one trial: name the trial, or leave out the file.');
    for (const trialId of trials) {
      const { file, checkpoint } = await writeCheckpoint(system, trialId, options.file);
      process.stdout.write(
        `${file}: trial ${trialId}, ${checkpoint.events} events in ${checkpoint.heads.length} streams, root ${checkpoint.merkleRoot}\n`,
      );
    }
    return exitCodes.done;
  });
}

/** Where checkpoints lie unless a file is named. Copy them elsewhere: who can change the database may reach them here. */
export function checkpointDirectory(dataDir: string): string {
  return path.join(dataDir, 'checkpoints');
}

/** Writes the checkpoint of a trial; the same record gives the same heads and root. */
export async function writeCheckpoint(
  system: System,
  trialId: TrialId,
  file?: string,
): Promise<{ readonly file: string; readonly checkpoint: Checkpoint }> {
  const heads = await streamHeads(system.pools.sealed, trialId);
  const checkpoint = takeCheckpoint({
    trialId,
    takenAt: new Date().toISOString(),
    heads,
    signingKey: system.keyring.signingKey,
  });
  const target = file ?? path.join(checkpointDirectory(system.dataDir), `${trialId}.${checkpoint.events}.json`);
  await mkdir(path.dirname(target), { recursive: true });
  // Lengths of sealed streams tell of failed batches: not for every user of this computer.
  const handle = await open(target, 'w', 0o600);
  try {
    await handle.writeFile(`${JSON.stringify(checkpoint, null, 1)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return { file: target, checkpoint };
}
