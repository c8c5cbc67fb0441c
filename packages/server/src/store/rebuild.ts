// Derives the read tables anew from the record: to check that they are what it says, or to write them again.
import {
  type AmendmentState,
  evolveParticipant,
  evolveTrial,
  initialParticipantState,
  initialTrialState,
  type ProtocolVersions,
  protocolAt,
  type StreamId,
  siteOf,
  type TrialEvent,
  type TrialId,
  type TrialState,
} from '@equipoise/trial';
import type pg from 'pg';
import { mergeRows, rowKey } from '../execute/rows.js';
import { loadStream, readOpen, storedEvents } from './load.js';
import { readConsistently } from './pool.js';
import { type Located, projectParticipant, projectTrial, type Row, type Rows } from './project.js';
import { noParticipant } from './projection/safety.js';
import { requireProtocol } from './protocol.js';
import { participantTables, type ReadTable, readTableNames, readTables } from './read-table/read-table.js';
import { streamIdOf } from './stream.js';
import type { Finding } from './verify.js';

/** The tables whose rows belong to no participant, written by the events of the trial's stream. */
const commonTables = readTableNames.filter((table) => !participantTables.includes(table));

/** Participants whose rows are written anew with one call for each table. */
const streamsAtOnce = 20;

/** Events of about so many are held in memory, with the rows that they give. */
const batchEvents = 1000;

/** The rows of streams that are whole: all that the record gives for these participants, and what belongs to none. */
interface Derived {
  readonly streamIds: readonly StreamId[];
  readonly rows: Rows;
}

/** Every row that the record of a trial gives, some streams at a time: constant memory however long the trial. */
async function* deriveRows(client: pg.ClientBase | pg.Pool, trialId: TrialId): AsyncGenerator<Derived> {
  const about = await readAbout(client, trialId);
  let batch = new Batch(about);
  let events: Located[] = [];
  let streamId: StreamId | undefined;
  for await (const stored of storedEvents(client, trialId, batchEvents)) {
    for (const one of stored) {
      const { event, envelope } = readOpen(one);
      if (streamId !== undefined && envelope.streamId !== streamId) {
        batch.add(streamId, events);
        events = [];
        if (batch.events >= batchEvents) {
          yield batch.derived();
          batch = new Batch(about);
        }
      }
      streamId = envelope.streamId;
      if (envelope.visibility === 'open' && envelope.type !== 'AllocationClaimed')
        events.push({ ...(event ? { event } : {}), envelope, streamId, version: envelope.version });
    }
  }
  if (streamId !== undefined) batch.add(streamId, events);
  yield batch.derived();
}

/** Streams with the rows that they give. */
class Batch {
  events = 0;
  readonly #streamIds: StreamId[] = [];
  readonly #rows: Rows[] = [];
  readonly #trialStream: StreamId;

  constructor(private readonly about: About) {
    this.#trialStream = streamIdOf(about.trialId, { kind: 'trial' });
  }

  add(streamId: StreamId, events: readonly Located[]): void {
    this.events += events.length;
    this.#streamIds.push(streamId === this.#trialStream ? (noParticipant as string as StreamId) : streamId);
    this.#rows.push(mergeRows(rowsOfStream(this.about, events, this.#trialStream)));
  }

