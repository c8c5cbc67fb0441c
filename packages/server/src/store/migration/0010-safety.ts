// Safety: cases, clocks, notices with their delivery and marks, the imported listing, the board.
import type { Migration } from '../migrate.js';
import { countsNow, rowSecurity, seenAt } from '../read-table/row-security.js';

/** To whom a notice is addressed: holders of one of its roles, at its site where it has one. */
const addressed = `exists (select 1 from read.role_grant g where g.trial_id = notice.trial_id and g.actor_id = api.actor()
  and g.role = any (notice.roles) and (notice.site_id is null or g.site_id in ('*', notice.site_id)) and ${countsNow('g')})`;

export const safety: Migration = {
  name: '0010-safety',
  sql: (role) => `
create table read.safety_case (
  trial_id uuid not null, mode text not null, participant_id uuid not null, site_id text not null, adverse_event_id uuid not null,
  facts jsonb not null, stream_id uuid not null, version integer not null, primary key (trial_id, adverse_event_id)
);
create table read.safety_clock (
  trial_id uuid not null, mode text not null, participant_id uuid not null, site_id text not null, adverse_event_id uuid not null,
  clock text not null, part text not null, starts_at timestamptz not null, due_at timestamptz not null, is_sealed boolean not null,
  is_provisional boolean not null, sent_at timestamptz, receipt text, primary key (trial_id, adverse_event_id, clock, part)
);
create table read.treatment_day (
  trial_id uuid not null, mode text not null, participant_id uuid not null, site_id text not null, version integer not null,
  administration text not null, started_at text, primary key (trial_id, participant_id, version)
);
create table read.pregnancy (
  trial_id uuid not null, mode text not null, participant_id uuid not null, site_id text not null, pregnancy_id uuid not null,
  facts jsonb not null, primary key (trial_id, pregnancy_id)
);
create table read.notice (
  trial_id uuid not null, mode text not null, participant_id uuid not null, site_id text, notice_id uuid not null, code text not null,
  roles text[] not null, is_urgent boolean not null, not_before timestamptz, subject text, facts jsonb not null,
  stream_id uuid not null, version integer not null, primary key (trial_id, notice_id)
);
create table read.safety_listing (
  trial_id uuid not null, mode text not null, case_number text not null, source text not null, as_of text, facts jsonb not null,
  primary key (trial_id, case_number)
);
create table read.board_meeting (
  trial_id uuid not null, mode text not null, meeting text not null, is_opened boolean not null, recommendation jsonb,
  primary key (trial_id, meeting)
);
create index notice_of_subject on read.notice (trial_id, subject) where subject is not null;
${rowSecurity('safety_case', role, { right: 'seriousEvents' })}
${rowSecurity('safety_clock', role, { using: `${seenAt('safetyClocks')} or ${seenAt('reactionReports')}` })}
${rowSecurity('treatment_day', role, { using: `${seenAt('lineListing')} or ${seenAt('emergency')} or ${seenAt('dsmbTables')}` })}
${rowSecurity('pregnancy', role, { right: 'seriousEvents' })}
${rowSecurity('notice', role, { using: addressed })}
${rowSecurity('safety_listing', role, { using: "api.sees_anywhere(trial_id, 'safetyReconciliation')" })}
${rowSecurity('board_meeting', role, { using: "api.sees_anywhere(trial_id, 'boardMeetings') or api.sees_anywhere(trial_id, 'dsmbTables')" })}
-- The emergency page and the board's tables rest on events and forms that their readers need not hold other rights to.
create policy emergency on read.adverse_event for select to ${role.reader} using (${seenAt('emergency')} or ${seenAt('dsmbTables')});
create policy emergency on read.participant for select to ${role.reader} using (${seenAt('emergency')} or ${seenAt('dsmbTables')});
create policy board on read.safety_case for select to ${role.reader} using (${seenAt('dsmbTables')} or ${seenAt('stoppingRules')} or ${seenAt('emergency')} or ${seenAt('lineListing')});

create view api.safety_case with (security_invoker = true) as
  select trial_id, participant_id, site_id, adverse_event_id, facts, version from read.safety_case;
create view api.safety_clock with (security_invoker = true) as
  select trial_id, participant_id, site_id, adverse_event_id, clock, part, starts_at, due_at, is_sealed, is_provisional, sent_at, receipt
  from read.safety_clock;
create view api.treatment_day with (security_invoker = true) as
  select trial_id, participant_id, site_id, version, administration, started_at from read.treatment_day;
create view api.pregnancy with (security_invoker = true) as
  select trial_id, participant_id, site_id, pregnancy_id, facts from read.pregnancy;
create view api.safety_listing with (security_invoker = true) as
  select trial_id, case_number, source, as_of, facts from read.safety_listing;
create view api.board_meeting with (security_invoker = true) as
  select trial_id, meeting, is_opened, recommendation from read.board_meeting;

-- When an event was recorded, for who sees a notice of it.
create function api.noted_at(p_trial uuid, p_stream uuid, p_version integer) returns timestamptz
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select e.recorded_at from record.event e
  where e.trial_id = p_trial and e.stream_id = p_stream and e.version = p_version and e.visibility = 'open'
$$;
create view api.notice with (security_invoker = true) as
  select trial_id, participant_id, site_id, notice_id, code, is_urgent, not_before, facts,
         coalesce(not_before, api.noted_at(trial_id, stream_id, version)) as at
  from read.notice;

-- Delivery: no part of the record, like sessions. What is told follows from the record; that it was told stands here.
create schema notify;
grant usage on schema notify to ${role.writer}, ${role.reader};
-- Notices that follow from many participants together, made by the job.
create table notify.alert (
  trial_id uuid not null references record.trial, notice_id uuid not null, code text not null, roles text[] not null,
  facts jsonb not null, at timestamptz not null, primary key (trial_id, notice_id)
);
create table notify.mark (
  trial_id uuid not null references record.trial, notice_id uuid not null, actor_id uuid not null,
  read_at timestamptz not null, acknowledged_at timestamptz, primary key (trial_id, notice_id, actor_id)
);
create table notify.delivery (
  trial_id uuid not null references record.trial, notice_id uuid not null, actor_id uuid not null,
  state text not null check (state in ('waiting', 'sending', 'sent', 'noAddress', 'notNeeded', 'dead')),
  is_urgent boolean not null, attempts integer not null default 0, next_attempt_at timestamptz not null,
  claimed_at timestamptz, sent_at timestamptz, problem text, primary key (trial_id, notice_id, actor_id)
);
create index delivery_to_do on notify.delivery (next_attempt_at) where state in ('waiting', 'sending');
create table notify.preference (
  actor_id uuid primary key, digest text not null check (digest in ('each', 'daily')), last_digest_at timestamptz
);
-- Which alert was evaluated when, so that behind the firewall nobody looks twice at the same record.
create table notify.evaluation (trial_id uuid primary key references record.trial, basis text not null);
grant select, insert, update on notify.alert, notify.mark, notify.delivery, notify.preference, notify.evaluation to ${role.writer};

alter table notify.alert enable row level security;
create policy written on notify.alert to ${role.writer}, ${role.owner} using (true) with check (true);
create policy seen on notify.alert for select to ${role.reader} using (exists (
  select 1 from read.role_grant g where g.trial_id = alert.trial_id and g.actor_id = api.actor() and g.role = any (alert.roles) and ${countsNow('g')}));
alter table notify.mark enable row level security;
create policy written on notify.mark to ${role.writer}, ${role.owner} using (true) with check (true);
create policy own on notify.mark for select to ${role.reader} using (actor_id = api.actor());
grant select on notify.alert, notify.mark to ${role.reader};

create view api.notification with (security_invoker = true) as
  select n.trial_id, n.notice_id, n.code, n.is_urgent, n.site_id, n.participant_id, n.facts, n.not_before, n.at,
         m.read_at, m.acknowledged_at
  from (select trial_id, notice_id, code, is_urgent, site_id, nullif(participant_id, '00000000-0000-0000-0000-000000000000') as participant_id,
               facts, not_before, at from api.notice
        union all
        select trial_id, notice_id, code, true, null, null, facts, null, at from notify.alert) n
  left join notify.mark m on (m.trial_id, m.notice_id, m.actor_id) = (n.trial_id, n.notice_id, api.actor());
grant select on all tables in schema api to ${role.reader};
`,
};
