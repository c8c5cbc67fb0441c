// Accounts of a demonstration, which do not outlive it.
import type pg from 'pg';

/** Deletes them with their sessions and credentials. */
export async function deleteDemonstrationAccounts(pool: pg.Pool): Promise<void> {
  await pool.query('delete from account."user" where "isDemonstration"');
}
