// The key file: its form, read from any version, written whole or not at all.
import { createHash, randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, rename, unlink } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { KeptKeys } from './kept-key.js';
import { MasterKeySource, readMasterKey } from './master-key.js';
import { unwrapPrivateKey, wrapPrivateKey } from './seal.js';

/** A key file that is missing, unreadable or another installation's. The message says what to do. */
export class KeyringProblem extends Error {}

const hex32 = z.string().regex(/^[0-9a-f]{64}$/);
const parts = {
  installationId: z.uuid(),
  masterKeyHex: hex32.optional().describe('the key itself; else `masterKey` says where it is'),
  masterKey: MasterKeySource.optional(),
  /** The next master key while a rotation is under way. In version 1 also the one before. */
  otherMasterKeys: z.array(MasterKeySource).optional(),
  commandKeyHex: hex32,
  signingSeedHex: hex32,
};
const hasOneMasterKey = ({
  masterKeyHex,
  masterKey,
}: {
  readonly masterKeyHex?: unknown;
  readonly masterKey?: unknown;
}) => (masterKeyHex === undefined) !== (masterKey === undefined);
const FirstKeyFile = z.strictObject({ equipoiseKeys: z.literal(1), ...parts }).refine(hasOneMasterKey);
const KeyFile = z
  .strictObject({
    equipoiseKeys: z.literal(2),
    ...parts,
    /** Master keys of before, the last one first, each wrapped by the present one. */
    formerMasterKeys: z.array(z.string().regex(/^[0-9a-f]{120}$/)),
  })
  .refine(hasOneMasterKey);
export type KeyFile = z.infer<typeof KeyFile>;

/** A key file as it was read; `isOld` where it has the form of an earlier version. */
export interface ReadKeyFile {
  readonly keys: KeyFile;
  readonly isOld: boolean;
}

/** A name for a master key that reveals nothing of it: what an escrow is checked against. */
export function fingerprint(masterKey: Buffer): string {
  return createHash('sha256').update('equipoise-master-key-fingerprint').update(masterKey).digest('hex');
}

/** Where the present master key of a key file is. */
export function sourceOf({ masterKeyHex, masterKey }: KeyFile): MasterKeySource {
  if (masterKey !== undefined) return masterKey;
  return { kind: 'file', hex: masterKeyHex ?? '' };
}

/** Reads a key file of any version. @throws KeyringProblem */
export async function readKeyFile(file: string, installationId: string): Promise<ReadKeyFile> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    throw new KeyringProblem(
      `the keys of this installation are not at ${file}; restore that file, recover it from its escrow (equipoise key recover), or say where it is with EQUIPOISE_KEYS`,
      { cause },
    );
  }
  const parsed = z.union([KeyFile, FirstKeyFile]).safeParse(safeJson(text));
  if (!parsed.success) throw new KeyringProblem(`${file} is not a key file of Equipoise, or one of a later version`);
  const keys = parsed.data;
  if (keys.installationId !== installationId)
    throw new KeyringProblem(`${file} holds the keys of another installation`);
  if (keys.equipoiseKeys === 2) return { keys, isOld: false };
  return { keys: { ...keys, equipoiseKeys: 2, formerMasterKeys: [] }, isOld: true };
}

/**
 * The master keys of a key file by which something may be wrapped, the present one first. Another source that can't be
 * read is left out: what it wrapped was wrapped anew, and what was not does not open.
 * @throws MasterKeyProblem where the present one can't be read
 */
export async function masterKeysOf(keys: KeyFile): Promise<readonly [Buffer, ...Buffer[]]> {
  const { installationId, formerMasterKeys, otherMasterKeys = [] } = keys;
  const present = await readMasterKey(sourceOf(keys), installationId);
  const others = await Promise.allSettled(otherMasterKeys.map((source) => readMasterKey(source, installationId)));
  const former = formerMasterKeys.map((wrapped) => unwrapFormer(installationId, wrapped, present));
  return [present, ...others.flatMap((other) => (other.status === 'fulfilled' ? [other.value] : [])), ...former];
}

/**
 * The same keys with this master key as the present one, and every other one that is known as a former one, wrapped by
 * it: whichever place a former key came from, it is no longer needed there.
 */
export async function underMasterKey(keys: KeyFile, source: MasterKeySource): Promise<KeyFile> {
  const { masterKeyHex: _, masterKey: __, otherMasterKeys = [], ...others } = keys;
  const { installationId } = keys;
  const masterKey = await readMasterKey(source, installationId);
  const known = new Map((await masterKeysOf(keys)).map((key) => [key.toString('hex'), key]));
  known.delete(masterKey.toString('hex'));
  const unread: MasterKeySource[] = [];
  for (const other of otherMasterKeys) await readMasterKey(other, installationId).catch(() => unread.push(other));
  return {
    ...others,
    ...(source.kind === 'file' ? { masterKeyHex: source.hex } : { masterKey: source }),
    ...(unread.length === 0 ? {} : { otherMasterKeys: unread }),
    formerMasterKeys: [...known.values()].map((former) => wrapFormer(installationId, former, masterKey)),
  };
}

/** Writes a key file where none is. @throws an error with the code EEXIST where one is */
export async function writeKeyFile(
  file: string,
  installationId: string,
  { masterKey, formerMasterKeys, commandKey, signingSeed }: KeptKeys,
  source?: MasterKeySource,
): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const content: KeyFile = {
    equipoiseKeys: 2,
    installationId,
    ...(source === undefined ? { masterKeyHex: masterKey.toString('hex') } : { masterKey: source }),
    formerMasterKeys: formerMasterKeys.map((former) => wrapFormer(installationId, former, masterKey)),
    commandKeyHex: commandKey.toString('hex'),
    signingSeedHex: signingSeed.toString('hex'),
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

const formerKeyId = 'former master key';

function wrapFormer(installationId: string, former: Buffer, masterKey: Buffer): string {
  return wrapPrivateKey(installationId, formerKeyId, former, { masterKey }).toString('hex');
}

function unwrapFormer(installationId: string, wrappedHex: string, masterKey: Buffer): Buffer {
  return unwrapPrivateKey(installationId, formerKeyId, Buffer.from(wrappedHex, 'hex'), masterKey);
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
