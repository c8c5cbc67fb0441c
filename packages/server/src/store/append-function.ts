// The one function that appends: locks the trial, checks what the decisions rested on and the right of each sender, writes
// events, payloads, read rows. One or several commands in one transaction: all of them, or none.
import { commandsAcrossSites, withoutRight } from '@equipoise/trial';
import type { RoleNames } from './pool.js';

/** The columns of a read table. */
export interface TableColumns {
  readonly key: readonly string[];
  readonly values: readonly string[];
}

type Tables = Readonly<Record<string, TableColumns>>;

/** What nearly every form changes: looked at first, so that the other tables need not be asked for one by one. */
const often: ReadonlySet<string> = new Set([
  'participant',
  'participant_review',
  'visit',
  'form',
  'form_review',
  'thing_version',
]);

/**
 * Writes the rows of one table, all in one statement. Rows are found by their key alone: a join could be planned once, on an empty
 * table, as a scan that grows with the trial. They come in groups; what all rows of a group have in common stands in `shared`.
 */
function upsert(table: string, { key, values }: TableColumns): string {
  // A bag code or an id of one participant never takes the place of another participant's.
  const isOwned = values.some((column) => column === 'participant_id');
  return `
  if p_rows ? '${table}' then
    insert into read.${table} as t
      select r.* from jsonb_array_elements(p_rows->'${table}') as g(g),
        jsonb_populate_recordset(jsonb_populate_record(null::read.${table}, g.g->'shared'), g.g->'rows') as r
      on conflict (${key.join(', ')}) do update set ${values.map((column) => `${column} = excluded.${column}`).join(', ')}${isOwned ? ' where t.participant_id = excluded.participant_id' : ''};${
        isOwned
          ? `
    get diagnostics v_count = row_count;
    if v_count < (select sum(jsonb_array_length(g.g->'rows')) from jsonb_array_elements(p_rows->'${table}') as g(g)) then
      raise exception 'this % is another participant''s', '${key.at(-1)}' using errcode = 'unique_violation', constraint = '${key.at(-1)}_unique';
    end if;`
          : ''
      }
  end if;`;
}

/** Takes away the rows of one table that are there no longer. */
function remove(table: string, { key }: TableColumns): string {
  return `
    if v_gone ? '${table}' then
      for v_row in select * from jsonb_array_elements(v_gone->'${table}') loop
        delete from read.${table} t using jsonb_populate_record(null::read.${table}, v_row) r
          where ${key.map((column) => `t.${column} = r.${column}`).join(' and ')};
      end loop;
    end if;`;
}

/** Gives everything there is of a participant to the site where they are now. */
function transfer(tables: Tables): string {
  return Object.entries(tables)
    .filter(([, { key, values }]) => ['participant_id', 'site_id'].every((name) => [...key, ...values].includes(name)))
    .map(
      ([table]) => `
      update read.${table} set site_id = v_row->>'site_id'
        where trial_id = p_trial and participant_id = (v_row->>'participant_id')::uuid and site_id <> v_row->>'site_id';`,
    )
    .join('');
}

function each(tables: Tables, write: (table: string, columns: TableColumns) => string): string {
  return Object.entries(tables)
    .map(([table, columns]) => write(table, columns))
    .join('');
}

/**
 * The SQL that makes `record.append` for these read tables, or makes it anew. It answers one row for each command that stands against
 * the others, and then has written nothing; else one row that says "appended".
 */
