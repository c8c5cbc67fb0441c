// Certificates for tests, each signed by itself and good for two days, made by openssl.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface TestCertificate {
  readonly cert: string;
  readonly key: string;
  /** Where both lie, in PEM. */
  readonly files: { readonly certificate: string; readonly key: string };
  discard(): void;
}

/** @param name a host or an address, as in "DNS:trial.example.org" or "IP:127.0.0.1" */
export function makeCertificate(name = 'IP:127.0.0.1'): TestCertificate {
  const folder = mkdtempSync(path.join(tmpdir(), 'equipoise-certificate-'));
  const files = { certificate: path.join(folder, 'certificate.pem'), key: path.join(folder, 'key.pem') };
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const about = ['-days', '2', '-subj', '/CN=made for a test', '-addext', `subjectAltName=${name}`];
  const out = ['-keyout', files.key, '-out', files.certificate];
  execFileSync('openssl', ['req', '-x509', ...curve, ...about, ...out], { stdio: 'pipe' });
  return {
    cert: readFileSync(files.certificate, 'utf8'),
    key: readFileSync(files.key, 'utf8'),
    files,
    discard: () => rmSync(folder, { recursive: true, force: true }),
  };
}
