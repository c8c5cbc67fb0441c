// A simulation of a design: which scenarios are simulated, and what came of each.
import {
  describeScenario,
  designScenarios,
  operatingSummary,
  type SimulatedScenario,
  simulationTask,
} from '@equipoise/analysis';
import type { SimulationTally } from '@equipoise/stats';
import type { Protocol } from '@equipoise/trial';
import type { SimulationJob } from './simulate.js';

/** What was simulated. */
export interface Simulation {
  /** Of each scenario. */
  readonly trials: number;
  readonly seed: number;
  readonly jobs: readonly SimulationJob[];
  readonly scenarios: readonly SimulatedScenario[];
}

/**
 * The scenarios of a protocol, or those whose ids have all these parts; each keeps its place in the whole grid.
 * @throws RangeError where there is none
 */
export function simulationJobs(
  protocol: Protocol,
  { participants, only = [] }: { readonly participants?: number | undefined; readonly only?: readonly string[] },
): readonly SimulationJob[] {
  const grid = designScenarios(protocol, { participants }).map((scenario, place) => ({ scenario, place }));
  const chosen = grid.filter(({ scenario }) => only.every((word) => scenario.id.split('/').includes(word)));
  if (chosen.length > 0) {
    return chosen.map((one): SimulationJob => ({ ...one, task: simulationTask(protocol, one.scenario) }));
  }
  throw new RangeError(
    `No scenario has ${only.map((word) => `"${word}"`).join(' and ')}; they are:\n${grid.map(({ scenario }) => `  ${scenario.id}`).join('\n')}\n`,
  );
}

/** The scenarios with what was counted of each. */
export function simulatedScenarios(
  protocol: Protocol,
  jobs: readonly SimulationJob[],
  tallies: readonly SimulationTally[],
): readonly SimulatedScenario[] {
  return jobs.map(({ scenario, task }, index) => ({
    name: describeScenario(protocol, scenario),
    hypothesis: scenario.hypothesis,
    tally: tallies[index]!,
    unit: task.unit,
  }));
}

/** The same for the same seed, whatever the time and the workers. */
export function simulationContent({ trials, seed, jobs, scenarios }: Simulation): object {
  return {
    trials,
    seed,
    scenarios: scenarios.map((simulated, index) => ({
      ...jobs[index]!.scenario,
      name: simulated.name,
      path: jobs[index]!.task.counts === undefined ? 'analysis' : 'counts',
      ...operatingSummary(simulated),
    })),
  };
}
