// Forms whole, the calendar, attachments and reference ranges; the record and its rows follow a participant to another site.
import type { Migration } from '../migrate.js';
import { countsNow, rowSecurity, seenAt } from '../read-table/row-security.js';

export const capture: Migration = {
  name: '0008-capture',
  sql: (role) => `
create table read.form (
  trial_id uuid not null, mode text not null, participant_id uuid not null, site_id text not null, visit text not null,
  form text not null, occurrence integer not null, happened_on text not null, items jsonb not null, rows jsonb not null,
  version integer not null, primary key (trial_id, participant_id, visit, form, occurrence)
);
create table read.visit (
  trial_id uuid not null, mode text not null, participant_id uuid not null, site_id text not null, screening_number text not null,
  randomisation_number text, visit text not null, place integer not null, standing text not null, target_day text, first_day text,
  last_day text, is_actual boolean not null, happened_on text, forms_missing text[] not null, deferred jsonb not null,
  is_next boolean not null, primary key (trial_id, participant_id, visit)
);
-- Today's list: one row for each participant, the most urgent first.
create index visit_next on read.visit (trial_id, last_day, screening_number) where is_next;
create index visit_next_at_site on read.visit (trial_id, site_id, last_day, screening_number) where is_next;
create index visit_begun on read.visit (trial_id, participant_id) where standing = 'begun';
create table read.attachment (
  trial_id uuid not null, mode text not null, attachment_id uuid not null, participant_id uuid not null, site_id text not null,
  facts jsonb not null, version integer not null,
  constraint attachment_id_unique primary key (trial_id, attachment_id)
);
create index attachment_of on read.attachment (trial_id, participant_id);
create table read.reference_range (
  trial_id uuid not null, mode text not null, range_id uuid not null, site_id text not null, analyte text not null,
  valid_from text not null, facts jsonb not null, primary key (trial_id, range_id)
);
${rowSecurity('form', role, { right: 'forms' })}
${rowSecurity('visit', role, { right: 'schedule' })}
${rowSecurity('attachment', role, { right: 'attachments' })}
${rowSecurity('reference_range', role, { right: 'forms' })}

-- A form whole holds every item of it: people read it here, without the items that only other roles see, and nowhere else.
revoke select on read.form from ${role.reader};
create view api.form with (security_barrier = true) as
  select f.trial_id, f.participant_id, f.site_id, f.visit, f.form, f.occurrence, f.happened_on, f.version,
         shown.value->'items' as items, shown.value->'rows' as rows
  from (select * from read.form where ${seenAt('forms')}) f
  cross join lateral (select case when exists (select 1 from read.restricted_item r where r.trial_id = f.trial_id)
    then api.hidden_items(f.trial_id, f.site_id) else '{}' end as items offset 0) hidden
  cross join lateral (
    select case when cardinality(hidden.items) = 0 then jsonb_build_object('items', f.items, 'rows', f.rows)
           else api.without_items(jsonb_build_object('form', f.form, 'items', f.items, 'rows', f.rows), hidden.items, null, false)
           end as value) shown;
create view api.visit with (security_invoker = true) as
  select trial_id, participant_id, site_id, screening_number, randomisation_number, visit, place, standing, target_day, first_day,
         last_day, is_actual, happened_on, forms_missing, deferred, is_next from read.visit;
create view api.attachment with (security_invoker = true) as
  select trial_id, attachment_id, participant_id, site_id, facts, version from read.attachment;
create view api.reference_range with (security_invoker = true) as
  select trial_id, range_id, site_id, analyte, valid_from, facts from read.reference_range;

-- Where the participant of a stream is now: what was recorded at an earlier site goes with them.
create function api.site_now(p_trial uuid, p_stream uuid, p_site text) returns text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce((select p.site_id from read.participant p where p.trial_id = p_trial and p.participant_id = p_stream), p_site)
$$;
drop policy seen on record.event;
create policy seen on record.event for select to ${role.reader} using (visibility = 'open' and (
  trial_id in (select g.trial_id from read.role_grant g where g.actor_id = api.actor() and g.site_id = '*'
    and 'audit' = any (g.rights) and ${countsNow('g')})
  or api.sees(trial_id, api.site_now(trial_id, stream_id, site_id), 'audit')));

-- The open payload of an event as the actor may see it, by the site where its participant is now.
create or replace function api.seen_payload(p_trial uuid, p_stream uuid, p_version integer) returns text
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_site text;
  v_body bytea;
  v_hidden text[];
begin
  select api.site_now(p_trial, p_stream, e.site_id), p.body into v_site, v_body from record.event e
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

-- What became of the forms of a participant, for those who see forms: each event with who, when and why, without hidden items.
create function api.form_history(p_trial uuid, p_participant uuid, p_visit text, p_form text) returns table (
  version integer, type text, actor_id uuid, recorded_at timestamptz, reason text, payload jsonb
) language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_site text := api.site_now(p_trial, p_participant, null);
  v_hidden text[];
begin
  if v_site is null or not api.sees(p_trial, v_site, 'forms') then
    return;
  end if;
  v_hidden := api.hidden_items(p_trial, v_site);
  return query
    select e.version, e.type, e.actor_id, e.recorded_at, e.reason,
           case when cardinality(v_hidden) = 0 then b.value else api.without_items(b.value, v_hidden, null, false) end
    from record.event e join record.payload p using (trial_id, stream_id, version)
    cross join lateral (select convert_from(p.body, 'UTF8')::jsonb as value) b
    where e.trial_id = p_trial and e.stream_id = p_participant and e.visibility = 'open' and p.body is not null
      and e.type in ('FormRecorded', 'FormCorrected', 'FormUndone')
      and (p_visit is null or b.value->>'visit' = p_visit) and (p_form is null or b.value->>'form' = p_form)
    order by e.version;
end $$;
revoke execute on function api.site_now, api.form_history from public;
grant execute on function api.site_now, api.form_history to ${role.reader};
grant select on api.form, api.visit, api.attachment, api.reference_range to ${role.reader};
`,
};
