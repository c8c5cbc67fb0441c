// Wraps the data keys of all trials by another master key, and says so on record.
import type pg from 'pg';
import { fingerprint } from './key-file.js';
import { unwrapByAny, wrapPrivateKey } from './seal.js';

/**
 * Wraps every data key by `next`, within a transaction of the owner that lets no trial be created meanwhile. The escrow
 * of the former key is void from then on.
 *
 * @param options.known the master keys by which something may be wrapped
 * @param options.facts what is noted beside the fingerprints
 * @returns how many data keys there are
 */
export async function wrapDataKeys(
  client: pg.ClientBase,
  options: { readonly known: readonly Buffer[]; readonly next: Buffer; readonly facts: object },
): Promise<number> {
  const { known, next, facts } = options;
  const name = fingerprint(next);
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
      [trialId, keyId, wrapPrivateKey(trialId, keyId, privateKey, { masterKey: next }), name],
    );
  }
  await client.query('update ops.installation set master_key_fingerprint = $1, recovery_rehearsed_at = null', [name]);
  await client.query("insert into ops.key_event (kind, master_key_fingerprint, facts) values ('rotated', $1, $2)", [
    name,
    { ...facts, dataKeys: rows.length },
  ]);
  return rows.length;
}
