// Verifies a trial's record: every hash, every link, every payload, every tombstone, the commands, and a checkpoint.
import { hash } from 'node:crypto';
import type { TrialId } from '@equipoise/trial';
import type pg from 'pg';
import type { Checkpoint } from './checkpoint.js';
import { EnvelopeBytes } from './envelope-bytes.js';
import { readConsistently } from './pool.js';
import { field, type RecordRow, readRecord } from './record-row.js';
import { streamIdOf } from './stream.js';

export interface Finding {
  readonly code:
    | 'event-altered'
    | 'chain-broken'
    | 'event-missing'
    | 'payload-altered'
    | 'payload-missing'
    | 'erased-without-record'
    | 'command-without-event'
    | 'event-without-command'
    | 'history-rewritten'
    | 'tail-cut'
    | 'stream-dropped'
    | 'read-table-differs'
    | 'checkpoint-untrusted';
  readonly message: string;
  readonly streamId?: string;
  readonly version?: number;
}

export interface Verification {
  readonly events: number;
  readonly streams: number;
  readonly erased: number;
  /** The part that is not sealed: how much there is of the rest tells of batches. */
  readonly open: { readonly events: number; readonly erased: number; readonly streams: ReadonlySet<string> };
  readonly findings: readonly Finding[];
}

/** Head of a stream: its length and the hash of its last event. */
export interface StreamHead {
  readonly streamId: string;
  readonly version: number;
  readonly hash: string;
}

/**
 * Recomputes the whole record of a trial from its bytes and names everything that is wrong; with a checkpoint it also
 * finds what a consistent rewrite hides: an edit with all hashes made anew, a cut tail, a dropped stream.
 */
export function verifyRecord(pool: pg.Pool, trialId: TrialId, checkpoint?: Checkpoint): Promise<Verification> {
  return readConsistently(pool, (client) => verifyState(client, trialId, checkpoint));
}

const openBytes = Buffer.from('open');

async function verifyState(
  client: pg.ClientBase,
  trialId: TrialId,
  checkpoint: Checkpoint | undefined,
): Promise<Verification> {
  const findings: Finding[] = [];
  const erasures = await listErasures(client, trialId);
  const remembered = new Map(checkpoint?.heads.map((head) => [head.streamId, head]));
  const reached = new Set<string>();
  const envelopes = new EnvelopeBytes(trialId);
  let events = 0;
  let streams = 0;
  let erased = 0;
  const open = { events: 0, erased: 0, streams: new Set<string>() };
  let previous: Previous | undefined;
  await readRecord(client, trialId, (row) => {
    const before = previous !== undefined && row.has(field.streamId, previous.streamBytes) ? previous : undefined;
    if (before === undefined) streams += 1;
    const last = before ?? beginningOf(row, remembered);
    verifyLink(row, last, envelopes, findings);
    verifyPayload(row, last.streamId, erasures, findings);
    last.version = row.integer(field.version);
    row.bytes.copy(last.hash, 0, row.start(field.hash), row.end(field.hash));
    last.recordedAt = row.microseconds(field.recordedAt);
    const { head } = last;
    if (head?.version === last.version) {
      reached.add(head.streamId);
      if (head.hash !== last.hash.toString('hex'))
        findings.push(
          finding(
            'history-rewritten',
            row,
            'is not the event that the checkpoint signed: this stream was rewritten since',
          ),
        );
    }
    if (row.isNull(field.payload)) erased += 1;
    events += 1;
    if (row.has(field.visibility, openBytes)) {
      open.events += 1;
      if (row.isNull(field.payload)) open.erased += 1;
      if (before === undefined) open.streams.add(last.streamId);
    }
    previous = last;
  });
  findings.push(...(await verifyCommands(client, trialId)));
  const own = streamIdOf(trialId, { kind: 'trial' });
  if (events > 0 && (await lengthOf(client, trialId, own)) === 0 && !remembered.has(own)) {
    findings.push({ code: 'stream-dropped', streamId: own, message: `the trial's own stream, ${own}, is gone` });
  }
  for (const head of checkpoint?.heads ?? []) {
    if (reached.has(head.streamId)) continue;
    const length = await lengthOf(client, trialId, head.streamId);
    findings.push(
      length === 0
        ? {
            code: 'stream-dropped',
            streamId: head.streamId,
            message: `stream ${head.streamId} had ${head.version} events at the checkpoint and is gone`,
          }
        : {
            code: 'tail-cut',
            streamId: head.streamId,
            version: length,
            message: `stream ${head.streamId} had ${head.version} events at the checkpoint and has ${length}: its tail was cut`,
          },
    );
  }
  return { events, streams, erased, open, findings };
}

