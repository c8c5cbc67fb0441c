// Deliveries of notices: who is still to be told, claimed by one worker at a time, retried, given up. Not part of the record.
import type { TrialId } from '@equipoise/trial';
import type pg from 'pg';
import { countsNow } from '../read-table/row-security.js';

/** A delivery that this worker has to itself. */
export interface ClaimedDelivery {
  readonly trialId: TrialId;
  readonly noticeId: string;
  readonly actorId: string;
  readonly code: string;
  readonly facts: Readonly<Record<string, string>>;
  readonly acronym: string;
  readonly isUrgent: boolean;
  readonly attempts: number;
}

/**
 * Makes a delivery for everybody whom a due notice is addressed to, once. A series that somebody acknowledged is over:
 * its later notices need none. Notices of rehearsals and imports are read in the application alone.
 */
export async function planDeliveries(pool: pg.Pool, now: string): Promise<number> {
  const { rowCount } = await pool.query(
    `insert into notify.delivery (trial_id, notice_id, actor_id, state, is_urgent, next_attempt_at)
     select distinct n.trial_id, n.notice_id, g.actor_id,
       case when n.subject is not null and exists (
              select 1 from read.notice e join notify.mark m using (trial_id, notice_id)
              where e.trial_id = n.trial_id and e.subject = n.subject and m.acknowledged_at is not null)
            then 'notNeeded' else 'waiting' end, n.is_urgent, $1::timestamptz
     from (select trial_id, notice_id, site_id, roles, is_urgent, subject, not_before, mode from read.notice
           union all
           select a.trial_id, a.notice_id, null, a.roles, true, null, null, t.mode from notify.alert a join record.trial t using (trial_id)) n
     join read.role_grant g on g.trial_id = n.trial_id and g.role = any (n.roles)
       and (n.site_id is null or g.site_id in ('*', n.site_id)) and ${countsNow('g')}
     where n.mode = 'live' and (n.not_before is null or n.not_before <= $1)
       and not exists (select 1 from notify.delivery d where (d.trial_id, d.notice_id, d.actor_id) = (n.trial_id, n.notice_id, g.actor_id))
     on conflict do nothing`,
    [now],
  );
  return rowCount ?? 0;
}

/** Takes deliveries that are due; one whose worker went away is taken again after five minutes. */
export async function claimDeliveries(pool: pg.Pool, now: string, limit: number): Promise<readonly ClaimedDelivery[]> {
  const { rows } = await pool.query<{
    trial_id: TrialId;
    notice_id: string;
    actor_id: string;
    code: string;
    facts: Record<string, string>;
    acronym: string;
    is_urgent: boolean;
    attempts: number;
  }>(
    `with due as (
       select d.trial_id, d.notice_id, d.actor_id from notify.delivery d left join notify.preference p using (actor_id)
       where (d.state = 'waiting' or (d.state = 'sending' and d.claimed_at < $1::timestamptz - interval '5 minutes'))
         and d.next_attempt_at <= $1
         and (d.is_urgent or p.digest is distinct from 'daily' or p.last_digest_at is null or p.last_digest_at <= $1::timestamptz - interval '24 hours')
       order by d.next_attempt_at, d.notice_id, d.actor_id limit $2 for update of d skip locked)
     update notify.delivery d set state = 'sending', claimed_at = $1, attempts = d.attempts + 1
     from due, (select trial_id, notice_id, code, facts from read.notice union all select trial_id, notice_id, code, facts from notify.alert) n,
       read.trial t
     where (d.trial_id, d.notice_id, d.actor_id) = (due.trial_id, due.notice_id, due.actor_id)
       and (n.trial_id, n.notice_id) = (d.trial_id, d.notice_id) and t.trial_id = d.trial_id
     returning d.trial_id, d.notice_id, d.actor_id, n.code, n.facts, t.acronym, d.is_urgent, d.attempts`,
    [now, limit],
  );
  return rows.map((row) => ({
    trialId: row.trial_id,
    noticeId: row.notice_id,
    actorId: row.actor_id,
    code: row.code,
    facts: row.facts,
    acronym: row.acronym,
    isUrgent: row.is_urgent,
    attempts: row.attempts,
  }));
}

