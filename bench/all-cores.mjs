// Simulates the trials of one scenario on all cores and prints time and memory as JSON; also the worker that does a share of it.
import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { countTrialSimulator, EMPTY_TALLY, mergeTallies, summariseTally } from '@equipoise/stats';

const CHUNK = 500;

if (isMainThread) {
  const { scenario, seed, trials } = JSON.parse(process.argv[2]);
  const workers = availableParallelism();
  const start = performance.now();
  let next = 0;
  const shares = Array.from({ length: workers }, () =>
    simulateShare({ scenario, seed }, () => {
      const from = next;
      next = Math.min(trials, next + CHUNK);
      return from < trials ? { from, to: next } : undefined;
    }),
  );
  const tally = (await Promise.all(shares)).reduce(mergeTallies, EMPTY_TALLY);
  const micros = (performance.now() - start) * 1000;
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  const megabytes = Math.round(maxRSS / 1024);
  const cpuMicros = userCPUTime + systemCPUTime;
  console.log(JSON.stringify({ micros, cpuMicros, workers, megabytes, summary: summariseTally(tally) }));
} else {
  const { scenario, seed } = workerData;
  const { simulateRange } = countTrialSimulator(scenario, { seed });
  parentPort.on('message', ({ from, to }) => parentPort.postMessage(simulateRange(from, to)));
}

/** One worker asks for chunk after chunk until none is left. */
function simulateShare(workerData, nextChunk) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData });
    let tally = EMPTY_TALLY;
    const give = () => {
      const chunk = nextChunk();
      if (chunk !== undefined) worker.postMessage(chunk);
      else worker.terminate().then(() => resolve(tally), reject);
    };
    worker.on('message', (part) => {
      tally = mergeTallies(tally, part);
      give();
    });
    worker.on('error', reject);
    give();
  });
}
