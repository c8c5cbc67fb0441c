// Analyses that were run: what was analysed, by whom, with which hashes, and their reports, encrypted.
import type { Migration } from '../migrate.js';
import { countsNow } from '../read-table/row-security.js';

export const analysis: Migration = {
  name: '0018-analysis',
  sql: (role) => `
create schema analysis;
grant usage on schema analysis to ${role.writer}, ${role.reader};

create table analysis.run (
  run_id uuid primary key,
  trial_id uuid not null references record.trial,
  actor_id uuid not null,
  cut text,
  arms text not null check (arms in ('dummy', 'actual')),
  -- Who sees it: people with one of these rights, by one of these roles where any are named.
  needs_rights text[] not null check (cardinality(needs_rights) > 0),
  needs_roles text[],
  state text not null default 'running' check (state in ('running', 'done', 'failed', 'cancelled')),
  requested_at timestamptz not null default clock_timestamp(),
  ended_at timestamptz,
  protocol_version text,
  software_version text not null,
  snapshot_hash text,
  events integer,
  report_sha256 text,
  json_sha256 text,
  problem text,
  check ((state = 'running') = (ended_at is null)),
  check ((state = 'done') = (snapshot_hash is not null))
);
create index run_by_trial on analysis.run (trial_id, requested_at);
create table analysis.report (
  run_id uuid primary key references analysis.run,
  html bytea not null,
  json bytea not null
);
-- Every look at real arms.
create table analysis.look (
  look_id uuid primary key default gen_random_uuid(),
  run_id uuid not null references analysis.run,
  actor_id uuid not null,
  file text not null,
  at timestamptz not null default clock_timestamp()
);
create index look_by_run on analysis.look (run_id, at);
create trigger append_only before update or delete on analysis.look for each row execute function record.refuse_change();
create trigger append_only before update or delete on analysis.report for each row execute function record.refuse_change();

${['run', 'report', 'look']
  .map(
    (table) => `
alter table analysis.${table} enable row level security;
alter table analysis.${table} force row level security;
create policy written on analysis.${table} to ${role.writer}, ${role.owner} using (true) with check (true);
grant select, insert on analysis.${table} to ${role.writer};
grant select on analysis.${table} to ${role.reader};`,
  )
  .join('\n')}
grant update on analysis.run to ${role.writer};
create policy seen on analysis.run for select to ${role.reader} using (exists (
  select 1 from read.role_grant g where g.trial_id = run.trial_id and g.actor_id = api.actor() and g.rights && run.needs_rights
    and (run.needs_roles is null or g.role = any (run.needs_roles)) and ${countsNow('g')}));
create policy seen on analysis.report for select to ${role.reader} using (run_id in (select r.run_id from analysis.run r));
create policy seen on analysis.look for select to ${role.reader} using (run_id in (select r.run_id from analysis.run r));
`,
};
