// `equipoise backup`: everything that can't be derived, as it was at one instant, in one encrypted file.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type { TrialId } from '@equipoise/trial';
import pg from 'pg';
import { z } from 'zod';
import { FileMissing, type FileStore } from '../file/file-store.js';
import { openFiles } from '../file/open-files.js';
import { listKeptFiles } from '../store/attachment.js';
import { BackedUpTable, listTables, readRows } from '../store/backup-table.js';
import { Checkpoint, takeCheckpoint } from '../store/checkpoint.js';
import { doneMigrations } from '../store/migrate.js';
import { inTransaction } from '../store/pool.js';
import { streamHeads } from '../store/verify.js';
import type { System } from '../system.js';
import { softwareVersion } from '../version.js';
import { type BackupEntry, backupIdentity, writeBackupFile } from './backup-file.js';

/** The first entry of a backup. */
export const BackupHeader = z.strictObject({
  equipoiseBackup: z.literal(1),
  softwareVersion: z.string(),
  /** UTC instant of the state that it holds. */
  takenAt: z.string(),
  installationId: z.uuid(),
  /** The schema that the rows fit: these migrations and no others had run. */
  migrations: z.array(z.string()),
  tables: z.array(BackedUpTable),
  /** One of each trial: the restored record is verified against them. */
  checkpoints: z.array(Checkpoint),
});
export type BackupHeader = z.infer<typeof BackupHeader>;

/** The last entry: how many rows of each table came before it. A backup without it was cut. */
export const BackupFooter = z.strictObject({ rows: z.record(z.string(), z.int().min(0)) });

/** What lies beside a backup, for people: which installation it is of, and its digest. Nothing in it is secret. */
export interface BackupNote {
  readonly file: string;
  readonly takenAt: string;
  readonly installationId: string;
  readonly masterKeyFingerprint: string;
  readonly softwareVersion: string;
  readonly sha256: string;
  readonly trials: number;
  readonly events: number;
  /** Files that the record names. */
  readonly files: number;
  /** Those of them that are not where files lie: look after them, the rest of the backup is whole. */
  readonly missingFiles: readonly string[];
}

export interface BackupOptions {
  readonly file: string;
  /** Further age recipients (age1…). */
  readonly recipients?: readonly string[];
  /** Told each table as it is written. */
  readonly onTable?: (name: string, rows: number) => void;
  /** Where the files of trials lie; as the environment says where absent. */
  readonly files?: FileStore;
}

/**
 * Writes a backup while the installation goes on working: all tables are read in one state of the database.
 * @throws BackupProblem
 */
export async function backup(system: System, options: BackupOptions): Promise<BackupNote> {
  const pool = new pg.Pool({ connectionString: system.connectionString, max: 1, application_name: 'equipoise backup' });
  try {
    return await inTransaction(pool, 'begin isolation level repeatable read read only', async (client) => {
      const header = await headerOf(client, system);
      const kept: KeptFiles = {
        store: options.files ?? openFiles(system.dataDir).store,
        names: await listKeptFiles(client),
        missing: [],
      };
      await writeBackupFile(options.file, entries(client, { header, kept, ...options }), {
        identity: backupIdentity(system.keyring.commandKey),
        recipients: options.recipients ?? [],
      });
      const note: BackupNote = {
        file: options.file,
        takenAt: header.takenAt,
        installationId: header.installationId,
        masterKeyFingerprint: system.keyring.masterKeyFingerprint,
        softwareVersion,
        sha256: await digestOf(options.file),
        trials: header.checkpoints.length,
        events: header.checkpoints.reduce((sum, checkpoint) => sum + checkpoint.events, 0),
        files: kept.names.length,
        missingFiles: kept.missing,
      };
      await writeFile(`${options.file}.json`, `${JSON.stringify(note, null, 2)}\n`, { mode: 0o600 });
      return note;
    });
  } finally {
    await pool.end();
  }
}

async function headerOf(client: pg.PoolClient, system: System): Promise<BackupHeader> {
  const { rows: now } = await client.query<{ now: Date; installation_id: string }>(
    'select clock_timestamp() as now, installation_id from ops.installation',
  );
  const takenAt = (now[0]?.now ?? new Date()).toISOString();
  const { rows: trials } = await client.query<{ trial_id: TrialId }>(
    'select trial_id from record.trial order by trial_id',
  );
  const checkpoints: Checkpoint[] = [];
  for (const { trial_id: trialId } of trials) {
    const heads = await streamHeads(client, trialId);
    checkpoints.push(takeCheckpoint({ trialId, takenAt, heads, signingKey: system.keyring.signingKey }));
  }
  return {
    equipoiseBackup: 1,
    softwareVersion,
    takenAt,
    installationId: now[0]?.installation_id ?? '',
    migrations: [...(await doneMigrations(client))],
    tables: [...(await listTables(client))],
    checkpoints,
  };
}

interface KeptFiles {
  readonly store: FileStore;
  readonly names: readonly string[];
  readonly missing: string[];
}

async function* entries(
  client: pg.PoolClient,
  {
    header,
    kept,
    onTable,
  }: Pick<BackupOptions, 'onTable'> & { readonly header: BackupHeader; readonly kept: KeptFiles },
): AsyncGenerator<BackupEntry> {
  yield { name: 'header.json', content: Buffer.from(`${JSON.stringify(header, null, 1)}\n`) };
  const counts: Record<string, number> = {};
  for (const table of header.tables) {
    let rows = 0;
    let part = 0;
    for await (const content of readRows(client, table)) {
      part += 1;
      rows += lines(content);
      yield { name: `table/${table.name}/${String(part).padStart(6, '0')}.copy`, content };
    }
    counts[table.name] = rows;
    onTable?.(table.name, rows);
  }
  yield* keptFiles(kept);
  yield { name: 'footer.json', content: Buffer.from(`${JSON.stringify({ rows: counts }, null, 1)}\n`) };
}

/** Each file as it lies there, encrypted under a key that only the installation's keys open. */
async function* keptFiles({ store, names, missing }: KeptFiles): AsyncGenerator<BackupEntry> {
  for (const name of names) {
    try {
      yield { name: `file/${name}`, content: await buffer(await store.read(name)) };
    } catch (cause) {
      if (!(cause instanceof FileMissing)) throw cause;
      missing.push(name);
    }
  }
}

/** COPY's text has one line for each row: a line break within a value is escaped. */
function lines(text: Buffer): number {
  let count = 0;
  for (let at = text.indexOf(10); at >= 0; at = text.indexOf(10, at + 1)) count += 1;
  return count;
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
