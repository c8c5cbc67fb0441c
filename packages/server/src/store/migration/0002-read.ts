// Read tables: derived from the record by projection, rebuilt at will, seen by people through row-level security.
import type { ViewName } from '@equipoise/trial';
import type { Migration } from '../migrate.js';
import { coreTables } from '../read-table/core.js';

/** Those of today, and the one that 0025 takes away. */
const tables = [...Object.keys(coreTables), 'form_value'];

/** The view (a right of a role) through which the rows of a table are seen, where they belong to a site. */
const viewOf = {
  participant: 'participants',
  bag: 'productStatus',
  form_value: 'forms',
  adverse_event: 'adverseEvents',
  deviation: 'deviations',
} as const satisfies Partial<Record<keyof typeof coreTables | 'form_value', ViewName>>;

export const read: Migration = {
  name: '0002-read',
  sql: (role) => `
create schema read;
create schema api;
create schema ops;
grant usage on schema read to ${role.writer}, ${role.reader};
grant usage on schema api to ${role.reader};
grant usage on schema ops to ${role.writer}, ${role.reader};

create table read.trial (
  trial_id uuid primary key, mode text not null, protocol_id text not null, acronym text not null,
  protocol_version text not null, status text not null, synthetic boolean not null
);
create table read.role_grant (
  trial_id uuid not null, mode text not null, actor_id uuid not null, role text not null, site_id text not null,
  blinded boolean not null, rights text[] not null, primary key (trial_id, actor_id, role, site_id)
);
create table read.participant (
  trial_id uuid not null, mode text not null, participant_id uuid not null, site_id text not null,
  screening_number text not null, screened_on text, status text not null, randomisation_number text, stratum text,
  randomised_on text, product_secured boolean not null, withdrawn text[] not null,
  primary key (trial_id, participant_id),
  constraint screening_number_unique unique (trial_id, screening_number),
  constraint randomisation_number_unique unique (trial_id, randomisation_number)
);
create table read.bag (
  trial_id uuid not null, mode text not null, participant_id uuid not null, site_id text not null, bag_code text not null,
  administration text not null, volume_ml double precision not null, constraint bag_code_unique primary key (trial_id, bag_code)
);
create table read.form_value (
  trial_id uuid not null, mode text not null, participant_id uuid not null, site_id text not null, visit text not null,
  form text not null, occurrence integer not null, item text not null, value jsonb not null,
  stream_id uuid not null, version integer not null,
  primary key (trial_id, participant_id, visit, form, occurrence, item)
);
create table read.adverse_event (
  trial_id uuid not null, mode text not null, participant_id uuid not null, site_id text not null, adverse_event_id uuid not null,
  facts jsonb not null, stream_id uuid not null, version integer not null,
  constraint adverse_event_id_unique primary key (trial_id, adverse_event_id)
);
create table read.deviation (
  trial_id uuid not null, mode text not null, participant_id uuid not null, site_id text not null, deviation_id uuid not null,
  facts jsonb not null, stream_id uuid not null, version integer not null,
  constraint deviation_id_unique primary key (trial_id, deviation_id)
);

-- Which trial a folder's name stands for now: the one that was rehearsed, imported or set up last.
create table ops.current_trial (name text primary key, trial_id uuid not null references record.trial);
-- One row: which installation this database belongs to, and whether its keys were ever recovered from their escrow.
create table ops.installation (
  is_only boolean primary key default true check (is_only),
  installation_id uuid not null default gen_random_uuid(),
  master_key_fingerprint text,
  recovery_rehearsed_at timestamptz
);
insert into ops.installation default values;
grant select, insert, update on ops.current_trial to ${role.writer};
grant select, update on ops.installation to ${role.writer};
grant select on ops.current_trial to ${role.reader};

create function api.actor() returns uuid language sql stable
as $$ select nullif(current_setting('app.actor', true), '')::uuid $$;

-- One answer for every policy: may the actor of this transaction see rows of this site in the view that asks?
create function api.sees(trial uuid, site text, viewed text) returns boolean language sql stable security invoker as $$
  select exists (
    select 1 from read.role_grant g
    where g.trial_id = trial and g.actor_id = api.actor() and (g.site_id = '*' or g.site_id = site) and viewed = any (g.rights)
  )
$$;

${tables
  .map(
    (table) => `alter table read.${table} enable row level security;
alter table read.${table} force row level security;
create policy written on read.${table} to ${role.writer}, ${role.owner} using (true) with check (true);
grant select, insert, update, delete on read.${table} to ${role.writer};
grant select on read.${table} to ${role.reader};`,
  )
  .join('\n')}
create policy own_grants on read.role_grant for select to ${role.reader} using (actor_id = api.actor());
create policy seen on read.trial for select to ${role.reader} using (
  exists (select 1 from read.role_grant g where g.trial_id = trial.trial_id and g.actor_id = api.actor()));
${Object.entries(viewOf)
  .map(
    ([table, view]) =>
      `create policy seen on read.${table} for select to ${role.reader} using (api.sees(trial_id, site_id, '${view}'));`,
  )
  .join('\n')}

-- The open part of the record, for those who may read it, with its own row-level security.
alter table record.event enable row level security;
alter table record.event force row level security;
alter table record.payload enable row level security;
alter table record.payload force row level security;
create policy written on record.event to ${role.writer}, ${role.owner}, ${role.sealed} using (true) with check (true);
create policy written on record.payload to ${role.writer}, ${role.owner}, ${role.sealed} using (true) with check (true);
grant usage on schema record to ${role.reader};
grant select (trial_id, stream_id, version, site_id, type, visibility, actor_id, recorded_at, reason, protocol_version) on record.event to ${role.reader};
grant select (trial_id, stream_id, version, body) on record.payload to ${role.reader};
create policy seen on record.event for select to ${role.reader}
  using (visibility = 'open' and api.sees(trial_id, site_id, 'audit'));
create policy seen on record.payload for select to ${role.reader}
  using (exists (select 1 from record.event e where (e.trial_id, e.stream_id, e.version) = (payload.trial_id, payload.stream_id, payload.version)));

create view api.trial with (security_invoker = true) as
  select trial_id, mode, protocol_id, acronym, protocol_version, status, synthetic from read.trial;
create view api.participant with (security_invoker = true) as
  select trial_id, participant_id, site_id, screening_number, screened_on, status, randomisation_number, stratum, randomised_on,
         product_secured, withdrawn from read.participant;
create view api.bag with (security_invoker = true) as
  select trial_id, participant_id, site_id, bag_code, administration, volume_ml from read.bag;
create view api.form_value with (security_invoker = true) as
  select trial_id, participant_id, site_id, visit, form, occurrence, item, value from read.form_value;
create view api.adverse_event with (security_invoker = true) as
  select trial_id, participant_id, site_id, adverse_event_id, facts from read.adverse_event;
create view api.deviation with (security_invoker = true) as
  select trial_id, participant_id, site_id, deviation_id, facts from read.deviation;
create view api.record with (security_invoker = true) as
  select e.trial_id, e.stream_id, e.version, e.site_id, e.type, e.actor_id,
         -- When a bag was ready tells how long it took to prepare: people see the day.
         case when e.type = 'BagPrepared' then date_trunc('day', e.recorded_at) else e.recorded_at end as recorded_at,
         e.reason, e.protocol_version,
         convert_from(p.body, 'UTF8') as payload
  from record.event e left join record.payload p using (trial_id, stream_id, version);
grant select on all tables in schema api to ${role.reader};
`,
};