/** The heads of all streams of a trial, by stream id. */
export async function streamHeads(client: pg.ClientBase | pg.Pool, trialId: TrialId): Promise<readonly StreamHead[]> {
  const { rows } = await client.query<{ stream_id: string; version: number; hash: Buffer }>(
    `select distinct on (stream_id) stream_id, version, hash from record.event where trial_id = $1 order by stream_id, version desc`,
    [trialId],
  );
  return rows.map((row) => ({ streamId: row.stream_id, version: row.version, hash: row.hash.toString('hex') }));
}

function finding(code: Finding['code'], row: RecordRow, what: string): Finding {
  const streamId = row.uuid(field.streamId);
  const version = row.integer(field.version);
  return {
    code,
    streamId,
    version,
    message: `event ${version} of stream ${streamId} (${row.text(field.type)}) ${what}`,
  };
}

/** The event before, of the same stream; of a stream's first event nothing, whose hash is zeros. */
interface Previous {
  readonly streamBytes: Buffer;
  readonly streamId: string;
  /** What the checkpoint remembers of the stream. */
  readonly head: StreamHead | undefined;
  version: number;
  readonly hash: Buffer;
  recordedAt: number;
}

function beginningOf(row: RecordRow, remembered: ReadonlyMap<string, StreamHead>): Previous {
  const streamId = row.uuid(field.streamId);
  const streamBytes = Buffer.from(row.bytes.subarray(row.start(field.streamId), row.end(field.streamId)));
  const head = remembered.get(streamId);
  return { streamBytes, streamId, head, version: 0, hash: Buffer.alloc(32), recordedAt: Number.NEGATIVE_INFINITY };
}

function verifyLink(row: RecordRow, previous: Previous, envelopes: EnvelopeBytes, findings: Finding[]): void {
  if (hash('sha256', envelopes.of(row), 'hex') !== row.hex(field.hash))
    findings.push(finding('event-altered', row, 'does not match its hash: it was altered'));
  const expectedVersion = previous.version + 1;
  const version = row.integer(field.version);
  if (version !== expectedVersion)
    findings.push(
      finding(
        'event-missing',
        row,
        `follows event ${expectedVersion - 1}: ${version - expectedVersion} missing between them`,
      ),
    );
  else if (!row.has(field.prevHash, previous.hash))
    findings.push(finding('chain-broken', row, 'does not continue the event before it'));
  if (row.microseconds(field.recordedAt) < previous.recordedAt)
    findings.push(finding('event-altered', row, 'was recorded before the event that precedes it'));
}

function verifyPayload(row: RecordRow, streamId: string, erasures: ReadonlySet<string>, findings: Finding[]): void {
  if (row.isNull(field.payload)) {
    if (!erasures.has(`${streamId}|${row.integer(field.version)}`))
      findings.push(finding('erased-without-record', row, 'has lost its payload, and no erasure is recorded'));
    return;
  }
  const payload = row.bytes.subarray(row.start(field.payload), row.end(field.payload));
  if (hash('sha256', payload, 'hex') !== row.hex(field.payloadDigest))
    findings.push(
      finding('payload-altered', row, 'has a payload that does not match its digest: it was altered or swapped'),
    );
}

function tombstoneKey(body: Buffer): string {
  try {
    const { streamId, version } = JSON.parse(body.toString('utf8')) as { streamId: string; version: number };
    return `${streamId}|${version}`;
  } catch {
    // An altered body is named where its digest is held against it.
    return '';
  }
}

async function listErasures(client: pg.ClientBase, trialId: TrialId): Promise<ReadonlySet<string>> {
  // The tombstone itself says which payload it stands for: another one covers nothing.
  const { rows } = await client.query<{ body: Buffer }>(
    `select p.body from record.event e join record.payload p using (trial_id, stream_id, version)
     where e.trial_id = $1 and e.type = 'PayloadErased' and p.body is not null`,
    [trialId],
  );
  return new Set(rows.map(({ body }) => tombstoneKey(body)));
}

async function verifyCommands(client: pg.ClientBase, trialId: TrialId): Promise<readonly Finding[]> {
  const { rows } = await client.query<{ command_id: string; name: string | null; events: number }>(
    `select coalesce(c.command_id, e.command_id) as command_id, c.name, coalesce(e.events, 0)::int as events
     from (select command_id, name from record.command where trial_id = $1) c
     full join (select command_id, count(*) as events from record.event where trial_id = $1 group by command_id) e using (command_id)
     where c.command_id is null or e.command_id is null`,
    [trialId],
  );
  return rows.map((row) =>
    row.name === null
      ? {
          code: 'event-without-command',
          message: `${row.events} event(s) name command ${row.command_id}, which is not in the record`,
        }
      : {
          code: 'command-without-event',
          message: `command ${row.command_id} (${row.name}) was accepted, and none of its events is in the record`,
        },
  );
}

async function lengthOf(client: pg.ClientBase, trialId: TrialId, streamId: string): Promise<number> {
  const { rows } = await client.query<{ n: number }>(
    'select count(*)::int as n from record.event where trial_id = $1 and stream_id = $2',
    [trialId, streamId],
  );
  return rows[0]?.n ?? 0;
}
