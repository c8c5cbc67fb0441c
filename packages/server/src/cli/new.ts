// `equipoise new [DIR]`: questions, and a commented protocol with a scenario that can be rehearsed at once.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import { fileURLToPath } from 'node:url';
import {
  answerProblems,
  formatIssue,
  idOf,
  type NewTrialAnswers,
  newDesigns,
  newEndpoints,
  newMethods,
  parseProtocol,
  usualAnswers,
  writeProtocol,
  writeScenario,
} from '@equipoise/trial';
import { explainFileError } from '../embedded/startup-problem.js';
import { CommandProblem, type ExitCode, type NewOptions } from './options.js';

/** Asks one question; an empty answer is the usual one, which stands behind the question. */
export type Ask = (question: string, usual: string) => Promise<string>;

const schemaFile = fileURLToPath(new URL('../../../trial/protocol.schema.json', import.meta.url));

/** Writes DIR/protocol.yaml and DIR/scenarios/default.yaml; what is there already is never overwritten. */
export async function run(options: NewOptions, ask?: Ask): Promise<ExitCode> {
  const terminal = ask === undefined && !options.yes ? openTerminal() : undefined;
  try {
    const answers = await collectAnswers(options, options.yes ? takeUsual : (ask ?? terminal!.ask));
    const problems = answerProblems(answers);
    if (problems.length > 0) throw new CommandProblem(problems.join('\n'));
    const dir = path.resolve(options.dir ?? idOf(answers.acronym));
    writeTrial(dir, answers);
    const trial = path.relative(process.cwd(), dir) || '.';
    const named = /^[\w-]+$/.test(trial) || trial.startsWith('.') || path.isAbsolute(trial) ? trial : `./${trial}`;
    process.stdout.write(
      `${path.join(dir, 'protocol.yaml')}\n\nNext: equipoise check ${named}\n      equipoise rehearse ${named}\n      equipoise analyse ${named} --report report.html\n`,
    );
    return undefined;
  } finally {
    terminal?.close();
  }
}

const takeUsual: Ask = async (_question, usual) => usual;

function openTerminal(): { readonly ask: Ask; close(): void } {
  if (!process.stdin.isTTY)
    throw new CommandProblem('There is nobody to ask here: answer by options, and add --yes for the rest.');
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const ended = new Promise<never>((_, fail) => {
    lines.once('close', () => fail(new CommandProblem('Ended before all was answered; nothing was written.')));
  });
  ended.catch(() => undefined);
  return {
    ask: async (question, usual) => {
      const answer = await Promise.race([lines.question(`${question} [${usual}] `), ended]);
      return answer.trim() || usual;
    },
    close: () => lines.close(),
  };
}

/** What the options do not say is asked, in the order in which one answer bears on the next. */
async function collectAnswers(options: NewOptions, ask: Ask): Promise<NewTrialAnswers> {
  const text = async (given: string | undefined, question: string, usual: string) => given ?? ask(question, usual);
  const choice = async <T extends string>(given: T | undefined, question: string, all: readonly T[], usual: T) => {
    if (given !== undefined) return given;
    const answer = await ask(`${question} (${all.join(', ')})`, usual);
    const found = all.find((one) => one.toLowerCase() === answer.toLowerCase());
    if (found === undefined) throw new CommandProblem(`"${answer}" is none of ${all.join(', ')}.`);
    return found;
  };
  const count = async (given: number | undefined, question: string, usual: number) =>
    given ?? Number(await ask(question, String(usual)));

  const design = await choice(options.design, 'Design', newDesigns, 'parallel');
  const usual = usualAnswers(design);
  const what =
    design === 'factorial'
      ? 'Factors, each given or not, with commas between'
      : 'Treatments, with commas between, what they are compared with last';
  const title = await text(options.title, 'Title of the trial', usual.title);
  const acronym = await text(options.acronym, 'Acronym', usual.acronym);
  const treatments = (await text(options.treatments, what, usual.treatments.join(', ')))
    .split(',')
    .map((name) => name.trim());
  const endpoint = await choice(options.endpoint, 'Primary endpoint', newEndpoints, usual.endpoint);
  const sites = await count(options.sites, 'Number of sites', usual.sites);
  const participants = await count(options.participants, 'Participants to be randomised', usual.participants);
  const method = await choice(options.randomisation, 'Method of randomisation', newMethods, usual.method);
  const openLabel =
    options.openLabel ??
    (await choice(undefined, 'Do all know the treatments', ['yes', 'no'], usual.openLabel ? 'yes' : 'no')) === 'yes';
  return { title, acronym, design, treatments, endpoint, sites, participants, method, openLabel };
}

function writeTrial(dir: string, answers: NewTrialAnswers): void {
  const files = {
    protocol: path.join(dir, 'protocol.yaml'),
    scenario: path.join(dir, 'scenarios', 'default.yaml'),
  };
  for (const file of Object.values(files))
    if (existsSync(file))
      throw new CommandProblem(`${file} is there already: name another folder. Nothing was written.`);
  const schema = path.relative(dir, schemaFile).split(path.sep).join('/');
  const protocol = writeProtocol(answers, schema);
  const checked = parseProtocol(protocol, files.protocol);
  if (!checked.ok) throw new CommandProblem(checked.issues.map(formatIssue).join('\n'));
  try {
    mkdirSync(path.dirname(files.scenario), { recursive: true });
    writeFileSync(files.protocol, protocol, { flag: 'wx' });
    writeFileSync(files.scenario, writeScenario(answers), { flag: 'wx' });
  } catch (error) {
    throw explainFileError(error, dir);
  }
}
