// The order of commits: which transaction wrote an event, so that whoever follows the record misses none; and who may follow.
import type { Migration } from '../migrate.js';
import { rowSecurity } from '../read-table/row-security.js';

export const commitOrder: Migration = {
  name: '0004-commit-order',
  sql: (role) => `
-- Positions are drawn before the commit, and a later one can be committed first. Below the oldest transaction that still
-- runs (pg_snapshot_xmin) nothing is missing any more. The number belongs to this database: a backup leaves it out.
alter table record.event add column xact xid8 not null default pg_current_xact_id();
-- Not beginning with trial_id, for the reason that 0001-record tells.
create index event_by_commit on record.event (xact, position) where visibility = 'open';

-- Whether the actor of this transaction has the right to a view at a site; of an event of the whole trial, anywhere.
create function api.sees_change(trial uuid, site text, viewed text) returns boolean language sql stable security invoker as $$
  select case when site is not null then api.sees(trial, site, viewed) else exists (
    select 1 from read.role_grant g
    where g.trial_id = trial and g.actor_id = api.actor() and api.sees(trial, g.site_id, viewed)) end
$$;

-- That something changed, without what: the payload is seen through the views. Runs as its owner, because the record itself
-- is shown to those alone who may read it; what a person may hear of is decided here, by site, and never a sealed event.
create view api.change with (security_barrier = true) as
  select e.trial_id, e.xact, e.position, e.stream_id, e.version, e.site_id, e.type
  from record.event e
  where e.visibility = 'open' and e.xact < pg_snapshot_xmin(pg_current_snapshot())
    and exists (select 1 from read.role_grant g where g.trial_id = e.trial_id and g.actor_id = api.actor()
                and (e.site_id is null or g.site_id in ('*', e.site_id)));
grant select on api.change to ${role.reader};

create table read.thing_version (
  trial_id uuid not null, mode text not null, participant_id uuid not null, site_id text not null, thing text not null,
  version integer not null, changed_by uuid not null, changed_at timestamptz not null,
  primary key (trial_id, participant_id, thing)
);
${rowSecurity('thing_version', role, {
  // Who rates must not hear of adverse events.
  using: "api.sees(trial_id, site_id, case when thing like 'form/%' then 'schedule' else 'adverseEvents' end)",
})}
create view api.thing_version with (security_invoker = true) as
  select trial_id, participant_id, site_id, thing, version, changed_by, changed_at from read.thing_version;
grant select on api.thing_version to ${role.reader};
`,
};
