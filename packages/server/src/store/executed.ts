// Whether a command is in the record already.
import type { CommandId, TrialId } from '@equipoise/trial';
import type pg from 'pg';

/** Whether a command of this id was accepted. */
export async function wasExecuted(pool: pg.Pool, trialId: TrialId, commandId: CommandId): Promise<boolean> {
  const { rowCount } = await pool.query({
    name: 'was-executed',
    text: 'select 1 from record.command where trial_id = $1 and command_id = $2',
    values: [trialId, commandId],
  });
  return rowCount === 1;
}
