// What changed, in the order of commits: for a process which trials, for a person what that person may hear of.
import { type EventType, type StreamId, TrialId } from '@equipoise/trial';
import pg from 'pg';
import { inTransaction, type Pools, readAs } from './pool.js';

/** A place in the order of commits: after this transaction's event at this position; both as decimal text. */
export interface CommitCursor {
  readonly xact: string;
  readonly position: string;
}

/** That something changed. */
export interface Change {
  readonly cursor: CommitCursor;
  readonly type: EventType;
  readonly streamId: StreamId;
  readonly version: number;
  readonly siteId: string | null;
}

/** What was found after a place, and from where to look on: nothing that is committed later stands before that. */
export interface Changes {
  readonly changes: readonly Change[];
  readonly next: CommitCursor;
  /** Whether there may be more right now. */
  readonly isCut: boolean;
}

/** Which rights show that an event of a type happened. */
export interface ShownTypes {
  readonly types: readonly EventType[];
  /** One for each of `types`. */
  readonly rights: readonly string[];
}

const channel = 'equipoise_change';
const batchSize = 500;
const repeatableRead = 'begin isolation level repeatable read read only';

/** The end of the record as of now: everything before it is committed, or never will be. */
export async function findHorizon(client: pg.ClientBase | pg.Pool): Promise<CommitCursor> {
  const { rows } = await client.query<{ xmin: string }>({
    name: 'horizon',
    text: 'select pg_snapshot_xmin(pg_current_snapshot())::text as xmin',
  });
  return horizonAt(rows[0]?.xmin ?? '0');
}

/** The changes of a trial after a place that an actor may hear of, oldest first. */
export function readChanges(
  pools: Pools,
  asked: {
    readonly trialId: TrialId;
    readonly actorId: string;
    readonly after: CommitCursor;
    readonly shown: ShownTypes;
  },
): Promise<Changes> {
  const { trialId, actorId, after, shown } = asked;
  return readAs(pools, actorId, async (client) => {
    // Of two statements the first one looks at the earlier state: from its horizon on nothing is skipped.
    const horizon = await findHorizon(client);
    const { rows } = await client.query<{
      xact: string;
      position: string;
      stream_id: StreamId;
      version: number;
      site_id: string | null;
      type: EventType;
    }>({
      name: 'changes',
      text: `select c.xact::text, c.position::text, c.stream_id, c.version, c.site_id, c.type from api.change c
             where c.trial_id = $1 and (c.xact, c.position) > ($2::text::xid8, $3::bigint) and c.xact < $6::text::xid8
               and exists (select 1 from unnest($4::text[], $5::text[]) as shown(type, viewed)
                           where shown.type = c.type and api.sees_change(c.trial_id, c.site_id, shown.viewed))
             order by c.xact, c.position limit ${batchSize}`,
      values: [trialId, after.xact, after.position, shown.types, shown.rights, horizon.xact],
    });
    const changes = rows.map(
      ({ xact, position, stream_id, version, site_id, type }): Change => ({
        cursor: { xact, position },
        ...{ type, streamId: stream_id, version, siteId: site_id },
      }),
    );
    const isCut = rows.length === batchSize;
    return { changes, isCut, next: isCut ? (changes.at(-1)?.cursor ?? horizon) : later(after, horizon) };
  });
}

/** The trials that have open events after a place, for a process that wakes those who listen. A sealed event wakes nobody. */
export function findChangedTrials(
  pool: pg.Pool,
  after: CommitCursor,
): Promise<{ readonly trialIds: readonly TrialId[]; readonly next: CommitCursor; readonly isMoreComing: boolean }> {
  return inTransaction(pool, repeatableRead, async (client) => {
    const horizon = await findHorizon(client);
    const { rows } = await client.query<{ trial_id: string; is_before: boolean }>({
      name: 'changed-trials',
      text: `select distinct trial_id, xact < $3::text::xid8 as is_before from record.event
             where visibility = 'open' and (xact, position) > ($1::text::xid8, $2::bigint)`,
      values: [after.xact, after.position, horizon.xact],
    });
    return {
      trialIds: rows.filter((row) => row.is_before).map((row) => TrialId.parse(row.trial_id)),
      next: horizon,
      isMoreComing: rows.some((row) => !row.is_before),
    };
  });
}

/** Tells all processes that something was recorded. */
export async function tellOfChange(pool: pg.Pool): Promise<void> {
  await pool.query('select pg_notify($1, $2)', [channel, '']);
}

/** A connection of its own on which other processes tell of changes. */
export interface ChangeListener {
  close(): void;
}

/** Listens to what other processes tell; calls `onTold` once at the beginning too, `onEnd` when the connection is lost. */
export function listenToChanges(
  { writer }: Pools,
  { onTold, onEnd }: { readonly onTold: () => void; readonly onEnd: () => void },
): ChangeListener {
  const connection = new pg.Client(writer.options);
  let isOver = false;
  const end = () => {
    if (isOver) return;
    isOver = true;
    onEnd();
  };
  connection.on('error', end);
  connection.on('end', end);
  connection.on('notification', onTold);
  connection
    .connect()
    .then(() => connection.query(`listen ${channel}`))
    // What was told before this connection listened.
    .then(onTold)
    .catch(end);
  return {
    close: () => {
      isOver = true;
      connection.end().catch(() => undefined);
    },
  };
}

/** Whether a place lies beyond the end: it is of another database, or of one that was restored since. */
export function isBeyond(cursor: CommitCursor, horizon: CommitCursor): boolean {
  return BigInt(cursor.xact) > BigInt(horizon.xact);
}

function later(one: CommitCursor, other: CommitCursor): CommitCursor {
  return isBeyond(one, other) ? one : other;
}

function horizonAt(xmin: string): CommitCursor {
  return { xact: xmin, position: '0' };
}
