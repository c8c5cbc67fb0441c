// The one function that appends: locks the trial, checks what the decision rested on and the right of its sender, writes
// events, payloads, read rows.
import { commandsAcrossSites, withoutRight } from '@equipoise/trial';
import type { RoleNames } from './pool.js';

/** The columns of a read table. */
export interface TableColumns {
  readonly key: readonly string[];
  readonly values: readonly string[];
}

/**
 * Writes the rows that a command changed, table by table; a row marked `isGone` is only taken away. Rows are found by
 * their key alone: a join could be planned once, on an empty table, as a scan that grows with the trial.
 */
function upsert(table: string, { key, values }: TableColumns): string {
  // A bag code or an id of one participant never takes the place of another participant's.
  const isOwned = values.some((column) => column === 'participant_id');
  return `
  if p_rows ? '${table}' then
    for v_row in select * from jsonb_array_elements(p_rows->'${table}') loop
      if v_row ? 'isGone' then
        delete from read.${table} t using jsonb_populate_record(null::read.${table}, v_row) r
          where ${key.map((column) => `t.${column} = r.${column}`).join(' and ')};
      else
        insert into read.${table} as t select * from jsonb_populate_record(null::read.${table}, v_row)
          on conflict (${key.join(', ')}) do update set ${values.map((column) => `${column} = excluded.${column}`).join(', ')}${isOwned ? ' where t.participant_id = excluded.participant_id' : ''};${
            isOwned
              ? `
        if not found then
          raise exception 'this % is another participant''s', '${key.at(-1)}' using errcode = 'unique_violation', constraint = '${key.at(-1)}_unique';
        end if;`
              : ''
          }
      end if;
    end loop;
  end if;`;
}

