// `equipoise key escrow` and `key recover`: the master key in shares among named holders, and back from them.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { combine, split } from 'shamir-secret-sharing';
import { z } from 'zod';
import { openDatabase } from '../embedded/open-database.js';
import { fingerprint, openKeyring, recoverKeyFile } from '../seal/keyring.js';
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

const Share = z.strictObject({
  equipoiseKeyShare: z.literal(1),
  installationId: z.uuid(),
  masterKeyFingerprint: z.string(),
  share: z.int().positive(),
  of: z.int().positive(),
  threshold: z.int().min(2),
  secretHex: z.string().regex(/^[0-9a-f]+$/),
});

/** Splits the master key into shares by Shamir's scheme: `threshold` of them give it back, fewer tell nothing. */
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
    const secrets = await split(new Uint8Array(await system.keyring.readMasterKey()), of, threshold);
    const installationId = path.basename(system.keyring.file, '.json');
    mkdirSync(output, { recursive: true, mode: 0o700 });
    for (const [index, secret] of secrets.entries()) {
      const share: z.infer<typeof Share> = {
        equipoiseKeyShare: 1,
        installationId,
        masterKeyFingerprint: system.keyring.masterKeyFingerprint,
        share: index + 1,
        of,
        threshold,
        secretHex: Buffer.from(secret).toString('hex'),
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
      `Give each share to another holder and delete it here; any ${threshold} of the ${of} recover the key.\nNext, rehearse the recovery: equipoise key recover SHARE …\n`,
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

/** Puts the master key together: writes the key file where it is lost, and records that a recovery works where it is not. */
export async function recover(options: KeyRecoverOptions): Promise<ExitCode> {
  const shares = options.shares.map(readShare);
  const [first] = shares;
  if (!first) throw new CommandProblem('Name the files of the shares.');
  if (shares.some((share) => share.masterKeyFingerprint !== first.masterKeyFingerprint))
    throw new CommandProblem('These shares are not of one key.');
  if (new Set(shares.map(({ share }) => share)).size < first.threshold)
    throw new CommandProblem(
      `${first.threshold} different shares are needed, ${new Set(shares.map(({ share }) => share)).size} given.`,
    );
  const masterKey = Buffer.from(
    await combine(shares.map((share) => new Uint8Array(Buffer.from(share.secretHex, 'hex')))),
  );
  if (fingerprint(masterKey) !== first.masterKeyFingerprint)
    throw new CommandProblem('These shares do not give their key back: one of them was altered.');

  const database = await openDatabase({ dataDir: options.dataDir, log: (line) => process.stderr.write(`${line}\n`) });
  const client = new pg.Client({ connectionString: database.connectionString });
  try {
    await client.connect();
    await migrate(client, roleNames(process.env.EQUIPOISE_ROLE_PREFIX ?? 'equipoise'));
    const { rows } = await client.query<{ installation_id: string; master_key_fingerprint: string | null }>(
      'select installation_id, master_key_fingerprint from ops.installation',
    );
    const installation = rows[0];
    if (installation?.master_key_fingerprint !== first.masterKeyFingerprint)
      throw new CommandProblem('These shares are of another installation than this database.');
    await client.query('update ops.installation set recovery_rehearsed_at = clock_timestamp()');
    const { isRehearsal, message } = await restore(installation.installation_id, masterKey);
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

async function restore(
  installationId: string,
  masterKey: Buffer,
): Promise<{ readonly isRehearsal: boolean; readonly message: string }> {
  const isThere = await openKeyring({ installationId, create: false }).then(
    () => true,
    () => false,
  );
  if (isThere)
    return {
      isRehearsal: true,
      message:
        'The recovery works: the shares give back the key of this installation. This is on record; go-live asks for it.',
    };
  return {
    isRehearsal: false,
    message: `Recovered: the keys are in ${await recoverKeyFile({ installationId, masterKey })} again.`,
  };
}

function readShare(file: string): z.infer<typeof Share> {
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
