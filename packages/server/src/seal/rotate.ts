// Rotation of the master key: every data key is wrapped anew, in one transaction; what is sealed stays as it is.
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { inTransaction } from '../store/pool.js';
import type { System } from '../system.js';
import { fingerprint, readKeyFile, replaceKeyFile, sourceOf } from './keyring.js';
import { type MasterKeySource, readMasterKey, wrapByKms } from './master-key.js';
import { unwrapByAny, wrapPrivateKey } from './seal.js';

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
 * changes and the new one first afterwards, so that a crash at any point leaves an installation that opens. The escrow
 * of the old key is void: make another, and rehearse its recovery before the next go-live.
 */
export async function rotateMasterKey(system: Pick<System, 'pools' | 'keyring'>, to: NextMasterKey): Promise<Rotated> {
  const { file } = system.keyring;
  const installationId = path.basename(file, '.json');
  const before = await readKeyFile(file, installationId);
  const next = await nextSource(to, installationId);
  const nextKey = await readMasterKey(next, installationId);
  const known = await system.keyring.readMasterKeys();
  const { masterKeyHex: _, masterKey: __, otherMasterKeys = [], ...others } = before;
  const former = sourceOf(before);
  await replaceKeyFile(file, { ...before, otherMasterKeys: [next, ...otherMasterKeys] });
  const [from, fingerprintOfNext] = [fingerprint(known[0] as Buffer), fingerprint(nextKey)];
  const dataKeys = await inTransaction(system.pools.owner, 'begin', async (client) => {
    // No trial is created meanwhile, whose data key would be wrapped by the old master key.
    await client.query('lock table record.trial in share row exclusive mode');
    const { rows } = await client.query<{ trial_id: string; key_id: string; wrapped: Buffer }>(
      `select k.trial_id, k.key_id, coalesce((select w.wrapped_private_key from sealed.data_key_wrapping w
         where w.key_id = k.key_id and w.trial_id = k.trial_id order by w.position desc limit 1), k.wrapped_private_key) as wrapped
       from sealed.data_key k order by k.trial_id, k.key_id`,
    );
    for (const { trial_id: trialId, key_id: keyId, wrapped } of rows) {
      const privateKey = unwrapByAny(trialId, keyId, wrapped, known);
      await client.query(
        'insert into sealed.data_key_wrapping (trial_id, key_id, wrapped_private_key, wrapped_by) values ($1, $2, $3, $4)',
        [trialId, keyId, wrapPrivateKey(trialId, keyId, privateKey, { masterKey: nextKey }), fingerprintOfNext],
      );
    }
    await client.query('update ops.installation set master_key_fingerprint = $1, recovery_rehearsed_at = null', [
      fingerprintOfNext,
    ]);
    await client.query("insert into ops.key_event (kind, master_key_fingerprint, facts) values ('rotated', $1, $2)", [
      fingerprintOfNext,
      { from, source: to.kind, dataKeys: rows.length },
    ]);
    return rows.length;
  });
  // The old key stays readable until the next rotation, for a process that wraps by it at this moment.
  await replaceKeyFile(file, {
    ...others,
    ...(next.kind === 'file' ? { masterKeyHex: next.hex } : { masterKey: next }),
    otherMasterKeys: [former],
  });
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
