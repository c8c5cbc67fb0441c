// A worker that simulates shares of a design's scenarios; it loads what a share needs when it first needs it.
import { parentPort, workerData } from 'node:worker_threads';
import type { DesignSimulator } from '@equipoise/analysis';
import { countTrialSimulator } from '@equipoise/stats';
import type { Share, WorkerInput } from './simulate.js';

const input = workerData as WorkerInput;
const simulators = new Map<number, Promise<DesignSimulator>>();

parentPort!.on('message', ({ job, from, to }: Share) => {
  let simulator = simulators.get(job);
  if (simulator === undefined) {
    simulator = simulatorOf(job);
    simulators.set(job, simulator);
  }
  // A failure ends the worker, and the command says it.
  void simulator.then(({ simulateRange }) => parentPort!.postMessage(simulateRange(from, to)));
});

async function simulatorOf(job: number): Promise<DesignSimulator> {
  const { scenario, task, place } = input.jobs[job]!;
  const seed = { seed: input.seed, scenario: place };
  if (task.counts !== undefined) return countTrialSimulator(task.counts, seed);
  const { designSimulator } = await import('@equipoise/analysis');
  return designSimulator(input.protocol, scenario, seed);
}
