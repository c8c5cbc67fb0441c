// Amendments: versions of the protocol, the sites that work by them, consents, and what a change touches.
import type { Migration } from '../migrate.js';
import { countsNow, rowSecurity } from '../read-table/row-security.js';
import { touchedQuery } from '../touched.js';

export const amendment: Migration = {
  name: '0012-amendment',
  sql: (role) => `
create table read.amendment (
  trial_id uuid not null, mode text not null, amendment_id uuid not null, kind text not null, protocol_version text not null,
  protocol_digest text not null, based_on uuid, status text not null, stream_id uuid not null, drafted_version integer not null, approved_version integer,
  withdrawn_version integer, primary key (trial_id, amendment_id)
);
create table read.amendment_site (
  trial_id uuid not null, mode text not null, amendment_id uuid not null, site_id text not null, from_day text not null,
  approvals jsonb not null, stream_id uuid not null, version integer not null, primary key (trial_id, amendment_id, site_id)
);
create table read.consent (
  trial_id uuid not null, mode text not null, participant_id uuid not null, site_id text not null, consent text not null,
  consent_version text not null, given_on text not null, primary key (trial_id, participant_id, consent)
);
${rowSecurity('amendment', role, { using: "api.sees_anywhere(trial_id, 'amendments')" })}
${rowSecurity('amendment_site', role, { using: "api.sees_anywhere(trial_id, 'amendments')" })}
${rowSecurity('consent', role, { right: 'reconsentDue' })}

create view api.amendment with (security_invoker = true) as
  select trial_id, amendment_id, kind, protocol_version, based_on, status, stream_id, drafted_version, approved_version, withdrawn_version
  from read.amendment;
create view api.amendment_site with (security_invoker = true) as
  select trial_id, amendment_id, site_id, from_day, approvals, stream_id, version from read.amendment_site;
create view api.consent with (security_invoker = true) as
  select trial_id, participant_id, site_id, consent, consent_version, given_on from read.consent;

-- Who drafted, approved, activated or withdrew an amendment, when and why, for who sees the amendments.
create function api.amendment_step(p_trial uuid, p_stream uuid, p_version integer)
returns table (actor_id uuid, recorded_at timestamptz, reason text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select e.actor_id, e.recorded_at, e.reason from record.event e
  where e.trial_id = p_trial and e.stream_id = p_stream and e.version = p_version and e.type like 'Amendment%'
    and api.sees_anywhere(p_trial, 'amendments')
$$;

-- What changes of a protocol touch, at the sites where the actor may know it: counts, and never a value.
create function api.touched(p_trial uuid, p_scopes jsonb)
returns table (change integer, site_id text, participants integer, forms integer, item_values integer)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
${touchedQuery({
  trial: 'p_trial',
  scopes: 'p_scopes',
  sites: `select g.site_id from read.role_grant g where g.trial_id = p_trial and g.actor_id = api.actor()
    and 'amendmentImpact' = any (g.rights) and ${countsNow('g')}`,
})}
$$;
revoke execute on function api.amendment_step, api.touched from public;
grant select on api.amendment, api.amendment_site, api.consent to ${role.reader};
grant execute on function api.amendment_step, api.touched to ${role.reader};
`,
};
