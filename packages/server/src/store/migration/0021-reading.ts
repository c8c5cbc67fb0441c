// Visits that took place with what was read of them, for who reads scans: the server alone asks, and hands on ids that tell nothing.
import type { Migration } from '../migrate.js';
import { seenAt } from '../read-table/row-security.js';

export const reading: Migration = {
  name: '0021-reading',
  sql: (role) => `
-- Of a reading by somebody else it says that it is there, and no value of it.
create function api.reading_visits(p_trial uuid, p_forms text[]) returns table (
  mode text, participant_id uuid, site_id text, visit text, standing text, happened_on text, deferred jsonb, withdrawn text[],
  is_locked boolean, things jsonb
) language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select v.mode, v.participant_id, v.site_id, v.visit, v.standing, v.happened_on, v.deferred, p.withdrawn,
         coalesce(r.locked, false) or t.status in ('locked', 'unblinded'),
         coalesce((
           select jsonb_agg(jsonb_build_object('form', split_part(c.thing, '/', 3), 'occurrence', split_part(c.thing, '/', 4)::integer,
                    'version', c.version, 'isThere', f.form is not null, 'isOwn', c.changed_by = api.actor(),
                    'changedAt', to_char(c.changed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'happenedOn', f.happened_on,
                    'isClosed', coalesce(w.frozen or w.locked, false),
                    'items', case when c.changed_by = api.actor() then own.value->'items' end,
                    'rows', case when c.changed_by = api.actor() then own.value->'rows' end) order by c.thing)
           from read.thing_version c
           left join read.form f on f.trial_id = c.trial_id and f.participant_id = c.participant_id
             and f.visit = v.visit and f.form = split_part(c.thing, '/', 3) and f.occurrence = split_part(c.thing, '/', 4)::integer
           left join read.form_review w on w.trial_id = f.trial_id and w.participant_id = f.participant_id and w.visit = f.visit
             and w.form = f.form and w.occurrence = f.occurrence
           cross join lateral (select jsonb_build_object('form', f.form, 'items', f.items, 'rows', f.rows) as value) whole
           cross join lateral (select case when exists (select 1 from read.restricted_item i where i.trial_id = c.trial_id)
             then api.without_items(whole.value, api.hidden_items(c.trial_id, v.site_id), null, false) else whole.value end as value) own
           where c.trial_id = v.trial_id and c.participant_id = v.participant_id and split_part(c.thing, '/', 1) = 'form'
             and split_part(c.thing, '/', 2) = v.visit and split_part(c.thing, '/', 3) = any (p_forms)
         ), '[]')
  from (select * from read.visit where trial_id = p_trial and standing in ('begun', 'done') and ${seenAt('readingQueue')}) v
  join read.participant p on p.trial_id = v.trial_id and p.participant_id = v.participant_id
  join read.trial t on t.trial_id = v.trial_id
  left join read.participant_review r on r.trial_id = v.trial_id and r.participant_id = v.participant_id
$$;
revoke execute on function api.reading_visits from public;
grant execute on function api.reading_visits to ${role.reader};
`,
};
