// A running installation: the database (embedded or external), its schema, its pools and its keys, opened together.
import path from 'node:path';
import type { TrialId } from '@equipoise/trial';
import pg from 'pg';
import { type Database, openDatabase } from './embedded/open-database.js';
import { wrapDataKeys } from './seal/data-key.js';
import { fingerprint, KeyringProblem } from './seal/key-file.js';
import { isApart, type Keyring, openKeyring } from './seal/keyring.js';
import { givenLogins, type LoginUrls, makeLogins } from './store/login.js';
import { migrate, noteReadRows } from './store/migrate.js';
import { inTransaction, openPools, type Pools, type RoleNames, roleNames } from './store/pool.js';
import { rebuildTrial } from './store/rebuild.js';

export interface System {
  readonly dataDir: string;
  /** Of the installation's own login, for migrations and backups. Holds a password: never print it. */
  readonly connectionString: string;
  /** The migrations that ran when it was opened. */
  readonly migrated: readonly string[];
  readonly pools: Pools;
  readonly keyring: Keyring;
  /** Facts about where the keys are, for the decision to go live. */
  custody(): Promise<{ readonly keyApartFromData: boolean; readonly recoveryRehearsed: boolean }>;
  close(): Promise<void>;
}

export interface SystemOptions {
  /** Where the embedded database and files live. */
  readonly dataDir: string;
  readonly keyDirectory?: string;
  readonly rolePrefix?: string;
  /** `own`: each pool logs in as a role of its own (the default); `one`: all by the login of the installation. */
  readonly logins?: 'own' | 'one';
  readonly writers?: number;
  readonly log?: (line: string) => void;
  /** Called once if the embedded server goes away while the installation is open. */
  readonly onLost?: () => void;
}

/**
 * Opens the installation in a data folder, or the one that DATABASE_URL names; brings its schema up to date.
 * @throws StartupProblem, KeyringProblem, with a sentence that says what to do.
 */
export async function openSystem(options: SystemOptions): Promise<System> {
  const dataDir = path.resolve(options.dataDir);
  const database = await openDatabase({
    dataDir,
    ...(options.log ? { log: options.log } : {}),
    ...(options.onLost ? { onLost: options.onLost } : {}),
  });
  try {
    return await openOn(database, { ...options, dataDir });
  } catch (cause) {
    await database.close();
    throw cause;
  }
}

/** Opens an installation on a database that is open already. */
export async function openOn(database: Database, options: SystemOptions): Promise<System> {
  const role = roleNames(options.rolePrefix ?? process.env.EQUIPOISE_ROLE_PREFIX ?? 'equipoise');
  const client = new pg.Client({ connectionString: database.connectionString });
  // A server that goes away meanwhile is told by the failed query.
  client.on('error', () => undefined);
  await client.connect();
  let installation: Installation;
  try {
    const { ran, readRowsAreOld } = await migrate(client, role);
    installation = await readInstallation(client);
    const isNew = installation.master_key_fingerprint === null;
    const keyring = await openKeyring({
      installationId: installation.installation_id,
      create: isNew,
      ...(installation.master_key_fingerprint === null ? {} : { expected: installation.master_key_fingerprint }),
      ...(options.keyDirectory === undefined ? {} : { directory: options.keyDirectory }),
    });
    if (isNew) {
      await client.query(
        'update ops.installation set master_key_fingerprint = $1 where master_key_fingerprint is null',
        [keyring.masterKeyFingerprint],
      );
      installation = await readInstallation(client);
    }
    const isOfBefore = await isOfFormerKey(installation, keyring);
    await noteKeptKeys(client, keyring, options.log);
    const urls =
      options.logins === 'one'
        ? {}
        : await openLogins(client, { database, role, installation, keyring, log: options.log });
    const pools = openPools(database.connectionString, {
      urls,
      ...(options.rolePrefix === undefined ? {} : { rolePrefix: options.rolePrefix }),
      ...(options.writers === undefined ? {} : { writers: options.writers }),
    });
    if (isOfBefore) await wrapByPresentKey(pools, keyring, options.log);
    if (readRowsAreOld) {
      await rebuildAll(pools, options.log);
      await noteReadRows(client);
    }
    return {
      dataDir: options.dataDir,
      connectionString: database.connectionString,
      migrated: ran,
      pools,
      keyring,
      custody: async () => {
        const { rows } = await pools.writer.query<Installation>('select * from ops.installation');
        return {
          keyApartFromData: await isApart(keyring.file, options.dataDir),
          recoveryRehearsed: rows[0]?.recovery_rehearsed_at !== null,
        };
      },
      close: async () => {
        await pools.close();
        await database.close();
      },
    };
  } finally {
    await client.end();
  }
}

