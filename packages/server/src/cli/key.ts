// `equipoise key escrow` and `key recover`: the master key in shares among named holders, and back from them.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { combine, split } from 'shamir-secret-sharing';
import { z } from 'zod';
import { openDatabase } from '../embedded/open-database.js';
import {
  firstKeys,
  type KeptKeys,
  keptKeysFingerprint,
  packKeys,
  secretFingerprint,
  unpackKeys,
} from '../seal/kept-key.js';
import { fingerprint, KeyringProblem } from '../seal/key-file.js';
import { keyDirectory, openKeyring, recoverKeyFile } from '../seal/keyring.js';
import { rotateMasterKey } from '../seal/rotate.js';
import { migrate } from '../store/migrate.js';
import { roleNames } from '../store/pool.js';
import {
  CommandProblem,
  type ExitCode,
  exitCodes,
  type KeyEscrowOptions,
  type KeyRecoverOptions,
  type KeyRotateOptions,
} from './options.js';
import { withSystem } from './with-system.js';

const sharePart = {
  installationId: z.uuid(),
  masterKeyFingerprint: z.string(),
  share: z.int().positive(),
  of: z.int().positive(),
  threshold: z.int().min(2),
  secretHex: z.string().regex(/^[0-9a-f]+$/),
};
const Share = z.discriminatedUnion('equipoiseKeyShare', [
  /** Of the master key alone. */
  z.strictObject({ equipoiseKeyShare: z.literal(1), ...sharePart }),
  /** Of every key; the fingerprint is of all of them together. */
  z.strictObject({ equipoiseKeyShare: z.literal(2), ...sharePart, secretFingerprint: z.string() }),
]);
type Share = z.infer<typeof Share>;

/**
 * Splits every key that opens something kept into shares by Shamir's scheme: `threshold` of them give all keys back, fewer
 * tell nothing.
 */
