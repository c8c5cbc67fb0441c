// Where encrypted files lie: in a folder, or in a bucket (s3-file-store). A file's name is the SHA-256 of what is stored.
import { createReadStream } from 'node:fs';
import { link, mkdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';

export interface FileStore {
  /** Takes in a file that was written whole; one of this name that is there already is the same file. */
  put(name: string, spooled: { readonly file: string; readonly sizeBytes: number }): Promise<void>;
  /** @throws FileMissing where no file has this name */
  read(name: string): Promise<Readable>;
  /** Destroys a file; one that is not there is gone already. */
  remove(name: string): Promise<void>;
}

/** No file of this name is stored. */
export class FileMissing extends Error {}

/** Names are digests alone: nothing else gets into a path or a key. @throws RangeError for every other name */
export function checkedName(name: string): string {
  if (!/^[0-9a-f]{64}$/.test(name))
    throw new RangeError(`"${name}" is no name of a stored file: 64 hexadecimal digits`);
  return name;
}

/** Files in a folder, spread over 256 of them by the beginning of their names. */
export function localFileStore(folder: string): FileStore {
  const placeOf = (name: string) => path.join(folder, checkedName(name).slice(0, 2), name);
  return {
    put: async (name, { file }) => {
      const place = placeOf(name);
      await mkdir(path.dirname(place), { recursive: true, mode: 0o700 });
      // Linked, so that the file is there whole or not at all.
      await link(file, place).catch((cause: NodeJS.ErrnoException) => {
        if (cause.code !== 'EEXIST') throw cause;
      });
    },
    read: async (name) => {
      const place = placeOf(name);
      await stat(place).catch((cause: NodeJS.ErrnoException) => {
        throw cause.code === 'ENOENT' ? new FileMissing(`no file ${name} is stored`) : cause;
      });
      return createReadStream(place);
    },
    remove: (name) => rm(placeOf(name), { force: true }),
  };
}
