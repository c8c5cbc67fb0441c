// Zip files made while they are sent, with a manifest of the SHA-256 of every file in them.
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';

/** A file of an archive; what is in it is made when it is its turn, texts in UTF-8. */
export interface ArchiveFile {
  readonly path: string;
  readonly write: () => AsyncIterable<string | Uint8Array> | Iterable<string>;
}

/** What a manifest says of a file. */
interface ManifestEntry {
  readonly path: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

const manifestPath = 'manifest.json';

/**
 * A zip of these files, in their order, and of the manifest, which comes last: no file is ever held in memory as a whole.
 *
 * @param about what the manifest says beside its list
 */
export function writeArchive(files: readonly ArchiveFile[], about: object, now: string): Readable {
  const zip = new ZipFile();
  const output = zip.outputStream as Readable;
  const options = { mtime: new Date(now), mode: 0o100644 };
  const entries: ManifestEntry[] = [];
  zip.on('error', (cause: Error) => output.destroy(cause));
  for (const { path, write } of files) {
    zip.addReadStreamLazy(path, options, (start) =>
      start(
        null,
        Readable.from(
          counted(write(), (entry) => entries.push({ path, ...entry })),
          { objectMode: false },
        ),
      ),
    );
  }
  zip.addReadStreamLazy(manifestPath, options, (start) =>
    start(null, Readable.from([`${JSON.stringify({ ...about, files: entries }, null, 2)}\n`], { objectMode: false })),
  );
  zip.end();
  return output;
}

/** Passes bytes on and tells what they were. */
async function* counted(
  pieces: AsyncIterable<string | Uint8Array> | Iterable<string>,
  told: (entry: Omit<ManifestEntry, 'path'>) => void,
): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for await (const piece of pieces) {
    const bytes = typeof piece === 'string' ? Buffer.from(piece, 'utf8') : Buffer.from(piece);
    hash.update(bytes);
    sizeBytes += bytes.length;
    yield bytes;
  }
  told({ sizeBytes, sha256: hash.digest('hex') });
}
