// The events of one participant as the archive of the site holds them: with their hashes, for who may take that archive.
import type { Migration } from '../migrate.js';
import { eventsOfTheLaboratory } from './0007-product.js';

/**
 * Of events of the laboratory people see the day and not the moment. The digest of their payload is not shown either: with all
 * else of the envelope known, the moment could be found by trying.
 */
export const exchange: Migration = {
  name: '0014-exchange',
  sql: (role) => `
create function api.archive_event(p_trial uuid, p_participant uuid) returns table (
  version integer, type text, site_id text, schema_version integer, visibility text, actor_id uuid, recorded_at text, command_id uuid,
  reason text, protocol_version text, software_version text, key_id text, payload_digest text, salt text, payload text,
  prev_hash text, hash text, withheld text
) language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_site text := api.site_now(p_trial, p_participant, null);
  v_hidden text[];
begin
  if v_site is null or not api.sees(p_trial, v_site, 'exportSite') then
    return;
  end if;
  v_hidden := api.hidden_items(p_trial, v_site);
  return query
    select e.version, e.type, e.site_id, e.schema_version, e.visibility, e.actor_id,
           to_char(e.recorded_at at time zone 'UTC', case when d.by_day then 'YYYY-MM-DD' else 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"' end),
           e.command_id, e.reason, e.protocol_version, e.software_version, e.key_id,
           case when d.by_day then null else encode(e.payload_digest, 'hex') end,
           case when d.by_day or s.is_cut then null else encode(p.salt, 'hex') end,
           case when s.is_cut then s.value::text else convert_from(p.body, 'UTF8') end,
           encode(e.prev_hash, 'hex'), encode(e.hash, 'hex'),
           case when p.body is null then 'erased' when d.by_day then 'moment' when s.is_cut then 'items' end
    from record.event e
    left join record.payload p on (p.trial_id, p.stream_id, p.version) = (e.trial_id, e.stream_id, e.version)
    cross join lateral (select e.type = any (array[${eventsOfTheLaboratory.map((type) => `'${type}'`).join(', ')}]) as by_day) d
    cross join lateral (select case when cardinality(v_hidden) > 0 and p.body is not null
      then api.without_items(convert_from(p.body, 'UTF8')::jsonb, v_hidden, null, false) end as value) c
    cross join lateral (select c.value, coalesce(c.value <> convert_from(p.body, 'UTF8')::jsonb, false) as is_cut) s
    where e.trial_id = p_trial and e.stream_id = p_participant and e.visibility = 'open'
    order by e.version;
end $$;
revoke execute on function api.archive_event from public;
grant execute on function api.archive_event to ${role.reader};
`,
};
