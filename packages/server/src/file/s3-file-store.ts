// Encrypted files in a bucket that speaks S3. Loaded where there is one: the client is large.
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { checkedName, FileMissing, type FileStore } from './file-store.js';

/** Files in a bucket; region, endpoint and credentials by the usual AWS_… variables. */
export function openBucket(
  environment: NodeJS.ProcessEnv,
  place: { readonly bucket: string; readonly prefix: string },
): FileStore {
  return s3FileStore(new S3Client({ forcePathStyle: environment.AWS_ENDPOINT_URL_S3 !== undefined }), place);
}

/** Files in a bucket, under a prefix. A file is never written over. */
export function s3FileStore(
  client: S3Client,
  { bucket, prefix = '' }: { readonly bucket: string; readonly prefix?: string },
): FileStore {
  const placeOf = (name: string) => ({ Bucket: bucket, Key: `${prefix}${checkedName(name)}` });
  return {
    put: async (name, { file, sizeBytes }) => {
      const body = createReadStream(file);
      const request = { ...placeOf(name), Body: body, ContentLength: sizeBytes, IfNoneMatch: '*' };
      await client.send(new PutObjectCommand(request)).catch((cause: unknown) => {
        if (statusOf(cause) !== 412) throw cause;
      });
    },
    read: async (name) => {
      const answer = await client.send(new GetObjectCommand(placeOf(name))).catch((cause: unknown) => {
        throw statusOf(cause) === 404 ? new FileMissing(`no file ${name} is stored`) : cause;
      });
      return answer.Body as Readable;
    },
    remove: async (name) => {
      await client.send(new DeleteObjectCommand(placeOf(name)));
    },
  };
}

function statusOf(cause: unknown): number | undefined {
  return (cause as { readonly $metadata?: { readonly httpStatusCode?: number } }).$metadata?.httpStatusCode;
}
