// Files: encrypted at rest, refused by content, scanned, in a folder and in a bucket.
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decryptFile, FileDamaged, fileWrappingKey } from './file-cipher.js';
import { FileMissing, type FileStore, localFileStore } from './file-store.js';
import { s3FileStore } from './s3-file-store.js';
import { storeFile } from './upload.js';
import { clamd, ScanFailed } from './virus-scan.js';

const key = fileWrappingKey(Buffer.alloc(32, 7), 'trial');
const pdf = (size: number) => Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(size, 'secret name ')]);
async function* pieces(content: Buffer, size = 10_000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size);
}
async function whole(content: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of content) parts.push(part);
  return Buffer.concat(parts);
}
const listen = (server: Server) =>
  new Promise<number>((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
  );

let folder: string;
let servers: Server[] = [];
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'equipoise-file-'));
});
afterEach(async () => {
  for (const server of servers) server.close();
  servers = [];
  await rm(folder, { recursive: true, force: true });
});
const settings = (store: FileStore = localFileStore(path.join(folder, 'files'))) => ({
  store,
  spoolFolder: path.join(folder, 'spool'),
  maximumBytes: 1_000_000,
});

/** As much of S3 as is asked for: PUT that never writes over, GET, DELETE. */
async function bucket(): Promise<{ readonly store: FileStore; readonly objects: Map<string, Buffer> }> {
  const objects = new Map<string, Buffer>();
  const server = createHttpServer(async (request, response) => {
    const name = new URL(request.url ?? '/', 'http://s3').pathname;
    const body = await whole(request);
    if (request.method === 'PUT') {
      if (objects.has(name) && request.headers['if-none-match'] === '*') return response.writeHead(412).end();
      objects.set(name, body);
      return response.writeHead(200, { etag: '"1"' }).end();
    }
    if (request.method === 'DELETE') {
      objects.delete(name);
      return response.writeHead(204).end();
    }
    const found = objects.get(name);
    if (found === undefined) return response.writeHead(404).end('<Error><Code>NoSuchKey</Code></Error>');
    return response.writeHead(200).end(found);
  });
  servers.push(server);
  const client = new S3Client({
    endpoint: `http://127.0.0.1:${await listen(server)}`,
    region: 'eu-test-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    requestChecksumCalculation: 'WHEN_REQUIRED',
  });
  return { store: s3FileStore(client, { bucket: 'trials', prefix: 'files/' }), objects };
}

describe.each(['a folder', 'a bucket'])('files in %s', (where) => {
  it.each([0, 1, 65_527, 65_536, 200_000])(
    'come back as they were, %i bytes and their beginning, and lie there encrypted',
    async (size) => {
      const made = where === 'a bucket' ? await bucket() : undefined;
      const options = settings(made?.store);
      const content = pdf(size);
      const stored = await storeFile(pieces(content), key, options);
      expect(stored).toMatchObject({
        mediaType: 'application/pdf',
        sizeBytes: content.length,
        scan: { result: 'not scanned' },
      });
      expect(stored.sha256).toBe(createHash('sha256').update(content).digest('hex'));
      const raw = await whole(await options.store.read(stored.storedAs));
      expect(createHash('sha256').update(raw).digest('hex')).toBe(stored.storedAs);
      expect(raw.includes('secret name')).toBe(false);
      expect(await whole(decryptFile(await options.store.read(stored.storedAs), key))).toEqual(content);
      expect(await readdir(options.spoolFolder)).toEqual([]);
      await options.store.remove(stored.storedAs);
      await expect(options.store.read(stored.storedAs)).rejects.toThrow(FileMissing);
    },
  );
});

describe('a file', () => {
  it('that was changed, cut off or is another trial’s gives an error and nothing of its end', async () => {
    const options = settings();
    const { storedAs } = await storeFile(pieces(pdf(200_000)), key, options);
    const raw = await whole(await options.store.read(storedAs));
    const changed = Buffer.from(raw);
    changed.writeUInt8(changed.readUInt8(70_000) ^ 1, 70_000);
    const frame = 65_536 + 16;
    const cases = [changed, raw.subarray(0, 64 + frame), raw.subarray(0, 30), Buffer.concat([raw, Buffer.alloc(20)])];
    for (const broken of cases) await expect(whole(decryptFile(pieces(broken), key))).rejects.toThrow(FileDamaged);
    const other = fileWrappingKey(Buffer.alloc(32, 7), 'other trial');
    await expect(whole(decryptFile(pieces(raw), other))).rejects.toThrow(FileDamaged);
  });

  it.each([
    ['an empty one', Buffer.alloc(0), 'file-empty'],
    ['one that is too large', pdf(1_000_001), 'file-too-large'],
    ['a page of HTML', Buffer.from('<html><script>alert(1)</script>'), 'file-type'],
    ['a program', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(500)]), 'file-type'],
  ])('is refused, %s, and leaves nothing behind', async (_name, content, code) => {
    const options = settings();
    await expect(storeFile(pieces(content), key, options)).rejects.toMatchObject({ code });
    expect(await readdir(options.spoolFolder)).toEqual([]);
    expect(await readdir(path.join(folder, 'files')).catch(() => [])).toEqual([]);
  });

  it('has a name that can’t lead elsewhere', async () => {
    await writeFile(path.join(folder, 'elsewhere'), 'x');
    await expect(settings().store.read('../elsewhere')).rejects.toThrow(RangeError);
    expect(await readFile(path.join(folder, 'elsewhere'), 'utf8')).toBe('x');
  });
});

describe('the virus scanner', () => {
  /** Answers as clamd does; what it finds is the word "virus". */
  async function scanner(answers: boolean): Promise<number> {
    const server = createServer((socket) => {
      let got = Buffer.alloc(0);
      socket.on('error', () => undefined);
      socket.on('data', (data) => {
        got = Buffer.concat([got, data]);
        if (!answers) return socket.destroy();
        if (got.length < 14 || !got.subarray(-4).equals(Buffer.alloc(4))) return undefined;
        return socket.end(got.includes('virus') ? 'stream: Test FOUND\0' : 'stream: OK\0');
      });
    });
    servers.push(server);
    return listen(server);
  }

  it('sees a file before it is taken in, and a silent one lets none pass', async () => {
    const options = { ...settings(), scan: clamd({ host: '127.0.0.1', port: await scanner(true) }) };
    const clean = await storeFile(pieces(pdf(100)), key, options);
    expect(clean.scan).toEqual({ result: 'clean', by: 'clamd' });
    const infected = Buffer.concat([pdf(100), Buffer.from('virus')]);
    await expect(storeFile(pieces(infected), key, options)).rejects.toMatchObject({ code: 'file-infected' });
    const silent = { ...settings(), scan: clamd({ host: '127.0.0.1', port: await scanner(false) }) };
    await expect(storeFile(pieces(pdf(100)), key, silent)).rejects.toThrow(ScanFailed);
  });
});
