// The command `equipoise`: its commands, their options and their help. Each command's work is loaded when it is called.
import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { softwareVersion } from '../version.js';
import { addAccount } from './account-command-line.js';
import {
  absolutePath,
  absolutePaths,
  add,
  countingNumber,
  examples,
  fileOrStandardInput,
  type Line,
  portNumber,
  trialArgument,
  wholeNumber,
} from './command-line-part.js';
import { addDictionary } from './dictionary-command-line.js';
import type { ExitCode } from './options.js';
import { addProtocol } from './protocol-command-line.js';
import { addRandomisation } from './randomisation-command-line.js';
import { addServe } from './serve-command-line.js';

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
  addServe(line);
  addTrialMaking(line);
  addAnalysis(line);
  addProtocol(line);
  addRandomisation(line);
  addDictionary(line);
  addKeeping(line);
  addBackup(line);
  addKey(line);
  addAccount(line);
  return program;
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

function addBackup({ program, finish, dataDir }: Line): void {
  add(program, 'backup', 'write everything into one encrypted file, while the server goes on working')
    .option('-o, --output <file>', 'the file to write (default: in backups/ beside the data)', absolutePath)
    .option('--recipient <age1…...>', 'further age recipients who can open it, such as a key in a safe')
    .addHelpText(
      'after',
      `\nThe key file, or its escrow, opens a backup: keep it apart from the backups.\n${examples('equipoise backup', 'equipoise backup --output /mnt/backup/monday.age')}`,
    )
    .action(async ({ output, recipient }: { output?: string; recipient?: readonly string[] }) => {
      const { runBackup } = await import('./backup.js');
      const named = output === undefined ? {} : { file: output };
      finish(await runBackup({ dataDir: dataDir(), ...named, recipients: recipient ?? [] }));
    });

  add(program, 'restore', 'load a backup into a new database, rebuild and verify it')
    .argument('<file>', 'a file that "equipoise backup" wrote', absolutePath)
    .addHelpText('after', examples('equipoise --data /srv/new restore /mnt/backup/monday.age'))
    .action(async (file: string) => {
      const { runRestore } = await import('./backup.js');
      finish(await runRestore({ dataDir: dataDir(), file }));
    });

  add(program, 'work', 'do the jobs of the installation (checkpoints, verification, backups, notices) until Ctrl-C')
    .addHelpText('after', examples('equipoise work'))
    .action(async () => {
      const { run } = await import('./work.js');
      finish(await run({ dataDir: dataDir() }));
    });

  add(program, 'migrate', "bring the database to this version's schema, and end")
    .addHelpText('after', examples('equipoise migrate'))
    .action(async () => {
      const { run } = await import('./migrate.js');
      finish(await run({ dataDir: dataDir() }));
    });
}

function addKey({ program, finish, dataDir }: Line): void {
  const key = add(program, 'key', 'split the master key among trusted people, and recover it from them');

  add(key, 'escrow', 'split the master key into shares of which some suffice')
    .option('--shares <number>', 'how many shares', countingNumber, 5)
    .option('--threshold <number>', 'how many of them suffice', countingNumber, 3)
    .requiredOption('-o, --output <dir>', 'folder for the shares; give each to another person', absolutePath)
    .option('--holder <name...>', 'who gets each share, in order; kept on record, never with the share')
    .addHelpText('after', examples('equipoise key escrow --shares 5 --threshold 3 --output ./shares'))
    .action(
      async ({ holder, ...options }: { shares: number; threshold: number; output: string; holder?: string[] }) => {
        const { escrow } = await import('./key.js');
        finish(await escrow({ dataDir: dataDir(), ...options, ...(holder === undefined ? {} : { holders: holder }) }));
      },
    );

  add(key, 'rotate', 'change the master key: wrap every data key anew; its escrow must be made again')
    .option('--environment <variable>', 'the next master key is in this variable, as 64 hexadecimal digits')
    .option('--kms <key>', 'a key of AWS KMS, or of a service like it, wraps the next master key')
    .option('--endpoint <url>', 'address of that service; absent: that of AWS')
    .option('--region <name>', 'its region')
    .addHelpText(
      'after',
      examples('equipoise key rotate', 'equipoise key rotate --kms alias/equipoise --region eu-central-1'),
    )
    .action(async (options: { environment?: string; kms?: string; endpoint?: string; region?: string }) => {
      const { rotate } = await import('./key.js');
      finish(await rotate({ dataDir: dataDir(), ...options }));
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
