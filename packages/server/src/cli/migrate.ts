// `equipoise migrate`: brings the database to this version's schema and ends; servers do the same when they start.
import { type DataOptions, type ExitCode, exitCodes } from './options.js';
import { withSystem } from './with-system.js';

/** Migrates, rebuilds the read tables where this version projects otherwise, and says so. */
export async function run(options: DataOptions): Promise<ExitCode> {
  return withSystem({ ...options, log: (line) => process.stderr.write(`${line}\n`) }, async ({ migrated }) => {
    process.stdout.write(
      migrated.length === 0
        ? 'The database has the schema of this version already.\n'
        : `The database has the schema of this version now; ran ${migrated.join(', ')}.\n`,
    );
    return exitCodes.done;
  });
}
