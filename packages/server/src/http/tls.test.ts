// The server speaks TLS itself where it has a certificate, reads it again while it runs, and starts on no public address
// without https (ASVS 1.9.1, 9.1.1).
import { once } from 'node:events';
import { copyFileSync } from 'node:fs';
import { request, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { connect, type SecureVersion, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../cli/serve.js';
import { makeCertificate, type TestCertificate } from '../test-support/certificate.js';
import { openTestServer, type TestServer } from '../test-support/server.js';
import { readTls, reloadTlsOnSignal, requireHttps } from './tls.js';

const publicUrl = 'https://127.0.0.1';
let first: TestCertificate;
let second: TestCertificate;
let server: TestServer;
beforeAll(async () => {
  first = await makeCertificate();
  second = await makeCertificate();
  server = await openTestServer({ until: 'nothing', settings: { publicUrl, tls: readTls(first.files, publicUrl) } });
  await server.app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await server.close();
  first.discard();
  second.discard();
});
const port = () => (server.app.server.address() as AddressInfo).port;

/** What a request under TLS is answered, by a client that trusts one certificate alone. */
function ask(ca: string): Promise<{ readonly status: number | undefined; readonly hsts: string | undefined }> {
  return new Promise((resolve, reject) => {
    const asking = request({ host: '127.0.0.1', port: port(), path: '/healthz', ca, agent: false }, (answer) => {
      answer.resume();
      resolve({ status: answer.statusCode, hsts: answer.headers['strict-transport-security'] });
    });
    asking.on('error', reject).end();
  });
}

async function handshake(version: SecureVersion): Promise<TLSSocket> {
  const socket = connect({
    ...{ host: '127.0.0.1', port: port(), ca: first.cert, minVersion: version, maxVersion: version },
    // What a client of those days offers; OpenSSL takes it no longer by itself.
    ciphers: 'DEFAULT@SECLEVEL=0',
  });
  await once(socket, 'secureConnect');
  return socket;
}

describe('a server with a certificate', () => {
  it('speaks TLS 1.2 and 1.3, nothing older and nothing in the clear', async () => {
    expect(await ask(first.cert)).toEqual({ status: 200, hsts: expect.stringMatching(/^max-age=31536000/) });
    for (const version of ['TLSv1.2', 'TLSv1.3'] as const) (await handshake(version)).destroy();
    await expect(handshake('TLSv1.1')).rejects.toThrow(/protocol version/);
    await expect(fetch(`http://127.0.0.1:${port()}/healthz`)).rejects.toThrow();
  });

  it('reads it again at SIGHUP, and keeps the one that it has where the files are no pair', async () => {
    const told: string[] = [];
    const tell = { info: (text: string) => void told.push(text), warn: (text: string) => void told.push(text) };
    const files = first.files;
    const stop = reloadTlsOnSignal(server.app.server as Server, { files, publicUrl, tell });
    try {
      const open = await handshake('TLSv1.3');
      copyFileSync(second.files.certificate, files.certificate);
      process.emit('SIGHUP');
      expect(told.at(-1)).toMatch(/as before: .*no certificate and its key/);
      expect((await ask(first.cert)).status).toBe(200);
      copyFileSync(second.files.key, files.key);
      process.emit('SIGHUP');
      expect(told.at(-1)).toMatch(/good until/);
      expect((await ask(second.cert)).status).toBe(200);
      await expect(ask(first.cert)).rejects.toThrow(/self-signed certificate/);
      // Who was there goes on.
      open.write('GET /healthz HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n');
      expect(String((await once(open, 'data'))[0])).toMatch(/^HTTP\/1\.1 200/);
      open.destroy();
    } finally {
      stop();
    }
  });

  it('says what is wrong with it: the files, or the name', () => {
    expect(() => readTls({ ...second.files, key: '/nowhere/key.pem' }, publicUrl)).toThrow(/EQUIPOISE_TLS_KEY/);
    expect(readTls(second.files, 'https://trial.example.org').concerns).toEqual([
      'the certificate does not name trial.example.org',
    ]);
    expect(readTls(second.files, publicUrl).concerns).toEqual([]);
  });
});

describe('a start', () => {
  const tls = { certificate: '/nowhere/certificate.pem', key: '/nowhere/key.pem' };
  const options = {
    ...{ dataDir: '/nowhere', port: 4300, allowedHosts: [], trustedProxies: [], logLevel: 'silent' },
    requestsPerMinute: { perAddress: 1, perAccount: 1 },
  };

  it('on a public address without https is refused before anything is opened', async () => {
    for (const refused of [
      { host: '0.0.0.0' },
      { host: '127.0.0.1', publicUrl: 'http://trial.example.org' },
      { host: '0.0.0.0', publicUrl: 'http://127.0.0.1:4300' },
      { host: '127.0.0.1', publicUrl: 'http://127.0.0.1:4300', tls },
    ])
      await expect(run({ ...options, ...refused })).rejects.toMatchObject({ code: 'setting-invalid' });
    await expect(run({ ...options, host: '0.0.0.0', tls })).rejects.toThrow(
      /EQUIPOISE_TLS_CERTIFICATE: .* can't be read/,
    );
  });

  it('behind a proxy with TLS, with a certificate, or for this computer alone goes on', () => {
    const proxied = { publicUrl: 'https://trial.example.org', host: '0.0.0.0', hasTls: false };
    const own = { publicUrl: 'https://trial.example.org', host: '0.0.0.0', hasTls: true };
    const alone = { publicUrl: 'http://localhost:4300', host: '::1', hasTls: false };
    for (const fine of [proxied, own, alone]) expect(() => requireHttps(fine)).not.toThrow();
  });
});
