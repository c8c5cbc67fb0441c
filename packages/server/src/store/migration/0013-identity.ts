// Who the participants are: encrypted, in a schema and under a role of their own, with the log of who looked.
import type { Migration } from '../migrate.js';
import { countsNow } from '../read-table/row-security.js';

export const identity: Migration = {
  name: '0013-identity',
  sql: (role) => `
create schema identity;
grant usage on schema identity to ${role.identity}, ${role.writer};

-- One row for each participant whose identifiers were ever kept. Without its key a row says nothing any more.
create table identity.kept (
  trial_id uuid not null references record.trial, participant_id uuid not null, fields text[] not null,
  wrapped_key bytea, content bytea, kept_at timestamptz not null, erased_at timestamptz,
  primary key (trial_id, participant_id),
  check ((wrapped_key is null) = (content is null) and (wrapped_key is null) = (erased_at is not null))
);
create table identity.access_log (
  position bigint generated always as identity primary key,
  trial_id uuid not null references record.trial, participant_id uuid, site_id text not null, actor_id uuid not null,
  at timestamptz not null default clock_timestamp(),
  deed text not null check (deed in ('kept', 'erased', 'seen', 'searched', 'found')),
  fields text[] not null, why text, command_id uuid,
  check (participant_id is not null or deed = 'searched')
);
create index access_log_by_site on identity.access_log (trial_id, site_id, position);
create trigger append_only before update or delete on identity.access_log for each row execute function record.refuse_change();
create trigger append_only_truncate before truncate on identity.access_log for each statement execute function record.refuse_change();

create function identity.actor() returns uuid language sql stable
as $$ select nullif(current_setting('app.actor', true), '')::uuid $$;

-- The sites at which the actor holds a right by a role that names the site: one for all sites, or for a country, gives nothing.
create function identity.own_sites(p_right text) returns table (trial_id uuid, site_id text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select distinct g.trial_id, g.site_id from read.role_period g
  where g.actor_id = identity.actor() and g.ended_version is null and p_right = any (g.rights) and ${countsNow('g')}
    and g.site_id <> '*' and g.site_id not like '@%'
$$;
-- The participants who are at such a site now.
create function identity.own_participants() returns table (trial_id uuid, participant_id uuid, site_id text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select p.trial_id, p.participant_id, p.site_id from read.participant p
  join identity.own_sites('identifiers') o on (o.trial_id, o.site_id) = (p.trial_id, p.site_id)
$$;
-- The sites whose log the actor sees: it holds no identifiers, and a role for all sites shows all of it.
create function identity.logged_sites() returns table (trial_id uuid, site_id text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select distinct s.trial_id, s.site_id from read.site s join read.role_grant g on g.trial_id = s.trial_id and g.site_id in ('*', s.site_id)
  where g.actor_id = identity.actor() and 'identifierAccess' = any (g.rights) and ${countsNow('g')}
$$;

alter table identity.kept enable row level security;
alter table identity.kept force row level security;
alter table identity.access_log enable row level security;
alter table identity.access_log force row level security;
create policy written on identity.kept to ${role.owner} using (true) with check (true);
create policy seen on identity.kept for select to ${role.identity}
  using ((trial_id, participant_id) in (select o.trial_id, o.participant_id from identity.own_participants() o));
create policy written on identity.access_log to ${role.owner} using (true) with check (true);
create policy seen on identity.access_log for select to ${role.identity}
  using ((trial_id, site_id) in (select s.trial_id, s.site_id from identity.logged_sites() s));
create policy noted on identity.access_log for insert to ${role.identity}
  with check (actor_id = identity.actor() and deed in ('seen', 'searched', 'found')
    and (trial_id, site_id) in (select s.trial_id, s.site_id from identity.own_sites('identifiers') s));
grant select on identity.kept to ${role.identity};
grant select, insert on identity.access_log to ${role.identity};

-- Writes what an event of the same transaction says; the writer can't read it back.
create function identity.keep(p_trial uuid, p_participant uuid, p_command uuid, p_wrapped_key bytea, p_content bytea) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_event record;
begin
  select e.actor_id, e.site_id, e.reason, array(select jsonb_array_elements_text(convert_from(p.body, 'UTF8')::jsonb->'fields')) as fields
    into strict v_event
    from record.event e join record.payload p using (trial_id, stream_id, version)
    where e.trial_id = p_trial and e.stream_id = p_participant and e.command_id = p_command and e.type = 'IdentifiersKept';
  insert into identity.kept as k (trial_id, participant_id, fields, wrapped_key, content, kept_at)
    values (p_trial, p_participant, v_event.fields, p_wrapped_key, p_content, clock_timestamp())
    on conflict (trial_id, participant_id) do update set fields = excluded.fields, wrapped_key = excluded.wrapped_key,
      content = excluded.content, kept_at = excluded.kept_at, erased_at = null;
  insert into identity.access_log (trial_id, participant_id, site_id, actor_id, deed, fields, why, command_id)
    values (p_trial, p_participant, v_event.site_id, v_event.actor_id, 'kept', v_event.fields, v_event.reason, p_command);
end $$;
-- Destroys the key and what it encrypts.
create function identity.erase(p_trial uuid, p_participant uuid, p_command uuid) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_event record;
begin
  select e.actor_id, e.site_id, e.reason, array(select jsonb_array_elements_text(convert_from(p.body, 'UTF8')::jsonb->'fields')) as fields
    into strict v_event
    from record.event e join record.payload p using (trial_id, stream_id, version)
    where e.trial_id = p_trial and e.stream_id = p_participant and e.command_id = p_command and e.type = 'IdentifiersErased';
  update identity.kept set wrapped_key = null, content = null, erased_at = clock_timestamp()
    where trial_id = p_trial and participant_id = p_participant;
  insert into identity.access_log (trial_id, participant_id, site_id, actor_id, deed, fields, why, command_id)
    values (p_trial, p_participant, v_event.site_id, v_event.actor_id, 'erased', v_event.fields, v_event.reason, p_command);
end $$;

revoke execute on all functions in schema identity from public;
grant execute on function identity.actor, identity.own_sites, identity.own_participants, identity.logged_sites to ${role.identity};
grant execute on function identity.keep, identity.erase to ${role.writer};
`,
};
