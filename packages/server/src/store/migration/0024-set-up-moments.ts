// When a trial took the steps of its set-up, for everybody who sees where it stands: no arm, no design, no person.
import type { Migration } from '../migrate.js';
import { countsNow } from '../read-table/row-security.js';

export const setUpMoments: Migration = {
  name: '0024-set-up-moments',
  sql: (role) => `
create function api.set_up_moment(p_trial uuid, p_stream uuid, p_type text) returns timestamptz
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select e.recorded_at from record.event e
  where e.trial_id = p_trial and e.stream_id = p_stream and e.type = p_type
    and p_type in ('AllocationCommitted', 'WentLive', 'AnalysisPlanCommitted')
    and exists (select 1 from read.role_grant g where g.trial_id = p_trial and g.actor_id = api.actor()
      and 'status' = any (g.rights) and ${countsNow('g')})
  order by e.version limit 1
$$;
revoke execute on function api.set_up_moment from public;
grant execute on function api.set_up_moment to ${role.reader};
`,
};
