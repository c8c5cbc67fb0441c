// `equipoise export TRIAL`: the analysed records as CSV with a code book, or the randomisation for anybody to check.
import path from 'node:path';
import { exportAnalysisData } from '@equipoise/analysis';
import { exportRandomisation } from '../store/randomisation-export.js';
import { SnapshotProblem } from '../store/snapshot.js';
import { snapshotOf, writeWhole } from './analyse.js';
import { findTrial } from './find-trial.js';
import { CommandProblem, type ExitCode, type ExportOptions, exitCodes } from './options.js';
import { withSystem } from './with-system.js';

/** Writes every file of the export into the folder, and the randomisation into its file. */
export async function run(options: ExportOptions): Promise<ExitCode> {
  const { analysisData, randomisation } = options;
  if (analysisData === undefined && randomisation === undefined) {
    throw new CommandProblem('Say what to export: --analysis-data DIR, --randomisation FILE, or both.');
  }
  return withSystem(options, async (system) => {
    if (randomisation !== undefined) {
      const trialId = await findTrial(system, options.trial);
      const exported = await exportRandomisation(system, trialId).catch((cause: unknown) => {
        throw cause instanceof SnapshotProblem ? new CommandProblem(cause.message, { cause }) : cause;
      });
      writeWhole(randomisation, `${JSON.stringify(exported, null, 2)}\n`);
      process.stdout.write(`${exported.participants.length} allocations with their seed in ${randomisation}\n`);
    }
    if (analysisData === undefined) return exitCodes.done;
    const snapshot = await snapshotOf(system, options);
    const files = exportAnalysisData(snapshot);
    for (const { file, text } of files) writeWhole(path.join(analysisData, file), text);
    process.stdout.write(`${files.length} files in ${analysisData}: ${files.map(({ file }) => file).join(', ')}\n`);
    return exitCodes.done;
  });
}
