// The security log: who signed in, failed, was locked, changed what. Rows are added, never changed.
import type pg from 'pg';

/** What the log tells, in words for administrators. */
export const securityEvents = {
  signedIn: 'signed in',
  signInFailed: 'failed to sign in',
  locked: 'was locked after too many failures',
  unlocked: 'was unlocked by an administrator',
  signedOut: 'signed out',
  sessionEnded: 'ended one of the own sessions',
  sessionsEnded: 'all sessions were ended',
  invited: 'was invited',
  accepted: 'accepted the invitation',
  firstAdministrator: 'became the first administrator',
  passwordChanged: 'changed the password',
  passwordReset: 'set a new password by a link',
  resetRequested: 'asked for a link to set a new password',
  emailChangeRequested: 'asked to change the e-mail address',
  emailChanged: 'changed the e-mail address',
  profileChanged: 'changed name or language',
  secondFactorAdded: 'added a second factor',
  secondFactorRemoved: 'removed the second factor',
  secondFactorReset: 'had the second factors taken away by an administrator',
  backupCodeUsed: 'used a backup code',
  backupCodesMade: 'made new backup codes',
  passkeyAdded: 'added a passkey',
  passkeyRemoved: 'removed a passkey',
  confirmed: 'confirmed a command with the credentials',
  confirmationFailed: 'failed to confirm a command',
  tokenMade: 'made an API token',
  tokenRevoked: 'revoked an API token',
  disabled: 'was disabled',
  enabled: 'was enabled again',
  expiryChanged: 'had the expiry changed',
  administratorChanged: 'was made an administrator, or no longer is one',
  mayCreateTrialsChanged: 'may create trials, or no longer may',
  logExported: 'exported the security log',
} as const;
export type SecurityEventType = keyof typeof securityEvents;

export interface SecurityEvent {
  readonly at: Date;
  readonly type: SecurityEventType;
  /** Whose account it is about; absent where nobody has that e-mail address. */
  readonly accountId?: string | undefined;
  /** Who did it, where that is another person. */
  readonly byAccountId?: string | undefined;
  readonly address?: string | undefined;
  /** Never holds a password, a token, a code or an e-mail address. */
  readonly facts?: Readonly<Record<string, string | number | boolean>>;
}

export async function addSecurityEvent(client: pg.Pool | pg.PoolClient, event: SecurityEvent): Promise<void> {
  await client.query(
    `insert into account.security_event (at, type, account_id, by_account_id, address, facts) values ($1, $2, $3, $4, $5, $6)`,
    [
      event.at,
      event.type,
      event.accountId ?? null,
      event.byAccountId ?? null,
      event.address ?? null,
      JSON.stringify(event.facts ?? {}),
    ],
  );
}

export interface SecurityEventRow {
  readonly position: string;
  readonly at: Date;
  readonly type: SecurityEventType;
  readonly accountId: string | null;
  readonly byAccountId: string | null;
  readonly address: string | null;
  readonly facts: Readonly<Record<string, string | number | boolean>>;
}

/** A page of the log, the latest first; `before` is the position of the last row of the page before. */
export async function listSecurityEvents(
  pool: pg.Pool,
  filter: {
    readonly accountId?: string | undefined;
    readonly type?: string | undefined;
    readonly from?: Date | undefined;
    readonly to?: Date | undefined;
    readonly before?: string | undefined;
    readonly limit: number;
  },
): Promise<readonly SecurityEventRow[]> {
  const { rows } = await pool.query<SecurityEventRow>(
    `select position::text, at, type, account_id as "accountId", by_account_id as "byAccountId", address, facts
     from account.security_event
     where ($1::uuid is null or account_id = $1) and ($2::text is null or type = $2)
       and ($3::timestamptz is null or at >= $3) and ($4::timestamptz is null or at < $4)
       and ($5::bigint is null or position < $5)
     order by security_event.position desc limit $6`,
    [
      filter.accountId ?? null,
      filter.type ?? null,
      filter.from ?? null,
      filter.to ?? null,
      filter.before ?? null,
      filter.limit,
    ],
  );
  return rows;
}

/** Rows after a position, the oldest first. */
export async function listSecurityEventsFrom(
  pool: pg.Pool,
  after: string,
  limit: number,
): Promise<readonly SecurityEventRow[]> {
  const { rows } = await pool.query<SecurityEventRow>(
    `select position::text, at, type, account_id as "accountId", by_account_id as "byAccountId", address, facts
     from account.security_event where position > $1::bigint order by security_event.position limit $2`,
    [after, limit],
  );
  return rows;
}
