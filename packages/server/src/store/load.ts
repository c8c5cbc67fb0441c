// Reads events back: one stream for a decision, or a whole trial in batches for verification, rebuild and snapshot.
import {
  type Envelope,
  type EventType,
  type RecordedEvent,
  type StreamId,
  type TrialEvent,
  type TrialId,
  upcast,
} from '@equipoise/trial';
import type pg from 'pg';

/** A row of the record as it is stored: envelope, and the payload's salt and bytes (null once erased). */
export interface StoredEvent {
  readonly position: number;
  readonly envelope: Envelope;
  readonly salt: Buffer | null;
  readonly body: Buffer | null;
}

interface Row {
  position: string;
  trial_id: string;
  stream_id: string;
  version: number;
  site_id: string | null;
  type: string;
  schema_version: number;
  visibility: 'open' | 'sealed';
  payload_digest: Buffer;
  actor_id: string;
  recorded_at: Date;
  command_id: string;
  reason: string | null;
  protocol_version: string;
  software_version: string;
  key_id: string | null;
  prev_hash: Buffer;
  hash: Buffer;
  salt: Buffer | null;
  body: Buffer | null;
}

const columns = `e.position, e.trial_id, e.stream_id, e.version, e.site_id, e.type, e.schema_version, e.visibility, e.payload_digest,
  e.actor_id, e.recorded_at, e.command_id, e.reason, e.protocol_version, e.software_version, e.key_id, e.prev_hash, e.hash`;

/** The open events of one stream after a version, in order. */
export async function loadStream(
  client: pg.ClientBase | pg.Pool,
  trialId: TrialId,
  streamId: StreamId,
  afterVersion = 0,
): Promise<readonly RecordedEvent[]> {
  const { rows } = await client.query<Row>({
    name: 'load-stream',
    text: `select ${columns}, p.salt, p.body from record.event e left join record.payload p using (trial_id, stream_id, version)
           where e.trial_id = $1 and e.stream_id = $2 and e.version > $3 order by e.version`,
    values: [trialId, streamId, afterVersion],
  });
  return rows.map((row) => readOpen(stored(row)));
}

/** The number of events of a stream, 0 where it does not exist yet. */
export async function headVersion(
  client: pg.ClientBase | pg.Pool,
  trialId: TrialId,
  streamId: StreamId,
): Promise<number> {
  const { rows } = await client.query<{ version: number }>({
    name: 'head-version',
    text: 'select coalesce(max(version), 0)::int as version from record.event where trial_id = $1 and stream_id = $2',
    values: [trialId, streamId],
  });
  return rows[0]?.version ?? 0;
}

/** The numbers of events of several streams; one that does not exist yet is not in the answer. */
export async function headVersions(
  client: pg.ClientBase | pg.Pool,
  trialId: TrialId,
  streamIds: readonly StreamId[],
): Promise<ReadonlyMap<StreamId, number>> {
  const { rows } = await client.query<{ stream_id: StreamId; version: number }>({
    name: 'head-versions',
    text: `select s.stream_id, h.version from unnest($2::uuid[]) as s(stream_id), lateral (
             select max(e.version) as version from record.event e where e.trial_id = $1 and e.stream_id = s.stream_id
           ) h where h.version is not null`,
    values: [trialId, streamIds],
  });
  return new Map(rows.map((row) => [row.stream_id, row.version]));
}

/** The open events that a command of the past appended, in the order of their streams. */
export async function listChanged(
  client: pg.ClientBase | pg.Pool,
  trialId: TrialId,
  commandId: string,
): Promise<readonly { readonly streamId: StreamId; readonly type: EventType; readonly version: number }[]> {
  const { rows } = await client.query<{ stream_id: StreamId; type: EventType; version: number }>({
    name: 'changed-by-command',
    text: `select stream_id, type, version from record.event
           where trial_id = $1 and command_id = $2 and visibility = 'open' order by stream_id, version`,
    values: [trialId, commandId],
  });
  return rows.map(({ stream_id, type, version }) => ({ streamId: stream_id, type, version }));
}

/**
 * Every event of a trial by stream and version, in batches, with sealed bodies as ciphertext: constant memory however
 * long the trial. Needs the role that may read what is sealed.
 */
export async function* storedEvents(
  client: pg.ClientBase | pg.Pool,
  trialId: TrialId,
  batch = 5000,
): AsyncGenerator<readonly StoredEvent[]> {
  let after: readonly [string, number] = ['00000000-0000-0000-0000-000000000000', 0];
  for (;;) {
    const { rows } = await client.query<Row>({
      name: 'stored-events',
      text: `select ${columns}, coalesce(p.salt, s.salt) as salt, coalesce(p.body, s.body) as body
             from record.event e
             left join record.payload p on (p.trial_id, p.stream_id, p.version) = (e.trial_id, e.stream_id, e.version)
             left join sealed.payload s on (s.trial_id, s.stream_id, s.version) = (e.trial_id, e.stream_id, e.version)
             where e.trial_id = $1 and (e.stream_id, e.version) > ($2::uuid, $3) order by e.stream_id, e.version limit $4`,
      values: [trialId, after[0], after[1], batch],
    });
    if (rows.length === 0) return;
    yield rows.map(stored);
    const last = rows[rows.length - 1] as Row;
    after = [last.stream_id, last.version];
  }
}

/** Parses and upcasts an open event; a sealed or an erased one has no payload here. */
export function readOpen(row: StoredEvent): RecordedEvent {
  const { position, envelope, body } = row;
  if (envelope.visibility === 'sealed') return { position, envelope, erased: false };
  if (body === null) return { position, envelope, erased: true };
  return { position, envelope, erased: false, event: parsePayload(envelope, JSON.parse(body.toString('utf8'))) };
}

/** A payload of any schema version as today's event. */
export function parsePayload(envelope: Pick<Envelope, 'type' | 'schemaVersion'>, payload: unknown): TrialEvent {
  return upcast(envelope.type, envelope.schemaVersion, payload);
}

function stored(row: Row): StoredEvent {
  const envelope: Envelope = {
    trialId: row.trial_id as TrialId,
    ...(row.site_id === null ? {} : { siteId: row.site_id }),
    streamId: row.stream_id as StreamId,
    version: row.version,
    type: row.type as EventType,
    schemaVersion: row.schema_version,
    visibility: row.visibility,
    payloadDigest: row.payload_digest.toString('hex'),
    actorId: row.actor_id as Envelope['actorId'],
    recordedAt: row.recorded_at.toISOString(),
    commandId: row.command_id as Envelope['commandId'],
    ...(row.reason === null ? {} : { reason: row.reason }),
    protocolVersion: row.protocol_version,
    softwareVersion: row.software_version,
    ...(row.key_id === null ? {} : { keyId: row.key_id }),
    prevHash: row.prev_hash.toString('hex'),
    hash: row.hash.toString('hex'),
  };
  return { position: Number(row.position), envelope, salt: row.salt, body: row.body };
}
