// The keys of an installation, in one file that lies apart from the data: master key, command key, signing key.
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
  randomUUID,
} from 'node:crypto';
import { link, mkdir, open, readFile, realpath, rename, unlink } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { MasterKeySource, readMasterKey } from './master-key.js';

const hex32 = z.string().regex(/^[0-9a-f]{64}$/);
const KeyFile = z
  .strictObject({
    equipoiseKeys: z.literal(1),
    installationId: z.uuid(),
    masterKeyHex: hex32.optional().describe('the key itself; else `masterKey` says where it is'),
    masterKey: MasterKeySource.optional(),
    /** While a rotation is under way, and until the next one: keys by which something may still be wrapped. */
    otherMasterKeys: z.array(MasterKeySource).optional(),
    commandKeyHex: hex32,
    signingSeedHex: hex32,
  })
  .refine(({ masterKeyHex, masterKey }) => (masterKeyHex === undefined) !== (masterKey === undefined));
export type KeyFile = z.infer<typeof KeyFile>;

/** The keys of an open installation. The master key is not among them: it stays in its file until something is opened. */
export interface Keyring {
  readonly file: string;
  readonly masterKeyFingerprint: string;
  /** Reads the master key from its file, for one opening, one new trial or one escrow. */
  readonly readMasterKey: () => Promise<Buffer>;
  /** All master keys by which something may be wrapped, the present one first. */
  readonly readMasterKeys: () => Promise<readonly Buffer[]>;
  /** Keys the digests of command bodies, so that a small set of possible bodies can't be guessed from the database alone. */
  readonly commandKey: Buffer;
  /** Ed25519, signs checkpoints. */
  readonly signingKey: KeyObject;
}

/** A key file that is missing, unreadable or another installation's. The message says what to do. */
export class KeyringProblem extends Error {}

/** The environment variable that holds the master key of an installation made while it is set (64 hexadecimal digits). */
export const masterKeyVariable = 'EQUIPOISE_MASTER_KEY';

/** Where keys lie: EQUIPOISE_KEYS, or the user's configuration folder. */
export function keyDirectory(environment: NodeJS.ProcessEnv = process.env): string {
  if (environment.EQUIPOISE_KEYS) return path.resolve(environment.EQUIPOISE_KEYS);
  const config = environment.XDG_CONFIG_HOME || path.join(homedir(), '.config');
  return path.join(config, 'equipoise', 'keys');
}

/**
 * Reads the key file of an installation; `create` makes it (mode 0600) for a database that is new.
 * @throws KeyringProblem when there is none to read, when it can't be written, or when it is not a key file.
 */
export async function openKeyring(options: {
  readonly installationId: string;
  readonly directory?: string;
  readonly create: boolean;
  /** The fingerprint that the database names: after a rotation that was cut short, the file may name it second. */
  readonly expected?: string;
}): Promise<Keyring> {
  const directory = options.directory ?? keyDirectory();
  const file = path.join(directory, `${options.installationId}.json`);
  if (options.create) await createKeyFile(directory, file, options.installationId);
  const keys = await settleRotation(file, await readKeyFile(file, options.installationId), options);
  return {
    file,
    masterKeyFingerprint: fingerprint(await readMasterKey(sourceOf(keys), options.installationId)),
    readMasterKey: async () =>
      readMasterKey(sourceOf(await readKeyFile(file, options.installationId)), options.installationId),
    readMasterKeys: async () => {
      const now = await readKeyFile(file, options.installationId);
      const sources = [sourceOf(now), ...(now.otherMasterKeys ?? [])];
      return Promise.all(sources.map((source) => readMasterKey(source, options.installationId)));
    },
    commandKey: Buffer.from(keys.commandKeyHex, 'hex'),
    signingKey: ed25519FromSeed(Buffer.from(keys.signingSeedHex, 'hex')),
  };
}

