// `equipoise analyse TRIAL`: snapshot → analysis sets → estimates → JSON and report.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type AnalysisOutput, analyse, renderReport } from '@equipoise/analysis';
import { SnapshotProblem, takeSnapshot } from '../store/snapshot.js';
import type { System } from '../system.js';
import { findTrial } from './find-trial.js';
import { type AnalyseOptions, CommandProblem, type ExitCode, exitCodes } from './options.js';
import { withSystem } from './with-system.js';

/** Analyses a trial, or one of its cuts, as far as it may be seen: before the unblinding with dummy arms. */
export async function run(options: AnalyseOptions): Promise<ExitCode> {
  return withSystem(options, async (system) => {
    const snapshot = await snapshotOf(system, options);
    const output = analyse(snapshot);
    if (options.json !== undefined) writeWhole(options.json, `${JSON.stringify(output, null, 2)}\n`);
    if (options.report !== undefined) writeWhole(options.report, await renderReport(output, snapshot.protocol));
    process.stdout.write(summaryOf(output));
    for (const file of [options.json, options.report])
      if (file !== undefined) process.stdout.write(`Written: ${file}\n`);
    return exitCodes.done;
  });
}

/** The snapshot that TRIAL and a cut name. @throws CommandProblem */
export async function snapshotOf(
  system: System,
  options: Pick<AnalyseOptions, 'trial' | 'cut'>,
): Promise<Awaited<ReturnType<typeof takeSnapshot>>> {
  const trialId = await findTrial(system, options.trial);
  try {
    return await takeSnapshot(system, trialId, options.cut === undefined ? {} : { cut: options.cut });
  } catch (cause) {
    if (cause instanceof SnapshotProblem) throw new CommandProblem(cause.message);
    throw cause;
  }
}

/** Writes a file and the folders above it. @throws CommandProblem */
export function writeWhole(file: string, content: string): void {
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  } catch (cause) {
    throw new CommandProblem(`Can't write ${file}: ${(cause as Error).message}`);
  }
}

function summaryOf(output: AnalysisOutput): string {
  const { participants, analyses } = output;
  const groups = Object.entries(participants.bySequence).map(([sequence, n]) => `${sequence} ${n}`);
  const lines = [
    ...(output.stamp === null ? [] : [output.stamp]),
    ...(output.dummyArms ? ['DUMMY ARMS: this trial is blind; groups were dealt at random and mean nothing.'] : []),
    `${output.acronym}: ${participants.randomised} randomised (${groups.join(', ')}), snapshot ${output.snapshot.hash.slice(0, 16)}… of ${output.snapshot.events} events`,
    ...analyses.map((analysis) => {
      const interval = analysis.ci
        ? ` (${analysis.confidence * 100}% CI ${analysis.ci.map((bound) => bound.toFixed(2)).join(' to ')})`
        : '';
      const estimate =
        analysis.estimate === null
          ? analysis.status
          : `${analysis.effectMeasure} ${analysis.estimate.toFixed(2)}${interval}${analysis.p === null ? '' : `, p = ${analysis.p.toPrecision(2)}`}, ${analysis.status}`;
      return `  ${analysis.id}: ${estimate}${analysis.postHoc ? ', POST HOC' : ''}`;
    }),
    output.conclusion,
  ];
  return `${lines.join('\n')}\n`;
}
