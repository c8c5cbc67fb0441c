// Once a trial is unblinded its design is withheld from nobody: whoever reads the record draws the list again from it.
import { designRights } from '@equipoise/trial';
import type { Migration } from '../migrate.js';
import { countsNow } from '../read-table/row-security.js';

export const designAfterUnblinding: Migration = {
  name: '0026-design-after-unblinding',
  sql: () => `
create or replace function api.sees_design(p_trial uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (select 1 from read.trial t where t.trial_id = p_trial and t.status = 'unblinded')
    or exists (select 1 from read.role_grant g where g.trial_id = p_trial and g.actor_id = api.actor() and ${countsNow('g')}
    and (g.rights && array[${designRights.map((right) => `'${right}'`).join(', ')}]::text[] or (not g.blinded and 'audit' = any (g.rights))))
$$;
`,
};
