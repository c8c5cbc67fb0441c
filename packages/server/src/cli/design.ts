// `equipoise design TRIAL`: power and sample size of a protocol, and its operating characteristics by simulation.
import { availableParallelism } from 'node:os';
import { type DesignPowerReport, designPower, powerText, simulationText } from '@equipoise/analysis';
import type { Protocol } from '@equipoise/trial';
import { simulateJobs } from '../design/simulate.js';
import { type Simulation, simulatedScenarios, simulationContent, simulationJobs } from '../design/simulation.js';
import { writeWhole } from './analyse.js';
import { readProtocol, requireProtocolFile } from './find-trial.js';
import { CommandProblem, type DesignOptions, type ExitCode, exitCodes } from './options.js';
import { showProgress } from './progress.js';

/** Prints what was asked for, power and simulation, and writes both as JSON. */
export async function run(options: DesignOptions): Promise<ExitCode> {
  const { protocol } = readProtocol(requireProtocolFile(options.trial, 'A design'));
  const { participants } = options;
  const power = options.power ? asProblem(() => designPower(protocol, { participants })) : undefined;
  if (power !== undefined) process.stdout.write(powerText(power));
  const simulation = options.simulate === undefined ? undefined : await simulate(protocol, options, options.simulate);
  if (simulation !== undefined) {
    if (power !== undefined) process.stdout.write('\n');
    process.stdout.write(wordsOf(simulation));
  }
  if (options.json !== undefined) {
    writeWhole(options.json, `${JSON.stringify(contentOf(protocol, power, simulation), null, 2)}\n`);
    process.stdout.write(`Written: ${options.json}\n`);
  }
  return exitCodes.done;
}

/** A simulation that was done here, and how long it took. */
interface TimedSimulation extends Simulation {
  readonly seconds: number;
  readonly workers: number;
}

async function simulate(protocol: Protocol, options: DesignOptions, trials: number): Promise<TimedSimulation> {
  const { participants, seed, only = [] } = options;
  const jobs = asProblem(() => simulationJobs(protocol, { participants, only }));
  const workers = options.workers ?? availableParallelism();
  const progress = showProgress('Simulated', trials * jobs.length);
  const start = performance.now();
  const endOnSignal = onSignal(() => progress.stop());
  try {
    const tallies = await simulateJobs({ protocol, jobs, seed, trials, workers, onProgress: progress.update });
    const scenarios = simulatedScenarios(protocol, jobs, tallies);
    return { trials, seed, workers, jobs, scenarios, seconds: (performance.now() - start) / 1000 };
  } finally {
    endOnSignal();
    progress.stop();
  }
}

const signals = { SIGINT: 130, SIGTERM: 143 } as const;

/** Ends the process, workers and all, on Ctrl-C, after a last act; the function that it returns takes that back. */
function onSignal(act: () => void): () => void {
  const end = (signal: keyof typeof signals): void => {
    act();
    process.exit(signals[signal]);
  };
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
  return () => {
    process.removeListener('SIGINT', end);
    process.removeListener('SIGTERM', end);
  };
}

function wordsOf({ trials, seed, seconds, workers, jobs, scenarios }: TimedSimulation): string {
  const all = trials * jobs.length;
  const isFast = jobs.every(({ task }) => task.counts !== undefined);
  const lines = [
    `${trials} simulated trials of each scenario, seed ${seed}, analysed by the estimator of the protocol${isFast ? ' (fast path)' : ''}.`,
    'In parentheses: Monte Carlo standard errors. Trials whose fit does not converge count as no rejection.',
    'Rejections on both sides count. Bias and SE are on the scale of the estimate, ratios as logarithms.',
  ];
  const rate = all / seconds;
  const time = `${all} trials in ${seconds.toFixed(1)} s (${Math.round(rate)} a second, ${workers} ${workers === 1 ? 'worker' : 'workers'}).\n`;
  return `${lines.join('\n')}\n\n${simulationText(scenarios)}\n${time}`;
}

/** The same for the same seed, whatever the time and the workers. */
function contentOf(
  protocol: Protocol,
  power: readonly DesignPowerReport[] | undefined,
  simulation: Simulation | undefined,
): object {
  return {
    protocol: protocol.id,
    version: protocol.version,
    ...(power === undefined ? {} : { power }),
    ...(simulation === undefined ? {} : { simulation: simulationContent(simulation) }),
  };
}

function asProblem<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof RangeError) throw new CommandProblem(cause.message, { cause });
    throw cause;
  }
}
