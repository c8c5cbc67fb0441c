// `equipoise rehearse TRIAL`: made participants through the real commands and the real database.
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import {
  parseScenario,
  planRehearsal,
  planUnderWay,
  type RehearsalInput,
  type RehearsalPlan,
} from '@equipoise/analysis';
import { formatIssue } from '@equipoise/trial';
import { runRehearsal } from '../drive/rehearsal.js';
import { writeCheckpoint } from '../store/checkpoint-file.js';
import type { System } from '../system.js';
import { makeCurrent, readProtocol, readText, requireProtocolFile } from './find-trial.js';
import { CommandProblem, type ExitCode, exitCodes, type RehearseOptions } from './options.js';
import { showProgress } from './progress.js';
import { withSystem } from './with-system.js';

const usualScenario = 'default';
const usualSeed = 1;

/** Rehearses, or goes on with a rehearsal that was cut; the same options again change nothing. */
export async function run(options: RehearseOptions): Promise<ExitCode> {
  const plan = readPlan(options);
  return withSystem(options, async (system) => {
    await rehearse(system, plan);
    process.stdout.write(`\nNext: equipoise analyse ${options.trial} --report report.html\n`);
    return exitCodes.done;
  });
}

/** Plans the rehearsal that the options describe. @throws CommandProblem with all problems of protocol and scenario. */
export function readPlan(options: PlanOptions): RehearsalPlan {
  return plan(readInput(options), planRehearsal);
}

/** Participants of a rehearsal that is under way, and the share of it that is behind today. */
const underWay = { participants: 36, share: 0.62 } as const;

/** Plans a smaller rehearsal of the same made people, which is in its middle now. @throws CommandProblem as `readPlan` */
export function readPlanUnderWay(options: PlanOptions, peopleSeed: string): RehearsalPlan {
  const now = new Date().toISOString();
  return plan({ ...readInput({ ...options, ...underWay }), peopleSeed }, (input) =>
    planUnderWay({ ...input, ...underWay, now }),
  );
}

type PlanOptions = Pick<RehearseOptions, 'trial' | 'scenario' | 'participants' | 'seed'>;

function readInput(options: PlanOptions): RehearsalInput {
  const reference = requireProtocolFile(options.trial, 'A rehearsal');
  const { protocol, source } = readProtocol(reference);
  const file = findScenario(reference.folder, options.scenario ?? usualScenario);
  const participants = options.participants === undefined ? {} : { participants: options.participants };
  const scenario = parseScenario({ source: readText(file), file, protocol, ...participants });
  if (!scenario.ok) throw new CommandProblem(scenario.issues.map(formatIssue).join('\n'));
  return {
    ...{ protocol, protocolSource: source, scenario: scenario.value, seed: options.seed ?? usualSeed },
    ...participants,
  };
}

function plan(input: RehearsalInput, make: (input: RehearsalInput) => RehearsalPlan): RehearsalPlan {
  try {
    return make(input);
  } catch (cause) {
    if (cause instanceof RangeError) throw new CommandProblem(cause.message);
    throw cause;
  }
}

/** Drives a rehearsal that is under way as far as it is planned. The current trial of its name stays the one it was. */
export async function rehearseUnderWay(system: System, { protocol, ...plan }: RehearsalPlan): Promise<void> {
  const bar = showProgress(`Rehearsing ${protocol.acronym} up to today (SYNTHETIC)`, plan.commands.length);
  await runRehearsal(system, plan, { onProgress: bar.update }).finally(bar.stop);
}

/** Drives a planned rehearsal with a progress bar, takes a checkpoint, and makes the trial the current one of its name. */
export async function rehearse(system: System, plan: RehearsalPlan): Promise<void> {
  const { protocol, trialId, commands } = plan;
  const bar = showProgress(`Rehearsing ${protocol.acronym} (SYNTHETIC)`, commands.length);
  const begun = performance.now();
  const { executed, before } = await runRehearsal(system, plan, { onProgress: bar.update }).finally(bar.stop);
  await makeCurrent(system, protocol.id, trialId);
  if (executed === 0) {
    process.stdout.write(
      `Trial ${trialId} was rehearsed before: all ${before} commands are in the record, nothing was added.\n`,
    );
    return;
  }
  const seconds = (performance.now() - begun) / 1000;
  const { file } = await writeCheckpoint(system, trialId);
  const resumed = before > 0 ? ` (${before} were there from an earlier run)` : '';
  process.stdout.write(
    `Trial ${trialId}: ${plan.participants.screened} screened, ${plan.participants.randomised} randomised; ${executed} commands${resumed} in ${seconds.toFixed(1)} s, ${Math.round(executed / seconds)} a second.\nCheckpoint: ${file}\n`,
  );
}

function findScenario(folder: string, scenario: string): string {
  const directory = path.join(folder, 'scenarios');
  const named = path.join(directory, `${scenario}.yaml`);
  if (/^[\w-]+$/.test(scenario) && existsSync(named)) return named;
  if (existsSync(scenario)) return path.resolve(scenario);
  const known = existsSync(directory)
    ? readdirSync(directory).flatMap((file) => /^(.+)\.ya?ml$/.exec(file)?.[1] ?? [])
    : [];
  throw new CommandProblem(
    `There is no scenario "${scenario}": ${known.length > 0 ? `this trial has ${known.sort().join(', ')}` : `this trial has none in ${directory}`}; a path to a YAML file is taken as well.`,
  );
}
