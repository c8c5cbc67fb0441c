// `equipoise restore`: loads a backup into an empty database, brings it to today's schema, rebuilds and verifies it.
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { TrialId } from '@equipoise/trial';
import pg from 'pg';
import { z } from 'zod';
import type { Database } from '../embedded/open-database.js';
import type { UploadSettings } from '../file/upload.js';
import {
  type BackedUpTable,
  continueNumbers,
  emptySeeded,
  forceRowSecurity,
  liftRowSecurity,
  writeRows,
} from '../store/backup-table.js';
import { migrate } from '../store/migrate.js';
import type { RoleNames } from '../store/pool.js';
import { checkReadTables } from '../store/rebuild.js';
import { type Finding, verifyRecord } from '../store/verify.js';
import type { System } from '../system.js';
import { BackupFooter, BackupHeader } from './backup.js';
import { type BackupEntry, BackupProblem, backupIdentity, readBackupFile } from './backup-file.js';

/** Takes files back to where they lie. */
export interface RestoredFiles {
  take(name: string, content: Buffer): Promise<void>;
}

/** Puts files where the environment says that they lie. */
export function restoredFiles({ store, spoolFolder }: UploadSettings): RestoredFiles {
  return {
    take: async (name, content) => {
      await mkdir(spoolFolder, { recursive: true, mode: 0o700 });
      const file = path.join(spoolFolder, randomUUID());
      try {
        await writeFile(file, content, { mode: 0o600, flag: 'wx', flush: true });
        await store.put(name, { file, sizeBytes: content.length });
      } finally {
        await rm(file, { force: true });
      }
    },
  };
}

/** What was loaded, before the installation is opened on it. */
export interface Loaded {
  readonly header: BackupHeader;
  readonly rows: Readonly<Record<string, number>>;
}

/**
 * Loads a backup into a database that holds no trial and no account yet: all of it in one transaction, or nothing.
 *
 * @param options.keyDirectory where key files lie; the one that opens the backup is found by trying
 * @param options.files takes each file of a trial; they are left out where absent
 * @throws BackupProblem
 */
export async function loadBackup(
  database: Database,
  options: {
    readonly file: string;
    readonly role: RoleNames;
    readonly keyDirectory: string;
    readonly identities?: readonly string[];
    readonly files?: RestoredFiles;
  },
): Promise<Loaded> {
  const identities = [...(options.identities ?? []), ...(await identitiesIn(options.keyDirectory))];
  if (identities.length === 0)
    throw new BackupProblem(
      `there is no key file in ${options.keyDirectory}: put the key file of the backup's installation there, or recover it from its escrow (equipoise key recover)`,
    );
  const client = new pg.Client({ connectionString: database.connectionString, application_name: 'equipoise restore' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await requireEmpty(client);
    const source = new EntrySource(readBackupFile(options.file, identities));
    try {
      return await load(client, source, options);
    } finally {
      await source.close();
    }
  } finally {
    await client.end();
  }
}

/** Holds what was restored against the backup's checkpoints, and the read tables against the record. */
export async function verifyRestored(system: System, header: BackupHeader): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const checkpoint of header.checkpoints) {
    const trialId = TrialId.parse(checkpoint.trialId);
    const verified = await verifyRecord(system.pools.sealed, trialId, checkpoint);
    findings.push(...verified.findings);
    if (verified.findings.length === 0) findings.push(...(await checkReadTables(system.pools.owner, trialId)));
  }
  return findings;
}

/** New, or left behind by a restore that failed: no keys belong to it yet. */
async function requireEmpty(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ begun: boolean }>(
    "select to_regclass('ops.installation') is not null as begun",
  );
  if (!rows[0]?.begun) return;
  const { rows: installations } = await client.query<{ used: boolean }>(
    'select master_key_fingerprint is not null as used from ops.installation',
  );
  if (installations.some(({ used }) => used))
    throw new BackupProblem(
      'this database was used already; a backup is restored into a new one (another --data folder, or a new database for DATABASE_URL)',
    );
}

async function load(
  client: pg.Client,
  source: EntrySource,
  options: Parameters<typeof loadBackup>[1],
): Promise<Loaded> {
  const header = headerIn(await source.next());
  await migrate(client, options.role, { only: header.migrations });
  await client.query('begin');
  try {
    const rows: Record<string, number> = {};
    const forced = await liftRowSecurity(client, header.tables);
    for (const table of [...header.tables].reverse()) await emptySeeded(client, table);
    for (const table of header.tables) rows[table.name] = await loadTable(client, source, table);
    for (let entry = await source.peek(); entry?.name.startsWith('file/'); entry = await source.peek()) {
      await source.next();
      await options.files?.take(entry.name.slice('file/'.length), entry.content);
    }
    compareCounts(await source.next(), rows);
    await continueNumbers(client, header.tables);
    await forceRowSecurity(client, forced);
    await client.query('commit');
    return { header, rows };
  } catch (cause) {
    await client.query('rollback').catch(() => undefined);
    throw cause;
  }
}

async function loadTable(client: pg.Client, source: EntrySource, table: BackedUpTable): Promise<number> {
  const prefix = `table/${table.name}/`;
  if (!(await source.peek())?.name.startsWith(prefix)) return 0;
  async function* parts(): AsyncGenerator<Buffer> {
    for (let entry = await source.peek(); entry?.name.startsWith(prefix); entry = await source.peek()) {
      yield entry.content;
      await source.next();
    }
  }
  return writeRows(client, table, parts());
}

function headerIn(entry: BackupEntry | undefined): BackupHeader {
  const parsed = entry?.name === 'header.json' ? BackupHeader.safeParse(json(entry)) : undefined;
  if (!parsed?.success) throw new BackupProblem('this file is no backup of Equipoise, or one of a later version');
  return parsed.data;
}

function compareCounts(entry: BackupEntry | undefined, loaded: Readonly<Record<string, number>>): void {
  const footer = entry?.name === 'footer.json' ? BackupFooter.safeParse(json(entry)) : undefined;
  if (!footer?.success) throw new BackupProblem('the backup has no end: it was cut while it was written or copied');
  const differing = Object.entries(footer.data.rows).filter(([table, rows]) => loaded[table] !== rows);
  if (differing.length > 0)
    throw new BackupProblem(`the backup does not hold all rows of ${differing.map(([table]) => table).join(', ')}`);
}

function json(entry: BackupEntry): unknown {
  return JSON.parse(entry.content.toString('utf8'));
}

async function identitiesIn(directory: string): Promise<readonly string[]> {
  const files = await readdir(directory).catch(() => []);
  const found: string[] = [];
  for (const file of files.filter((name) => name.endsWith('.json'))) {
    const text = await readFile(path.join(directory, file), 'utf8').catch(() => '');
    const keys = z.object({ commandKeyHex: z.string() }).safeParse(text === '' ? undefined : parseOrUndefined(text));
    if (keys.success) found.push(backupIdentity(Buffer.from(keys.data.commandKeyHex, 'hex')));
  }
  return found;
}

function parseOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Entries one after another, with a look at the next one. */
class EntrySource {
  #next: BackupEntry | undefined;

  constructor(private readonly entries: AsyncGenerator<BackupEntry>) {}

  async peek(): Promise<BackupEntry | undefined> {
    if (this.#next === undefined) {
      const { value, done } = await this.entries.next();
      this.#next = done ? undefined : value;
    }
    return this.#next;
  }

  async next(): Promise<BackupEntry | undefined> {
    const entry = await this.peek();
    this.#next = undefined;
    return entry;
  }

  async close(): Promise<void> {
    await this.entries.return(undefined).catch(() => undefined);
  }
}
