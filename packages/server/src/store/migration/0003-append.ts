// The first `record.append`, for the read tables of then, and the one way to erase a payload.
import { appendFunction } from '../append-function.js';
import type { Migration } from '../migrate.js';
import { coreTables } from '../read-table/core.js';

export const append: Migration = {
  name: '0003-append',
  sql: (role) => `${appendFunction(coreTables, role)}
-- The one recorded way to erase a payload: its tombstone event was appended by the same transaction.
create function record.erase_payload(p_trial uuid, p_stream uuid, p_version integer, p_tombstone_stream uuid, p_tombstone_version integer)
returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not exists (select 1 from record.event e join record.payload p using (trial_id, stream_id, version)
                 where e.trial_id = p_trial and e.stream_id = p_tombstone_stream and e.version = p_tombstone_version
                 and e.type = 'PayloadErased'
                 and convert_from(p.body, 'UTF8')::jsonb @> jsonb_build_object('streamId', p_stream, 'version', p_version)) then
    raise exception 'an erasure needs its recorded event first' using errcode = 'EQ003';
  end if;
  insert into record.erasure values (p_trial, p_stream, p_version, p_tombstone_stream, p_tombstone_version) on conflict do nothing;
  update record.payload set salt = null, body = null where (trial_id, stream_id, version) = (p_trial, p_stream, p_version);
  update sealed.payload set salt = null, body = null where (trial_id, stream_id, version) = (p_trial, p_stream, p_version);
end $$;
revoke execute on function record.erase_payload from public;
grant execute on function record.erase_payload to ${role.writer};
`,
};
