// Rotation of the master key: every data key is wrapped anew, in one transaction; what is sealed stays as it is.
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { inTransaction } from '../store/pool.js';
import type { System } from '../system.js';
import { wrapDataKeys } from './data-key.js';
import { fingerprint, masterKeysOf, readKeyFile, replaceKeyFile, underMasterKey } from './key-file.js';
import { type MasterKeySource, readMasterKey, wrapByKms } from './master-key.js';

/** Where the next master key is to be. */
export type NextMasterKey =
  | { readonly kind: 'file' }
  | { readonly kind: 'environment'; readonly variable: string }
  | { readonly kind: 'kms'; readonly keyId: string; readonly endpoint?: string; readonly region?: string };

/** What a rotation did: it is on record with the fingerprints, never with a key. */
export interface Rotated {
  readonly from: string;
  readonly to: string;
  readonly dataKeys: number;
}

/**
 * Draws or reads another master key and wraps every data key by it. The key file names both keys before the database
 * changes and the new one first afterwards, so that a crash at any point leaves an installation that opens. Former keys
 * stay in the file, wrapped by the present one: backups of then are still to be opened. The escrow of the old key is
 * void: make another, and rehearse its recovery before the next go-live.
 */
export async function rotateMasterKey(system: Pick<System, 'pools' | 'keyring'>, to: NextMasterKey): Promise<Rotated> {
  const { file } = system.keyring;
  const installationId = path.basename(file, '.json');
  const { keys: before } = await readKeyFile(file, installationId);
  const source = await nextSource(to, installationId);
  const next = await readMasterKey(source, installationId);
  const known = await masterKeysOf(before);
  const [from, fingerprintOfNext] = [fingerprint(known[0]), fingerprint(next)];
  const after = await underMasterKey(before, source);
  await replaceKeyFile(file, { ...before, otherMasterKeys: [source, ...(before.otherMasterKeys ?? [])] });
  const dataKeys = await inTransaction(system.pools.owner, 'begin', (client) =>
    wrapDataKeys(client, { known, next, facts: { from, source: to.kind } }),
  );
  await replaceKeyFile(file, after);
  return { from, to: fingerprintOfNext, dataKeys };
}

async function nextSource(to: NextMasterKey, installationId: string): Promise<MasterKeySource> {
  switch (to.kind) {
    case 'file':
      return { kind: 'file', hex: randomBytes(32).toString('hex') };
    case 'environment':
      return { kind: 'environment', variable: to.variable };
    case 'kms': {
      const { kind: _, ...kms } = to;
      return wrapByKms(randomBytes(32), installationId, kms);
    }
  }
}
