// The public keys of people's authenticators.
import type pg from 'pg';

export interface PasskeyRow {
  readonly passkeyId: string;
  readonly accountId: string;
  readonly credentialId: string;
  readonly publicKey: Buffer;
  /** Of the authenticator's uses; 0 for ever where it counts none. */
  readonly counter: string;
  readonly transports: readonly string[];
  readonly name: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
}

const columns = `passkey_id as "passkeyId", account_id as "accountId", credential_id as "credentialId", public_key as "publicKey",
  counter::text, transports, name, created_at as "createdAt", last_used_at as "lastUsedAt"`;

/** Adds a passkey; false where it is registered already. */
export async function insertPasskey(
  pool: pg.Pool,
  passkey: Pick<PasskeyRow, 'accountId' | 'credentialId' | 'publicKey' | 'transports' | 'name' | 'createdAt'> & {
    readonly counter: number;
  },
): Promise<boolean> {
  const { rowCount } = await pool.query(
    `insert into account.passkey (account_id, credential_id, public_key, counter, transports, name, created_at)
     values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
    [
      passkey.accountId,
      passkey.credentialId,
      passkey.publicKey,
      passkey.counter,
      passkey.transports,
      passkey.name,
      passkey.createdAt,
    ],
  );
  return (rowCount ?? 0) > 0;
}

export async function findPasskey(pool: pg.Pool, credentialId: string): Promise<PasskeyRow | undefined> {
  const { rows } = await pool.query<PasskeyRow>(`select ${columns} from account.passkey where credential_id = $1`, [
    credentialId,
  ]);
  return rows[0];
}

/** The passkeys of an account, the oldest first. */
export async function listPasskeys(pool: pg.Pool, accountId: string): Promise<readonly PasskeyRow[]> {
  const { rows } = await pool.query<PasskeyRow>(
    `select ${columns} from account.passkey where account_id = $1 order by created_at, passkey_id`,
    [accountId],
  );
  return rows;
}

/** Notes a use at the counter that was read before; false where another use came between. */
export async function notePasskeyUse(
  pool: pg.Pool,
  use: { readonly passkeyId: string; readonly counterBefore: string; readonly counter: number; readonly now: Date },
): Promise<boolean> {
  const { rowCount } = await pool.query(
    'update account.passkey set counter = $3, last_used_at = $4 where passkey_id = $1 and counter = $2',
    [use.passkeyId, use.counterBefore, use.counter, use.now],
  );
  return (rowCount ?? 0) > 0;
}

/** Removes a passkey; answers whether the account had it. */
export async function deletePasskey(pool: pg.Pool, accountId: string, passkeyId: string): Promise<boolean> {
  const { rowCount } = await pool.query('delete from account.passkey where account_id = $1 and passkey_id = $2', [
    accountId,
    passkeyId,
  ]);
  return (rowCount ?? 0) > 0;
}
