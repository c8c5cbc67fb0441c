// Numbers about the process and its answers: none that a person, a participant or an arm is behind.
import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { type JobState, listJobStates } from '../store/job-state.js';
import type { System } from '../system.js';

export interface Metrics {
  readonly registry: Registry;
  /** Takes an answer in. */
  count(answer: { readonly kind: string; readonly status: number; readonly seconds: number }): void;
  /** How many clients listen for events. */
  readonly listeners: Gauge;
}

/** The numbers of one server process. */
export function openMetrics(system: System, app: FastifyInstance): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'equipoise_' });
  const answers = new Histogram({
    name: 'equipoise_http_answer_seconds',
    help: 'Time to answer, by kind of request and class of status.',
    labelNames: ['kind', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  const listeners = new Gauge({
    name: 'equipoise_event_stream_clients',
    help: 'Clients that listen for server-sent events.',
    registers: [registry],
  });
  for (const name of ['writer', 'reader'] as const) {
    new Gauge({
      name: `equipoise_database_${name}_connections`,
      help: `Connections of the ${name} pool, by what they do.`,
      labelNames: ['state'],
      registers: [registry],
      collect() {
        const pool = system.pools[name];
        this.set({ state: 'idle' }, pool.idleCount);
        this.set({ state: 'used' }, pool.totalCount - pool.idleCount);
        this.set({ state: 'waited_for' }, pool.waitingCount);
      },
    });
  }
  addJobs(system, registry);
  // Timers and observers of the process stop with the server.
  app.addHook('onClose', async () => registry.clear());
  return {
    registry,
    count: ({ kind, status, seconds }) => answers.observe({ kind, status: `${Math.floor(status / 100)}xx` }, seconds),
    listeners,
  };
}

/** The longest that numbers wait for the database: the others are worth more than ever while it is away. */
const patienceMs = 2000;

/** The jobs of the installation, the same from every server: whether each is ever due, when it last succeeded, what failed since. */
function addJobs(system: System, registry: Registry): void {
  let asked: Promise<readonly JobState[]> | undefined;
  // All numbers are collected at the same time, from one question.
  const states = () => {
    asked ??= within(listJobStates(system.pools.job)).finally(() => {
      asked = undefined;
    });
    return asked;
  };
  new Gauge({
    name: 'equipoise_job_failures',
    help: 'Failures of a job since it last succeeded, given up or waiting for another try.',
    labelNames: ['job'],
    registers: [registry],
    async collect() {
      const jobs = await states();
      this.reset();
      for (const { name, failures } of jobs) this.set({ job: name }, failures);
    },
  });
  new Gauge({
    name: 'equipoise_job_scheduled',
    help: 'Whether a job is ever due: 0 where its schedule is off, or where no folder for backups is set.',
    labelNames: ['job'],
    registers: [registry],
    async collect() {
      const jobs = await states();
      this.reset();
      for (const { name, isScheduled } of jobs) this.set({ job: name }, isScheduled ? 1 : 0);
    },
  });
  new Gauge({
    name: 'equipoise_job_succeeded_seconds',
    help: 'When a job last succeeded, in seconds since 1970.',
    labelNames: ['job'],
    registers: [registry],
    async collect() {
      const jobs = await states();
      this.reset();
      for (const { name, succeededAt } of jobs)
        if (succeededAt !== null) this.set({ job: name }, succeededAt.getTime() / 1000);
    },
  });
}

/** What was asked for; nothing where the database is away or takes too long. */
async function within(asked: Promise<readonly JobState[]>): Promise<readonly JobState[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<readonly JobState[]>((resolve) => {
    timer = setTimeout(() => resolve([]), patienceMs);
  });
  return Promise.race([asked.catch(() => []), late]).finally(() => clearTimeout(timer));
}
