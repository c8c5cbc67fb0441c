// The command `equipoise`: its commands, their options and their help. Each command's work is loaded when it is called.
import { resolve } from 'node:path';
import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import { softwareVersion } from '../version.js';
import type { ExitCode, NewOptions } from './options.js';

/** Makes the command line; `finish` gets each command's exit code. */
export function makeCommandLine(finish: (code: ExitCode) => void): Command {
  const program = new Command('equipoise')
    .description('Runs a whole randomised, double-blind crossover trial from one protocol file.')
    .version(softwareVersion, '-V, --version', 'print the version')
    .addOption(
      new Option('--data <dir>', 'folder of the embedded database and files')
        .env('EQUIPOISE_DATA')
        .default('.equipoise', '.equipoise/ in the current folder')
        .argParser(absolutePath),
    )
    .helpOption('-h, --help', 'explain')
    .helpCommand('help [command]', 'explain a command')
    .showHelpAfterError('(equipoise --help explains)')
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', words);
  const line: Line = { program, finish, dataDir: () => resolve(program.opts<{ data: string }>().data) };
  addServing(line);
  addTrialMaking(line);
  addAnalysis(line);
  addProtocol(line);
  addRandomisation(line);
  addKeeping(line);
  addKey(line);
  return program;
}

interface Line {
  readonly program: Command;
  readonly finish: (code: ExitCode) => void;
  readonly dataDir: () => string;
}

function addServing({ program, finish, dataDir }: Line): void {
  add(program, 'start', 'start the database and the web server, and stay until Ctrl-C')
    .addOption(new Option('-p, --port <number>', 'port on 127.0.0.1').env('PORT').default(4300).argParser(portNumber))
    .option('--rehearse <trial>', 'trial that is rehearsed on the first start (default: that of trials/default.json)')
    .option('--scenario <name|file>', 'the scenario of that rehearsal')
    .option('--no-rehearse', 'rehearse nothing on the first start')
    .addHelpText(
      'after',
      examples('equipoise start', 'equipoise start --port 8080', 'equipoise --data /srv/trial start --no-rehearse'),
    )
    .action(async ({ rehearse, ...options }: { port: number; rehearse?: string | false; scenario?: string }) => {
      const { run } = await import('./start.js');
      const named = typeof rehearse === 'string' ? { rehearse } : {};
      finish(await run({ dataDir: dataDir(), ...options, ...named, rehearsesNothing: rehearse === false }));
    });
}

function addTrialMaking({ program, finish, dataDir }: Line): void {
  add(program, 'rehearse', 'make participants and drive them through the real commands and the real database')
    .addArgument(trialArgument())
    .option('-s, --scenario <name|file>', "a scenario of the trial's folder, or a YAML file", 'default')
    .option('-n, --participants <number>', 'how many are randomised (default: as the scenario says)', countingNumber)
    .option('--seed <number>', 'the same seed gives the same trial, byte for byte', wholeNumber, 1)
    .addHelpText(
      'after',
      examples(
        'equipoise rehearse my-trial',
        'equipoise rehearse my-trial --scenario pessimistic',
        'equipoise rehearse ./my-trial/protocol.yaml --scenario ./my-trial/pessimistic.yaml --participants 60 --seed 7',
      ),
    )
    .action(async (trial: string, options: { scenario: string; participants?: number; seed: number }) => {
      const { run } = await import('./rehearse.js');
      finish(await run({ dataDir: dataDir(), trial, ...options }));
    });

  add(program, 'import', "bring in a finished trial's data, by the mapping in the trial's folder")
    .addArgument(trialArgument())
    .argument('[data.csv]', "the data (default: what the trial's folder carries)", absolutePath)
    .addHelpText(
      'after',
      `\nA file with problems changes nothing: all its problems are printed, each with row and column.\nThe same file again changes nothing.\n${examples('equipoise import raynaud', 'equipoise import ./my-trial ./my-trial/data.csv')}`,
    )
    .action(async (trial: string, file: string | undefined) => {
      const { run } = await import('./import.js');
      finish(await run({ dataDir: dataDir(), trial, ...(file === undefined ? {} : { file }) }));
    });

  add(program, 'submit', 'send commands as JSON through the same write path as everything else')
    .addArgument(trialArgument())
    .argument('<file>', 'a JSON file with one command or a list of them; "-" reads standard input', fileOrStandardInput)
    .addHelpText(
      'after',
      `\nA command is { "actorId": UUID, "command": { "name": "lockTrial", "body": {} } }; with "commandId" the same one again\ngets the same answer. Each answer is one line of JSON; the first refusal ends the list. docs/ has the catalogue.\n${examples('equipoise submit my-trial/protocol.yaml create.json', 'equipoise submit my-trial - < lock.json')}`,
    )
    .action(async (trial: string, file: string) => {
      const { run } = await import('./submit.js');
      finish(await run({ dataDir: dataDir(), trial, file }));
    });

  add(program, 'trials', 'list the trials of the database')
    .option('--json', 'as JSON', false)
    .addHelpText('after', examples('equipoise trials', 'equipoise trials --json'))
    .action(async (options: { json: boolean }) => {
      const { run } = await import('./trials.js');
      finish(await run({ dataDir: dataDir(), json: options.json }));
    });
}

