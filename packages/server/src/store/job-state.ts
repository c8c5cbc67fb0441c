// How the jobs of an installation fare, from the tables of their queue: for whoever watches it.
import type pg from 'pg';

/** One kind of job. */
export interface JobState {
  readonly name: string;
  /** When one of its kind last came to its end; null where none did, as far back as the queue remembers (two weeks). */
  readonly succeededAt: Date | null;
  /** Those that failed since then: given up, or waiting for another try. */
  readonly failures: number;
  /** Whether it is due at times at all: false where its schedule is off, or its settings leave it nothing to do. */
  readonly isScheduled: boolean;
}

/** Every job that a worker ever announced; none where no worker was started yet. */
export async function listJobStates(pool: pg.Pool): Promise<readonly JobState[]> {
  const { rows: queues } = await pool.query<{ made: boolean }>("select to_regclass('job.queue') is not null as made");
  if (queues[0]?.made !== true) return [];
  const { rows } = await pool.query<{
    name: string;
    succeeded_at: Date | null;
    failures: number;
    is_scheduled: boolean;
  }>(
    `with ended as (
       select name, max(completed_on) as succeeded_at from (
         select name, completed_on from job.job where state = 'completed'
         union all select name, completed_on from job.archive where state = 'completed') each group by name)
     select q.name, e.succeeded_at,
       (select count(*)::int from job.job j where j.name = q.name and j.state in ('retry', 'failed')
          and j.created_on > coalesce(e.succeeded_at, '-infinity')) as failures,
       exists (select 1 from job.schedule s where s.name = q.name) as is_scheduled
     from job.queue q left join ended e using (name)
     -- Those of the queue's own housekeeping begin so.
     where q.name not like '\\_\\_%' order by q.name`,
  );
  return rows.map(({ name, succeeded_at: succeededAt, failures, is_scheduled: isScheduled }) => ({
    ...{ name, succeededAt, failures, isScheduled },
  }));
}
