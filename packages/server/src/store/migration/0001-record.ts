// The record: trials, events, payloads, commands; append-only by privileges and triggers; one function appends.
import type { Migration } from '../migrate.js';

export const record: Migration = {
  name: '0001-record',
  sql: (role) => `
create schema record;
create schema sealed;
grant usage on schema record to ${role.writer}, ${role.sealed};
grant usage on schema sealed to ${role.writer}, ${role.sealed};

create table record.trial (
  trial_id uuid primary key,
  mode text not null check (mode in ('rehearsal', 'live', 'imported')),
  protocol_id text not null
);

create table record.event (
  position bigint generated always as identity,
  trial_id uuid not null references record.trial,
  mode text not null,
  stream_id uuid not null,
  version integer not null check (version >= 1),
  site_id text,
  type text not null,
  schema_version integer not null check (schema_version >= 1),
  visibility text not null check (visibility in ('open', 'sealed')),
  payload_digest bytea not null check (length(payload_digest) = 32),
  actor_id uuid not null,
  recorded_at timestamptz not null check (recorded_at = date_trunc('milliseconds', recorded_at)),
  command_id uuid not null,
  reason text,
  protocol_version text not null,
  software_version text not null,
  key_id text,
  prev_hash bytea not null check (length(prev_hash) = 32),
  hash bytea not null check (length(hash) = 32),
  primary key (trial_id, stream_id, version)
);
-- Neither begins with trial_id: before statistics are there, the planner would take such an index for the look-up of one
-- event by its key, and read the whole trial each time.
create unique index event_by_position on record.event (position);
create index event_by_command on record.event (command_id);

-- Payloads stand apart from their envelopes, so that one can be erased while the chain still verifies.
create table record.payload (
  trial_id uuid not null,
  mode text not null,
  stream_id uuid not null,
  version integer not null,
  salt bytea,
  body bytea,
  primary key (trial_id, stream_id, version),
  foreign key (trial_id, stream_id, version) references record.event,
  check ((salt is null) = (body is null))
);
create table sealed.payload (like record.payload including all);
alter table sealed.payload add foreign key (trial_id, stream_id, version) references record.event;

create table record.command (
  trial_id uuid not null references record.trial,
  mode text not null,
  command_id uuid not null,
  name text not null,
  actor_id uuid not null,
  body_digest bytea not null check (length(body_digest) = 32),
  outcome text not null,
  primary key (trial_id, command_id)
);

create table record.erasure (
  trial_id uuid not null,
  stream_id uuid not null,
  version integer not null,
  tombstone_stream_id uuid not null,
  tombstone_version integer not null,
  primary key (trial_id, stream_id, version),
  foreign key (trial_id, stream_id, version) references record.event,
  foreign key (trial_id, tombstone_stream_id, tombstone_version) references record.event (trial_id, stream_id, version)
);

-- A trial's sealing key: whoever writes has its public half, only the opener can ask for the wrapped private half.
create table sealed.data_key (
  trial_id uuid not null references record.trial,
  key_id text not null,
  public_key bytea not null,
  wrapped_private_key bytea not null,
  primary key (trial_id, key_id)
);

create function record.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'append-only: % on %.% is not allowed', tg_op, tg_table_schema, tg_table_name using errcode = 'EQ001';
end $$;

create function record.allow_erasure_only() returns trigger language plpgsql as $$
begin
  if new.salt is null and new.body is null
     and (new.trial_id, new.mode, new.stream_id, new.version) = (old.trial_id, old.mode, old.stream_id, old.version)
     and exists (select 1 from record.erasure e
                 where (e.trial_id, e.stream_id, e.version) = (old.trial_id, old.stream_id, old.version)) then
    return new;
  end if;
  raise exception 'append-only: a payload can only be erased, and only with a recorded erasure' using errcode = 'EQ001';
end $$;

${['record.trial', 'record.event', 'record.command', 'record.erasure', 'sealed.data_key']
  .map(
    (
      table,
    ) => `create trigger append_only before update or delete on ${table} for each row execute function record.refuse_change();
create trigger append_only_truncate before truncate on ${table} for each statement execute function record.refuse_change();`,
  )
  .join('\n')}
${['record.payload', 'sealed.payload']
  .map(
    (
      table,
    ) => `create trigger erasure_only before update on ${table} for each row execute function record.allow_erasure_only();
create trigger append_only before delete on ${table} for each row execute function record.refuse_change();
create trigger append_only_truncate before truncate on ${table} for each statement execute function record.refuse_change();`,
  )
  .join('\n')}

-- Whoever writes may read the open record, and adds to it through record.append alone, which runs as the owner.
grant select on record.trial, record.event, record.payload, record.command to ${role.writer};
grant select (trial_id, key_id, public_key) on sealed.data_key to ${role.writer};
grant select on record.trial, record.event, record.payload, record.erasure, record.command, sealed.payload, sealed.data_key to ${role.sealed};

-- SHA-256 over the envelope's RFC 8785 bytes: PostgreSQL escapes the same characters in the same way. In PL/pgSQL, whose
-- plans are kept: the same in SQL was planned anew for every event.
create function record.envelope_hash(e record.event) returns bytea language plpgsql stable as $$
begin
  return sha256(convert_to(
    '{"actorId":"' || e.actor_id
    || '","commandId":"' || e.command_id
    || case when e.key_id is null then '"' else '","keyId":' || to_json(e.key_id)::text end
    || ',"payloadDigest":"' || encode(e.payload_digest, 'hex')
    || '","prevHash":"' || encode(e.prev_hash, 'hex')
    || '","protocolVersion":' || to_json(e.protocol_version)::text
    || case when e.reason is null then '' else ',"reason":' || to_json(e.reason)::text end
    || ',"recordedAt":"' || to_char(e.recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
    || '","schemaVersion":' || e.schema_version
    || case when e.site_id is null then '' else ',"siteId":' || to_json(e.site_id)::text end
    || ',"softwareVersion":' || to_json(e.software_version)::text
    || ',"streamId":"' || e.stream_id
    || '","trialId":"' || e.trial_id
    || '","type":' || to_json(e.type)::text
    || ',"version":' || e.version
    || ',"visibility":"' || e.visibility || '"}', 'UTF8'));
end $$;
`,
};
