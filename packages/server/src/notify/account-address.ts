// Where the people of a trial are reached: the addresses of their accounts.
import type pg from 'pg';
import type { Addressee } from './deliver.js';

/** The address of an actor whose account was accepted and is in use. */
export async function accountAddressOf(account: pg.Pool, actorId: string): Promise<Addressee | undefined> {
  const { rows } = await account.query<{ email: string; locale: string }>(
    `select u."email", u."locale" from account."user" u
     where u."actorId" = $1 and u."emailVerified" and not coalesce(u."banned", false)
       and (u."expiresAt" is null or u."expiresAt" > now())`,
    [actorId],
  );
  const row = rows[0];
  return row === undefined ? undefined : { email: row.email, language: row.locale };
}
