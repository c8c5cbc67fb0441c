// `equipoise backup` and `equipoise restore`: everything in one encrypted file, and back from it into a new database.
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { backup } from '../backup/backup.js';
import { BackupProblem } from '../backup/backup-file.js';
import { loadBackup, restoredFiles, verifyRestored } from '../backup/restore.js';
import { openDatabase } from '../embedded/open-database.js';
import { openFiles } from '../file/open-files.js';
import { keyDirectory } from '../seal/keyring.js';
import { roleNames } from '../store/pool.js';
import { openOn } from '../system.js';
import { type BackupOptions, CommandProblem, type ExitCode, exitCodes, type RestoreOptions } from './options.js';
import { withSystem } from './with-system.js';

/** Writes a backup, by default into `backups/` beside the data, named after the instant. */
export async function runBackup(options: BackupOptions): Promise<ExitCode> {
  return withSystem(options, async (system) => {
    const name = `equipoise-${new Date().toISOString().replace(/[:.]/g, '-')}.age`;
    const file = options.file ?? path.join(options.dataDir, 'backups', name);
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    const note = await named(
      backup(system, {
        file,
        recipients: options.recipients,
        onTable: (table, rows) => {
          if (rows > 0) process.stderr.write(`${table}: ${rows} rows\n`);
        },
      }),
    );
    process.stdout.write(
      `${note.file}: ${note.trials} trial(s), ${note.events} events, ${note.files} file(s), SHA-256 ${note.sha256}\nIt is encrypted; the key file ${system.keyring.file} (or its escrow) opens it: keep both, apart from each other.\n`,
    );
    for (const name of note.missingFiles)
      process.stdout.write(`missing: the file ${name}, which the record names, is not where files lie\n`);
    return note.missingFiles.length === 0 ? exitCodes.done : exitCodes.problem;
  });
}

/** Restores a backup into a new database, brings it to this version, rebuilds and verifies; exit code 1 where something is wrong. */
export async function runRestore(options: RestoreOptions): Promise<ExitCode> {
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const database = await openDatabase({ dataDir: options.dataDir, log: say });
  try {
    const role = roleNames(process.env.EQUIPOISE_ROLE_PREFIX ?? 'equipoise');
    say('Loading …');
    const { header, rows } = await named(
      loadBackup(database, {
        ...{ file: options.file, role, keyDirectory: keyDirectory() },
        files: restoredFiles(openFiles(path.resolve(options.dataDir))),
      }),
    );
    const system = await openOn(database, { dataDir: options.dataDir, log: say });
    say('Verifying …');
    const findings = await verifyRestored(system, header);
    await system.pools.close();
    for (const { code, message } of findings) process.stdout.write(`${code}  ${message}\n`);
    const total = Object.values(rows).reduce((sum, count) => sum + count, 0);
    process.stdout.write(
      `restored the state of ${header.takenAt} (written by version ${header.softwareVersion}): ${header.checkpoints.length} trial(s), ${total} rows, ${findings.length === 0 ? 'all sound' : `${findings.length} finding(s)`}\n`,
    );
    return findings.length === 0 ? exitCodes.done : exitCodes.problem;
  } finally {
    await database.close();
  }
}

async function named<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    throw cause instanceof BackupProblem ? new CommandProblem(`${cause.message}.`) : cause;
  }
}
