// The numbers by which people know a participant: in the log of looks, and in listings of safety. And which guesses were given.
import type { Migration } from '../migrate.js';
import { seenAt } from '../read-table/row-security.js';

export const logOfLooks: Migration = {
  name: '0027-log-of-looks',
  sql: (role) => `
-- The screening numbers of those whom lines name that the actor sees: who reads the log has no other view of participants.
create function identity.logged_numbers(p_trial uuid) returns table (participant_id uuid, screening_number text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select p.participant_id, p.screening_number from read.participant p
  where p.trial_id = p_trial and p.participant_id in (
    select l.participant_id from identity.access_log l join identity.logged_sites() s on (s.trial_id, s.site_id) = (l.trial_id, l.site_id)
    where l.trial_id = p_trial)
$$;
revoke execute on function identity.logged_numbers from public;
grant execute on function identity.logged_numbers to ${role.identity};

-- A listing of events, and a case, name the participant by number: for those, too, who see no list of participants.
create policy listed on read.participant for select to ${role.reader}
  using (${seenAt('lineListing')} or ${seenAt('seriousEvents')});

-- At which visits whose guess was recorded, for those who see the visits. What was guessed is sealed, and is not here.
create function api.treatment_guess(p_trial uuid, p_participant uuid) returns table (
  participant_id uuid, site_id text, visit text, guessed_by text, recorded_at timestamptz
) language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_site text := api.site_now(p_trial, p_participant, null);
begin
  if v_site is null or not api.sees(p_trial, v_site, 'schedule') then
    return;
  end if;
  return query
    select p_participant, v_site, b.value->>'visit', b.value->>'by', e.recorded_at
    from record.event e join record.payload p using (trial_id, stream_id, version)
    cross join lateral (select convert_from(p.body, 'UTF8')::jsonb as value) b
    where e.trial_id = p_trial and e.stream_id = p_participant and e.visibility = 'open' and p.body is not null
      and e.type = 'TreatmentGuessRecorded'
    order by e.version;
end $$;
revoke execute on function api.treatment_guess from public;
grant execute on function api.treatment_guess to ${role.reader};
`,
};