/** Says what became of a claimed delivery. */
export async function settleDelivery(
  pool: pg.Pool,
  { trialId, noticeId, actorId }: ClaimedDelivery,
  settled: {
    readonly state: 'sent' | 'noAddress' | 'waiting' | 'dead';
    readonly at: string;
    readonly problem?: string;
  },
): Promise<void> {
  await pool.query(
    `update notify.delivery set state = $4, claimed_at = null, problem = $6, next_attempt_at = $5,
       sent_at = case when $4 = 'sent' then $5::timestamptz else sent_at end
     where (trial_id, notice_id, actor_id) = ($1, $2, $3)`,
    [trialId, noticeId, actorId, settled.state, settled.at, settled.problem ?? null],
  );
}

/** The people among these who get one mail a day of what is not urgent. */
export async function listDailyReaders(pool: pg.Pool, actorIds: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await pool.query<{ actor_id: string }>(
    "select actor_id from notify.preference where actor_id = any ($1) and digest = 'daily'",
    [actorIds],
  );
  return new Set(rows.map((row) => row.actor_id));
}

export async function noteDigest(pool: pg.Pool, actorId: string, now: string): Promise<void> {
  await pool.query('update notify.preference set last_digest_at = $2 where actor_id = $1', [actorId, now]);
}

/** Whether a person gets each notice at once, or one mail a day of those that are not urgent. */
export async function findDigest(pool: pg.Pool, actorId: string): Promise<'each' | 'daily'> {
  const { rows } = await pool.query<{ digest: 'each' | 'daily' }>(
    'select digest from notify.preference where actor_id = $1',
    [actorId],
  );
  return rows[0]?.digest ?? 'each';
}

export async function setDigest(pool: pg.Pool, actorId: string, digest: 'each' | 'daily'): Promise<void> {
  await pool.query(
    'insert into notify.preference (actor_id, digest) values ($1, $2) on conflict (actor_id) do update set digest = excluded.digest',
    [actorId, digest],
  );
}

/** Marks notices as read or acknowledged; only those that are addressed to the person. How many these are. */
export async function markNotices(
  pools: { readonly reader: pg.Pool; readonly writer: pg.Pool },
  marked: {
    readonly trialId: TrialId;
    readonly actorId: string;
    readonly noticeIds: readonly string[];
    readonly as: 'read' | 'acknowledged';
    readonly now: string;
  },
  addressedTo: readonly string[],
): Promise<number> {
  const { rowCount } = await pools.writer.query(
    `insert into notify.mark (trial_id, notice_id, actor_id, read_at, acknowledged_at)
     select $1, id, $2, $4, case when $5 = 'acknowledged' then $4::timestamptz end from unnest($3::uuid[]) as n(id)
     on conflict (trial_id, notice_id, actor_id) do update set acknowledged_at = coalesce(mark.acknowledged_at, excluded.acknowledged_at)`,
    [marked.trialId, marked.actorId, marked.noticeIds.filter((id) => addressedTo.includes(id)), marked.now, marked.as],
  );
  return rowCount ?? 0;
}

/** Adds an alert that follows from many participants together; the same again changes nothing. Whether it is new. */
export async function addAlert(
  pool: pg.Pool,
  alert: {
    readonly trialId: TrialId;
    readonly noticeId: string;
    readonly code: string;
    readonly roles: readonly string[];
    readonly facts: Readonly<Record<string, string>>;
    readonly at: string;
  },
): Promise<boolean> {
  const { rowCount } = await pool.query(
    'insert into notify.alert values ($1, $2, $3, $4, $5, $6) on conflict do nothing',
    [alert.trialId, alert.noticeId, alert.code, alert.roles, JSON.stringify(alert.facts), alert.at],
  );
  return rowCount === 1;
}

/** The basis of the last look behind the firewall; undefined where there was none. */
export async function lastEvaluation(pool: pg.Pool, trialId: TrialId): Promise<string | undefined> {
  const { rows } = await pool.query<{ basis: string }>('select basis from notify.evaluation where trial_id = $1', [
    trialId,
  ]);
  return rows[0]?.basis;
}

export async function noteEvaluation(pool: pg.Pool, trialId: TrialId, basis: string): Promise<void> {
  await pool.query(
    'insert into notify.evaluation values ($1, $2) on conflict (trial_id) do update set basis = excluded.basis',
    [trialId, basis],
  );
}
