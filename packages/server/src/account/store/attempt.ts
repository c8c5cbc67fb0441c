// Attempts to prove who one is: counted before they are made, taken back when they succeed.
import type pg from 'pg';

/** Counts an attempt; where the limit is reached, answers when the next one is allowed. */
export async function beginAttempt(
  pool: pg.Pool,
  options: { readonly key: Buffer; readonly now: Date; readonly minutes: number; readonly allowed: number },
): Promise<{ readonly attemptId: string } | { readonly retryAt: Date }> {
  const { rows } = await pool.query<{ attempt_id: string | null; retry_at: Date }>(
    'select attempt_id, retry_at from account.begin_attempt($1, $2, make_interval(mins => $3), $4)',
    [options.key, options.now, options.minutes, options.allowed],
  );
  const row = rows[0];
  if (row === undefined) throw new Error('begin_attempt answers one row');
  return row.attempt_id === null ? { retryAt: row.retry_at } : { attemptId: row.attempt_id };
}

/** Takes single attempts back: they did not fail. */
export async function takeBackAttempts(pool: pg.Pool, attemptIds: readonly string[]): Promise<void> {
  await pool.query('delete from account.attempt where attempt_id = any ($1::bigint[])', [attemptIds]);
}

/** Forgets all attempts under a key. */
export async function forgetAttempts(pool: pg.Pool, key: Buffer): Promise<void> {
  await pool.query('delete from account.attempt where key = $1', [key]);
}

/** How many attempts under each key fall in the window, in the order of the keys. */
export async function countAttempts(pool: pg.Pool, keys: readonly Buffer[], since: Date): Promise<readonly number[]> {
  const { rows } = await pool.query<{ count: number }>(
    `select (select count(*)::int from account.attempt a where a.key = k.key and a.begun_at > $2) as count
     from unnest($1::bytea[]) with ordinality as k (key, place) order by k.place`,
    [keys, since],
  );
  return rows.map((row) => row.count);
}

/** Uses up a code of an authenticator app; false where it was used already. */
export async function useUpCode(
  pool: pg.Pool,
  options: { readonly accountId: string; readonly digest: Buffer; readonly now: Date },
): Promise<boolean> {
  await pool.query(
    "delete from account.used_code where account_id = $1 and used_at < $2::timestamptz - interval '10 minutes'",
    [options.accountId, options.now],
  );
  const { rowCount } = await pool.query(
    'insert into account.used_code (account_id, code_digest, used_at) values ($1, $2, $3) on conflict do nothing',
    [options.accountId, options.digest, options.now],
  );
  return (rowCount ?? 0) > 0;
}
