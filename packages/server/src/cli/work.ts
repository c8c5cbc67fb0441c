// `equipoise work`: does the jobs of an installation until it is ended; run one or more beside the servers.
import { openLog } from '../http/log.js';
import { jobs } from '../job/jobs.js';
import { openWorker } from '../job/worker.js';
import { openSystem } from '../system.js';
import { type DataOptions, type ExitCode, exitCodes } from './options.js';

/** Works until SIGINT or SIGTERM; work that has begun comes to its end first. */
export async function run(options: DataOptions): Promise<ExitCode> {
  const log = openLog('info').child({ process: 'work' });
  let end: () => void = () => undefined;
  const ended = new Promise<void>((reach) => {
    end = reach;
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end);
  const system = await openSystem({ dataDir: options.dataDir, log: (line) => log.info(line), onLost: end });
  try {
    const worker = await openWorker(system, {
      jobs,
      log: ({ job, level, line }) => log[level]({ job }, line),
    });
    log.info({ jobs: jobs.map(({ name }) => name) }, 'works');
    await ended;
    log.info('stopping');
    await worker.close();
  } finally {
    await system.close();
  }
  return exitCodes.done;
}
