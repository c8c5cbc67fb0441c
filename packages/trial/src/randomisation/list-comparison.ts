// Finds lists that were rehearsed: keyed digests of a live list, which tell nothing to who has no key of the trial.
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { canonicalJson } from '../canonical.js';
import { bytesToHex, concatBytes, hexToBytes, utf8Bytes } from '../digest.js';
import type { ListEntries } from './list.js';

/** What the digests of a list were made with, and the digest of each stratum. */
export interface ListComparison {
  readonly saltHex: string;
  readonly digests: Readonly<Record<string, string>>;
}

/** The entries of one stratum as sequences, which have the same names in every trial of a protocol. */
export interface RehearsedStratum {
  readonly stratum: string;
  readonly sequences: readonly string[];
}

/** What a server gives to the decision about a list: a key of the live trial alone, and the lists of its rehearsals. */
export interface ListFacts {
  /** 32 bytes; derived from the trial's private key, so that who can compute a digest could open the list as well. */
  readonly key: Uint8Array;
  readonly rehearsed: readonly RehearsedStratum[];
}

const domainTag = 'equipoise-list-comparison-1|';

/** HMAC-SHA256(key, tag ‖ salt ‖ RFC 8785 JSON of { sequences, stratum }) as hexadecimal. @see RFC 2104 */
export function stratumDigest(
  { stratum, sequences }: RehearsedStratum,
  { key, saltHex }: { readonly key: Uint8Array; readonly saltHex: string },
): string {
  const text = utf8Bytes(canonicalJson({ sequences, stratum }));
  return bytesToHex(hmac(sha256, key, concatBytes(utf8Bytes(domainTag), hexToBytes(saltHex), text)));
}

/** The digests of every stratum of a list. The salt (32 random bytes) makes those of two trials unlike each other. */
export function listComparison(
  strata: readonly RehearsedStratum[],
  { key, saltHex }: { readonly key: Uint8Array; readonly saltHex: string },
): ListComparison {
  const digests = strata.map((one) => [one.stratum, stratumDigest(one, { key, saltHex })] as const);
  return { saltHex, digests: Object.fromEntries(digests) };
}

/** The strata of a list that equal a rehearsal's, found by their digests: the list itself stays sealed. */
export function rehearsedStrata(
  { saltHex, digests }: ListComparison,
  { key, rehearsed }: ListFacts,
): readonly string[] {
  const equal = rehearsed.filter((one) => digests[one.stratum] === stratumDigest(one, { key, saltHex }));
  return [...new Set(equal.map(({ stratum }) => stratum))].sort();
}

/** The strata of a list with the names of their sequences. */
export function strataOfList(entries: ListEntries, sequences: readonly string[]): readonly RehearsedStratum[] {
  return Object.entries(entries).map(([stratum, indices]) => ({
    stratum,
    sequences: indices.map((index) => sequences[index] ?? ''),
  }));
}
