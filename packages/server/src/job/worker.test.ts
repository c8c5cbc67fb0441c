// Workers on a real database: a job is done once, again after a failure, and on its schedule.
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPlan } from '../cli/rehearse.js';
import { runRehearsal } from '../drive/rehearsal.js';
import { openTestSystem } from '../test-support/system.js';
import type { Job } from './job.js';
import { backupJob, checkpointJob, jobs, verifyJob } from './jobs.js';
import { openWorker } from './worker.js';

type TestSystem = Awaited<ReturnType<typeof openTestSystem>>;

describe('workers', () => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await openTestSystem();
    await runRehearsal(system, readPlan({ trial: 'raynaud', participants: 2, seed: 7 }));
  });
  afterAll(() => system.discard());

  const jobOf = (name: string, run: Job['run']): Job => ({
    name,
    summary: 'counts',
    schedule: { cron: '0 0 1 1 *', setting: 'NEVER' },
    expiresAfterS: 60,
    run,
  });
  const until = async (isReached: () => boolean) => {
    const giveUpAt = Date.now() + 30_000;
    while (!isReached()) {
      if (Date.now() > giveUpAt) throw new Error('it did not come about within 30 s');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };

  it('do a job once though several ask for it at the same time', async () => {
    let done = 0;
    const job = jobOf('count-once', async () => `${++done}`);
    const lines: string[] = [];
    const options = { jobs: [job], pollingS: 0.5, log: ({ line }: { readonly line: string }) => void lines.push(line) };
    const workers = await Promise.all([openWorker(system, options), openWorker(system, options)]);
    await Promise.all([0, 1, 2, 3].map((each) => workers[each % 2]?.request('count-once')));
    await until(() => done > 0);
    await Promise.all(workers.map((worker) => worker.close()));
    expect(done).toBe(1);
    expect(lines).toEqual(['1']);
  });

  it('tell the log of a failure, keep the job for another try, and finish what they began before they stop', async () => {
    const entries: string[] = [];
    let begun = 0;
    let ended = 0;
    const failing = jobOf('fails', async () => {
      throw new Error('the disk is full');
    });
    const slow = jobOf('slow', async () => {
      begun += 1;
      await new Promise((resolve) => setTimeout(resolve, 700));
      ended += 1;
      return 'slept';
    });
    const worker = await openWorker(system, {
      jobs: [failing, slow],
      pollingS: 0.5,
      log: ({ job, level, line }) => void entries.push(`${job} ${level} ${line}`),
    });
    await worker.request('fails');
    await worker.request('slow');
    await until(() => begun === 1 && entries.length > 0);
    await worker.close();
    expect(ended).toBe(1);
    expect(entries).toContain('fails error the disk is full');
    const { rows } = await system.pools.job.query<{ state: string }>(
      "select state::text from job.job where name = 'fails'",
    );
    expect(rows).toEqual([{ state: 'retry' }]);
  });

  it('are due on the schedule of the settings', async () => {
    const worker = await openWorker(system, {
      jobs,
      log: () => undefined,
      environment: { EQUIPOISE_VERIFY_SCHEDULE: '15 4 * * 0', EQUIPOISE_BACKUP_SCHEDULE: 'off' },
    });
    await worker.close();
    const { rows } = await system.pools.job.query<{ name: string; cron: string }>(
      "select name, cron from job.schedule where name in ('checkpoint', 'verify', 'backup') order by name",
    );
    expect(rows).toEqual([
      { name: 'checkpoint', cron: checkpointJob.schedule.cron },
      { name: 'verify', cron: '15 4 * * 0' },
    ]);
  });

  it('sign, verify and back up', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'equipoise-jobs-'));
    try {
      expect(await checkpointJob.run(system)).toBe('1 checkpoint(s)');
      expect(await verifyJob.run(system)).toMatch(/^1 trial\(s\), \d+ events, all sound$/);
      process.env.EQUIPOISE_BACKUPS = folder;
      expect(await backupJob.run(system)).toMatch(/^equipoise-.*\.age: 1 trial\(s\)/);
      expect((await readdir(folder)).length).toBe(2);
    } finally {
      delete process.env.EQUIPOISE_BACKUPS;
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('may not look at any trial by the role of their queue', async () => {
    await expect(system.pools.job.query('select * from record.event')).rejects.toThrow(/permission denied/);
  });
});
