// The database, the bucket and the post office are spoken to under TLS only where their certificate is the right one: a
// wrong one is refused before a password or a byte of data is sent (ASVS 9.2.1). Each test shows first that the right one
// is let in.
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { createServer as createTlsServer, TLSSocket } from 'node:tls';
import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { FileMissing } from '../file/file-store.js';
import { openBucket, s3FileStore } from '../file/s3-file-store.js';
import { openMailer } from '../mail/mailer.js';
import { makeCertificate, type TestCertificate } from '../test-support/certificate.js';
import { openExternalDatabase } from './external-database.js';

let right: TestCertificate;
let elsewhere: TestCertificate;
beforeAll(async () => {
  right = await makeCertificate();
  elsewhere = await makeCertificate('elsewhere.example');
});
afterAll(() => {
  right.discard();
  elsewhere.discard();
});

const servers: Server[] = [];
afterEach(() => {
  vi.unstubAllEnvs();
  for (const server of servers.splice(0)) server.close();
});
async function listen(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

describe('the database', () => {
  /** Speaks PostgreSQL as far as TLS, and keeps what a client says under it. */
  async function database({
    cert,
    key,
  }: TestCertificate): Promise<{ readonly port: number; readonly heard: string[] }> {
    const heard: string[] = [];
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => {
        socket.write('S');
        const secure = new TLSSocket(socket, { isServer: true, cert, key });
        secure.on('error', () => undefined);
        secure.on('data', (data) => {
          heard.push(data.toString('latin1'));
          secure.destroy();
        });
      });
    });
    return { port: await listen(server), heard };
  }
  const open = (port: number, root: string) =>
    openExternalDatabase(
      `postgres://somebody:secret@127.0.0.1:${port}/trials?sslmode=verify-full${root === '' ? '' : `&sslrootcert=${root}`}`,
      '/nowhere',
    );

  it('is refused with a certificate that nobody vouches for, or that of another host', async () => {
    const known = await database(right);
    await expect(open(known.port, right.files.certificate)).rejects.toMatchObject({ code: 'database-unreachable' });
    expect(known.heard.join('')).toContain('somebody');
    known.heard.length = 0;
    await expect(open(known.port, '')).rejects.toThrow(/self-signed certificate/);
    const other = await database(elsewhere);
    await expect(open(other.port, elsewhere.files.certificate)).rejects.toThrow(/does not match certificate/);
    expect([known.heard, other.heard]).toEqual([[], []]);
  });
});

describe('the bucket', () => {
  it('is refused with a certificate that nobody vouches for', async () => {
    let requests = 0;
    const server = createHttpsServer({ cert: right.cert, key: right.key }, (_request, response) => {
      requests += 1;
      response.writeHead(404).end('<Error><Code>NoSuchKey</Code></Error>');
    });
    const endpoint = `https://127.0.0.1:${await listen(server)}`;
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    const place = { bucket: 'trials', prefix: '' };
    const name = 'a'.repeat(64);
    const told = { endpoint, credentials, region: 'eu-test-1', forcePathStyle: true };
    const trusting = new S3Client({ ...told, requestHandler: { httpsAgent: { ca: right.cert } } });
    await expect(s3FileStore(trusting, place).read(name)).rejects.toThrow(FileMissing);
    expect(requests).toBe(1);
    vi.stubEnv('AWS_ENDPOINT_URL_S3', endpoint);
    vi.stubEnv('AWS_REGION', 'eu-test-1');
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
    await expect(openBucket(process.env, place).read(name)).rejects.toThrow(/self-signed certificate/);
    expect(requests).toBe(1);
  });
});

describe('the post office', () => {
  const mail = { to: 'ada@example.org', subject: 'A link', text: 'https://trial.example.org/reset#secret' };
  const send = (url: string) => openMailer({ from: 'equipoise@example.org', smtpUrl: url }, '/nowhere').send(mail);
  /** Greets, offers TLS where it has none yet, and keeps what a client says under it. */
  async function postOffice(isSecureFromTheStart: boolean) {
    const heard: string[] = [];
    const identity = { cert: right.cert, key: right.key };
    const serveSecurely = (secure: TLSSocket) => {
      secure.on('error', () => undefined);
      secure.on('data', (data) => {
        heard.push(data.toString());
        secure.destroy();
      });
    };
    const server = isSecureFromTheStart
      ? createTlsServer(identity, (secure) => {
          serveSecurely(secure);
          secure.write('220 post office\r\n');
        })
      : createServer((socket) => {
          socket.on('error', () => undefined);
          socket.write('220 post office\r\n');
          const answer = (data: Buffer) => {
            if (!/^STARTTLS/i.test(data.toString())) return void socket.write('250-post office\r\n250 STARTTLS\r\n');
            socket.off('data', answer);
            socket.write('220 go on\r\n', () => serveSecurely(new TLSSocket(socket, { isServer: true, ...identity })));
          };
          socket.on('data', answer);
        });
    server.on('tlsClientError', () => undefined);
    return { port: await listen(server), heard };
  }

  it.each([
    ['smtps', true],
    ['smtp', false],
  ])('is refused with a certificate that nobody vouches for, by %s', async (scheme, isSecureFromTheStart) => {
    const office = await postOffice(isSecureFromTheStart);
    const url = `${scheme}://user:secret@127.0.0.1:${office.port}`;
    await expect(send(`${url}?tls.ca=${encodeURIComponent(right.cert)}`)).rejects.toThrow();
    expect(office.heard.join('')).toMatch(/^EHLO/);
    office.heard.length = 0;
    await expect(send(url)).rejects.toThrow(/self-signed certificate/);
    expect(office.heard).toEqual([]);
  });
});
