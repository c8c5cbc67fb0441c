// The halves of draft keys that the database keeps.
import type pg from 'pg';

interface Owner {
  readonly accountId: string;
  readonly sessionId: string;
  readonly now: Date;
}

export interface DraftKeyRow {
  readonly draftKeyId: string;
  readonly salt: Buffer;
}

/** Keeps a new one, and forgets those of the account that were not used for long, or are too many. */
export async function insertDraftKey(
  pool: pg.Pool,
  owner: Owner,
  { salt, most, usedSince }: { readonly salt: Buffer; readonly most: number; readonly usedSince: Date },
): Promise<DraftKeyRow> {
  await pool.query(
    `delete from account.draft_key k where k.account_id = $1 and (k.used_at < $2 or k.draft_key_id not in (
       select n.draft_key_id from account.draft_key n where n.account_id = $1 order by n.used_at desc, n.draft_key_id limit $3))`,
    [owner.accountId, usedSince, most - 1],
  );
  const { rows } = await pool.query<DraftKeyRow>(
    `insert into account.draft_key (account_id, session_id, salt, created_at, used_at) values ($1, $2, $3, $4, $4)
     returning draft_key_id as "draftKeyId", salt`,
    [owner.accountId, owner.sessionId, salt, owner.now],
  );
  const [row] = rows;
  if (row === undefined) throw new Error('a draft key was not kept');
  return row;
}

/** One of the account's own that was used since then; from now on it is one of this session. */
export async function takeDraftKey(
  pool: pg.Pool,
  owner: Owner,
  { draftKeyId, usedSince }: { readonly draftKeyId: string; readonly usedSince: Date },
): Promise<DraftKeyRow | undefined> {
  const { rows } = await pool.query<DraftKeyRow>(
    `update account.draft_key set session_id = $3, used_at = $4 where draft_key_id = $1 and account_id = $2 and used_at >= $5
     returning draft_key_id as "draftKeyId", salt`,
    [draftKeyId, owner.accountId, owner.sessionId, owner.now, usedSince],
  );
  return rows[0];
}

/** Destroys one of the account's own; false where it has none of this id. */
export async function deleteDraftKey(pool: pg.Pool, accountId: string, draftKeyId: string): Promise<boolean> {
  const { rowCount } = await pool.query('delete from account.draft_key where account_id = $1 and draft_key_id = $2', [
    accountId,
    draftKeyId,
  ]);
  return (rowCount ?? 0) > 0;
}

/** Destroys those of a device: of its session. */
export async function deleteDraftKeysOfSession(pool: pg.Pool, accountId: string, sessionId: string): Promise<void> {
  await pool.query('delete from account.draft_key where account_id = $1 and session_id = $2', [accountId, sessionId]);
}

/** Destroys all of an account. */
export async function deleteDraftKeys(pool: pg.Pool | pg.PoolClient, accountId: string): Promise<void> {
  await pool.query('delete from account.draft_key where account_id = $1', [accountId]);
}

/** Destroys those of other devices; this one's go on with the session that took the place of `sessionId`. */
export async function keepDraftKeysOfSession(pool: pg.Pool, accountId: string, sessionId: string): Promise<void> {
  await pool.query('delete from account.draft_key where account_id = $1 and session_id <> $2', [accountId, sessionId]);
  await pool.query(
    `update account.draft_key set session_id = coalesce((
       select s."id" from account."session" s where s."userId" = $1 order by s."createdAt" desc limit 1), session_id)
     where account_id = $1`,
    [accountId],
  );
}
