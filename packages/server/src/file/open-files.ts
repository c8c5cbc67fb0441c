// The files of an installation: where they lie, how large one may be and who scans it, as the environment says.
import path from 'node:path';
import { StartupProblem } from '../embedded/startup-problem.js';
import { type FileStore, localFileStore } from './file-store.js';
import type { UploadSettings } from './upload.js';
import { clamd } from './virus-scan.js';

const usualMaximumBytes = 25 * 2 ** 20;
const usualPerDay = { files: 1000, bytes: 10 * 2 ** 30 };

/**
 * EQUIPOISE_FILES: a folder, or s3://bucket/prefix (region, endpoint and credentials by the usual AWS_… variables);
 * absent: `files` in the data folder. EQUIPOISE_FILE_BYTES: the largest file. EQUIPOISE_FILES_PER_DAY and
 * EQUIPOISE_FILE_BYTES_PER_DAY: what one person may add within 24 hours. EQUIPOISE_CLAMD: host:port of a scanner.
 * @throws StartupProblem with all that is wrong
 */
export function openFiles(dataDir: string, environment: NodeJS.ProcessEnv = process.env): UploadSettings {
  const problems: string[] = [];
  // An empty variable is one that is not set.
  const place = environment.EQUIPOISE_FILES || path.join(dataDir, 'files');
  const bucket = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\/?(.*)$/.exec(place);
  if (place.startsWith('s3:') && bucket === null)
    problems.push(`EQUIPOISE_FILES is "${place}"; a bucket is written s3://name/prefix`);
  const whole = (name: string, usual: number, unit: string) => {
    const value = Number(environment[name] || usual);
    if (!Number.isSafeInteger(value) || value < 1)
      problems.push(`${name} is "${environment[name]}"; it is a whole number of ${unit}`);
    return value;
  };
  const maximumBytes = whole('EQUIPOISE_FILE_BYTES', usualMaximumBytes, 'bytes');
  const perDay = {
    files: whole('EQUIPOISE_FILES_PER_DAY', usualPerDay.files, 'files'),
    bytes: whole('EQUIPOISE_FILE_BYTES_PER_DAY', usualPerDay.bytes, 'bytes'),
  };
  const scanner = environment.EQUIPOISE_CLAMD || undefined;
  const address = /^(.+):(\d{1,5})$/.exec(scanner ?? '');
  if (scanner !== undefined && address === null)
    problems.push(`EQUIPOISE_CLAMD is "${scanner}"; a scanner is written host:port`);
  if (problems.length > 0) throw new StartupProblem('setting-invalid', problems.join('\n'));
  return {
    store:
      bucket === null
        ? localFileStore(path.resolve(place))
        : bucketStore(environment, {
            bucket: bucket[1] ?? '',
            prefix: bucket[2] === '' || bucket[2]?.endsWith('/') ? (bucket[2] ?? '') : `${bucket[2]}/`,
          }),
    // On the disk of the files where they lie in a folder: a whole file is linked to its place.
    spoolFolder: path.join(bucket === null ? path.resolve(place) : dataDir, 'spool'),
    maximumBytes,
    perDay,
    ...(address === null ? {} : { scan: clamd({ host: address[1] ?? '', port: Number(address[2]) }) }),
  };
}

/** A bucket, whose client is loaded when it is first used. */
function bucketStore(
  environment: NodeJS.ProcessEnv,
  place: { readonly bucket: string; readonly prefix: string },
): FileStore {
  let opened: Promise<FileStore> | undefined;
  const store = () => {
    opened ??= import('./s3-file-store.js').then(({ openBucket }) => openBucket(environment, place));
    return opened;
  };
  return {
    put: async (name, spooled) => (await store()).put(name, spooled),
    read: async (name) => (await store()).read(name),
    remove: async (name) => (await store()).remove(name),
  };
}