  derived(): Derived {
    return { streamIds: this.#streamIds, rows: present(atSitesOfNow(mergeRows(this.#rows))) };
  }
}

function present(rows: Rows): Rows {
  return Object.fromEntries(Object.entries(rows).map(([table, of]) => [table, of.filter((row) => !('isGone' in row))]));
}

function rowsOfStream(about: About, events: readonly Located[], trialStream: StreamId): readonly Rows[] {
  if (events[0]?.streamId !== trialStream) return rowsOfParticipant(about, events);
  const { trialId, mode, versions } = about;
  let trial: TrialState = initialTrialState;
  return events.map((located) => {
    const before = trial;
    trial = evolveTrial(before, located);
    const protocol = protocolAt(versions, trial.amendments, undefined);
    return projectTrial({ trialId, mode, versions, protocol }, located, before, trial);
  });
}

/** The rows of a participant are by the version of the site where the participant is now, those of earlier events too. */
function rowsOfParticipant(
  { trialId, mode, versions, amendments }: About,
  events: readonly Located[],
): readonly Rows[] {
  const states = [initialParticipantState];
  for (const located of events) states.push(evolveParticipant(states.at(-1) ?? initialParticipantState, located));
  const protocol = protocolAt(versions, amendments, siteOf(states.at(-1) ?? initialParticipantState));
  const about = { trialId, mode, versions, protocol };
  return events.map((located, index) =>
    projectParticipant(
      about,
      located,
      states[index] ?? initialParticipantState,
      states[index + 1] ?? initialParticipantState,
    ),
  );
}

/** Every row of a participant bears the site where the participant is now, whatever the site was when it was written. */
function atSitesOfNow(rows: Rows): Rows {
  const sites = new Map(
    (rows.participant ?? []).flatMap(({ isTransferred: _, ...row }) => [[row.participant_id, row.site_id] as const]),
  );
  const now = (row: Row): Row => {
    const site = 'site_id' in row ? sites.get(row.participant_id) : undefined;
    return site === undefined || site === row.site_id ? row : { ...row, site_id: site };
  };
  return Object.fromEntries(Object.entries(rows).map(([table, of]) => [table, of.map(now)]));
}

/** Compares the read tables with the record; every row that differs, is missing or should not be there is named. */
export function checkReadTables(pool: pg.Pool, trialId: TrialId): Promise<readonly Finding[]> {
  return readConsistently(pool, (client) => compareReadTables(client, trialId));
}

async function compareReadTables(client: pg.ClientBase, trialId: TrialId): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  const known: string[] = [];
  const common: Rows[] = [];
  for await (const { streamIds, rows } of deriveRows(client, trialId)) {
    known.push(...streamIds);
    common.push(Object.fromEntries(commonTables.flatMap((table) => (rows[table] ? [[table, rows[table]]] : []))));
    for (const table of participantTables)
      findings.push(
        ...(await compareRows(client, table, rows[table] ?? [], {
          where: 'trial_id = $2 and participant_id = any ($3::uuid[])',
          values: [trialId, streamIds],
        })),
      );
  }
  const merged = mergeRows(common);
  for (const table of commonTables)
    findings.push(
      ...(await compareRows(client, table, merged[table] ?? [], { where: 'trial_id = $2', values: [trialId] })),
    );
  // Rows of participants whom the record does not know.
  const isUnknown = 'not exists (select from unnest($3::uuid[]) as u(id) where u.id = participant_id)';
  for (const table of participantTables)
    findings.push(
      ...(await compareRows(client, table, [], { where: `trial_id = $2 and ${isUnknown}`, values: [trialId, known] })),
    );
  return findings;
}

async function compareRows(
  client: pg.ClientBase,
  table: ReadTable,
  rows: readonly Row[],
  kept: { readonly where: string; readonly values: readonly unknown[] },
): Promise<readonly Finding[]> {
  const { rows: differing } = await client.query<{ side: string; row: Row }>(
    `with derived as (select * from jsonb_populate_recordset(null::read.${table}, $1::jsonb)),
       kept as (select * from read.${table} where ${kept.where})
     select 'derived' as side, to_jsonb(d) as row from (select * from derived except select * from kept) d
     union all select 'kept', to_jsonb(k) from (select * from kept except select * from derived) k`,
    [JSON.stringify(rows), ...kept.values],
  );
  const keys = new Map<string, Set<string>>();
  for (const { side, row } of differing) {
    const key = rowKey(table, row);
    keys.set(key, (keys.get(key) ?? new Set()).add(side));
  }
  return [...keys].map(([key, sides]) => ({
    code: 'read-table-differs',
    message: `read.${table}, row ${key}: ${describeSides(sides)}`,
  }));
}

