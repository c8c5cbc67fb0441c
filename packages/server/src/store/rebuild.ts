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
import { requireProtocol } from './protocol.js';
import { participantTables, readTableNames } from './read-table/read-table.js';
import { streamIdOf } from './stream.js';
import type { Finding } from './verify.js';

/** Every row that the record of a trial gives, table by table. */
export async function deriveRows(client: pg.ClientBase | pg.Pool, trialId: TrialId): Promise<Rows> {
  const about = await readAbout(client, trialId);
  const trialStream = streamIdOf(trialId, { kind: 'trial' });
  const collected: Rows[] = [];
  let events: Located[] = [];
  for await (const batch of storedEvents(client, trialId)) {
    for (const stored of batch) {
      const { event, envelope } = readOpen(stored);
      const { streamId, version } = envelope;
      if (events[0] !== undefined && events[0].streamId !== streamId) {
        collected.push(...rowsOfStream(about, events, trialStream));
        events = [];
      }
      if (envelope.visibility === 'open' && envelope.type !== 'AllocationClaimed')
        events.push({ ...(event ? { event } : {}), envelope, streamId, version });
    }
    collected.splice(0, collected.length, mergeRows(collected));
  }
  collected.push(...rowsOfStream(about, events, trialStream));
  return atSitesOfNow(
    Object.fromEntries(
      Object.entries(mergeRows(collected)).map(([table, rows]) => [table, rows.filter((row) => !('isGone' in row))]),
    ),
  );
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
  const derived = await deriveRows(client, trialId);
  const findings: Finding[] = [];
  for (const table of readTableNames) {
    const rows = derived[table] ?? [];
    const { rows: differing } = await client.query<{ side: string; row: Row }>(
      `with derived as (select * from jsonb_populate_recordset(null::read.${table}, $2::jsonb)), kept as (select * from read.${table} where trial_id = $1)
       select 'derived' as side, to_jsonb(d) as row from (select * from derived except select * from kept) d
       union all select 'kept', to_jsonb(k) from (select * from kept except select * from derived) k`,
      [trialId, JSON.stringify(rows)],
    );
    const keys = new Map<string, Set<string>>();
    for (const { side, row } of differing) {
      const key = rowKey(table, row);
      keys.set(key, (keys.get(key) ?? new Set()).add(side));
    }
    for (const [key, sides] of keys)
      findings.push({ code: 'read-table-differs', message: `read.${table}, row ${key}: ${describeSides(sides)}` });
  }
  return findings;
}

/** Writes the read tables of a trial anew, in the transaction of the client. */
export async function rebuildTrial(client: pg.ClientBase, trialId: TrialId): Promise<number> {
  const derived = await deriveRows(client, trialId);
  let written = 0;
  for (const table of readTableNames) {
    await client.query(`delete from read.${table} where trial_id = $1`, [trialId]);
    const { rowCount } = await client.query(
      `insert into read.${table} select * from jsonb_populate_recordset(null::read.${table}, $1::jsonb)`,
      [JSON.stringify(derived[table] ?? [])],
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
  for (const streamId of streamIds) {
    const events = await loadStream(client, trialId, streamId);
    if (
      events.some(({ envelope }) => envelope.visibility === 'sealed') ||
      streamId === streamIdOf(trialId, { kind: 'trial' })
    )
      continue;
    const located = events.map(({ event, envelope }) => {
      const { version } = envelope;
      return { ...(event ? { event: event as TrialEvent } : {}), envelope, streamId, version };
    });
    const rows = atSitesOfNow(mergeRows(rowsOfParticipant(about, located)));
    for (const table of participantTables) {
      await client.query(`delete from read.${table} where trial_id = $1 and participant_id = $2`, [trialId, streamId]);
      await client.query(
        `insert into read.${table} select * from jsonb_populate_recordset(null::read.${table}, $1::jsonb)`,
        [JSON.stringify((rows[table] ?? []).filter((row) => !('isGone' in row)))],
      );
    }
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