function addAnalysis({ program, finish, dataDir }: Line): void {
  add(program, 'analyse', 'analyse a trial: snapshot, analysis sets, estimates, report')
    .addArgument(trialArgument())
    .option('--cut <name>', 'a data cut of the trial (default: the whole record)')
    .option('--json <file>', 'write the results as JSON', absolutePath)
    .option('--report <file.html>', 'write the report, one file fit to print', absolutePath)
    .addHelpText(
      'after',
      `\nBefore the unblinding the arms are dummies, dealt at random; the report says so on every page.\n${examples('equipoise analyse my-trial', 'equipoise analyse my-trial --json out.json --report report.html', 'equipoise analyse my-trial --cut week24')}`,
    )
    .action(async (trial: string, options: { cut?: string; json?: string; report?: string }) => {
      const { run } = await import('./analyse.js');
      finish(await run({ dataDir: dataDir(), trial, ...options }));
    });

  add(program, 'export', 'write the analysed records as CSV with a code book, or the revealed randomisation')
    .addArgument(trialArgument())
    .option('--analysis-data <dir>', 'folder for the files of the analysed records', absolutePath)
    .option('--randomisation <file.json>', 'the seed, entries and allocations of an unblinded trial', absolutePath)
    .option('--cut <name>', 'a data cut of the trial (default: the whole record)')
    .addHelpText(
      'after',
      examples(
        'equipoise export my-trial --analysis-data ./my-trial-data',
        'equipoise export my-trial --randomisation my-trial-randomisation.json',
      ),
    )
    .action(async (trial: string, options: { analysisData?: string; randomisation?: string; cut?: string }) => {
      const { run } = await import('./export.js');
      finish(await run({ dataDir: dataDir(), trial, ...options }));
    });
}

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

