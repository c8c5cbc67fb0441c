// Which version of its dictionary a coding uses since the last change, and how a participant's terms were coded before.
import type { Migration } from '../migrate.js';
import { countsNow } from '../read-table/row-security.js';

export const codingVersion: Migration = {
  name: '0028-coding-version',
  sql: (role) => `
-- The last change of the version of each coding, for those who code, import dictionaries or change versions.
create function api.coding_version(p_trial uuid, p_stream uuid) returns table (
  coding text, version text, changed_by uuid, changed_at timestamptz, reason text
) language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select distinct on (b.value->>'coding') b.value->>'coding', b.value->>'to', e.actor_id, e.recorded_at, e.reason
  from record.event e join record.payload p using (trial_id, stream_id, version)
  cross join lateral (select convert_from(p.body, 'UTF8')::jsonb as value) b
  where e.trial_id = p_trial and e.stream_id = p_stream and e.visibility = 'open' and e.type = 'DictionaryVersionChanged'
    and p.body is not null
    and exists (select 1 from read.role_grant g where g.trial_id = p_trial and g.actor_id = api.actor()
      and g.rights && array['codingList', 'changeDictionaryVersion', 'importDictionary'] and ${countsNow('g')})
  order by b.value->>'coding', e.version desc
$$;

-- Every code that a participant's terms were given, for those who see the list of coding.
create function api.coding_history(p_trial uuid, p_participant uuid) returns table (
  participant_id uuid, site_id text, version integer, actor_id uuid, recorded_at timestamptz, reason text, payload jsonb
) language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_site text := api.site_now(p_trial, p_participant, null);
begin
  if v_site is null or not api.sees(p_trial, v_site, 'codingList') then
    return;
  end if;
  return query
    select p_participant, v_site, e.version, e.actor_id, e.recorded_at, e.reason, convert_from(p.body, 'UTF8')::jsonb
    from record.event e join record.payload p using (trial_id, stream_id, version)
    where e.trial_id = p_trial and e.stream_id = p_participant and e.visibility = 'open' and p.body is not null
      and e.type = 'TermCoded'
    order by e.version;
end $$;
revoke execute on function api.coding_version, api.coding_history from public;
grant execute on function api.coding_version, api.coding_history to ${role.reader};
`,
};
