// Who is blind and reads the record is not told the numbers of the randomisation, by which allocations are guessed (ICH E9 2.3.2).
import { designMembers, designRights } from '@equipoise/trial';
import type { Migration } from '../migrate.js';
import { countsNow } from '../read-table/row-security.js';

const literal = (text: string) => `'${text}'`;
/** The payload without what its type tells of the design. */
const withheld = Object.entries(designMembers)
  .map(([type, paths]) => {
    const without = paths.map((path) => ` #- '{${path.join(',')}}'`).join('');
    return `when '${type}' then (p_payload::jsonb${without})::text`;
  })
  .join('\n    ');

export const designWithheld: Migration = {
  name: '0023-design-withheld',
  sql: () => `
create function api.sees_design(p_trial uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (select 1 from read.role_grant g where g.trial_id = p_trial and g.actor_id = api.actor() and ${countsNow('g')}
    and (g.rights && array[${designRights.map(literal).join(', ')}]::text[] or (not g.blinded and 'audit' = any (g.rights))))
$$;
create function api.without_design(p_trial uuid, p_type text, p_payload text) returns text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select case when p_payload is null or p_type <> all (array[${Object.keys(designMembers).map(literal).join(', ')}])
    or api.sees_design(p_trial) then p_payload
  else case p_type
    ${withheld}
    end end
$$;
revoke execute on function api.sees_design, api.without_design from public;

-- The open payload of an event as the actor may see it, by the site where its participant is now.
create or replace function api.seen_payload(p_trial uuid, p_stream uuid, p_version integer) returns text
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_site text;
  v_type text;
  v_body bytea;
  v_hidden text[];
  v_seen text;
begin
  select api.site_now(p_trial, p_stream, e.site_id), e.type, p.body into v_site, v_type, v_body from record.event e
    join record.payload p using (trial_id, stream_id, version)
    where e.trial_id = p_trial and e.stream_id = p_stream and e.version = p_version and e.visibility = 'open';
  if v_body is null or not api.sees(p_trial, v_site, 'audit') then
    return null;
  end if;
  v_hidden := api.hidden_items(p_trial, v_site);
  v_seen := case when cardinality(v_hidden) = 0 then convert_from(v_body, 'UTF8')
    else api.without_items(convert_from(v_body, 'UTF8')::jsonb, v_hidden, null, false)::text end;
  return api.without_design(p_trial, v_type, v_seen);
end $$;
`,
};
