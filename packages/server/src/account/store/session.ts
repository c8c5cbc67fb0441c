// Sessions as their owners see them, and their ends. Tokens of sessions never leave better-auth's own rows.
import type pg from 'pg';
import { deleteDraftKeys } from './draft-key.js';

export interface SessionRow {
  readonly sessionId: string;
  readonly startedAt: Date;
  readonly lastSeenAt: Date;
  readonly expiresAt: Date;
  readonly userAgent: string | null;
  readonly method: string;
  readonly hasSecondFactor: boolean;
}

/** The sessions of an account that have not ended, the latest first. */
export async function listSessions(
  pool: pg.Pool,
  options: { readonly accountId: string; readonly now: Date; readonly idleMinutes: number },
): Promise<readonly SessionRow[]> {
  const { rows } = await pool.query<SessionRow>(
    `select "id" as "sessionId", "createdAt" as "startedAt", "lastSeenAt", "expiresAt", "userAgent", "method", "hasSecondFactor"
     from account."session"
     where "userId" = $1 and "expiresAt" > $2 and "lastSeenAt" > $2::timestamptz - make_interval(mins => $3)
     order by "createdAt" desc, "id"`,
    [options.accountId, options.now, options.idleMinutes],
  );
  return rows;
}

/** Notes that a session was used. */
export async function touchSession(pool: pg.Pool, sessionId: string, now: Date): Promise<void> {
  await pool.query('update account."session" set "lastSeenAt" = greatest("lastSeenAt", $2) where "id" = $1', [
    sessionId,
    now,
  ]);
}

/** Ends a session; answers whether the account had it. */
export async function endSession(pool: pg.Pool, accountId: string, sessionId: string): Promise<boolean> {
  const { rowCount } = await pool.query('delete from account."session" where "userId" = $1 and "id" = $2', [
    accountId,
    sessionId,
  ]);
  return (rowCount ?? 0) > 0;
}

/** Ends every session of an account, for good: drafts on its devices are opened no more. Answers how many there were. */
export async function endSessions(client: pg.Pool | pg.PoolClient, accountId: string): Promise<number> {
  await deleteDraftKeys(client, accountId);
  const { rowCount } = await client.query('delete from account."session" where "userId" = $1', [accountId]);
  return rowCount ?? 0;
}

/** Uses up a fresh sign-in at a provider as a confirmation; false where it was used before. */
export async function useUpSignIn(pool: pg.Pool, sessionId: string): Promise<boolean> {
  const { rowCount } = await pool.query(
    'insert into account.used_sign_in (session_id) values ($1) on conflict do nothing',
    [sessionId],
  );
  return (rowCount ?? 0) > 0;
}

/** When the provider last asked its user for credentials, for any of its links with this account. */
export async function findAuthenticatedAt(pool: pg.Pool, accountId: string): Promise<Date | undefined> {
  const { rows } = await pool.query<{ at: Date | null }>(
    'select max("authenticatedAt") as at from account."account" where "userId" = $1',
    [accountId],
  );
  return rows[0]?.at ?? undefined;
}
