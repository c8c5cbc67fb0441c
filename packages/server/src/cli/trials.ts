// `equipoise trials`: the trials of the database.
import { TrialId } from '@equipoise/trial';
import type { System } from '../system.js';
import { type ExitCode, exitCodes, type TrialsOptions } from './options.js';
import { withSystem } from './with-system.js';

export interface ListedTrial {
  readonly trialId: TrialId;
  readonly protocolId: string;
  readonly acronym: string;
  readonly protocolVersion: string;
  readonly mode: string;
  readonly status: string;
  readonly synthetic: boolean;
  readonly screened: number;
  readonly randomised: number;
  /** Whether the protocol's name stands for this trial on the command line. */
  readonly isCurrent: boolean;
}

/** Every trial, by protocol, then by id: an order that tells nothing. */
export async function listTrials(system: System): Promise<readonly ListedTrial[]> {
  const { rows } = await system.pools.writer.query<{
    trial_id: string;
    protocol_id: string;
    acronym: string;
    protocol_version: string;
    mode: string;
    status: string;
    synthetic: boolean;
    screened: number;
    randomised: number;
    is_current: boolean;
  }>(
    `select t.trial_id, t.protocol_id, t.acronym, t.protocol_version, t.mode, t.status, t.synthetic,
            (select count(*)::int from read.participant p where p.trial_id = t.trial_id) as screened,
            (select count(*)::int from read.participant p where p.trial_id = t.trial_id and p.randomisation_number is not null) as randomised,
            exists (select 1 from ops.current_trial c where c.trial_id = t.trial_id) as is_current
     from read.trial t order by t.protocol_id, t.trial_id`,
  );
  return rows.map((row) => ({
    trialId: TrialId.parse(row.trial_id),
    protocolId: row.protocol_id,
    acronym: row.acronym,
    protocolVersion: row.protocol_version,
    mode: row.mode,
    status: row.status,
    synthetic: row.synthetic,
    screened: row.screened,
    randomised: row.randomised,
    isCurrent: row.is_current,
  }));
}

/** Prints the trials, one a line, or as JSON. */
export async function run(options: TrialsOptions): Promise<ExitCode> {
  return withSystem(options, async (system) => {
    const trials = await listTrials(system);
    if (options.json) {
      process.stdout.write(`${JSON.stringify(trials, null, 2)}\n`);
      return exitCodes.done;
    }
    for (const trial of trials) {
      const made = trial.synthetic ? ', SYNTHETIC' : '';
      process.stdout.write(
        `${trial.trialId}  ${trial.acronym} ${trial.protocolVersion}  ${trial.mode}${made}, ${trial.status}: ${trial.screened} screened, ${trial.randomised} randomised${trial.isCurrent ? `  ← ${trial.protocolId}` : ''}\n`,
      );
    }
    if (trials.length === 0) process.stdout.write('There is no trial in this database yet.\n');
    return exitCodes.done;
  });
}
