// Certificates for tests, each signed by itself and good for a day before and after.
import { webcrypto } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
// What the library below is made with wants it to be there first.
import 'reflect-metadata';
import { SubjectAlternativeNameExtension, X509CertificateGenerator } from '@peculiar/x509';

export interface TestCertificate {
  readonly cert: string;
  readonly key: string;
  /** Where both lie, in PEM. */
  readonly files: { readonly certificate: string; readonly key: string };
  discard(): void;
}

const dayMs = 86_400_000;

/** @param name the host or the address that it is for */
export async function makeCertificate(name = '127.0.0.1'): Promise<TestCertificate> {
  const curve = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
  const keys = await webcrypto.subtle.generateKey(curve, true, ['sign', 'verify']);
  const made = await X509CertificateGenerator.createSelfSigned(
    {
      ...{ name: 'CN=made for a test', keys, signingAlgorithm: curve },
      ...{ notBefore: new Date(Date.now() - dayMs), notAfter: new Date(Date.now() + dayMs) },
      extensions: [new SubjectAlternativeNameExtension([{ type: isIP(name) === 0 ? 'dns' : 'ip', value: name }])],
    },
    webcrypto as Crypto,
  );
  const cert = made.toString('pem');
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  const key = `-----BEGIN PRIVATE KEY-----\n${pkcs8.replace(/.{64}/g, '$&\n').trimEnd()}\n-----END PRIVATE KEY-----\n`;
  const folder = mkdtempSync(path.join(tmpdir(), 'equipoise-certificate-'));
  const files = { certificate: path.join(folder, 'certificate.pem'), key: path.join(folder, 'key.pem') };
  writeFileSync(files.certificate, cert);
  writeFileSync(files.key, key);
  return { cert, key, files, discard: () => rmSync(folder, { recursive: true, force: true }) };
}
