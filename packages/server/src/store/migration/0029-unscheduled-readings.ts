// Scans of unscheduled visits wait for their readers as those of planned ones do.
import type { Migration } from '../migrate.js';
import { seenAt } from '../read-table/row-security.js';

export const unscheduledReadings: Migration = {
  name: '0029-unscheduled-readings',
  sql: (role) => `
drop function api.reading_visits(uuid, text[]);
-- Of a reading by somebody else it says that it is there, and no value of it.
-- An unscheduled visit takes place as often as there is a reason: on each day of which it has a form.
create function api.reading_visits(p_trial uuid, p_forms text[], p_unscheduled text[]) returns table (
  mode text, participant_id uuid, site_id text, visit text, is_unscheduled boolean, standing text, happened_on text, deferred jsonb, withdrawn text[],
  is_locked boolean, things jsonb
) language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with thing as materialized (
    select c.participant_id, c.site_id, split_part(c.thing, '/', 2) as visit, split_part(c.thing, '/', 3) as form,
           split_part(c.thing, '/', 4)::integer as occurrence, c.version, c.changed_by = api.actor() as is_own, c.changed_at
    from read.thing_version c
    where c.trial_id = p_trial and c.thing like 'form/%' and split_part(c.thing, '/', 3) = any (p_forms)
  ), told as materialized (
    select t.participant_id, t.visit, jsonb_agg(jsonb_build_object(
        'form', t.form, 'occurrence', t.occurrence, 'version', t.version, 'isThere', f.form is not null, 'isOwn', t.is_own,
        'changedAt', to_char(t.changed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'happenedOn', f.happened_on,
        'isClosed', coalesce(w.frozen or w.locked, false), 'items', own.value->'items', 'rows', own.value->'rows')
        order by t.form, t.occurrence) as things
    from thing t
    left join read.form f on f.trial_id = p_trial and f.participant_id = t.participant_id and f.visit = t.visit and f.form = t.form
      and f.occurrence = t.occurrence
    left join read.form_review w on w.trial_id = p_trial and w.participant_id = t.participant_id and w.visit = t.visit
      and w.form = t.form and w.occurrence = t.occurrence
    cross join lateral (
      select jsonb_build_object('form', f.form, 'items', f.items, 'rows', f.rows) as value where t.is_own and f.form is not null
      union all select null where not t.is_own or f.form is null) whole
    cross join lateral (select case when exists (select 1 from read.restricted_item i where i.trial_id = p_trial)
      then api.without_items(whole.value, api.hidden_items(p_trial, t.site_id), null, false) else whole.value end as value) own
    group by t.participant_id, t.visit
  ), held as (
    select v.trial_id, v.mode, v.participant_id, v.site_id, v.visit, false as is_unscheduled, v.standing, v.happened_on, v.deferred
    from read.visit v where v.trial_id = p_trial and v.standing in ('begun', 'done') and ${seenAt('readingQueue')}
    union all
    select f.trial_id, f.mode, f.participant_id, f.site_id, f.visit, true, 'begun', f.happened_on, '[]'
    from read.form f where cardinality(p_unscheduled) > 0 and f.trial_id = p_trial and f.visit = any (p_unscheduled)
      and ${seenAt('readingQueue')}
    group by f.trial_id, f.mode, f.participant_id, f.site_id, f.visit, f.happened_on
  )
  select v.mode, v.participant_id, v.site_id, v.visit, v.is_unscheduled, v.standing, v.happened_on, v.deferred, p.withdrawn,
         coalesce(r.locked, false) or t.status in ('locked', 'unblinded'), coalesce(told.things, '[]')
  from held v
  join read.participant p on p.trial_id = v.trial_id and p.participant_id = v.participant_id
  join read.trial t on t.trial_id = v.trial_id
  left join read.participant_review r on r.trial_id = v.trial_id and r.participant_id = v.participant_id
  left join told on told.participant_id = v.participant_id and told.visit = v.visit
$$;
revoke execute on function api.reading_visits from public;
grant execute on function api.reading_visits to ${role.reader};
`,
};
