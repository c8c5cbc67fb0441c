// The keys of an installation, in one file that lies apart from the data: master key, command key, signing key.
import { createPrivateKey, createPublicKey, type KeyObject, randomBytes } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { firstKeys, type KeptKeys, keptKeysFingerprint } from './kept-key.js';
import {
  fingerprint,
  type KeyFile,
  KeyringProblem,
  masterKeysOf,
  readKeyFile,
  replaceKeyFile,
  sourceOf,
  underMasterKey,
  writeKeyFile,
} from './key-file.js';
import { type MasterKeySource, readMasterKey } from './master-key.js';

/** The keys of an open installation. The master key is not among them: it stays in its file until something is opened. */
export interface Keyring {
  readonly file: string;
  readonly masterKeyFingerprint: string;
  /** Names the command key and the signing key, which no rotation changes. */
  readonly keptKeysFingerprint: string;
  /** Reads the master key from its file, for one opening or one new trial. */
  readonly readMasterKey: () => Promise<Buffer>;
  /** All master keys by which something may be wrapped, the present one first. */
  readonly readMasterKeys: () => Promise<readonly Buffer[]>;
  /** Every key that opens something kept, for one escrow or to hold one against. */
  readonly readKeptKeys: () => Promise<KeptKeys>;
  /** Keys the digests of command bodies, so that a small set of possible bodies can't be guessed from the database alone. */
  readonly commandKey: Buffer;
  /** Ed25519, signs checkpoints. */
  readonly signingKey: KeyObject;
}

/** The environment variable that holds the master key of an installation made while it is set (64 hexadecimal digits). */
export const masterKeyVariable = 'EQUIPOISE_MASTER_KEY';

/** Where keys lie: EQUIPOISE_KEYS, or the user's configuration folder. */
export function keyDirectory(environment: NodeJS.ProcessEnv = process.env): string {
  if (environment.EQUIPOISE_KEYS) return path.resolve(environment.EQUIPOISE_KEYS);
  const config = environment.XDG_CONFIG_HOME || path.join(homedir(), '.config');
  return path.join(config, 'equipoise', 'keys');
}

/**
 * Reads the key file of an installation; `create` makes it (mode 0600) for a database that is new. A file of an earlier
 * version is written anew in the form of this one.
 * @throws KeyringProblem when there is none to read, when it can't be written, or when it is not a key file.
 */
export async function openKeyring(options: {
  readonly installationId: string;
  readonly directory?: string;
  readonly create: boolean;
  /** The fingerprint that the database names: after a rotation that was cut short, the file may name it second. */
  readonly expected?: string;
}): Promise<Keyring> {
  const { installationId } = options;
  const file = keyFileOf(options);
  if (options.create) await createKeyFile(file, installationId);
  const keys = await settle(file, options);
  const commandKey = Buffer.from(keys.commandKeyHex, 'hex');
  const signingSeed = Buffer.from(keys.signingSeedHex, 'hex');
  const read = async () => (await readKeyFile(file, installationId)).keys;
  return {
    file,
    masterKeyFingerprint: fingerprint(await readMasterKey(sourceOf(keys), installationId)),
    keptKeysFingerprint: keptKeysFingerprint({ commandKey, signingSeed }),
    readMasterKey: async () => readMasterKey(sourceOf(await read()), installationId),
    readMasterKeys: async () => masterKeysOf(await read()),
    readKeptKeys: async () => {
      const [masterKey, ...formerMasterKeys] = await masterKeysOf(await read());
      return { masterKey, formerMasterKeys, commandKey, signingSeed };
    },
    commandKey,
    signingKey: ed25519FromSeed(signingSeed),
  };
}

/**
 * Puts the key that the database names first, where a rotation ended between the database and the file; and brings a file
 * of an earlier version to the form of this one.
 */
async function settle(
  file: string,
  { installationId, expected }: { readonly installationId: string; readonly expected?: string },
): Promise<KeyFile> {
  const { keys, isOld } = await readKeyFile(file, installationId);
  const first = await sourceToBeFirst(keys, expected);
  if (first === undefined && !isOld) return keys;
  const settled = await underMasterKey(keys, first ?? sourceOf(keys));
  await replaceKeyFile(file, settled);
  return settled;
}

/** The other source whose key the database names; undefined where the present one is right, or none is. */
async function sourceToBeFirst(keys: KeyFile, expected: string | undefined): Promise<MasterKeySource | undefined> {
  const { installationId, otherMasterKeys = [] } = keys;
  if (expected === undefined || otherMasterKeys.length === 0) return undefined;
  if (fingerprint(await readMasterKey(sourceOf(keys), installationId)) === expected) return undefined;
  for (const source of otherMasterKeys) {
    const key = await readMasterKey(source, installationId).catch(() => undefined);
    if (key !== undefined && fingerprint(key) === expected) return source;
  }
  return undefined;
}

/** Writes a key file again, from what an escrow gave back. @throws an error with the code EEXIST where a file is there */
export async function recoverKeyFile(options: {
  readonly installationId: string;
  readonly directory?: string;
  readonly keys: KeptKeys;
}): Promise<string> {
  const file = keyFileOf(options);
  await writeKeyFile(file, options.installationId, options.keys);
  return file;
}

/** Whether the key file lies outside the folder of the data (go-live is refused while it does not). */
export async function isApart(keyFile: string, dataDirectory: string): Promise<boolean> {
  const [key, data] = await Promise.all([
    realpath(keyFile),
    realpath(dataDirectory).catch(() => path.resolve(dataDirectory)),
  ]);
  const relative = path.relative(data, key);
  return relative.startsWith('..') || path.isAbsolute(relative);
}

function keyFileOf({
  installationId,
  directory = keyDirectory(),
}: {
  readonly installationId: string;
  readonly directory?: string;
}): string {
  return path.join(directory, `${installationId}.json`);
}

async function createKeyFile(file: string, installationId: string): Promise<void> {
  try {
    // An empty variable is one that is not set.
    const given = process.env[masterKeyVariable] || undefined;
    const source: MasterKeySource | undefined =
      given === undefined ? undefined : { kind: 'environment', variable: masterKeyVariable };
    const masterKey = source === undefined ? randomBytes(32) : await readMasterKey(source, installationId);
    await writeKeyFile(file, installationId, firstKeys(masterKey, installationId), source);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return;
    throw new KeyringProblem(
      `can't write the keys to ${file} (${(cause as Error).message}); name a folder that you can write to with EQUIPOISE_KEYS`,
      { cause },
    );
  }
}

function ed25519FromSeed(seed: Buffer): KeyObject {
  return createPrivateKey({
    key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]),
    format: 'der',
    type: 'pkcs8',
  });
}

/** The public half of a signing key, as 32 bytes in hex. */
export function publicHalf(signingKey: KeyObject): string {
  return createPublicKey(signingKey).export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex');
}