function addRandomisation({ program, finish, dataDir }: Line): void {
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

function addProtocol({ program, finish }: Line): void {
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

function addKeeping({ program, finish, dataDir }: Line): void {
  add(program, 'verify', 'hold the record against its hashes and a checkpoint, and name what is wrong')
    .addArgument(trialArgument().argOptional())
    .option('--checkpoint <file>', 'a checkpoint file (default: the last one beside the data)', absolutePath)
    .addHelpText(
      'after',
      examples('equipoise verify', 'equipoise verify my-trial --checkpoint /mnt/safe/my-trial.json'),
    )
    .action(async (trial: string | undefined, options: { checkpoint?: string }) => {
      const { run } = await import('./verify.js');
      finish(await run({ dataDir: dataDir(), ...(trial === undefined ? {} : { trial }), ...options }));
    });

  add(program, 'checkpoint', 'sign the state of the record into a file outside the database')
    .addArgument(trialArgument().argOptional())
    .option('-o, --output <file>', 'the file to write (default: beside the data)', absolutePath)
    .addHelpText(
      'after',
      `\nKeep checkpoints where those who can change the database can't reach them.\n${examples('equipoise checkpoint', 'equipoise checkpoint my-trial --output /mnt/safe/my-trial.json')}`,
    )
    .action(async (trial: string | undefined, { output }: { output?: string }) => {
      const { run } = await import('./checkpoint.js');
      const named = trial === undefined ? {} : { trial };
      finish(await run({ dataDir: dataDir(), ...named, ...(output === undefined ? {} : { file: output }) }));
    });

  add(program, 'rebuild', 'derive the read tables anew from the record')
    .option('--check', 'compare only, change nothing', false)
    .addHelpText('after', examples('equipoise rebuild --check', 'equipoise rebuild'))
    .action(async (options: { check: boolean }) => {
      const { run } = await import('./rebuild.js');
      finish(await run({ dataDir: dataDir(), check: options.check }));
    });
}

function addKey({ program, finish, dataDir }: Line): void {
  const key = add(program, 'key', 'split the master key among trusted people, and recover it from them');

  add(key, 'escrow', 'split the master key into shares of which some suffice')
    .option('--shares <number>', 'how many shares', countingNumber, 5)
    .option('--threshold <number>', 'how many of them suffice', countingNumber, 3)
    .requiredOption('-o, --output <dir>', 'folder for the shares; give each to another person', absolutePath)
    .addHelpText('after', examples('equipoise key escrow --shares 5 --threshold 3 --output ./shares'))
    .action(async (options: { shares: number; threshold: number; output: string }) => {
      const { escrow } = await import('./key.js');
      finish(await escrow({ dataDir: dataDir(), ...options }));
    });

  add(key, 'recover', 'put the master key together from shares, and note that its recovery was rehearsed')
    .argument('<share...>', 'files of shares', absolutePaths)
    .addHelpText('after', examples('equipoise key recover share-1-of-5.json share-3-of-5.json share-4-of-5.json'))
    .action(async (shares: readonly string[]) => {
      const { recover } = await import('./key.js');
      finish(await recover({ dataDir: dataDir(), shares }));
    });
}

const words = `
TRIAL is a folder's name under trials/, a path to a protocol file, or the id of a trial in the database.
The database is embedded, in --data DIR; set DATABASE_URL to use a PostgreSQL (15 or newer) of your own.
Commands work while "equipoise start" runs, and while it does not.

Exit codes: 0 done · 1 refused, or a problem was found · 2 wrong command line · 3 can't start

Examples:
  equipoise start                                   the default trial, rehearsed, at http://127.0.0.1:4300
  equipoise new my-trial                            a protocol of your own, by questions
  equipoise check my-trial                          is this protocol whole and sound?
  equipoise rehearse my-trial                       made participants, through the real commands
  equipoise analyse my-trial --report report.html   the report, one file
  equipoise import raynaud                          a real crossover trial's data
  equipoise verify                                  is the record what was recorded?`;

function add(program: Command, name: string, summary: string): Command {
  const description = `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`;
  return program.command(name).summary(summary).description(description);
}

function trialArgument(): Argument {
  return new Argument(
    '<trial>',
    "folder's name under trials/, path to a protocol file, or id of a trial in the database",
  );
}

function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  ${line}`).join('\n')}`;
}

function absolutePath(text: string): string {
  if (text === '') throw new InvalidArgumentError('A path is needed.');
  return resolve(text);
}

function absolutePaths(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, absolutePath(text)];
}

function fileOrStandardInput(text: string): string {
  return text === '-' ? text : absolutePath(text);
}

function portNumber(text: string): number {
  const port = wholeNumber(text);
  if (port > 65_535) throw new InvalidArgumentError('A port is a whole number from 0 to 65535 (0: any free one).');
  return port;
}

function countingNumber(text: string): number {
  const number = wholeNumber(text);
  if (number === 0) throw new InvalidArgumentError('A whole number of 1 or more is needed.');
  return number;
}

function threads(text: string): number {
  const number = countingNumber(text);
  if (number > 256) throw new InvalidArgumentError('At most 256 threads.');
  return number;
}

function wholeNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('A whole number of 0 or more is needed.');
  return Number(text);
}
