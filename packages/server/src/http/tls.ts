// TLS of the web server itself, for an installation without a reverse proxy: a certificate and its key from files, read
// again while it runs.
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Server } from 'node:https';
import { isIP } from 'node:net';
import { createSecureContext } from 'node:tls';
import { isLoopback } from '../account/settings.js';
import { StartupProblem } from '../embedded/startup-problem.js';

/** Where the certificate (with those between it and its root) and its key lie, in PEM. */
export interface TlsFiles {
  readonly certificate: string;
  readonly key: string;
}

/** A certificate and its key that belong together. */
export interface TlsIdentity {
  readonly cert: Buffer;
  readonly key: Buffer;
  /** What an administrator should know of it: that it has ended, or names another host. */
  readonly concerns: readonly string[];
  readonly validTo: string;
}

/** @throws StartupProblem where a file can't be read, is no PEM, or the key is another certificate's */
export function readTls(files: TlsFiles, publicUrl: string): TlsIdentity {
  const cert = readPem('EQUIPOISE_TLS_CERTIFICATE', files.certificate);
  const key = readPem('EQUIPOISE_TLS_KEY', files.key);
  try {
    createSecureContext({ cert, key });
    const own = new X509Certificate(cert);
    if (!own.checkPrivateKey(createPrivateKey(key))) throw new Error('the key is that of another certificate');
    const { hostname } = new URL(publicUrl);
    const concerns = [
      ...(Date.parse(own.validTo) < Date.now() ? [`the certificate ended on ${own.validTo}`] : []),
      ...(Date.parse(own.validFrom) > Date.now() ? [`the certificate begins on ${own.validFrom}`] : []),
      ...(namesHost(own, hostname) ? [] : [`the certificate does not name ${hostname}`]),
    ];
    return { cert, key, concerns, validTo: own.validTo };
  } catch (cause) {
    throw new StartupProblem(
      'setting-invalid',
      `EQUIPOISE_TLS_CERTIFICATE, EQUIPOISE_TLS_KEY: ${files.certificate} and ${files.key} are no certificate and its key (${(cause as Error).message})`,
      { cause },
    );
  }
}

/**
 * Reads the files again at each SIGHUP: connections go on, new ones get the new certificate. What can't be used changes
 * nothing, and is told. @returns what takes the listener away
 */
export function reloadTlsOnSignal(
  server: Server,
  { files, publicUrl, tell }: { readonly files: TlsFiles; readonly publicUrl: string; readonly tell: TlsTelling },
): () => void {
  const reload = () => {
    try {
      const identity = readTls(files, publicUrl);
      server.setSecureContext({ cert: identity.cert, key: identity.key, minVersion: leastTls });
      tellOf(identity, tell);
    } catch (problem) {
      tell.warn(`the certificate is as before: ${(problem as Error).message}`);
    }
  };
  process.on('SIGHUP', reload);
  return () => void process.off('SIGHUP', reload);
}

/** Older versions have known weaknesses. @see NIST SP 800-52r2 3.1 */
export const leastTls = 'TLSv1.2';

interface TlsTelling {
  info(text: string): void;
  warn(text: string): void;
}

/** Tells what certificate is served, and what is wrong with it. */
export function tellOf({ validTo, concerns }: TlsIdentity, tell: TlsTelling): void {
  tell.info(`serving a certificate that is good until ${validTo}`);
  for (const concern of concerns) tell.warn(concern);
}

/**
 * Passwords and data cross no network in the clear: people come by https, unless it is this computer alone.
 * @throws StartupProblem where they would not
 */
export function requireHttps({
  publicUrl,
  host,
  hasTls,
}: {
  readonly publicUrl: string;
  /** The address on which it listens. */
  readonly host: string;
  readonly hasTls: boolean;
}): void {
  const isSecure = publicUrl.startsWith('https://');
  const listensAt = `http://${host.includes(':') ? `[${host}]` : host}`;
  if (isSecure || (!hasTls && isLoopback(publicUrl) && isLoopback(listensAt))) return;
  throw new StartupProblem(
    'setting-invalid',
    hasTls
      ? `EQUIPOISE_PUBLIC_URL is ${publicUrl}, but the server has a certificate: write it with https://`
      : `People would come to ${publicUrl} on ${host} without TLS, and passwords would cross the network in the clear. Set EQUIPOISE_PUBLIC_URL to an address with https://, and either put a reverse proxy with TLS before the server or give it a certificate (--tls-certificate, --tls-key). For this computer alone, leave HOST at 127.0.0.1.`,
  );
}

function namesHost(certificate: X509Certificate, hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '');
  return (isIP(host) === 0 ? certificate.checkHost(host) : certificate.checkIP(host)) !== undefined;
}

function readPem(setting: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new StartupProblem('setting-invalid', `${setting}: ${file} can't be read (${(cause as Error).message})`, {
      cause,
    });
  }
}
