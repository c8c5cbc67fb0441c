// `equipoise draw TRIAL`: the schematic of the design and the schedule of activities, from the protocol alone.
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { renderDesignPage, renderSchematic } from '@equipoise/analysis';
import { explainFileError } from '../embedded/startup-problem.js';
import { readProtocol, requireProtocolFile } from './find-trial.js';
import { CommandProblem, type DrawOptions, type ExitCode } from './options.js';

/** Writes an HTML page (schematic and schedule), or the schematic alone where the file's name ends in .svg. */
export async function run({ trial, output }: DrawOptions): Promise<ExitCode> {
  const { protocol } = readProtocol(requireProtocolFile(trial, 'A drawing'));
  const file = output ?? resolve(`${protocol.id}-design.html`);
  const kind = /\.(svg|html)$/.exec(file)?.[1];
  if (kind === undefined) throw new CommandProblem(`A drawing is written as .html or .svg, not as ${file}.`);
  try {
    writeFileSync(file, kind === 'svg' ? renderSchematic(protocol) : renderDesignPage(protocol));
  } catch (error) {
    throw explainFileError(error, file);
  }
  process.stdout.write(`${file}\n`);
  return undefined;
}
