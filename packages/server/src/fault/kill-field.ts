// What every run of sudden deaths is made of: its options and result, a folder that goes away, a system that is opened to be looked at.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openDatabase, removeDatabase } from '../embedded/open-database.js';
import { openOn, type System } from '../system.js';

export interface KillOptions {
  readonly rounds: number;
  /** Decides kinds and moments; printed, so that a run can be repeated (as far as the machine's timing allows). */
  readonly seed: number;
  readonly log: (line: string) => void;
}

export interface KillResult {
  readonly rounds: number;
  /** One sentence each. */
  readonly faults: readonly string[];
}

/** A place on which processes are killed. */
export interface KillField<Result> {
  run(): Promise<Result>;
  /** Ends whatever still runs. */
  end(): Promise<void>;
}

/** Runs what kills in a folder of its own; afterwards nothing runs in it, and it is gone with its databases. */
export async function runInFolder<Result>(
  { name, databases }: { readonly name: string; readonly databases: readonly string[] },
  makeField: (root: string) => Promise<KillField<Result>>,
): Promise<Result> {
  const root = mkdtempSync(path.join(tmpdir(), name));
  // The user that runs the database for root must pass through.
  chmodSync(root, 0o711);
  try {
    const field = await makeField(root);
    try {
      return await field.run();
    } finally {
      await field.end();
    }
  } finally {
    await Promise.all(databases.map((each) => removeDatabase(path.join(root, each))));
    rmSync(root, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

/** Opens an installation with an embedded database, whatever DATABASE_URL says. */
export async function withSystem<T>(
  dataDir: string,
  keyDirectory: string,
  work: (system: System) => Promise<T>,
): Promise<T> {
  const database = await openDatabase({ dataDir, databaseUrl: '' });
  try {
    const system = await openOn(database, { dataDir: database.dataDir, keyDirectory });
    try {
      return await work(system);
    } finally {
      await system.close();
    }
  } finally {
    await database.close();
  }
}
