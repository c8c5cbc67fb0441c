// Confirmations that wait for their command.
import type { Confirmation } from '@equipoise/trial';
import type pg from 'pg';

interface ConfirmationKey {
  readonly digest: Buffer;
  readonly accountId: string;
  readonly sessionId: string;
  readonly trialId: string;
  readonly command: string;
  readonly commandId: string;
}

/** Keeps a confirmation, and forgets those of the account that have expired. */
export async function insertConfirmation(
  pool: pg.Pool,
  confirmation: ConfirmationKey & {
    readonly method: Confirmation['method'];
    readonly confirmedAt: Date;
    readonly expiresAt: Date;
  },
): Promise<void> {
  await pool.query('delete from account.confirmation where account_id = $1 and expires_at <= $2', [
    confirmation.accountId,
    confirmation.confirmedAt,
  ]);
  await pool.query(
    `insert into account.confirmation
       (token_digest, account_id, session_id, trial_id, command, command_id, method, confirmed_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      confirmation.digest,
      confirmation.accountId,
      confirmation.sessionId,
      confirmation.trialId,
      confirmation.command,
      confirmation.commandId,
      confirmation.method,
      confirmation.confirmedAt,
      confirmation.expiresAt,
    ],
  );
}

/** Takes a confirmation away and answers it; one statement, so that one of two takers gets it. */
export async function deleteConfirmation(
  pool: pg.Pool,
  taken: ConfirmationKey & { readonly now: Date },
): Promise<Confirmation | undefined> {
  const { rows } = await pool.query<{ method: Confirmation['method']; confirmed_at: Date }>(
    `delete from account.confirmation
     where token_digest = $1 and account_id = $2 and session_id = $3 and trial_id = $4 and command = $5 and command_id = $6
       and expires_at > $7
     returning method, confirmed_at`,
    [taken.digest, taken.accountId, taken.sessionId, taken.trialId, taken.command, taken.commandId, taken.now],
  );
  const row = rows[0];
  return row && { method: row.method, at: row.confirmed_at.toISOString() };
}
