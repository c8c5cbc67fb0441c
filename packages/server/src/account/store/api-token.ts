// API tokens: stored as digests, each with what it is good for.
import type pg from 'pg';

/** What every token begins with, so that leaked ones are recognised by scanners. */
export const tokenPrefix = 'equipoise_';

export interface ApiTokenRow {
  readonly apiTokenId: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
}

export async function insertToken(
  pool: pg.Pool,
  token: {
    readonly accountId: string;
    readonly name: string;
    readonly digest: Buffer;
    readonly scopes: readonly string[];
    readonly hasSecondFactor: boolean;
    readonly createdAt: Date;
    readonly expiresAt: Date;
  },
): Promise<string> {
  const { rows } = await pool.query<{ id: string }>(
    `insert into account.api_token (account_id, name, token_digest, scopes, has_second_factor, created_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7) returning api_token_id as id`,
    [token.accountId, token.name, token.digest, token.scopes, token.hasSecondFactor, token.createdAt, token.expiresAt],
  );
  return (rows[0] as { id: string }).id;
}

/** All tokens of an account, the latest first. */
export async function listTokens(pool: pg.Pool, accountId: string): Promise<readonly ApiTokenRow[]> {
  const { rows } = await pool.query<ApiTokenRow>(
    `select api_token_id as "apiTokenId", name, scopes, created_at as "createdAt", expires_at as "expiresAt",
            last_used_at as "lastUsedAt", revoked_at as "revokedAt"
     from account.api_token where account_id = $1 order by created_at desc, api_token_id`,
    [accountId],
  );
  return rows;
}

/** Revokes a token; answers whether the account had it and it was not revoked yet. */
export async function revokeToken(
  pool: pg.Pool,
  token: { readonly accountId: string; readonly apiTokenId: string; readonly now: Date },
): Promise<boolean> {
  const { rowCount } = await pool.query(
    'update account.api_token set revoked_at = $3 where account_id = $1 and api_token_id = $2 and revoked_at is null',
    [token.accountId, token.apiTokenId, token.now],
  );
  return (rowCount ?? 0) > 0;
}

export interface ActiveToken {
  readonly accountId: string;
  readonly actorId: string;
  readonly scopes: readonly string[];
  readonly hasSecondFactor: boolean;
}

/** A token that is good now, of an account that is; notes its use, at most once a minute. */
export async function findActiveToken(pool: pg.Pool, digest: Buffer, now: Date): Promise<ActiveToken | undefined> {
  const { rows } = await pool.query<ActiveToken & { readonly apiTokenId: string; readonly isStale: boolean }>(
    `select t.api_token_id as "apiTokenId", t.account_id as "accountId", u."actorId", t.scopes,
            t.has_second_factor as "hasSecondFactor",
            (t.last_used_at is null or t.last_used_at < $2::timestamptz - interval '1 minute') as "isStale"
     from account.api_token t join account."user" u on u."id" = t.account_id
     where t.token_digest = $1 and t.revoked_at is null and t.expires_at > $2
       and u."emailVerified" and not coalesce(u."banned", false) and (u."expiresAt" is null or u."expiresAt" > $2)`,
    [digest, now],
  );
  const found = rows[0];
  if (found === undefined) return undefined;
  if (found.isStale)
    await pool.query('update account.api_token set last_used_at = $2 where api_token_id = $1', [found.apiTokenId, now]);
  return found;
}
