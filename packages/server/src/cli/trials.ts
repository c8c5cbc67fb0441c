// `equipoise trials`: the trials of the database.
import { TrialId } from '@equipoise/trial';
import { listTrialStatuses } from '../store/trial-status.js';
import type { System } from '../system.js';
import { type ExitCode, exitCodes, type TrialsOptions } from './options.js';
import { withSystem } from './with-system.js';

/** The ids of all trials, from the record itself: read tables may have been tampered with. */
export async function listTrialIds(system: System): Promise<readonly TrialId[]> {
  const { rows } = await system.pools.writer.query<{ trial_id: string }>(
    'select trial_id from record.trial order by 1',
  );
  return rows.map((row) => TrialId.parse(row.trial_id));
}

/** Prints the trials, one a line, or as JSON. */
export async function run(options: TrialsOptions): Promise<ExitCode> {
  return withSystem(options, async (system) => {
    const trials = await listTrialStatuses(system.pools.writer);
    if (options.json) {
      process.stdout.write(`${JSON.stringify(trials, null, 2)}\n`);
      return exitCodes.done;
    }
    for (const trial of trials) {
      const kind = trial.isSynthetic ? `${trial.mode}, SYNTHETIC` : trial.mode;
      const name = trial.isCurrent ? `  ← ${trial.protocolId}` : '';
      process.stdout.write(
        `${trial.id}  ${trial.acronym} ${trial.protocolVersion}  ${kind}, ${trial.status}: ${trial.screened} screened, ${trial.randomised} randomised${name}\n`,
      );
    }
    if (trials.length === 0) process.stdout.write('There is no trial in this database yet.\n');
    return exitCodes.done;
  });
}
