// `equipoise checkpoint`: signs the heads of all streams into a file outside the database.
import { writeCheckpoint } from '../store/checkpoint-file.js';
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
