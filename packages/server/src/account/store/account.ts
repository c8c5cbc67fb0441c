// The rows of accounts as this program reads them; better-auth writes most of them.
import type { ActorId } from '@equipoise/trial';
import type pg from 'pg';

/** A person's account. The e-mail address and the name are nowhere but here. */
export interface Account {
  readonly accountId: string;
  readonly actorId: ActorId;
  readonly email: string;
  readonly name: string;
  readonly locale: string;
  readonly isAdministrator: boolean;
  readonly mayCreateTrials: boolean;
  readonly isDemonstration: boolean;
  /** False until the owner of the mailbox followed the invitation. */
  readonly isAccepted: boolean;
  readonly isDisabled: boolean;
  readonly expiresAt: Date | null;
  readonly hasSecondFactor: boolean;
  readonly hasPassword: boolean;
  readonly passkeys: number;
  readonly createdAt: Date;
}

const columns = `u."id" as "accountId", u."actorId", u."email", u."name", u."locale",
  coalesce(u."role" = 'admin', false) as "isAdministrator", u."mayCreateTrials", u."isDemonstration",
  u."emailVerified" as "isAccepted", coalesce(u."banned", false) as "isDisabled", u."expiresAt",
  coalesce(u."twoFactorEnabled", false) as "hasSecondFactor",
  exists (select 1 from account."account" c where c."userId" = u."id" and c."password" is not null) as "hasPassword",
  (select count(*)::int from account.passkey p where p.account_id = u."id") as "passkeys", u."createdAt"`;

type Queryable = pg.Pool | pg.PoolClient;

export async function findAccount(client: Queryable, accountId: string): Promise<Account | undefined> {
  const { rows } = await client.query<Account>(`select ${columns} from account."user" u where u."id" = $1`, [
    accountId,
  ]);
  return rows[0];
}

export async function findAccountByEmail(client: Queryable, email: string): Promise<Account | undefined> {
  const { rows } = await client.query<Account>(`select ${columns} from account."user" u where u."email" = $1`, [
    email.toLowerCase(),
  ]);
  return rows[0];
}

export async function listAccounts(client: Queryable): Promise<readonly Account[]> {
  const { rows } = await client.query<Account>(
    `select ${columns} from account."user" u order by u."name", u."email", u."id"`,
  );
  return rows;
}

/** Whether anybody has an account yet; demonstration accounts count as nobody. */
export async function hasAccounts(client: Queryable): Promise<boolean> {
  const { rows } = await client.query<{ some: boolean }>(
    'select exists (select 1 from account."user" where not "isDemonstration") as some',
  );
  return rows[0]?.some === true;
}

/** Administrators who can sign in now. */
export async function countAdministrators(client: Queryable, now: Date): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    `select count(*)::int as count from account."user"
     where "role" = 'admin' and "emailVerified" and not coalesce("banned", false) and ("expiresAt" is null or "expiresAt" > $1)`,
    [now],
  );
  return rows[0]?.count ?? 0;
}

/** The names that stand for pseudonyms; unknown ones are left out. */
export async function listNames(
  client: Queryable,
  actorIds: readonly string[],
): Promise<readonly { readonly actorId: ActorId; readonly name: string }[]> {
  const { rows } = await client.query<{ actorId: ActorId; name: string }>(
    'select "actorId", "name" from account."user" where "actorId" = any ($1) order by "name", "actorId"',
    [actorIds],
  );
  return rows;
}

/** What an administrator changes of an account. */
export async function changeAccount(
  client: Queryable,
  accountId: string,
  change: {
    readonly expiresAt?: Date | null;
    readonly isDisabled?: boolean;
    readonly isAdministrator?: boolean;
    readonly mayCreateTrials?: boolean;
    readonly name?: string;
    readonly locale?: string;
    readonly email?: string;
    readonly isAccepted?: boolean;
  },
): Promise<void> {
  await client.query(
    `update account."user" set
       "expiresAt" = case when $2 then $3 else "expiresAt" end,
       "banned" = coalesce($4, "banned"),
       "role" = coalesce($5, "role"),
       "mayCreateTrials" = coalesce($6, "mayCreateTrials"),
       "name" = coalesce($7, "name"),
       "locale" = coalesce($8, "locale"),
       "email" = coalesce(lower($9), "email"),
       "emailVerified" = coalesce($10, "emailVerified"),
       "updatedAt" = now()
     where "id" = $1`,
    [
      accountId,
      change.expiresAt !== undefined,
      change.expiresAt ?? null,
      change.isDisabled ?? null,
      change.isAdministrator === undefined ? null : change.isAdministrator ? 'admin' : 'user',
      change.mayCreateTrials ?? null,
      change.name ?? null,
      change.locale ?? null,
      change.email ?? null,
      change.isAccepted ?? null,
    ],
  );
}

/** Takes away the second factors of an account: the app, its backup codes and the passkeys. */
export async function deleteSecondFactors(client: Queryable, accountId: string): Promise<void> {
  await client.query('delete from account."twoFactor" where "userId" = $1', [accountId]);
  await client.query('delete from account.passkey where account_id = $1', [accountId]);
  await client.query('update account."user" set "twoFactorEnabled" = false where "id" = $1', [accountId]);
}
