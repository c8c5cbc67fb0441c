// `equipoise export TRIAL --analysis-data DIR`: the analysed records as CSV with a code book.
import path from 'node:path';
import { exportAnalysisData } from '@equipoise/analysis';
import { snapshotOf, writeWhole } from './analyse.js';
import { type ExitCode, type ExportOptions, exitCodes } from './options.js';
import { withSystem } from './with-system.js';

/** Writes every file of the export into the folder. */
export async function run(options: ExportOptions): Promise<ExitCode> {
  return withSystem(options, async (system) => {
    const snapshot = await snapshotOf(system, options);
    const files = exportAnalysisData(snapshot);
    for (const { file, text } of files) writeWhole(path.join(options.analysisData, file), text);
    process.stdout.write(
      `${files.length} files in ${options.analysisData}: ${files.map(({ file }) => file).join(', ')}\n`,
    );
    return exitCodes.done;
  });
}