/** Puts the key that the database names first, where a rotation ended between the database and the file. */
async function settleRotation(
  file: string,
  keys: KeyFile,
  { installationId, expected }: { readonly installationId: string; readonly expected?: string },
): Promise<KeyFile> {
  if (expected === undefined || keys.otherMasterKeys === undefined) return keys;
  const fingerprintOf = async (source: MasterKeySource) => fingerprint(await readMasterKey(source, installationId));
  const present = sourceOf(keys);
  if ((await fingerprintOf(present)) === expected) return keys;
  for (const source of keys.otherMasterKeys) {
    if ((await fingerprintOf(source)) !== expected) continue;
    const { masterKeyHex: _, masterKey: __, ...others } = keys;
    const first = source.kind === 'file' ? { masterKeyHex: source.hex } : { masterKey: source };
    const settled = { ...others, ...first, otherMasterKeys: [present] };
    await replaceKeyFile(file, settled);
    return settled;
  }
  return keys;
}

/** Where the present master key of a key file is. */
export function sourceOf({ masterKeyHex, masterKey }: KeyFile): MasterKeySource {
  if (masterKey !== undefined) return masterKey;
  return { kind: 'file', hex: masterKeyHex ?? '' };
}

/** Reads a key file. @throws KeyringProblem */
export async function readKeyFile(file: string, installationId: string): Promise<KeyFile> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    throw new KeyringProblem(
      `the keys of this installation are not at ${file}; restore that file, recover it from its escrow (equipoise key recover), or say where it is with EQUIPOISE_KEYS`,
      { cause },
    );
  }
  const parsed = KeyFile.safeParse(safeJson(text));
  if (!parsed.success) throw new KeyringProblem(`${file} is not a key file of Equipoise`);
  if (parsed.data.installationId !== installationId)
    throw new KeyringProblem(`${file} holds the keys of another installation`);
  return parsed.data;
}

/** Writes a key file again, from a master key that was put together from its escrow; other keys are derived anew from it. */
export async function recoverKeyFile(options: {
  readonly installationId: string;
  readonly directory?: string;
  readonly masterKey: Buffer;
}): Promise<string> {
  const directory = options.directory ?? keyDirectory();
  const file = path.join(directory, `${options.installationId}.json`);
  await writeKeyFile(directory, file, options.installationId, options.masterKey);
  return file;
}

/** A name for a master key that reveals nothing of it: what an escrow is checked against. */
export function fingerprint(masterKey: Buffer): string {
  return createHash('sha256').update('equipoise-master-key-fingerprint').update(masterKey).digest('hex');
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

async function createKeyFile(directory: string, file: string, installationId: string): Promise<void> {
  try {
    const given = process.env[masterKeyVariable];
    const source: MasterKeySource | undefined =
      given === undefined ? undefined : { kind: 'environment', variable: masterKeyVariable };
    const masterKey = source === undefined ? randomBytes(32) : await readMasterKey(source, installationId);
    await writeKeyFile(directory, file, installationId, masterKey, source);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return;
    throw new KeyringProblem(
      `can't write the keys to ${file} (${(cause as Error).message}); name a folder that you can write to with EQUIPOISE_KEYS`,
      { cause },
    );
  }
}

/** Command and signing keys follow from the master key, so that an escrow of the master key alone restores all. */
async function writeKeyFile(
  directory: string,
  file: string,
  installationId: string,
  masterKey: Buffer,
  source?: MasterKeySource,
): Promise<void> {
  const derived = (purpose: string) =>
    Buffer.from(hkdfSync('sha256', masterKey, installationId, purpose, 32)).toString('hex');
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const content: KeyFile = {
    equipoiseKeys: 1,
    installationId,
    ...(source === undefined ? { masterKeyHex: masterKey.toString('hex') } : { masterKey: source }),
    commandKeyHex: derived('equipoise-command-key'),
    signingSeedHex: derived('equipoise-signing-key'),
  };
  // Whole or not at all: a process that is killed here, or another that reads meanwhile, must not meet half a key.
  const draft = `${file}.${randomUUID()}`;
  await writeWhole(draft, content);
  try {
    await link(draft, file);
  } finally {
    await unlink(draft);
  }
}

/** Puts a changed key file in the place of the old one, whole: nobody ever reads half of it. */
export async function replaceKeyFile(file: string, content: KeyFile): Promise<void> {
  const draft = `${file}.${randomUUID()}`;
  await writeWhole(draft, KeyFile.parse(content));
  await rename(draft, file);
}

async function writeWhole(file: string, content: KeyFile): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(`${JSON.stringify(content, null, 2)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
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

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
