// The command `equipoise`: its commands, their options and their help. Each command's work is loaded when it is called.
import { resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { softwareVersion } from '../version.js';
import type { ExitCode } from './options.js';

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
  const add = (name: string, summary: string) =>
    program
      .command(name)
      .summary(summary)
      .description(`${summary[0]?.toUpperCase()}${summary.slice(1)}.`);

  add('check', 'check a protocol file: all problems at once, each with line and column')
    .argument('<trial>', trialHelp)
    .addHelpText('after', examples('equipoise check mesems', 'equipoise check ./my-trial/protocol.yaml'))
    .action(async (trial: string) => {
      const { run } = await import('./check.js');
      finish(await run({ trial }));
    });

  add('schema', 'print the JSON Schema of protocol files, for editors')
    .option('-o, --output <file>', 'write it to a file', absolutePath)
    .addHelpText('after', examples('equipoise schema --output protocol.schema.json'))
    .action(async (options: { output?: string }) => {
      const { run } = await import('./schema.js');
      finish(await run(options));
    });

  return program;
}

const trialHelp = "folder's name under trials/, path to a protocol file, or id of a trial in the database";

const words = `
TRIAL is a folder's name under trials/ (mesems), a path to a protocol file, or the id of a trial in the database.
The database is embedded, in --data DIR; set DATABASE_URL to use a PostgreSQL (15 or newer) of your own.
Commands work while "equipoise start" runs, and while it does not.

Exit codes: 0 done · 1 refused, or a problem was found · 2 wrong command line · 3 can't start

Examples:
  equipoise check mesems              is this protocol whole and sound?`;

function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  ${line}`).join('\n')}`;
}

function absolutePath(text: string): string {
  if (text === '') throw new InvalidArgumentError('A path is needed.');
  return resolve(text);
}