/** The SQL that makes `record.append` for these read tables, or makes it anew. */
export function appendFunction(tables: Readonly<Record<string, TableColumns>>, role: RoleNames): string {
  const names = (commands: Iterable<string>) => `array[${[...commands].map((name) => `'${name}'`).join(', ')}]::text[]`;
  const across = names(commandsAcrossSites);
  const exempt = ` and p_name <> all (${names(withoutRight)})`;
  const countsAt =
    '(g.valid_from is null or g.valid_from <= v_now) and (g.valid_until is null or v_now < g.valid_until)';
  return `
create or replace function record.append(
  p_trial uuid, p_create jsonb, p_exclusive boolean, p_command uuid, p_name text, p_actor uuid, p_digest bytea,
  p_at timestamptz, p_protocol_version text, p_software_version text, p_outcome text,
  p_read_streams uuid[], p_read_versions integer[],
  p_streams uuid[], p_versions integer[], p_sites text[], p_types text[], p_schema_versions integer[], p_visibilities text[],
  p_salts bytea[], p_bodies bytea[], p_reasons text[], p_key_ids text[], p_rows jsonb
) returns table (status text, outcome text) language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_mode text;
  v_is_new boolean := false;
  v_now timestamptz;
  v_known record.command;
  v_last record;
  v_event record.event;
  v_row jsonb;
  v_sites text[];
begin
  if p_create is not null then
    insert into record.trial (trial_id, mode, protocol_id)
      values (p_trial, p_create->>'mode', p_create->>'protocolId') on conflict do nothing;
    -- One trial, one sealing key: that of whoever created it first.
    v_is_new := found;
    if v_is_new then
      insert into sealed.data_key (trial_id, key_id, public_key, wrapped_private_key)
        values (p_trial, p_create->>'keyId', decode(p_create->>'publicKey', 'hex'), decode(p_create->>'wrappedPrivateKey', 'hex'));
    end if;
  end if;
  if p_exclusive then
    select mode into v_mode from record.trial where trial_id = p_trial for update;
  else
    select mode into v_mode from record.trial where trial_id = p_trial for share;
  end if;
  if v_mode is null then
    return query select 'unknown-trial', null::text; return;
  end if;

  select * into v_known from record.command c where c.trial_id = p_trial and c.command_id = p_command;
  if found then
    if v_known.body_digest = p_digest then
      return query select 'done-before', v_known.outcome;
    else
      return query select 'other-body', null::text;
    end if;
    return;
  end if;

  if exists (
    select 1 from unnest(p_read_streams, p_read_versions) as r(stream_id, version)
    where r.version <> coalesce((select max(e.version) from record.event e where e.trial_id = p_trial and e.stream_id = r.stream_id), 0)
  ) then
    return query select 'stale', null::text; return;
  end if;

  if p_at is not null and v_mode = 'live' then
    raise exception 'a live trial takes its time from the clock of the database' using errcode = 'EQ002';
  end if;
  v_now := date_trunc('milliseconds', coalesce(p_at, clock_timestamp()));

  -- The second wall: whatever the program decided, who writes holds the command as a right, now, at the sites it writes to.
  if not (v_is_new and p_name = 'createTrial')${exempt} then
    select array_agg(distinct g.site_id) into v_sites from read.role_grant g
      where g.trial_id = p_trial and g.actor_id = p_actor and p_name = any (g.rights) and ${countsAt};
    if v_sites is null or not ('*' = any (v_sites) or not exists (select 1 from unnest(p_sites) as s(id) where s.id is not null)
       or case when p_name = any (${across}) then v_sites && (p_sites || coalesce((
            select array_agg(p.site_id) from read.participant p where p.trial_id = p_trial and p.participant_id = any (p_streams)), '{}'))
          else not exists (select 1 from unnest(p_sites) as s(id) where s.id is not null and s.id <> all (v_sites)) end) then
      return query select 'no-right', null::text; return;
    end if;
  end if;

  insert into record.command values (p_trial, v_mode, p_command, p_name, p_actor, p_digest, p_outcome);

  for i in 1 .. coalesce(array_length(p_streams, 1), 0) loop
    -- The version that the decision counted on, and no other: where a commit came between, the key is taken already.
    select e.hash, e.recorded_at into v_last from record.event e
      where e.trial_id = p_trial and e.stream_id = p_streams[i] and e.version = p_versions[i] - 1;
    if not found and p_versions[i] > 1 then
      raise exception 'the stream is shorter than the decision counted on' using errcode = 'EQ004';
    end if;
    v_event.trial_id := p_trial;
    v_event.mode := v_mode;
    v_event.stream_id := p_streams[i];
    v_event.version := p_versions[i];
    v_event.site_id := p_sites[i];
    v_event.type := p_types[i];
    v_event.schema_version := p_schema_versions[i];
    v_event.visibility := p_visibilities[i];
    v_event.payload_digest := sha256(p_salts[i] || p_bodies[i]);
    v_event.actor_id := p_actor;
    v_event.recorded_at := greatest(v_now, v_last.recorded_at);
    v_event.command_id := p_command;
    v_event.reason := p_reasons[i];
    v_event.protocol_version := p_protocol_version;
    v_event.software_version := p_software_version;
    v_event.key_id := p_key_ids[i];
    v_event.prev_hash := coalesce(v_last.hash, decode(repeat('00', 32), 'hex'));
    v_event.hash := record.envelope_hash(v_event);
    insert into record.event (trial_id, mode, stream_id, version, site_id, type, schema_version, visibility, payload_digest,
        actor_id, recorded_at, command_id, reason, protocol_version, software_version, key_id, prev_hash, hash)
      values (v_event.trial_id, v_event.mode, v_event.stream_id, v_event.version, v_event.site_id, v_event.type,
        v_event.schema_version, v_event.visibility, v_event.payload_digest, v_event.actor_id, v_event.recorded_at,
        v_event.command_id, v_event.reason, v_event.protocol_version, v_event.software_version, v_event.key_id,
        v_event.prev_hash, v_event.hash);
    if p_visibilities[i] = 'open' then
      insert into record.payload values (p_trial, v_mode, v_event.stream_id, v_event.version, p_salts[i], p_bodies[i]);
    else
      insert into sealed.payload values (p_trial, v_mode, v_event.stream_id, v_event.version, p_salts[i], p_bodies[i]);
    end if;
  end loop;
${Object.entries(tables)
  .map(([table, columns]) => upsert(table, columns))
  .join('')}
  -- What is there of a participant who moved to another site goes with them.
  for v_row in select * from jsonb_array_elements(coalesce(p_rows->'participant', '[]')) as r(value) where r.value ? 'isTransferred' loop
${Object.entries(tables)
  .filter(([, { key, values }]) => ['participant_id', 'site_id'].every((name) => [...key, ...values].includes(name)))
  .map(
    ([table]) => `    update read.${table} set site_id = v_row->>'site_id'
      where trial_id = p_trial and participant_id = (v_row->>'participant_id')::uuid and site_id <> v_row->>'site_id';`,
  )
  .join('\n')}
  end loop;
  return query select 'appended', p_outcome;
end $$;
revoke execute on function record.append from public;
grant execute on function record.append to ${role.writer};
`;
}
