// Every job of an installation.
import { mkdir, readdir, unlink } from 'node:fs/promises';
import path from 'node:path';
import type { TrialId } from '@equipoise/trial';
import { readAccountSettings } from '../account/settings.js';
import { backup } from '../backup/backup.js';
import { CommandExecutor } from '../execute/execute.js';
import { destroyRemovedFiles } from '../file/destroy-removed.js';
import { openFiles } from '../file/open-files.js';
import { openMailer } from '../mail/mailer.js';
import { accountAddressOf } from '../notify/account-address.js';
import { deliverNotifications } from '../notify/deliver.js';
import { evaluateRules } from '../notify/evaluate.js';
import { writeCheckpoint } from '../store/checkpoint-file.js';
import { verifyAndKeep } from '../store/verification-log.js';
import type { System } from '../system.js';
import type { Job } from './job.js';

export const checkpointJob: Job = {
  name: 'checkpoint',
  summary: 'signs the state of every trial into a file outside the database',
  schedule: { cron: '0 * * * *', setting: 'EQUIPOISE_CHECKPOINT_SCHEDULE' },
  expiresAfterS: 1800,
  run: async (system) => {
    const trials = await listTrials(system);
    for (const trialId of trials) await writeCheckpoint(system, trialId);
    return `${trials.length} checkpoint(s)`;
  },
};

export const verifyJob: Job = {
  name: 'verify',
  summary: 'holds the record of every trial against its hashes and its last checkpoint, and keeps what it found',
  schedule: { cron: '30 2 * * *', setting: 'EQUIPOISE_VERIFY_SCHEDULE' },
  expiresAfterS: 14_400,
  run: async (system) => {
    const trials = await listTrials(system);
    const unsound: string[] = [];
    let events = 0;
    for (const trialId of trials) {
      const verified = await verifyAndKeep(system, trialId);
      const [first] = verified.findings;
      if (first) unsound.push(`trial ${trialId}: ${verified.findings.length} finding(s), the first: ${first.code}`);
      events += verified.events;
    }
    if (unsound.length > 0) throw new Error(unsound.join('; '));
    return `${trials.length} trial(s), ${events} events, all sound`;
  },
};

/** How many backups stay in the folder. */
const keptBackups = 14;

const noFolder = 'EQUIPOISE_BACKUPS names no folder: no backup is written';

export const backupJob: Job = {
  name: 'backup',
  summary: 'writes an encrypted backup into EQUIPOISE_BACKUPS, and keeps the last ones',
  schedule: { cron: '0 1 * * *', setting: 'EQUIPOISE_BACKUP_SCHEDULE' },
  expiresAfterS: 14_400,
  idleBecause: ({ EQUIPOISE_BACKUPS }) => (EQUIPOISE_BACKUPS ? undefined : noFolder),
  run: async (system) => {
    const folder = process.env.EQUIPOISE_BACKUPS ?? '';
    // Nobody takes for done what was not done.
    if (folder === '') throw new Error(noFolder);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const file = path.join(folder, `equipoise-${new Date().toISOString().replace(/[:.]/g, '-')}.age`);
    const { trials, events, sha256 } = await backup(system, { file });
    await removeOld(folder);
    return `${path.basename(file)}: ${trials} trial(s), ${events} events, SHA-256 ${sha256}`;
  },
};

export const noticeJob: Job = {
  name: 'notices',
  summary: 'sends the notices that are due by mail, again where that failed',
  schedule: { cron: '* * * * *', setting: 'EQUIPOISE_NOTICE_SCHEDULE' },
  expiresAfterS: 600,
  run: async (system) => {
    const { mail } = readAccountSettings(process.env.EQUIPOISE_PUBLIC_URL ?? 'http://localhost');
    const told = await deliverNotifications(system, new Date().toISOString(), {
      mailer: openMailer(mail, system.dataDir),
      addressOf: (actorId) => accountAddressOf(system.pools.account, actorId),
    });
    return `${told.sent} sent, ${told.failed} to be tried again, ${told.dead} given up`;
  },
};

export const stoppingRuleJob: Job = {
  name: 'stopping-rules',
  summary: 'evaluates the stopping rules of live trials',
  schedule: { cron: '*/15 * * * *', setting: 'EQUIPOISE_STOPPING_RULE_SCHEDULE' },
  expiresAfterS: 1800,
  run: async (system) => {
    const executor = new CommandExecutor(system);
    const trials = await listTrials(system, 'live');
    // What was reached is told to those who may know, never to this log.
    for (const trialId of trials) await evaluateRules(system, executor, { trialId, now: new Date().toISOString() });
    return `${trials.length} live trial(s) looked at`;
  },
};

export const removedFileJob: Job = {
  name: 'removed-files',
  summary: 'destroys the content of files whose removal is recorded',
  schedule: { cron: '45 3 * * *', setting: 'EQUIPOISE_REMOVED_FILE_SCHEDULE' },
  expiresAfterS: 3600,
  run: async (system) => {
    const { store } = openFiles(system.dataDir);
    let removed = 0;
    for (const trialId of await listTrials(system)) removed += await destroyRemovedFiles(system, store, trialId);
    return `${removed} removal(s) on record, all carried out`;
  },
};

export const jobs: readonly Job[] = [checkpointJob, verifyJob, backupJob, noticeJob, stoppingRuleJob, removedFileJob];

async function listTrials(system: System, mode?: 'live'): Promise<readonly TrialId[]> {
  const { rows } = await system.pools.sealed.query<{ trial_id: TrialId }>(
    'select trial_id from record.trial where $1::text is null or mode = $1 order by 1',
    [mode ?? null],
  );
  return rows.map((row) => row.trial_id);
}

/** Names sort by instant. */
async function removeOld(folder: string): Promise<void> {
  const files = (await readdir(folder)).filter((name) => /^equipoise-[0-9TZ-]+\.age$/.test(name)).sort();
  for (const file of files.slice(0, Math.max(0, files.length - keptBackups))) {
    await unlink(path.join(folder, file));
    await unlink(path.join(folder, `${file}.json`)).catch(() => undefined);
  }
}
