// The protocol of a trial, parsed once from the source that the record holds.
import { createHash } from 'node:crypto';
import { type Protocol, readAcceptedProtocol } from '@equipoise/trial';

const parsed = new Map<string, Protocol>();

/** SHA-256 of a protocol's source, as the record names it. */
export function protocolDigest(source: string): string {
  return createHash('sha256').update(source).digest('hex');
}

/** Parses a source that was accepted before. @throws Error when it does not parse: the record or this version is wrong. */
export function requireProtocol(source: string): Protocol {
  const digest = protocolDigest(source);
  const known = parsed.get(digest);
  if (known) return known;
  const protocol = readAcceptedProtocol(source);
  if (parsed.size >= 64) parsed.clear();
  parsed.set(digest, protocol);
  return protocol;
}
