// The keys that open or sign what is kept: all of them go into an escrow together, so that what it gives back is whole.
import { createHash, hkdfSync } from 'node:crypto';

/** Every key of an installation from which something that is kept can be opened, proven or sent again. */
export interface KeptKeys {
  readonly masterKey: Buffer;
  /** Master keys of before: copies and backups of then are wrapped by them. */
  readonly formerMasterKeys: readonly Buffer[];
  /** Files, identifiers, backups, accounts' secrets and logins of the database follow from it; no rotation changes it. */
  readonly commandKey: Buffer;
  /** Of the key that signs checkpoints; no rotation changes it. */
  readonly signingSeed: Buffer;
}

const keyBytes = 32;
/** The first byte: what follows are the present master key, the command key, the signing seed, former master keys. */
const format = 2;

/** The keys as one secret, for an escrow. */
export function packKeys({ masterKey, formerMasterKeys, commandKey, signingSeed }: KeptKeys): Buffer {
  const keys = [masterKey, commandKey, signingSeed, ...formerMasterKeys];
  if (keys.some((key) => key.length !== keyBytes)) throw new RangeError('every key has 32 bytes');
  return Buffer.concat([Buffer.from([format]), ...keys]);
}

/** The keys of a secret; undefined where it is none of `packKeys`. */
export function unpackKeys(secret: Buffer): KeptKeys | undefined {
  if (secret[0] !== format || secret.length < 1 + 3 * keyBytes || (secret.length - 1) % keyBytes !== 0)
    return undefined;
  const keys: Buffer[] = [];
  for (let at = 1; at < secret.length; at += keyBytes) keys.push(secret.subarray(at, at + keyBytes));
  const [masterKey, commandKey, signingSeed, ...formerMasterKeys] = keys as [Buffer, Buffer, Buffer, ...Buffer[]];
  return { masterKey, formerMasterKeys, commandKey, signingSeed };
}

/** The keys of a new installation: the others follow from its first master key, and stay when that one is rotated. */
export function firstKeys(masterKey: Buffer, installationId: string): KeptKeys {
  const derived = (purpose: string) => Buffer.from(hkdfSync('sha256', masterKey, installationId, purpose, keyBytes));
  return {
    masterKey,
    formerMasterKeys: [],
    commandKey: derived('equipoise-command-key'),
    signingSeed: derived('equipoise-signing-key'),
  };
}

/** A name for the keys that no rotation changes; it reveals nothing of them. */
export function keptKeysFingerprint({ commandKey, signingSeed }: Pick<KeptKeys, 'commandKey' | 'signingSeed'>): string {
  return createHash('sha256')
    .update('equipoise-kept-keys-fingerprint')
    .update(commandKey)
    .update(signingSeed)
    .digest('hex');
}

/** A name for a whole secret of an escrow; it reveals nothing of it. */
export function secretFingerprint(secret: Buffer): string {
  return createHash('sha256').update('equipoise-escrow-fingerprint').update(secret).digest('hex');
}
