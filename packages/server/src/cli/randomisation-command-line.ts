// The command about a randomisation: assess designs, list allocations, recompute what was revealed.
import { Option } from 'commander';
import { absolutePath, add, countingNumber, examples, type Line, wholeNumber } from './command-line-part.js';

interface RandomisationFlags {
  readonly assess?: true;
  readonly list?: true;
  readonly verifyReveal?: string;
  readonly compare?: readonly string[];
  readonly participants?: number;
  readonly strata?: number;
  readonly runs?: number;
  readonly seed: number;
  readonly json?: string;
  readonly plot?: string;
}

/** Adds randomisation. */
export function addRandomisation({ program, finish, dataDir }: Line): void {
  const command = add(
    program,
    'randomisation',
    'assess designs, list the allocations of a rehearsal, or recompute those of an unblinded trial',
  );
  command
    .argument('[trial]', "folder's name under trials/, path to a protocol file, or id of a trial in the database")
    .addOption(
      new Option('--assess', "how well the protocol's design is foreseen, and how balanced it is").conflicts([
        'list',
        'verifyReveal',
      ]),
    )
    .addOption(new Option('--list', 'every allocation of a rehearsal, as CSV').conflicts(['verifyReveal']))
    .option(
      '--verify-reveal <file.json>',
      'recompute every allocation of a file of "export --randomisation"',
      absolutePath,
    )
    .option('--compare <design...>', 'with --assess: other designs, as bigStick:3 or as YAML between braces')
    .option('-n, --participants <number>', 'with --assess: participants (default: as planned)', countingNumber)
    .option('--strata <number>', 'with --assess: strata (default: all that can occur)', countingNumber)
    .option('--runs <number>', 'with --assess: simulated trials where no exact result is at hand', countingNumber)
    .option('--seed <number>', 'with --assess: the same seed gives the same simulation', wholeNumber, 1)
    .option('--json <file>', 'with --assess: write the assessment as JSON', absolutePath)
    .option('--plot <file.svg>', 'with --assess: draw the designs side by side', absolutePath)
    .addHelpText(
      'after',
      examples(
        'equipoise randomisation my-trial --assess',
        'equipoise randomisation my-trial --assess --compare permutedBlocks:2,4 bigStick:3 minimisation --plot designs.svg',
        'equipoise randomisation my-trial --list',
        'equipoise randomisation --verify-reveal my-trial-randomisation.json',
      ),
    )
    .action(async (trial: string | undefined, flags: RandomisationFlags) => {
      const { assess, list, verifyReveal, compare = [], ...options } = flags;
      if (verifyReveal !== undefined) {
        const randomisation = await import('./randomisation.js');
        return finish(randomisation.verifyReveal({ file: verifyReveal }));
      }
      if (trial === undefined) return command.error('Which trial? --assess and --list need one.', { exitCode: 2 });
      if (list) {
        const randomisation = await import('./randomisation.js');
        return finish(await randomisation.list({ dataDir: dataDir(), trial }));
      }
      if (!assess) return command.error('Say what to do: --assess, --list or --verify-reveal FILE.', { exitCode: 2 });
      const { run } = await import('./assess-randomisation.js');
      finish(run({ trial, compare, ...options }));
    });
}
