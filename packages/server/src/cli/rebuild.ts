// `equipoise rebuild`: the read tables again from the record, or (--check) whether they are what the record gives.
import { inTransaction } from '../store/pool.js';
import { checkReadTables, rebuildTrial } from '../store/rebuild.js';
import { type ExitCode, exitCodes, type RebuildOptions } from './options.js';
import { listTrialIds } from './trials.js';
import { withSystem } from './with-system.js';

/** Rebuilds or compares every trial; with `check` the exit code is 1 where a row differs. */
export async function run(options: RebuildOptions): Promise<ExitCode> {
  return withSystem(options, async (system) => {
    let differing = 0;
    for (const trialId of await listTrialIds(system)) {
      if (options.check) {
        const findings = await checkReadTables(system.pools.owner, trialId);
        for (const { message } of findings) process.stdout.write(`${message}\n`);
        differing += findings.length;
        process.stdout.write(
          `trial ${trialId}: ${findings.length === 0 ? 'every read row is what the record gives' : `${findings.length} row(s) differ`}\n`,
        );
        continue;
      }
      const written = await inTransaction(system.pools.owner, 'begin', async (client) => {
        // Nothing is written to the trial meanwhile.
        await client.query('select 1 from record.trial where trial_id = $1 for update', [trialId]);
        return rebuildTrial(client, trialId);
      });
      process.stdout.write(`trial ${trialId}: ${written} read rows written from the record\n`);
    }
    return differing > 0 ? exitCodes.problem : exitCodes.done;
  });
}
