// Rights from an instant to an instant, their history, sites with approvals, the log of delegation, and hidden items.
import type { ViewName } from '@equipoise/trial';
import type { Migration } from '../migrate.js';
import { countsNow, rowSecurity, seenAt } from '../read-table/row-security.js';

/** The tables of the first migrations with the right that shows their rows. */
const viewOf = {
  participant: 'participants',
  bag: 'productStatus',
  form_value: 'forms',
  adverse_event: 'adverseEvents',
  deviation: 'deviations',
} as const satisfies Readonly<Record<string, ViewName>>;

export const access: Migration = {
  name: '0005-access',
  sql: (role) => `
alter table read.role_grant add column granted_version integer not null default 0;
alter table read.role_grant add column valid_from timestamptz;
alter table read.role_grant add column valid_until timestamptz;
alter table read.role_grant drop constraint role_grant_pkey;
alter table read.role_grant add primary key (trial_id, actor_id, role, site_id, granted_version);

-- A right that is over, or not yet there, is no right: whoever reads through these rows sees nothing by them.
drop policy own_grants on read.role_grant;
create policy own_grants on read.role_grant for select to ${role.reader} using (actor_id = api.actor() and ${countsNow('role_grant')});

create or replace function api.sees(trial uuid, site text, viewed text) returns boolean language sql stable security invoker as $$
  select exists (
    select 1 from read.role_grant g
    where g.trial_id = trial and g.actor_id = api.actor() and (g.site_id = '*' or g.site_id = site) and viewed = any (g.rights)
      and ${countsNow('g')}
  )
$$;
create or replace view api.change with (security_barrier = true) as
  select e.trial_id, e.xact, e.position, e.stream_id, e.version, e.site_id, e.type
  from record.event e
  where e.visibility = 'open' and e.xact < pg_snapshot_xmin(pg_current_snapshot())
    and exists (select 1 from read.role_grant g where g.trial_id = e.trial_id and g.actor_id = api.actor()
                and (e.site_id is null or g.site_id in ('*', e.site_id)) and ${countsNow('g')});

create table read.role_period (
  trial_id uuid not null, mode text not null, granted_version integer not null, site_id text not null, actor_id uuid not null,
  role text not null, role_name text not null, blinded boolean not null, rights text[] not null,
  valid_from timestamptz, valid_until timestamptz, ended_version integer,
  primary key (trial_id, granted_version, site_id)
);
create table read.site (
  trial_id uuid not null, mode text not null, site_id text not null, name text not null, national_trial text,
  status text not null, is_suspended boolean not null, primary key (trial_id, site_id)
);
create table read.approval (
  trial_id uuid not null, mode text not null, approval_id uuid not null, site_id text, national_trial text, approval text not null,
  reference text, granted_on text not null, valid_until text, withdrawn_on text, primary key (trial_id, approval_id)
);
create table read.delegation (
  trial_id uuid not null, mode text not null, delegation_id uuid not null, site_id text not null, delegate_id uuid not null,
  delegated_by uuid not null, tasks text[] not null, valid_from text not null, valid_until text, is_accepted boolean not null,
  ended_on text, primary key (trial_id, delegation_id)
);
create table read.training (
  trial_id uuid not null, mode text not null, training_id uuid not null, site_id text, actor_id uuid not null, training text not null,
  trained_on text not null, valid_until text, primary key (trial_id, training_id)
);
create table read.restricted_item (
  trial_id uuid not null, mode text not null, form text not null, item text not null, seen_by text[] not null,
  primary key (trial_id, form, item)
);

-- Whether the actor holds a right anywhere in a trial: for rows that belong to no one site and tell of no participant.
create function api.sees_anywhere(trial uuid, viewed text) returns boolean language sql stable security invoker as $$
  select exists (select 1 from read.role_grant g
    where g.trial_id = trial and g.actor_id = api.actor() and viewed = any (g.rights) and ${countsNow('g')})
$$;
${rowSecurity('role_period', role, {
  using: `actor_id = api.actor() or ${seenAt('people')}
    or ((site_id = '*' or site_id like '@%') and api.sees_anywhere(trial_id, 'people'))`,
})}
${rowSecurity('site', role, { right: 'sites' })}
${rowSecurity('approval', role, {
  using: `${seenAt('sites')} or (site_id is null and (trial_id, national_trial) in (select s.trial_id, s.national_trial from read.site s))`,
})}
${rowSecurity('delegation', role, { using: `delegate_id = api.actor() or ${seenAt('delegations')}` })}
${rowSecurity('training', role, { using: `actor_id = api.actor() or ${seenAt('trainings')}` })}
${rowSecurity('restricted_item', role, { using: 'trial_id in (select g.trial_id from read.role_grant g where g.actor_id = api.actor())' })}

-- The same answers as before, asked once for a query and not once for each row.
${Object.entries(viewOf)
  .map(
    ([table, view]) => `drop policy seen on read.${table};
create policy seen on read.${table} for select to ${role.reader} using (${seenAt(view, table === 'form_value' ? 'items' : 'all')});`,
  )
  .join('\n')}
drop policy seen on record.event;
create policy seen on record.event for select to ${role.reader} using (visibility = 'open' and (${seenAt('audit')}));

-- Who recorded the event of a grant, and when: for those who may know of the grant.
create function api.grant_event(p_trial uuid, p_stream uuid, p_version integer) returns table (recorded_at timestamptz, actor_id uuid, reason text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select e.recorded_at, e.actor_id, e.reason from record.event e
  where e.trial_id = p_trial and e.stream_id = p_stream and e.version = p_version and e.type in ('RoleGranted', 'RoleRevoked')
    and (api.sees_anywhere(p_trial, 'people') or api.sees_anywhere(p_trial, 'status'))
$$;

-- The items that the actor may not see at a site, as form/item.
create function api.hidden_items(p_trial uuid, p_site text) returns text[] language sql stable security invoker as $$
  select coalesce(array_agg(r.form || '/' || r.item), '{}') from read.restricted_item r
  where r.trial_id = p_trial and not exists (
    select 1 from read.role_grant g where g.trial_id = p_trial and g.actor_id = api.actor()
      and g.role = any (r.seen_by) and g.site_id in ('*', p_site) and ${countsNow('g')})
$$;

-- A payload without what the actor may not see: values of hidden items, and the facts that rules rested on.
create function api.without_items(p_value jsonb, p_hidden text[], p_form text, p_is_inside boolean) returns jsonb
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
declare
  v_form text := case when jsonb_typeof(p_value) = 'object' and p_value ? 'form' and jsonb_typeof(p_value->'form') = 'string'
                 then p_value->>'form' else p_form end;
begin
  if jsonb_typeof(p_value) = 'array' then
    return coalesce((select jsonb_agg(api.without_items(e, p_hidden, v_form, p_is_inside) order by n)
                     from jsonb_array_elements(p_value) with ordinality as a(e, n)), '[]');
  elsif jsonb_typeof(p_value) <> 'object' then
    return p_value;
  end if;
  return coalesce((
    select jsonb_object_agg(k, api.without_items(v, p_hidden, v_form,
             p_is_inside or k in ('items', 'rows', 'facts', 'levels', 'stratumFacts')))
    from jsonb_each(p_value) as m(k, v)
    where not (p_is_inside and exists (
      select 1 from unnest(p_hidden) as h(path)
      where split_part(h.path, '/', 2) = k and (v_form is null or split_part(h.path, '/', 1) = v_form)))), '{}');
end $$;

-- The open payload of an event as the actor may see it; it is read here alone, so that nobody gets round what is hidden.
create function api.seen_payload(p_trial uuid, p_stream uuid, p_version integer) returns text
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_site text;
  v_body bytea;
  v_hidden text[];
begin
  select e.site_id, p.body into v_site, v_body from record.event e
    join record.payload p using (trial_id, stream_id, version)
    where e.trial_id = p_trial and e.stream_id = p_stream and e.version = p_version and e.visibility = 'open';
  if v_body is null or not api.sees(p_trial, v_site, 'audit') then
    return null;
  end if;
  v_hidden := api.hidden_items(p_trial, v_site);
  if cardinality(v_hidden) = 0 then
    return convert_from(v_body, 'UTF8');
  end if;
  return api.without_items(convert_from(v_body, 'UTF8')::jsonb, v_hidden, null, false)::text;
end $$;
create or replace view api.record with (security_invoker = true) as
  select e.trial_id, e.stream_id, e.version, e.site_id, e.type, e.actor_id,
         -- When a bag was ready tells how long it took to prepare: people see the day.
         case when e.type = 'BagPrepared' then date_trunc('day', e.recorded_at) else e.recorded_at end as recorded_at,
         e.reason, e.protocol_version,
         api.seen_payload(e.trial_id, e.stream_id, e.version) collate "C" as payload
  from record.event e;
revoke select on record.payload from ${role.reader};
revoke select (trial_id, stream_id, version, body) on record.payload from ${role.reader};
drop policy seen on record.payload;

create view api.role_period with (security_invoker = true) as
  select trial_id, granted_version, site_id, actor_id, role, role_name, blinded, rights, valid_from, valid_until, ended_version
  from read.role_period;
create view api.site with (security_invoker = true) as
  select trial_id, site_id, name, national_trial, status, is_suspended from read.site;
create view api.approval with (security_invoker = true) as
  select trial_id, approval_id, site_id, national_trial, approval, reference, granted_on, valid_until, withdrawn_on from read.approval;
create view api.delegation with (security_invoker = true) as
  select trial_id, delegation_id, site_id, delegate_id, delegated_by, tasks, valid_from, valid_until, is_accepted, ended_on
  from read.delegation;
create view api.training with (security_invoker = true) as
  select trial_id, training_id, site_id, actor_id, training, trained_on, valid_until from read.training;
grant select on api.role_period, api.site, api.approval, api.delegation, api.training to ${role.reader};
revoke execute on function api.grant_event, api.seen_payload from public;
grant execute on function api.grant_event, api.seen_payload to ${role.reader};
`,
};
