// Takes a file in: type, size, virus scan, digests and encryption in one pass, so that no plain copy lies anywhere.
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, rm } from 'node:fs/promises';
import path from 'node:path';
import { encryptFile } from './file-cipher.js';
import type { FileStore } from './file-store.js';
import { allowedTypes, typeBytes, typeOfFile } from './file-type.js';
import type { VirusScan } from './virus-scan.js';

/** What was found of a file, for the record. */
export interface StoredFile {
  readonly mediaType: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly storedAs: string;
  readonly scan: { readonly result: 'clean' | 'not scanned'; readonly by?: string };
}

/** Why a file is not taken in. */
export class FileRefused extends Error {
  constructor(
    readonly code: 'file-empty' | 'file-too-large' | 'file-type' | 'file-infected',
    message: string,
  ) {
    super(message);
  }
}

export interface UploadSettings {
  readonly store: FileStore;
  /** Where encrypted drafts lie until they are whole. */
  readonly spoolFolder: string;
  readonly maximumBytes: number;
  /** What one person may add within 24 hours, in all trials together. */
  readonly perDay: { readonly files: number; readonly bytes: number };
  readonly scan?: VirusScan;
}

/**
 * Stores a file. What is refused leaves nothing behind.
 * @throws FileRefused, ScanFailed
 */
export async function storeFile(
  content: AsyncIterable<Uint8Array>,
  wrappingKey: Buffer,
  { store, spoolFolder, maximumBytes, scan }: Omit<UploadSettings, 'perDay'>,
): Promise<StoredFile> {
  await mkdir(spoolFolder, { recursive: true, mode: 0o700 });
  const draft = path.join(spoolFolder, randomUUID());
  const plain = createHash('sha256');
  const scanner = await scan?.open();
  let sizeBytes = 0;
  let start = Buffer.alloc(0);
  async function* passing(): AsyncGenerator<Uint8Array> {
    for await (const piece of content) {
      sizeBytes += piece.length;
      if (sizeBytes > maximumBytes)
        throw new FileRefused('file-too-large', `A file has at most ${maximumBytes} bytes; this one has more.`);
      if (start.length < typeBytes) start = Buffer.concat([start, piece]).subarray(0, typeBytes);
      plain.update(piece);
      await scanner?.write(piece);
      yield piece;
    }
  }
  try {
    const file = await open(draft, 'wx', 0o600);
    const encrypted = createHash('sha256');
    let storedBytes = 0;
    try {
      for await (const piece of encryptFile(passing(), wrappingKey)) {
        encrypted.update(piece);
        storedBytes += piece.length;
        await file.writeFile(piece);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    if (sizeBytes === 0) throw new FileRefused('file-empty', 'The file is empty.');
    const mediaType = typeOfFile(start);
    if (mediaType === undefined)
      throw new FileRefused('file-type', `A file is one of these, by its content: ${allowedTypes.join(', ')}.`);
    if ((await scanner?.end()) === 'infected')
      throw new FileRefused('file-infected', 'The virus scanner found something in this file; it was not taken in.');
    const storedAs = encrypted.digest('hex');
    await store.put(storedAs, { file: draft, sizeBytes: storedBytes });
    return {
      mediaType,
      sizeBytes,
      sha256: plain.digest('hex'),
      storedAs,
      scan: scan === undefined ? { result: 'not scanned' } : { result: 'clean', by: scan.by },
    };
  } finally {
    await rm(draft, { force: true });
  }
}