export function appendFunction(tables: Tables, role: RoleNames): string {
  const names = (commands: Iterable<string>) => `array[${[...commands].map((name) => `'${name}'`).join(', ')}]::text[]`;
  const across = names(commandsAcrossSites);
  const exempt = names(withoutRight);
  const [first, others] = [true, false].map((isOften) =>
    Object.fromEntries(Object.entries(tables).filter(([table]) => often.has(table) === isOften)),
  ) as [Tables, Tables];
  return `
create or replace function record.append(
  p_trial uuid, p_create jsonb, p_exclusive boolean, p_software_version text,
  p_commands uuid[], p_names text[], p_actors uuid[], p_digests bytea[], p_ats timestamptz[], p_protocol_versions text[],
  p_outcomes text[], p_read_of integer[], p_read_streams uuid[], p_read_versions integer[],
  p_of integer[], p_previous integer[], p_streams uuid[], p_versions integer[], p_sites text[], p_types text[],
  p_schema_versions integer[], p_visibilities text[], p_salts bytea[], p_bodies bytea[], p_reasons text[], p_key_ids text[],
  p_rows jsonb
) returns table (of_command integer, status text, outcome text)
language plpgsql security definer set search_path = pg_catalog, pg_temp
-- Every statement finds its rows by a key: planned once for each connection, whatever the lengths of the lists.
set plan_cache_mode = force_generic_plan as $$
declare
  v_mode text;
  v_is_new boolean := false;
  v_is_refused boolean := false;
  v_now timestamptz;
  v_nows timestamptz[];
  v_known record.command;
  v_before record.event[];
  v_last record.event;
  v_event record.event;
  v_events record.event[];
  v_gone jsonb := p_rows->'gone';
  v_count bigint;
  v_row jsonb;
  v_held text[];
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
    return query select i, 'unknown-trial', null::text from generate_subscripts(p_commands, 1) as i;
    return;
  end if;

  for i in 1 .. array_length(p_commands, 1) loop
    select * into v_known from record.command c where c.trial_id = p_trial and c.command_id = p_commands[i];
    if found then
      v_is_refused := true;
      return query select i, case when v_known.body_digest = p_digests[i] then 'done-before' else 'other-body' end,
        case when v_known.body_digest = p_digests[i] then v_known.outcome end;
    end if;
  end loop;
  if v_is_refused then return; end if;

  return query select distinct r.of, 'stale', null::text
    from unnest(p_read_of, p_read_streams, p_read_versions) as r(of, stream_id, version)
    where case
      when r.version = coalesce((select max(e.version) from record.event e where e.trial_id = p_trial and e.stream_id = r.stream_id), 0) then false
      -- Decided on what a command before it in this transaction writes.
      else r.version is distinct from (select max(e.version) from unnest(p_of, p_streams, p_versions) as e(of, stream_id, version)
        where e.of < r.of and e.stream_id = r.stream_id)
    end;
  if found then return; end if;

  if v_mode = 'live' and array_remove(p_ats, null) <> '{}' then
    raise exception 'a live trial takes its time from the clock of the database' using errcode = 'EQ002';
  end if;

  -- The second wall: whatever the program decided, who writes holds the command as a right, now, at the sites it writes to.
  for i in 1 .. array_length(p_commands, 1) loop
    v_now := date_trunc('milliseconds', coalesce(p_ats[i], clock_timestamp()));
    v_nows[i] := v_now;
    if not (v_is_new and p_names[i] = 'createTrial') and p_names[i] <> all (${exempt}) then
      select array_agg(distinct g.site_id) into v_held from read.role_grant g
        where g.trial_id = p_trial and g.actor_id = p_actors[i] and p_names[i] = any (g.rights)
          and (g.valid_from is null or g.valid_from <= v_now) and (g.valid_until is null or v_now < g.valid_until);
      if v_held is null or '*' <> all (v_held) then
        v_sites := array(select e.site from unnest(p_of, p_sites) as e(of, site) where e.of = i and e.site is not null);
        if p_names[i] = any (${across}) and v_sites <> '{}' then
          -- Of such a command one site is enough, where the participant is or where the command goes.
          if not v_held && (v_sites || array(
              select p.site_id from read.participant p where p.trial_id = p_trial and p.participant_id = any (
                array(select e.stream_id from unnest(p_of, p_streams) as e(of, stream_id) where e.of = i)))) then
            v_held := null;
          end if;
        elsif not v_sites <@ v_held then
          v_held := null;
        end if;
      end if;
      if v_held is null then
        v_is_refused := true;
        return query select i, 'no-right', null::text;
      end if;
    end if;
  end loop;
  if v_is_refused then return; end if;

  insert into record.command (trial_id, mode, command_id, name, actor_id, body_digest, outcome)
    select p_trial, v_mode, c.id, c.name, c.actor_id, c.digest, c.outcome
    from unnest(p_commands, p_names, p_actors, p_digests, p_outcomes) as c(id, name, actor_id, digest, outcome);

  -- The places that the decisions counted on, and no others: where a commit came between, the key is taken already.
  v_before := array(
    select (select e from record.event e where e.trial_id = p_trial and e.stream_id = n.stream_id and e.version = n.version - 1)
    from unnest(p_streams, p_versions) with ordinality as n(stream_id, version, i) order by n.i);
  for i in 1 .. coalesce(array_length(p_streams, 1), 0) loop
    -- What comes before it is in the record, or among these events.
    v_last := case when p_previous[i] < i then v_events[p_previous[i]] else v_before[i] end;
    if coalesce(v_last.version, 0) <> p_versions[i] - 1 or coalesce(v_last.stream_id, p_streams[i]) <> p_streams[i] then
      raise exception 'the stream is shorter than the decision counted on' using errcode = 'EQ004';
    end if;
    -- In the order of its columns; the first, its position, is drawn as it is written, the last is of the transaction.
    v_event := row(null, p_trial, v_mode, p_streams[i], p_versions[i], p_sites[i], p_types[i], p_schema_versions[i], p_visibilities[i],
      sha256(p_salts[i] || p_bodies[i]), p_actors[p_of[i]], greatest(v_nows[p_of[i]], v_last.recorded_at), p_commands[p_of[i]],
      p_reasons[i], p_protocol_versions[p_of[i]], p_software_version, p_key_ids[i],
      coalesce(v_last.hash, decode(repeat('00', 32), 'hex')), null, null)::record.event;
    v_event.hash := record.envelope_hash(v_event);
    v_events[i] := v_event;
  end loop;
  insert into record.event (trial_id, mode, stream_id, version, site_id, type, schema_version, visibility, payload_digest,
      actor_id, recorded_at, command_id, reason, protocol_version, software_version, key_id, prev_hash, hash)
    select e.trial_id, e.mode, e.stream_id, e.version, e.site_id, e.type, e.schema_version, e.visibility, e.payload_digest,
      e.actor_id, e.recorded_at, e.command_id, e.reason, e.protocol_version, e.software_version, e.key_id, e.prev_hash, e.hash
    from unnest(v_events) as e;
  insert into record.payload (trial_id, mode, stream_id, version, salt, body)
    select p_trial, v_mode, e.stream_id, e.version, e.salt, e.body
    from unnest(p_streams, p_versions, p_visibilities, p_salts, p_bodies) as e(stream_id, version, visibility, salt, body)
    where e.visibility = 'open';
  if 'sealed' = any (p_visibilities) then
    insert into sealed.payload (trial_id, mode, stream_id, version, salt, body)
      select p_trial, v_mode, e.stream_id, e.version, e.salt, e.body
      from unnest(p_streams, p_versions, p_visibilities, p_salts, p_bodies) as e(stream_id, version, visibility, salt, body)
      where e.visibility = 'sealed';
  end if;

  if v_gone is not null then${each(tables, remove)}
  end if;
${each(first, upsert)}
  if p_rows - ${names(often)} <> '{}' then
${each(others, upsert)}
  end if;
  -- What is there of a participant who moved to another site goes with them.
  if p_rows ? 'transferred' then
    for v_row in select * from jsonb_array_elements(p_rows->'transferred') loop${transfer(tables)}
    end loop;
  end if;
  return query select 0, 'appended', null::text;
end $$;
revoke execute on function record.append from public;
grant execute on function record.append to ${role.writer};
`;
}
