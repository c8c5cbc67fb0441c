// A backup as a file: a tar archive of numbered parts, compressed, encrypted with age, so that standard tools open it too.

import { hkdfSync } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, rename, unlink } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { bech32 } from '@scure/base';
import { Decrypter, Encrypter, identityToRecipient } from 'age-encryption';
import tar from 'tar-stream';

/** A backup that can't be read or written. The message says what to do. */
export class BackupProblem extends Error {}

/** One file of the archive. */
export interface BackupEntry {
  readonly name: string;
  readonly content: Buffer;
}

/**
 * The age identity (AGE-SECRET-KEY-1…) of an installation's backups. It follows from the command key, which follows from
 * the master key: who has the key file, or recovered it from its escrow, can read every backup.
 */
export function backupIdentity(commandKey: Buffer): string {
  const secret = Buffer.from(hkdfSync('sha256', commandKey, Buffer.alloc(0), 'equipoise-backup-key', 32));
  return bech32.encodeFromBytes('AGE-SECRET-KEY-', secret).toUpperCase();
}

/**
 * Writes the entries in their order into a new file (mode 0600), in constant memory; the file appears whole or not at all.
 *
 * @param options.identity the installation's own; its public half encrypts
 * @param options.recipients further age recipients (age1…) who can read the backup, such as one whose key lies in a safe
 * @throws BackupProblem where the file is there already, can't be written, or a recipient is none
 */
export async function writeBackupFile(
  file: string,
  entries: AsyncIterable<BackupEntry>,
  options: { readonly identity: string; readonly recipients: readonly string[] },
): Promise<void> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(await identityToRecipient(options.identity));
  for (const recipient of options.recipients) addRecipient(encrypter, recipient);
  const draft = `${file}.part`;
  const handle = await create(file, draft);
  try {
    const pack = tar.pack();
    const packed = pipeline(pack, createGzip({ level: 6 }), async (compressed: AsyncIterable<Buffer>) => {
      const plain = Readable.toWeb(Readable.from(compressed)) as ReadableStream<Uint8Array>;
      for await (const chunk of Readable.fromWeb((await encrypter.encrypt(plain)) as never))
        await handle.write(chunk as Buffer);
    });
    await Promise.all([packed, addAll(pack, entries)]);
    await handle.sync();
    await handle.close();
    await rename(draft, file);
  } catch (cause) {
    await handle.close().catch(() => undefined);
    await unlink(draft).catch(() => undefined);
    throw cause;
  }
}

/**
 * Reads the entries of a backup in their order, in constant memory.
 *
 * @param identities those to try
 * @throws BackupProblem where none of the identities opens it, or it was cut or altered
 */
export async function* readBackupFile(file: string, identities: readonly string[]): AsyncGenerator<BackupEntry> {
  const decrypter = new Decrypter();
  for (const identity of identities) decrypter.addIdentity(identity);
  const encrypted = Readable.toWeb(createReadStream(file)) as ReadableStream<Uint8Array>;
  let plain: ReadableStream<Uint8Array>;
  try {
    plain = await decrypter.decrypt(encrypted);
  } catch (cause) {
    const isMissing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw new BackupProblem(
      isMissing
        ? `there is no file ${file}`
        : `${file} can't be opened with the keys that are here: put the key file of its installation back, or recover it from its escrow (equipoise key recover)`,
      { cause },
    );
  }
  const extract = tar.extract();
  const reading = pipeline(Readable.fromWeb(plain as never), createGunzip(), extract);
  reading.catch(() => undefined);
  try {
    for await (const entry of extract) {
      const parts: Buffer[] = [];
      for await (const part of entry) parts.push(part as Buffer);
      yield { name: entry.header.name, content: Buffer.concat(parts) };
    }
    await reading;
  } catch (cause) {
    throw new BackupProblem(`${file} is damaged: it was cut or altered after it was written`, { cause });
  }
}

async function create(file: string, draft: string): Promise<FileHandle> {
  try {
    const taken = await open(file, 'r').catch(() => undefined);
    if (taken) {
      await taken.close();
      throw new BackupProblem(`${file} is there already; a backup never overwrites another`);
    }
    return await open(draft, 'wx', 0o600);
  } catch (cause) {
    if (cause instanceof BackupProblem) throw cause;
    throw new BackupProblem(`can't write ${draft}: ${(cause as Error).message}`, { cause });
  }
}

function addRecipient(encrypter: Encrypter, recipient: string): void {
  try {
    encrypter.addRecipient(recipient);
  } catch (cause) {
    throw new BackupProblem(`"${recipient}" is no age recipient (age1…)`, { cause });
  }
}

async function addAll(pack: tar.Pack, entries: AsyncIterable<BackupEntry>): Promise<void> {
  try {
    for await (const { name, content } of entries) {
      await new Promise<void>((succeed, fail) => {
        pack.entry({ name, size: content.length, mode: 0o600, mtime: new Date(0) }, content, (error) =>
          error ? fail(error) : succeed(),
        );
      });
    }
    pack.finalize();
  } catch (cause) {
    pack.destroy(cause as Error);
    throw cause;
  }
}
