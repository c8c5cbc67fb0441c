// The allocation: its read tables, what happens once in a trial's life, the log of openings, and keys that are wrapped anew.
import type { Migration } from '../migrate.js';
import { rowSecurity } from '../read-table/row-security.js';

/** Open events by which an allocation became known to somebody, or was asked for. */
export const openingEvents = [
  'CodeBroken',
  'AnswerCollected',
  'EntryOpened',
  'ListOpeningRequested',
  'ListOpened',
  'DataCutOpened',
  'TrialUnblinded',
] as const;

const rightsToRandomisations = [
  'randomisationDashboard',
  'codeBreakPreview',
  'raters',
  'allocations',
  'sealedOpenings',
] as const;

export const allocation: Migration = {
  name: '0006-allocation',
  sql: (role) => `
create table read.randomisation (
  trial_id uuid not null, mode text not null, participant_id uuid not null, site_id text not null,
  randomisation_number text not null, stratum text not null, entry integer not null, corrected_stratum text,
  randomised_on text, automatic boolean not null, replaces uuid, shares_entry boolean not null,
  primary key (trial_id, participant_id)
);
create index randomisation_by_stratum on read.randomisation (stratum, trial_id);
create table read.list_stratum (
  trial_id uuid not null, mode text not null, stratum text not null, entries integer not null,
  primary key (trial_id, stratum)
);
create table read.rating_bar (
  trial_id uuid not null, mode text not null, participant_id uuid not null, site_id text not null, barred text not null,
  primary key (trial_id, participant_id, barred)
);
${rowSecurity('randomisation', role, {
  using: rightsToRandomisations.map((right) => `api.sees(trial_id, site_id, '${right}')`).join(' or '),
})}
${rowSecurity('list_stratum', role, {
  using: `api.sees(trial_id, '*', 'randomisationDashboard')
    or exists (select 1 from read.randomisation r where r.trial_id = list_stratum.trial_id and r.stratum = list_stratum.stratum)`,
})}
${rowSecurity('rating_bar', role, { right: 'raters' })}

-- How many entries of a stratum are taken, at whatever site: a number that the length of the list is held against.
create function api.entries_taken(p_trial uuid, p_stratum text) returns integer
  language sql stable security definer set search_path = pg_catalog, pg_temp
as $$ select coalesce(max(entry) + 1, 0) from read.randomisation where trial_id = p_trial and stratum = p_stratum $$;

-- Who may send a command at a site, for those who see who rates there.
create function api.people_with(p_trial uuid, p_site text, p_right text) returns table (actor_id uuid, role text)
  language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select g.actor_id, g.role from read.role_grant g
  where api.sees(p_trial, p_site, 'raters') and g.trial_id = p_trial and (g.site_id = '*' or g.site_id = p_site)
    and p_right = any (g.rights)
  order by g.role, g.actor_id
$$;
revoke execute on function api.entries_taken, api.people_with from public;
grant execute on function api.entries_taken, api.people_with to ${role.reader};

-- What happens once: a second one is refused by the database as well, whoever writes.
create unique index allocation_committed_once_unique on record.event (trial_id) where type = 'AllocationCommitted';
create unique index went_live_once_unique on record.event (trial_id) where type = 'WentLive';
create unique index trial_unblinded_once_unique on record.event (trial_id) where type = 'TrialUnblinded';
create unique index randomised_once_unique on record.event (stream_id) where type = 'ParticipantRandomised';

-- The log of openings. Its index is found by the type alone, so that no look-up of one event by its key takes it.
create index event_of_opening on record.event (type, trial_id) where type in (${openingEvents.map((type) => `'${type}'`).join(', ')});
create policy opening_seen on record.event for select to ${role.reader}
  using (visibility = 'open' and type in (${openingEvents.map((type) => `'${type}'`).join(', ')}) and api.sees(trial_id, site_id, 'openings'));

-- Data keys are wrapped anew when the master key changes. The first wrapping stays as it was written; the last one counts.
create table sealed.data_key_wrapping (
  position bigint generated always as identity primary key,
  trial_id uuid not null, key_id text not null, wrapped_private_key bytea not null, wrapped_by text not null,
  at timestamptz not null default clock_timestamp(),
  foreign key (trial_id, key_id) references sealed.data_key
);
create index wrapping_by_key on sealed.data_key_wrapping (key_id, trial_id);
create trigger append_only before update or delete on sealed.data_key_wrapping
  for each row execute function record.refuse_change();
create trigger append_only_truncate before truncate on sealed.data_key_wrapping
  for each statement execute function record.refuse_change();
grant select, insert on sealed.data_key_wrapping to ${role.sealed};

-- What was done with the master key of this installation, and by whom its shares are held: never a share.
create table ops.key_event (
  position bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  kind text not null check (kind in ('escrowed', 'recovery rehearsed', 'recovered', 'rotated')),
  master_key_fingerprint text not null,
  facts jsonb not null
);
create trigger append_only before update or delete on ops.key_event for each row execute function record.refuse_change();
create trigger append_only_truncate before truncate on ops.key_event for each statement execute function record.refuse_change();
grant select, insert on ops.key_event to ${role.writer};
`,
};