/**
 * Whether the database names a master key of before: a backup from before a rotation was restored.
 * @throws KeyringProblem where the key file does not hold its key at all
 */
async function isOfFormerKey({ master_key_fingerprint: named }: Installation, keyring: Keyring): Promise<boolean> {
  if (named === keyring.masterKeyFingerprint) return false;
  const known = await keyring.readMasterKeys();
  if (known.some((key) => fingerprint(key) === named)) return true;
  throw new KeyringProblem(
    `${keyring.file} does not hold the master key that this database was made with; restore the right file or recover it from its escrow (equipoise key recover)`,
  );
}

async function wrapByPresentKey(pools: Pools, keyring: Keyring, log: SystemOptions['log']): Promise<void> {
  const known = await keyring.readMasterKeys();
  const next = await keyring.readMasterKey();
  const facts = { source: 'restored from before a rotation' };
  const count = await inTransaction(pools.owner, 'begin', (client) => wrapDataKeys(client, { known, next, facts }));
  log?.(`The master key was rotated after this backup: ${count} data keys are wrapped by the present one now.`);
}

/** The keys that no rotation changes have one name for ever; another one means that what they encrypted does not open. */
async function noteKeptKeys(
  client: pg.Client,
  { keptKeysFingerprint: held, file }: Keyring,
  log: SystemOptions['log'],
) {
  const { rows } = await client.query<{ named: string }>(
    `update ops.installation set kept_keys_fingerprint = coalesce(kept_keys_fingerprint, $1)
     returning kept_keys_fingerprint as named`,
    [held],
  );
  if (rows[0]?.named === held) return;
  log?.(
    `${file} holds the master key, but not the keys under which files, identifiers and backups of this installation were encrypted: put the former key file in its place.`,
  );
}

async function openLogins(
  client: pg.Client,
  about: {
    readonly database: Database;
    readonly role: RoleNames;
    readonly installation: Installation;
    readonly keyring: Keyring;
    readonly log: SystemOptions['log'];
  },
): Promise<LoginUrls> {
  const { database, role, installation, keyring } = about;
  const { urls, why } = await makeLogins(client, {
    connectionString: database.connectionString,
    role,
    installationId: installation.installation_id,
    secret: keyring.commandKey,
    given: givenLogins(role),
  });
  if (why !== undefined) about.log?.(`The database roles share one login: ${why}.`);
  return urls;
}

/** A version with other read tables writes those of every trial anew, each in a transaction of its own. */
async function rebuildAll(pools: Pools, log: SystemOptions['log']): Promise<void> {
  const { rows } = await pools.sealed.query<{ trial_id: TrialId }>(
    'select trial_id from record.trial order by trial_id',
  );
  if (rows.length > 0) log?.(`Writing the read tables of ${rows.length} trials anew for this version …`);
  for (const { trial_id: trialId } of rows)
    await inTransaction(pools.owner, 'begin', async (each) => {
      // Nothing is written to the trial meanwhile.
      await each.query('select 1 from record.trial where trial_id = $1 for update', [trialId]);
      return rebuildTrial(each, trialId);
    });
}

interface Installation {
  readonly installation_id: string;
  readonly master_key_fingerprint: string | null;
  readonly recovery_rehearsed_at: Date | null;
}

async function readInstallation(client: pg.Client): Promise<Installation> {
  const { rows } = await client.query<Installation>(
    'select installation_id, master_key_fingerprint, recovery_rehearsed_at from ops.installation',
  );
  return rows[0] as Installation;
}
