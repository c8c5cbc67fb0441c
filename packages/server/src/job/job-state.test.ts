// What is told of jobs to whoever watches the installation: when each last succeeded, and what failed since.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listJobStates } from '../store/job-state.js';
import { openTestServer, type TestServer } from '../test-support/server.js';
import type { Job } from './job.js';
import { backupJob } from './jobs.js';
import { openWorker } from './worker.js';

describe('the state of the jobs', () => {
  let server: TestServer;
  let isBroken = true;
  const job: Job = {
    name: 'checked',
    summary: 'fails until it is mended',
    schedule: { cron: '0 0 1 1 *', setting: 'NEVER' },
    expiresAfterS: 60,
    run: async () => {
      if (isBroken) throw new Error('broken');
      return 'done';
    },
  };
  beforeAll(async () => {
    server = await openTestServer();
  });
  afterAll(() => server.close());

  const states = () => listJobStates(server.system.pools.job);
  const until = async (isReached: () => Promise<boolean>) => {
    const giveUpAt = Date.now() + 30_000;
    while (!(await isReached())) {
      if (Date.now() > giveUpAt) throw new Error('it did not come about within 30 s');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };

  it('is empty while no worker was ever started, and the numbers of the server go without', async () => {
    expect(await states()).toEqual([]);
    const { body, statusCode } = await server.app.inject({ url: '/metrics' });
    expect(statusCode).toBe(200);
    expect(body).not.toMatch(/^equipoise_job_\w+\{/m);
  });

  it('names a failure, and forgets it when the job succeeds again', async () => {
    const worker = await openWorker(server.system, { jobs: [job], pollingS: 0.5, log: () => undefined });
    try {
      await worker.request('checked');
      await until(async () => (await states()).some(({ failures }) => failures === 1));
      expect(await states()).toEqual([{ name: 'checked', succeededAt: null, failures: 1, isScheduled: true }]);
      const failing = await server.app.inject({ url: '/metrics' });
      expect(failing.body).toContain('equipoise_job_failures{job="checked"} 1');
      expect(failing.body).not.toContain('equipoise_job_succeeded_seconds{job="checked"}');
      isBroken = false;
      await worker.request('checked');
      await until(async () => (await states()).some(({ succeededAt }) => succeededAt !== null));
      expect(await states()).toMatchObject([{ name: 'checked', failures: 0 }]);
      const { body } = await server.app.inject({ url: '/metrics' });
      const at = Number(/equipoise_job_succeeded_seconds\{job="checked"\} ([\d.]+)/.exec(body)?.[1]);
      expect(Math.abs(at - Date.now() / 1000)).toBeLessThan(60);
      expect(body).toContain('equipoise_job_failures{job="checked"} 0');
    } finally {
      await worker.close();
    }
  });

  it('says of backups that have no folder that none is made, in the log once and in the numbers', async () => {
    const lines: string[] = [];
    const log = ({ job, level, line }: { readonly job: string; readonly level: string; readonly line: string }) =>
      void lines.push(`${job} ${level} ${line}`);
    const scheduled = async (environment: NodeJS.ProcessEnv) => {
      const worker = await openWorker(server.system, { jobs: [backupJob], log, environment });
      await worker.close();
      return (await server.app.inject({ url: '/metrics' })).body;
    };
    expect(await scheduled({})).toContain('equipoise_job_scheduled{job="backup"} 0');
    expect(lines).toEqual(['backup warn EQUIPOISE_BACKUPS names no folder: no backup is written']);
    await expect(backupJob.run(server.system)).rejects.toThrow('names no folder');
    expect(await scheduled({ EQUIPOISE_BACKUPS: '/srv/backups' })).toContain('equipoise_job_scheduled{job="backup"} 1');
    expect(lines).toHaveLength(1);
  });
});