export async function escrow(options: KeyEscrowOptions): Promise<ExitCode> {
  const { shares: of, threshold, output } = options;
  if (threshold < 2 || of < threshold || of > 255)
    throw new CommandProblem(
      `${of} shares of which ${threshold} suffice: at least 2 must suffice, and at most all; at most 255 shares.`,
    );
  const { holders } = options;
  if (holders !== undefined && holders.length !== of)
    throw new CommandProblem(`${of} shares need ${of} holders, not ${holders.length}.`);
  return withSystem(options, async (system) => {
    const held: { share: number; holder: string; shareFingerprint: string }[] = [];
    const whole = packKeys(await system.keyring.readKeptKeys());
    const secrets = await split(new Uint8Array(whole), of, threshold);
    const installationId = path.basename(system.keyring.file, '.json');
    mkdirSync(output, { recursive: true, mode: 0o700 });
    for (const [index, secret] of secrets.entries()) {
      const share: Share = {
        equipoiseKeyShare: 2,
        installationId,
        masterKeyFingerprint: system.keyring.masterKeyFingerprint,
        share: index + 1,
        of,
        threshold,
        secretHex: Buffer.from(secret).toString('hex'),
        secretFingerprint: secretFingerprint(whole),
      };
      const file = path.join(output, `share-${index + 1}-of-${of}.json`);
      writeFileSync(file, `${JSON.stringify(share, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
      const holder = holders?.[index];
      held.push({
        share: index + 1,
        holder: holder ?? `holder ${index + 1}`,
        shareFingerprint: shareFingerprint(secret),
      });
      process.stdout.write(holder === undefined ? `${file}\n` : `${file}: ${holder}\n`);
    }
    await system.pools.writer.query(
      "insert into ops.key_event (kind, master_key_fingerprint, facts) values ('escrowed', $1, $2)",
      [system.keyring.masterKeyFingerprint, { of, threshold, held }],
    );
    process.stdout.write(
      `Give each share to another holder and delete it here; any ${threshold} of the ${of} recover the keys.\nNext, rehearse the recovery: equipoise key recover SHARE …\n`,
    );
    return exitCodes.done;
  });
}

/** A name for a share that reveals nothing of it. */
function shareFingerprint(secret: Uint8Array): string {
  return createHash('sha256').update('equipoise-key-share-fingerprint').update(secret).digest('hex');
}

/** Changes the master key. @throws CommandProblem where the options name two places for the next one */
export async function rotate({ environment, kms, endpoint, region, ...options }: KeyRotateOptions): Promise<ExitCode> {
  if (environment !== undefined && kms !== undefined)
    throw new CommandProblem('The next master key is in the environment or wrapped by a service, not both.');
  const service = { ...(endpoint === undefined ? {} : { endpoint }), ...(region === undefined ? {} : { region }) };
  return withSystem(options, async (system) => {
    const to =
      environment !== undefined
        ? ({ kind: 'environment', variable: environment } as const)
        : kms !== undefined
          ? ({ kind: 'kms', keyId: kms, ...service } as const)
          : ({ kind: 'file' } as const);
    const { dataKeys, to: fingerprintOfNext } = await rotateMasterKey(system, to);
    process.stdout.write(
      `${dataKeys} data keys are wrapped by the master key ${fingerprintOfNext.slice(0, 16)}… now.\nThe shares of the former key are void. Next: equipoise key escrow, then rehearse: equipoise key recover SHARE …\n`,
    );
    return exitCodes.done;
  });
}

/** Puts the keys together: writes the key file where it is lost, and records that a recovery works where it is not. */
export async function recover(options: KeyRecoverOptions): Promise<ExitCode> {
  const shares = options.shares.map(readShare);
  const first = oneEscrow(shares);
  const keys = await putTogether(shares, first);
  const database = await openDatabase({ dataDir: options.dataDir, log: (line) => process.stderr.write(`${line}\n`) });
  const client = new pg.Client({ connectionString: database.connectionString });
  try {
    await client.connect();
    if (await isNew(client)) return await recoverForRestore(first.installationId, keys);
    await migrate(client, roleNames(process.env.EQUIPOISE_ROLE_PREFIX ?? 'equipoise'));
    const { rows } = await client.query<Installation>(
      'select installation_id, master_key_fingerprint, kept_keys_fingerprint from ops.installation',
    );
    const installation = rows[0];
    if (installation === undefined || installation.installation_id !== first.installationId)
      throw new CommandProblem('These shares are of another installation than this database.');
    requireWhole(installation, keys);
    const { isRehearsal, message } = await restore(installation.installation_id, keys);
    await client.query('update ops.installation set recovery_rehearsed_at = clock_timestamp()');
    await client.query('insert into ops.key_event (kind, master_key_fingerprint, facts) values ($1, $2, $3)', [
      isRehearsal ? 'recovery rehearsed' : 'recovered',
      first.masterKeyFingerprint,
      {
        shares: shares.map(({ share, secretHex }) => ({
          share,
          shareFingerprint: shareFingerprint(Buffer.from(secretHex, 'hex')),
        })),
      },
    ]);
    process.stdout.write(`${message}\n`);
    return exitCodes.done;
  } finally {
    await client.end();
    await database.close();
  }
}

/** Whether a database holds no installation yet; one that is not begun is left as it is, for a restore. */
async function isNew(client: pg.Client): Promise<boolean> {
  const { rows: tables } = await client.query<{ begun: boolean }>(
    "select to_regclass('ops.installation') is not null as begun",
  );
  if (tables[0]?.begun !== true) return true;
  const { rows } = await client.query<{ used: boolean }>(
    'select master_key_fingerprint is not null as used from ops.installation',
  );
  return rows.every(({ used }) => !used);
}

/** Computer and key file are lost, shares and a backup are there: the key file first, which opens the backup. */
async function recoverForRestore(installationId: string, keys: KeptKeys): Promise<ExitCode> {
  const file = await recoverKeyFile({ installationId, keys }).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'EEXIST') throw cause;
    throw new CommandProblem(
      `The keys of installation ${installationId} are in ${keyDirectory()} already, and this database holds nothing yet: restore its backup (equipoise restore FILE).`,
    );
  });
  process.stdout.write(
    `The keys are in ${file} again. This database holds nothing yet: next, equipoise restore FILE with the newest backup.\n`,
  );
  return exitCodes.done;
}

async function restore(
  installationId: string,
  keys: KeptKeys,
): Promise<{ readonly isRehearsal: boolean; readonly message: string }> {
  const there = await openKeyring({ installationId, create: false }).catch((cause: unknown) => {
    if (cause instanceof KeyringProblem) return undefined;
    throw cause;
  });
  if (there !== undefined) {
    if (there.keptKeysFingerprint !== keptKeysFingerprint(keys)) throw notWhole();
    return {
      isRehearsal: true,
      message:
        'The recovery works: the shares give back the keys of this installation. This is on record; go-live asks for it.',
    };
  }
  const file = await recoverKeyFile({ installationId, keys }).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'EEXIST') throw cause;
    throw new CommandProblem(
      `The key file of installation ${installationId} in ${keyDirectory()} is damaged: put it aside, and recover again.`,
    );
  });
  return { isRehearsal: false, message: `Recovered: the keys are in ${file} again.` };
}

interface Installation {
  readonly installation_id: string;
  readonly master_key_fingerprint: string | null;
  readonly kept_keys_fingerprint: string | null;
}

/** The shares of one escrow, as many as it needs. @throws CommandProblem */
function oneEscrow(shares: readonly Share[]): Share {
  const [first] = shares;
  if (!first) throw new CommandProblem('Name the files of the shares.');
  const escrowOf = (share: Share) =>
    [share.installationId, share.masterKeyFingerprint, 'secretFingerprint' in share && share.secretFingerprint].join();
  if (shares.some((share) => escrowOf(share) !== escrowOf(first)))
    throw new CommandProblem('These shares are not of one escrow.');
  const different = new Set(shares.map(({ share }) => share)).size;
  if (different < first.threshold)
    throw new CommandProblem(`${first.threshold} different shares are needed, ${different} given.`);
  return first;
}

/** The keys that these shares give back. @throws CommandProblem where one of them was altered */
async function putTogether(shares: readonly Share[], first: Share): Promise<KeptKeys> {
  const secret = Buffer.from(await combine(shares.map((share) => new Uint8Array(Buffer.from(share.secretHex, 'hex')))));
  const keys =
    first.equipoiseKeyShare === 1
      ? firstKeys(secret, first.installationId)
      : secretFingerprint(secret) === first.secretFingerprint
        ? unpackKeys(secret)
        : undefined;
  if (keys === undefined || fingerprint(keys.masterKey) !== first.masterKeyFingerprint)
    throw new CommandProblem('These shares do not give their keys back: one of them was altered.');
  return keys;
}

/**
 * Refuses what does not bring back every key that this database needs: shares of the master key alone, from before every
 * key was in the escrow, after a rotation; or shares of a former master key.
 */
function requireWhole(
  { master_key_fingerprint: present, kept_keys_fingerprint: kept }: Installation,
  keys: KeptKeys,
): void {
  if (![keys.masterKey, ...keys.formerMasterKeys].some((key) => fingerprint(key) === present))
    throw new CommandProblem(
      'These shares are of another master key than this database: take those of the escrow that was made after the last rotation.',
    );
  if (kept !== null && kept !== keptKeysFingerprint(keys)) throw notWhole();
}

function notWhole(): CommandProblem {
  return new CommandProblem(
    'These shares give back the master key, but not the keys of files, identifiers and backups, which are older than the last rotation: make another escrow (equipoise key escrow) while the key file is there.',
  );
}

function readShare(file: string): Share {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new CommandProblem(`${file} can't be read as a share: ${(cause as Error).message}`);
  }
  const parsed = Share.safeParse(content);
  if (!parsed.success) throw new CommandProblem(`${file} is not a share of a key of Equipoise.`);
  return parsed.data;
}
