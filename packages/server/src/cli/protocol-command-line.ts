// The commands about a protocol: check it, begin, compare, draw and plan one.
import { type Command, Option } from 'commander';
import {
  absolutePath,
  add,
  countingNumber,
  examples,
  type Line,
  threads,
  trialArgument,
  wholeNumber,
} from './command-line-part.js';
import type { NewOptions } from './options.js';

/** Adds check, new, diff, draw, design and schema. */
export function addProtocol({ program, finish }: Line): void {
  add(program, 'new', 'start a protocol by questions: commented, sound, and ready to be rehearsed')
    .argument('[dir]', 'the folder to write (default: named after the acronym)', absolutePath)
    .addOption(
      new Option('--design <design>', 'how treatments are compared').choices([
        'parallel',
        'crossover',
        'delayedStart',
        'factorial',
      ]),
    )
    .option('--title <text>', 'full title')
    .option('--acronym <text>', 'short name; its letters and digits are the id')
    .option('--treatments <names>', 'with commas between, what they are compared with last; factorial: the factors')
    .addOption(
      new Option('--endpoint <type>', 'the primary endpoint').choices(['count', 'continuous', 'binary', 'timeToEvent']),
    )
    .option('--sites <number>', 'number of sites', countingNumber)
    .option('-n, --participants <number>', 'how many are to be randomised', countingNumber)
    .addOption(
      new Option('--randomisation <method>', 'method of randomisation').choices([
        'permutedBlocks',
        'minimisation',
        'bigStick',
        'simple',
      ]),
    )
    .option('--open-label', 'all know the treatments')
    .option('--no-open-label', 'who is masked does not know them')
    .option('-y, --yes', 'take the usual answer for everything else, and ask nothing', false)
    .addHelpText(
      'after',
      `\nNothing that is there already is overwritten.\n${examples('equipoise new my-trial', 'equipoise new my-trial --design crossover --treatments "drug, placebo" --endpoint count --yes')}`,
    )
    .action(async (dir: string | undefined, options: Omit<NewOptions, 'dir'>) => {
      const { run } = await import('./new.js');
      finish(await run({ ...(dir === undefined ? {} : { dir }), ...options }));
    });

  add(program, 'check', 'check a protocol file: all problems at once, each with line and column')
    .addArgument(trialArgument())
    .option('--json', 'print the problems as JSON, for editors', false)
    .addHelpText(
      'after',
      examples(
        'equipoise check my-trial',
        'equipoise check ./my-trial/protocol.yaml',
        'equipoise check ./my-trial --json',
      ),
    )
    .action(async (trial: string, options: { json: boolean }) => {
      const { run } = await import('./check.js');
      finish(await run({ trial, ...options }));
    });

  add(
    program,
    'diff',
    'compare two versions of a protocol: what differs, whom it touches, whether consent is due again',
  )
    .argument('<old>', 'the earlier protocol: a folder under trials/, or a path')
    .argument('<new>', 'the later protocol')
    .option('--json', 'as JSON', false)
    .addHelpText('after', examples('equipoise diff my-trial/protocol-1.0.yaml my-trial/protocol.yaml'))
    .action(async (before: string, after: string, options: { json: boolean }) => {
      const { run } = await import('./diff.js');
      finish(await run({ before, after, ...options }));
    });

  add(program, 'draw', 'draw the design: schematic and schedule of activities')
    .addArgument(trialArgument())
    .option(
      '-o, --output <file>',
      'an .html page, or the schematic alone as .svg (default: ID-design.html)',
      absolutePath,
    )
    .addHelpText('after', examples('equipoise draw my-trial', 'equipoise draw ./my-trial --output design.svg'))
    .action(async (trial: string, options: { output?: string }) => {
      const { run } = await import('./draw.js');
      finish(await run({ trial, ...options }));
    });

  addDesign(program, finish);

  add(program, 'schema', 'print the JSON Schema of protocol files, for editors')
    .option('-o, --output <file>', 'write it to a file', absolutePath)
    .addHelpText('after', examples('equipoise schema --output protocol.schema.json'))
    .action(async (options: { output?: string }) => {
      const { run } = await import('./schema.js');
      finish(await run(options));
    });
}

interface DesignFlags {
  readonly power?: true;
  readonly simulate?: number;
  readonly only?: readonly string[];
  readonly workers?: number;
  readonly seed: number;
  readonly participants?: number;
  readonly json?: string;
}

function addDesign(program: Command, finish: Line['finish']): void {
  const command = add(
    program,
    'design',
    'power and sample size of a protocol, and what its analysis does in simulated trials',
  );
  command
    .addArgument(trialArgument())
    .option('--power', 'participants needed, power as planned, power over sizes and effects')
    .option(
      '--simulate <number>',
      'simulate so many trials of each scenario: type I error, power, bias, coverage',
      countingNumber,
    )
    .option('--only <word...>', 'with --simulate: scenarios with these parts of their ids, as "null" or "variation-2"')
    .option('--workers <number>', 'with --simulate: threads (default: one for each core)', threads)
    .option(
      '--seed <number>',
      'with --simulate: the same seed gives the same answer, by any number of threads',
      wholeNumber,
      1,
    )
    .option('-n, --participants <number>', 'participants of the whole trial (default: as planned)', countingNumber)
    .option('--json <file>', 'write the answer as JSON', absolutePath)
    .addHelpText(
      'after',
      `\nThe assumptions are the protocol's section \`power\`. Scenarios: no effect and the assumed one × variation × dropout.\n${examples(
        'equipoise design my-trial --power',
        'equipoise design my-trial --power --participants 200 --json power.json',
        'equipoise design my-trial --simulate 100000',
        'equipoise design my-trial --simulate 100000 --only alternative variation-1 dropout-5% --seed 7',
      )}`,
    )
    .action(async (trial: string, { power, ...options }: DesignFlags) => {
      if (power === undefined && options.simulate === undefined) {
        return command.error('Say what to do: --power, --simulate NUMBER, or both.', { exitCode: 2 });
      }
      const { run } = await import('./design.js');
      finish(await run({ trial, power: power === true, ...options }));
    });
}