/** Writes the read tables of a trial anew, in the transaction of the client. */
export async function rebuildTrial(client: pg.ClientBase, trialId: TrialId): Promise<number> {
  for (const table of readTableNames) await client.query(`delete from read.${table} where trial_id = $1`, [trialId]);
  let written = 0;
  for await (const { rows } of deriveRows(client, trialId)) written += await insertRows(client, rows);
  return written;
}

async function insertRows(client: pg.ClientBase, rows: Rows): Promise<number> {
  let written = 0;
  for (const table of readTableNames) {
    const of = rows[table];
    if (of === undefined || of.length === 0) continue;
    const { key, values } = readTables[table];
    // Of two participants who claim one key, the later stream counts, as in one batch.
    const { rowCount } = await client.query(
      `insert into read.${table} select * from jsonb_populate_recordset(null::read.${table}, $1::jsonb)
       on conflict (${key.join(', ')}) do update set ${values.map((column) => `${column} = excluded.${column}`).join(', ')}`,
      [JSON.stringify(of)],
    );
    written += rowCount ?? 0;
  }
  return written;
}

/** Writes the rows of one participant anew (after an erasure, or under another version of the protocol). */
export function rebuildStream(client: pg.ClientBase, trialId: TrialId, streamId: StreamId): Promise<void> {
  return rebuildStreams(client, trialId, [streamId]);
}

/** The same for several participants; other streams have no rows of their own. */
export async function rebuildStreams(
  client: pg.ClientBase,
  trialId: TrialId,
  streamIds: readonly StreamId[],
): Promise<void> {
  const about = await readAbout(client, trialId);
  const trialStream = streamIdOf(trialId, { kind: 'trial' });
  const participants = streamIds.filter((streamId) => streamId !== trialStream);
  for (let from = 0; from < participants.length; from += streamsAtOnce) {
    const batch = new Batch(about);
    const rewritten: StreamId[] = [];
    for (const streamId of participants.slice(from, from + streamsAtOnce)) {
      const events = await loadStream(client, trialId, streamId);
      if (events.some(({ envelope }) => envelope.visibility === 'sealed')) continue;
      const located = events.map(({ event, envelope }) => {
        const { version } = envelope;
        return { ...(event ? { event: event as TrialEvent } : {}), envelope, streamId, version };
      });
      batch.add(streamId, located);
      rewritten.push(streamId);
    }
    if (rewritten.length === 0) continue;
    for (const table of participantTables)
      await client.query(`delete from read.${table} where trial_id = $1 and participant_id = any ($2::uuid[])`, [
        trialId,
        rewritten,
      ]);
    await insertRows(client, batch.derived().rows);
  }
}

interface About {
  readonly trialId: TrialId;
  readonly mode: string;
  readonly versions: ProtocolVersions;
  readonly amendments: AmendmentState;
}

async function readAbout(client: pg.ClientBase | pg.Pool, trialId: TrialId): Promise<About> {
  const { rows } = await client.query<{ mode: string }>('select mode from record.trial where trial_id = $1', [trialId]);
  const events = await loadStream(client, trialId, streamIdOf(trialId, { kind: 'trial' }));
  const mode = rows[0]?.mode;
  const [created] = events;
  if (mode === undefined || created?.event?.type !== 'TrialCreated')
    throw new Error(`trial ${trialId} does not begin with its creation`);
  const original = requireProtocol(created.event.payload.protocolSource);
  const { amendments } = events.reduce(evolveTrial, initialTrialState);
  const protocols = new Map(
    events.flatMap(({ event }) =>
      event?.type === 'AmendmentDrafted'
        ? [[event.payload.amendmentId as string, requireProtocol(event.payload.protocolSource)] as const]
        : [],
    ),
  );
  const of = (amendmentId: string) => {
    const protocol = protocols.get(amendmentId);
    if (protocol === undefined) throw new Error(`the protocol of the amendment ${amendmentId} is not in the record`);
    return protocol;
  };
  return { trialId, mode, amendments, versions: { original, of } };
}

function describeSides(sides: ReadonlySet<string>): string {
  if (sides.size === 2) return 'differs from what the record gives';
  return sides.has('derived') ? 'is missing, though the record gives it' : 'is not in the record';
}
