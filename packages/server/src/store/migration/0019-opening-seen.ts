// Who is about to break a code sees whether it was broken before; who sees the log of openings sees what was said of each. Never an arm.
import type { Migration } from '../migrate.js';
import { openingEvents } from './0006-allocation.js';

/** The unblinding reveals the secret itself: nobody reads that in the log. */
const toldEvents = openingEvents.filter((type) => type !== 'TrialUnblinded');

export const openingSeen: Migration = {
  name: '0019-opening-seen',
  sql: (role) => `
create function api.code_broken(p_trial uuid, p_participant uuid, p_site text) returns boolean
  language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select api.sees(p_trial, p_site, 'codeBreakPreview') and exists (
    select 1 from record.event e where e.trial_id = p_trial and e.stream_id = p_participant and e.site_id = p_site and e.type = 'CodeBroken')
$$;
create function api.opening_facts(p_trial uuid, p_stream uuid, p_version integer) returns jsonb
  language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select convert_from(p.body, 'UTF8')::jsonb from record.event e join record.payload p using (trial_id, stream_id, version)
  where e.trial_id = p_trial and e.stream_id = p_stream and e.version = p_version and e.visibility = 'open'
    and e.type in (${toldEvents.map((type) => `'${type}'`).join(', ')}) and api.sees(p_trial, e.site_id, 'openings')
$$;
revoke execute on function api.code_broken, api.opening_facts from public;
grant execute on function api.code_broken, api.opening_facts to ${role.reader};
`,
};
