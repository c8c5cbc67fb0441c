// What became of a participant, for those who may know it without the whole record; and what nightly verifications of the record found.
import type { Migration } from '../migrate.js';
import { countsNow } from '../read-table/row-security.js';
import { eventsOfTheLaboratory } from './0007-product.js';

/** Which events of a participant's open stream somebody sees who holds a right at the participant's site. */
const eventsOf = {
  participants: [
    'ParticipantScreened',
    'ParticipantRescreened',
    'ParticipantTransferred',
    'ConsentGiven',
    'ProductReleased',
    'ParticipantRandomised',
    'ParticipantReplaced',
    'ParticipantWithdrawn',
    'ExcludedFromAnalysisSet',
  ],
  forms: ['EligibilityAssessed'],
  schedule: [
    'HarvestRecorded',
    'InfusionScheduled',
    'InfusionPostponed',
    'GateOverrideRequested',
    'InfusionPermitted',
    'InfusionRecorded',
  ],
  adverseEvents: ['AdverseEventReported', 'AdverseEventUpdated'],
  deviations: ['DeviationRecorded', 'DeviationUpdated'],
  attachments: ['AttachmentAdded', 'AttachmentRemoved'],
} as const;

const quoted = (types: readonly string[]) => types.map((type) => `'${type}'`).join(', ');

export const participantCourse: Migration = {
  name: '0022-participant-course',
  sql: (role) => `
-- The events of a participant that a right shows, by the site where the participant is now, without hidden items. Of a bag,
-- and of what it is made of, nothing is told here: of an infusion its administration and when it was given.
create function api.participant_event(p_trial uuid, p_participant uuid, p_right text) returns table (
  participant_id uuid, site_id text, version integer, type text, actor_id uuid, recorded_at timestamptz, reason text,
  protocol_version text, payload jsonb
) language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_site text := api.site_now(p_trial, p_participant, null);
  v_types text[] := case p_right
    ${Object.entries(eventsOf)
      .map(([right, types]) => `when '${right}' then array[${quoted(types)}]`)
      .join('\n    ')}
    end;
  v_hidden text[];
  v_left_out text[] := array['bagCode', 'volumeMl', 'volumeInfusedMl', 'residualVolumeMl', 'checks', 'collectionAt', 'chainOfIdentityCode',
    'donationCode', 'harvestId', 'storedAs'];
begin
  if v_site is null or v_types is null or not api.sees(p_trial, v_site, p_right) then
    return;
  end if;
  v_hidden := api.hidden_items(p_trial, v_site);
  -- What a gate rested on, and why it was overridden, is read by who reads forms.
  if p_right = 'schedule' and not api.sees(p_trial, v_site, 'forms') then
    v_left_out := v_left_out || array['gate', 'reason'];
  end if;
  return query
    select p_participant, v_site, e.version, e.type, e.actor_id,
           case when e.type in (${quoted(eventsOfTheLaboratory)}) then date_trunc('day', e.recorded_at) else e.recorded_at end,
           case when p_right <> 'schedule' then e.reason end, e.protocol_version,
           (case when cardinality(v_hidden) = 0 then b.value else api.without_items(b.value, v_hidden, null, false) end)
             - v_left_out #- case when 'reason' = any (v_left_out) then array['override', 'reason'] else array['storedAs'] end
    from record.event e join record.payload p using (trial_id, stream_id, version)
    cross join lateral (select convert_from(p.body, 'UTF8')::jsonb as value) b
    where e.trial_id = p_trial and e.stream_id = p_participant and e.visibility = 'open' and p.body is not null
      and e.type = any (v_types)
    order by e.version;
end $$;

-- Where each form of a participant stands, for those who see the visits: whether it still changes, who signed, what is verified.
create function api.form_state(p_trial uuid, p_participant uuid) returns table (
  participant_id uuid, site_id text, visit text, form text, occurrence integer, frozen boolean, locked boolean,
  participant_locked boolean, signed text[], unverified_critical text[], unverified_others text[], draw double precision,
  findings integer, changed_at timestamptz, verified_at timestamptz, verified_by uuid
) language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_site text := api.site_now(p_trial, p_participant, null);
begin
  if v_site is null or not api.sees(p_trial, v_site, 'schedule') then
    return;
  end if;
  return query
    select f.participant_id, f.site_id, f.visit, f.form, f.occurrence, f.frozen, f.locked,
           coalesce(own.locked, false), f.signed, f.unverified_critical, f.unverified_others, f.draw,
           coalesce((select sum(r.findings)::integer from read.participant_review r where r.trial_id = p_trial and r.site_id = f.site_id), 0),
           f.recorded_at, verified.recorded_at, verified.actor_id
    from read.form_review f
    left join read.participant_review own on own.trial_id = f.trial_id and own.participant_id = f.participant_id
    left join lateral (
      select e.recorded_at, e.actor_id from record.event e join record.payload p using (trial_id, stream_id, version)
      where e.trial_id = p_trial and e.stream_id = p_participant and e.type = 'SourceVerified' and p.body is not null
        and convert_from(p.body, 'UTF8')::jsonb->'forms' @>
          jsonb_build_array(jsonb_build_object('visit', f.visit, 'form', f.form, 'occurrence', f.occurrence))
      order by e.version desc limit 1) verified on true
    where f.trial_id = p_trial and f.participant_id = p_participant
    order by f.visit, f.form, f.occurrence;
end $$;
revoke execute on function api.participant_event, api.form_state from public;
grant execute on function api.participant_event, api.form_state to ${role.reader};

-- What each verification of a trial's record found. Sealed events are not counted, and a finding in a sealed stream is told
-- without its place: how long a sealed stream is tells of batches.
create table ops.record_verification (
  position bigint generated always as identity primary key,
  trial_id uuid not null references record.trial,
  verified_at timestamptz not null default clock_timestamp(),
  events integer not null,
  erased integer not null,
  checkpoint_at timestamptz,
  findings jsonb not null
);
create index record_verification_of on ops.record_verification (trial_id, position);
create trigger append_only before update or delete on ops.record_verification
  for each row execute function record.refuse_change();
create trigger append_only_truncate before truncate on ops.record_verification
  for each statement execute function record.refuse_change();
alter table ops.record_verification enable row level security;
alter table ops.record_verification force row level security;
create policy written on ops.record_verification to ${role.writer}, ${role.owner} using (true) with check (true);
create policy seen on ops.record_verification for select to ${role.reader} using (trial_id in (
  select g.trial_id from read.role_grant g where g.actor_id = api.actor() and 'audit' = any (g.rights) and ${countsNow('g')}));
grant select, insert on ops.record_verification to ${role.writer};
grant select on ops.record_verification to ${role.reader};
`,
};
