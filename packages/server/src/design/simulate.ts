// Simulates the scenarios of a design on worker threads; the answer does not depend on how many there are.
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { DesignScenario, SimulationTask } from '@equipoise/analysis';
import type { SimulationTally } from '@equipoise/stats';
import type { Protocol } from '@equipoise/trial';

/** A scenario to simulate; `place` is its number in the whole grid, which its random numbers depend on. */
export interface SimulationJob {
  readonly scenario: DesignScenario;
  readonly task: SimulationTask;
  readonly place: number;
}

/** What a worker is given when it starts. */
export interface WorkerInput {
  readonly protocol: Protocol;
  readonly jobs: readonly SimulationJob[];
  readonly seed: number;
}

/** Trials of one job, from `from` up to, not including, `to`. */
export interface Share {
  readonly job: number;
  readonly from: number;
  readonly to: number;
}

/** How the work is shared. */
export interface SimulationPlan extends WorkerInput {
  /** Trials of each scenario. */
  readonly trials: number;
  readonly workers: number;
  /** Trials of a share; default 1000 of the fast path, 20 of others. */
  readonly chunk?: number;
  /** Called with the number of trials that are done, of all scenarios together. */
  readonly onProgress?: (done: number) => void;
  /** Ends the work before its time; the promise rejects with its reason. */
  readonly signal?: AbortSignal;
}

/** Workers are the built program, also when this file runs from its source. */
const program = fileURLToPath(new URL('../../dist/design/worker.js', import.meta.url));

/** The tally of each job, in order. Rejects with the error of a worker; all workers are ended before it settles. */
export async function simulateJobs(plan: SimulationPlan): Promise<readonly SimulationTally[]> {
  const { EMPTY_TALLY, mergeTallies } = await import('@equipoise/stats');
  const shares = sharesOf(plan);
  const tallies = plan.jobs.map(() => EMPTY_TALLY);
  let next = 0;
  let done = 0;
  const take = (): Share | undefined => shares[next++];
  const add = (share: Share, tally: SimulationTally): void => {
    tallies[share.job] = mergeTallies(tallies[share.job]!, tally);
    done += share.to - share.from;
    plan.onProgress?.(done);
  };
  const { protocol, jobs, seed, signal } = plan;
  signal?.throwIfAborted();
  const count = Math.min(plan.workers, shares.length);
  const workers = Array.from({ length: count }, () => new Worker(program, { workerData: { protocol, jobs, seed } }));
  let abort: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal?.reason);
    signal?.addEventListener('abort', abort, { once: true });
  });
  try {
    await Promise.race([Promise.all(workers.map((worker) => work(worker, take, add))), aborted]);
  } finally {
    signal?.removeEventListener('abort', abort);
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  return tallies;
}

function sharesOf({ jobs, trials, chunk }: SimulationPlan): readonly Share[] {
  return jobs.flatMap(({ task }, job) => {
    const size = chunk ?? (task.counts === undefined ? 20 : 1000);
    return Array.from({ length: Math.ceil(trials / size) }, (_, index) => ({
      job,
      from: index * size,
      to: Math.min(trials, (index + 1) * size),
    }));
  });
}

/** Gives a worker one share after another until none is left. */
function work(
  worker: Worker,
  take: () => Share | undefined,
  add: (share: Share, tally: SimulationTally) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let share: Share | undefined;
    const give = (): void => {
      share = take();
      if (share === undefined) resolve();
      else worker.postMessage(share);
    };
    worker.on('message', (tally: SimulationTally) => {
      add(share!, tally);
      give();
    });
    worker.on('error', reject);
    worker.on('exit', () => reject(new Error('A worker of the simulation ended before its work was done.')));
    give();
  });
}
