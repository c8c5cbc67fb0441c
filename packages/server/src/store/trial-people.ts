// Who takes part in which trial, for accounts: pseudonyms and roles.
import type { TrialId } from '@equipoise/trial';
import type pg from 'pg';

/** Every trial with its mode. */
export async function listTrialModes(
  pool: pg.Pool,
): Promise<readonly { readonly trialId: TrialId; readonly mode: string }[]> {
  const { rows } = await pool.query<{ trialId: TrialId; mode: string }>(
    'select trial_id as "trialId", mode from record.trial order by trial_id',
  );
  return rows;
}

/** Who holds which role in a trial, in the order of the roles' ids, sites and pseudonyms. */
export async function listGrants(
  pool: pg.Pool,
  trialId: TrialId,
): Promise<readonly { readonly actorId: string; readonly role: string }[]> {
  const { rows } = await pool.query<{ actorId: string; role: string }>(
    'select actor_id as "actorId", role from read.role_grant where trial_id = $1 order by role, site_id, actor_id',
    [trialId],
  );
  return rows;
}

/** Whether an actor holds a role with this right in any trial. */
export async function holdsRight(pool: pg.Pool, actorId: string, right: string): Promise<boolean> {
  const { rows } = await pool.query<{ holds: boolean }>(
    'select exists (select 1 from read.role_grant where actor_id = $1 and $2 = any (rights)) as holds',
    [actorId, right],
  );
  return rows[0]?.holds === true;
}

/** Everybody who holds a role in a trial. */
export async function listPeopleOf(pool: pg.Pool, trialId: TrialId): Promise<readonly string[]> {
  const { rows } = await pool.query<{ actorId: string }>(
    'select distinct actor_id as "actorId" from read.role_grant where trial_id = $1 order by 1',
    [trialId],
  );
  return rows.map((row) => row.actorId);
}

/** Everybody who ever held a role in a trial or sent it a command. */
export async function listEverybodyOf(pool: pg.Pool, trialId: TrialId): Promise<readonly string[]> {
  const { rows } = await pool.query<{ actorId: string }>(
    `select actor_id as "actorId" from read.role_period where trial_id = $1
     union select actor_id from record.command where trial_id = $1 order by 1`,
    [trialId],
  );
  return rows.map((row) => row.actorId);
}

/** Which of these pseudonyms hold a role in a trial, or ever sent it a command. */
export async function listPeopleAmong(
  pool: pg.Pool,
  trialId: TrialId,
  actorIds: readonly string[],
): Promise<readonly string[]> {
  const { rows } = await pool.query<{ actorId: string }>(
    `select asked.actor_id as "actorId" from unnest($2::uuid[]) as asked (actor_id)
     where exists (select 1 from read.role_grant g where g.trial_id = $1 and g.actor_id = asked.actor_id)
        or exists (select 1 from record.command c where c.trial_id = $1 and c.actor_id = asked.actor_id)
     order by 1`,
    [trialId, actorIds],
  );
  return rows.map((row) => row.actorId);
}

/** The role that each of these pseudonyms was granted last; null for who never held one. */
export async function listLastRoles(
  pool: pg.Pool,
  trialId: TrialId,
  actorIds: readonly string[],
): Promise<readonly { readonly actorId: string; readonly role: string | null }[]> {
  const { rows } = await pool.query<{ actorId: string; role: string | null }>(
    `select asked.actor_id as "actorId", (select p.role from read.role_period p where p.trial_id = $1 and p.actor_id = asked.actor_id
       order by p.ended_version is null desc, p.granted_version desc, p.role limit 1) as role
     from unnest($2::uuid[]) as asked (actor_id) order by 1`,
    [trialId, actorIds],
  );
  return rows;
}
