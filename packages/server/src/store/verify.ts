// Verifies a trial's record: every hash, every link, every payload, every tombstone, the commands, and a checkpoint.
import { createHash } from 'node:crypto';
import { hashEnvelope, type TrialId } from '@equipoise/trial';
import type pg from 'pg';
import type { Checkpoint } from './checkpoint.js';
import { type StoredEvent, storedEvents } from './load.js';
import { readConsistently } from './pool.js';
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
    | 'read-table-differs';
  readonly message: string;
  readonly streamId?: string;
  readonly version?: number;
}

export interface Verification {
  readonly events: number;
  readonly streams: number;
  readonly erased: number;
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

async function verifyState(
  client: pg.ClientBase,
  trialId: TrialId,
  checkpoint: Checkpoint | undefined,
): Promise<Verification> {
  const findings: Finding[] = [];
  const erasures = await listErasures(client, trialId);
  const remembered = new Map(checkpoint?.heads.map((head) => [head.streamId, head]));
  const reached = new Set<string>();
  let previous: StoredEvent | undefined;
  let events = 0;
  let streams = 0;
  let erased = 0;
  for await (const batch of storedEvents(client, trialId)) {
    for (const stored of batch) {
      const isNewStream = previous?.envelope.streamId !== stored.envelope.streamId;
      if (isNewStream) streams += 1;
      findings.push(...verifyLink(stored, isNewStream ? undefined : previous), ...verifyPayload(stored, erasures));
      const head = remembered.get(stored.envelope.streamId);
      if (head?.version === stored.envelope.version) {
        reached.add(head.streamId);
        if (head.hash !== stored.envelope.hash)
          findings.push(
            finding(
              'history-rewritten',
              stored,
              'is not the event that the checkpoint signed: this stream was rewritten since',
            ),
          );
      }
      if (stored.body === null) erased += 1;
      events += 1;
      previous = stored;
    }
  }
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
  return { events, streams, erased, findings };
}

/** The heads of all streams of a trial, by stream id. */
export async function streamHeads(client: pg.ClientBase | pg.Pool, trialId: TrialId): Promise<readonly StreamHead[]> {
  const { rows } = await client.query<{ stream_id: string; version: number; hash: Buffer }>(
    `select distinct on (stream_id) stream_id, version, hash from record.event where trial_id = $1 order by stream_id, version desc`,
    [trialId],
  );
  return rows.map((row) => ({ streamId: row.stream_id, version: row.version, hash: row.hash.toString('hex') }));
}

function finding(code: Finding['code'], stored: StoredEvent, what: string): Finding {
  const { streamId, version, type } = stored.envelope;
  return { code, streamId, version, message: `event ${version} of stream ${streamId} (${type}) ${what}` };
}

function* verifyLink(stored: StoredEvent, previous: StoredEvent | undefined): Generator<Finding> {
  const { hash, ...rest } = stored.envelope;
  if (hashEnvelope(rest) !== hash) yield finding('event-altered', stored, 'does not match its hash: it was altered');
  const expectedVersion = (previous?.envelope.version ?? 0) + 1;
  if (rest.version !== expectedVersion)
    yield finding(
      'event-missing',
      stored,
      `follows event ${expectedVersion - 1}: ${rest.version - expectedVersion} missing between them`,
    );
  else if (rest.prevHash !== (previous?.envelope.hash ?? '0'.repeat(64)))
    yield finding('chain-broken', stored, 'does not continue the event before it');
  if (previous && rest.recordedAt < previous.envelope.recordedAt)
    yield finding('event-altered', stored, 'was recorded before the event that precedes it');
}

function* verifyPayload(stored: StoredEvent, erasures: ReadonlySet<string>): Generator<Finding> {
  const isErased = erasures.has(`${stored.envelope.streamId}|${stored.envelope.version}`);
  if (stored.body === null || stored.salt === null) {
    if (!isErased) yield finding('erased-without-record', stored, 'has lost its payload, and no erasure is recorded');
    return;
  }
  const digest = createHash('sha256').update(stored.salt).update(stored.body).digest('hex');
  if (digest !== stored.envelope.payloadDigest)
    yield finding('payload-altered', stored, 'has a payload that does not match its digest: it was altered or swapped');
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
