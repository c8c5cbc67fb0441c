// A worker: does the jobs of an installation, beside any number of others on the same database.
import PgBoss from 'pg-boss';
import { withLock } from '../store/pool.js';
import type { System } from '../system.js';
import type { Job } from './job.js';

export interface Worker {
  /** Asks for a job now, beside its schedule; done once even where several ask at the same time. */
  request(name: string): Promise<void>;
  /** Lets work that has begun come to its end (for at most half a minute), then stops. */
  close(): Promise<void>;
}

export interface WorkerOptions {
  readonly jobs: readonly Job[];
  /** One line for each job that ended; never with personal data or a treatment. */
  readonly log: (entry: {
    readonly job: string;
    readonly level: 'info' | 'warn' | 'error';
    readonly line: string;
  }) => void;
  readonly environment?: NodeJS.ProcessEnv;
  /** How often it looks for work, in seconds. */
  readonly pollingS?: number;
}

const longestFarewellMs = 30_000;

/** Starts a worker on a system; whoever opened the system closes it after the worker. */
export async function openWorker(system: System, options: WorkerOptions): Promise<Worker> {
  const boss = new PgBoss({
    db: { executeSql: (text, values) => system.pools.job.query(text, values) },
    schema: 'job',
    // Expired and failed work is looked after by every worker.
    maintenanceIntervalSeconds: 60,
    cronMonitorIntervalSeconds: 30,
    archiveCompletedAfterSeconds: 86_400,
    deleteAfterDays: 14,
  });
  boss.on('error', (error: Error) => options.log({ job: 'queue', level: 'error', line: error.message }));
  // Workers that start at the same moment would wait for each other's tables without end.
  await withLock(system.pools.job, 'equipoise jobs', async () => {
    await boss.start();
    for (const job of options.jobs) await addQueue(boss, job, options);
  });
  for (const job of options.jobs) {
    await boss.work(job.name, { pollingIntervalSeconds: options.pollingS ?? 2 }, () => perform(system, job, options));
  }
  return {
    request: async (name) => void (await boss.send(name, {}, { singletonKey: name })),
    close: () => boss.stop({ graceful: true, timeout: longestFarewellMs, wait: true, close: false }),
  };
}

async function addQueue(boss: PgBoss, job: Job, { environment = process.env, log }: WorkerOptions): Promise<void> {
  // One at a time over all workers, and at most one that waits.
  const queue = {
    name: job.name,
    policy: 'stately' as const,
    retryLimit: 3,
    retryDelay: 30,
    retryBackoff: true,
    expireInSeconds: job.expiresAfterS,
  };
  await boss.createQueue(job.name, queue);
  await boss.updateQueue(job.name, queue);
  const cron = environment[job.schedule.setting] || job.schedule.cron;
  const idle = job.idleBecause?.(environment);
  if (idle !== undefined && cron !== 'off') log({ job: job.name, level: 'warn', line: idle });
  if (cron === 'off' || idle !== undefined) await boss.unschedule(job.name);
  else await boss.schedule(job.name, cron, {}, { tz: 'UTC' });
}

async function perform(system: System, job: Job, { log }: WorkerOptions): Promise<void> {
  try {
    log({ job: job.name, level: 'info', line: await job.run(system) });
  } catch (cause) {
    log({ job: job.name, level: 'error', line: (cause as Error).message });
    throw cause;
  }
}
