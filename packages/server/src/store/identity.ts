// What is read of identifiers, as the role that sees nothing else: each look leaves its line before it shows anything.
import type { TrialId } from '@equipoise/trial';
import type pg from 'pg';
import type { SealedIdentifiers } from '../identity/identifier-cipher.js';
import { inTransaction, type Pools } from './pool.js';

interface OfActor {
  readonly trialId: TrialId;
  readonly actorId: string;
}

/** Identifiers as they are kept, of a participant of the actor's own site. */
export interface KeptIdentifiers {
  readonly participantId: string;
  readonly siteId: string;
  readonly fields: readonly string[];
  /** UTC instant. */
  readonly keptAt: string;
  readonly sealed: SealedIdentifiers;
}

/** One line of the log. */
export interface IdentifierAccess {
  readonly position: number;
  readonly participantId: string | null;
  /** By which who reads the log knows the participant. */
  readonly screeningNumber: string | null;
  readonly siteId: string;
  readonly actorId: string;
  /** UTC instant. */
  readonly at: string;
  readonly deed: 'kept' | 'erased' | 'seen' | 'searched' | 'found';
  readonly fields: readonly string[];
  readonly why: string | null;
}

function asActor<T>(pools: Pools, actorId: string, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  return inTransaction(pools.identity, 'begin', async (client) => {
    await client.query("select set_config('app.actor', $1, true)", [actorId]);
    return work(client);
  });
}

/** The identifiers of a participant, and the line that they were seen; undefined where there are none for this actor. */
export function lookAtIdentifiers(
  pools: Pools,
  { trialId, actorId, participantId, why }: OfActor & { readonly participantId: string; readonly why: string },
): Promise<KeptIdentifiers | undefined> {
  return asActor(pools, actorId, async (client) => {
    const [found] = await selectKept(client, { trialId, participantIds: [participantId], limit: 1 });
    if (found === undefined) return undefined;
    const { siteId, fields } = found;
    await note(client, { trialId, actorId, participantId, siteId, deed: 'seen', fields, why });
    return found;
  });
}

/**
 * The identifiers of several participants, for a list of people: of those at the actor's own sites that have one of the
 * fields that are shown, with a line for each that it was seen.
 */
export function lookAtMany(
  pools: Pools,
  about: OfActor & {
    readonly participantIds: readonly string[];
    readonly fields: readonly string[];
    readonly why: string;
  },
): Promise<readonly KeptIdentifiers[] | undefined> {
  const { trialId, actorId, participantIds, why } = about;
  return asActor(pools, actorId, async (client) => {
    if ((await selectOwnSites(client, trialId)).length === 0) return undefined;
    const kept = await selectKept(client, { trialId, participantIds, limit: participantIds.length });
    const shown = kept
      .map((one) => ({ ...one, fields: one.fields.filter((field) => about.fields.includes(field)) }))
      .filter(({ fields }) => fields.length > 0);
    for (const { participantId, siteId, fields } of shown)
      await note(client, { trialId, actorId, participantId, siteId, deed: 'seen', fields, why });
    return shown;
  });
}

/**
 * All identifiers of the actor's own sites, for one search. `choose` says who is found; the search leaves a line for each
 * site, and one for each person found.
 *
 * @returns undefined where the actor has no site of its own; `isWhole` is false where there are more than `limit`
 */
export function searchIdentifiers(
  pools: Pools,
  about: OfActor & { readonly why: string; readonly limit: number; readonly fields: readonly string[] },
  choose: (kept: readonly KeptIdentifiers[]) => Promise<readonly KeptIdentifiers[]>,
): Promise<{ readonly found: readonly KeptIdentifiers[]; readonly isWhole: boolean } | undefined> {
  const { trialId, actorId, limit, fields, why } = about;
  return asActor(pools, actorId, async (client) => {
    const sites = await selectOwnSites(client, trialId);
    if (sites.length === 0) return undefined;
    const kept = await selectKept(client, { trialId, participantIds: null, limit: limit + 1 });
    const found = await choose(kept.slice(0, limit));
    for (const siteId of sites)
      await note(client, { trialId, actorId, participantId: null, siteId, deed: 'searched', fields, why });
    for (const { participantId, siteId } of found)
      await note(client, { trialId, actorId, participantId, siteId, deed: 'found', fields, why });
    return { found, isWhole: kept.length <= limit };
  });
}

/** Which lines of the log are asked for; what is absent is not asked about. */
export interface LogQuestion {
  readonly participantId?: string | undefined;
  /** A part of the screening number; case does not count. */
  readonly number?: string | undefined;
  /** Who looked. */
  readonly by?: string | undefined;
  /** UTC instants: from the one on, before the other. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Older lines than that position. */
  readonly before?: number | undefined;
  readonly limit: number;
}

/** The newest lines of the log that the actor may see and asks for, and everybody who is in the log that the actor sees. */
export function listIdentifierAccess(
  pools: Pools,
  { trialId, actorId, participantId, number, by, from, to, before, limit }: OfActor & LogQuestion,
): Promise<{ readonly rows: readonly IdentifierAccess[]; readonly people: readonly string[] } | undefined> {
  return asActor(pools, actorId, async (client) => {
    const { rows: sites } = await client.query('select 1 from identity.logged_sites() where trial_id = $1 limit 1', [
      trialId,
    ]);
    if (sites.length === 0) return undefined;
    const { rows } = await client.query<Omit<IdentifierAccess, 'position' | 'at'> & { position: string; at: Date }>(
      `with number as materialized (select * from identity.logged_numbers($1))
       select l.position, l.participant_id as "participantId", n.screening_number as "screeningNumber", l.site_id as "siteId",
         l.actor_id as "actorId", l.at, l.deed, l.fields, l.why
       from identity.access_log l left join number n using (participant_id)
       where l.trial_id = $1 and ($2::uuid is null or l.participant_id = $2) and ($3::bigint is null or l.position < $3)
         and ($4::text is null or strpos(lower(n.screening_number), lower($4)) > 0) and ($5::uuid is null or l.actor_id = $5)
         and ($6::timestamptz is null or l.at >= $6) and ($7::timestamptz is null or l.at < $7)
       order by l.position desc limit $8`,
      [
        ...[trialId, participantId ?? null, before ?? null, number ?? null],
        ...[by ?? null, from ?? null, to ?? null, limit],
      ],
    );
    const { rows: people } = await client.query<{ actor_id: string }>(
      'select distinct actor_id from identity.access_log where trial_id = $1 order by actor_id',
      [trialId],
    );
    return {
      rows: rows.map((row) => ({ ...row, position: Number(row.position), at: row.at.toISOString() })),
      people: people.map(({ actor_id }) => actor_id),
    };
  });
}

/** Keeps identifiers within the transaction that appended their event. */
export async function keepIdentifiers(
  writer: pg.ClientBase,
  about: { readonly trialId: TrialId; readonly participantId: string; readonly commandId: string },
  { wrappedKey, content }: SealedIdentifiers,
): Promise<void> {
  await writer.query('select identity.keep($1, $2, $3, $4, $5)', [
    about.trialId,
    about.participantId,
    about.commandId,
    wrappedKey,
    content,
  ]);
}

/** Destroys identifiers within the transaction that appended the event of their erasure. */
export async function eraseIdentifiers(
  writer: pg.ClientBase,
  about: { readonly trialId: TrialId; readonly participantId: string; readonly commandId: string },
): Promise<void> {
  await writer.query('select identity.erase($1, $2, $3)', [about.trialId, about.participantId, about.commandId]);
}

async function selectOwnSites(client: pg.ClientBase, trialId: TrialId): Promise<readonly string[]> {
  const { rows } = await client.query<{ site_id: string }>(
    "select site_id from identity.own_sites('identifiers') where trial_id = $1 order by site_id",
    [trialId],
  );
  return rows.map(({ site_id }) => site_id);
}

async function selectKept(
  client: pg.ClientBase,
  about: { readonly trialId: TrialId; readonly participantIds: readonly string[] | null; readonly limit: number },
): Promise<readonly KeptIdentifiers[]> {
  const { rows } = await client.query<{
    participant_id: string;
    site_id: string;
    fields: string[];
    kept_at: Date;
    wrapped_key: Buffer;
    content: Buffer;
  }>(
    `select k.participant_id, o.site_id, k.fields, k.kept_at, k.wrapped_key, k.content
     from identity.kept k join identity.own_participants() o using (trial_id, participant_id)
     where k.trial_id = $1 and ($2::uuid[] is null or k.participant_id = any ($2)) and k.wrapped_key is not null
     order by k.participant_id limit $3`,
    [about.trialId, about.participantIds, about.limit],
  );
  return rows.map((row) => ({
    participantId: row.participant_id,
    siteId: row.site_id,
    fields: row.fields,
    keptAt: row.kept_at.toISOString(),
    sealed: { wrappedKey: row.wrapped_key, content: row.content },
  }));
}

async function note(
  client: pg.ClientBase,
  line: OfActor & {
    readonly participantId: string | null;
    readonly siteId: string;
    readonly deed: 'seen' | 'searched' | 'found';
    readonly fields: readonly string[];
    readonly why: string;
  },
): Promise<void> {
  await client.query(
    `insert into identity.access_log (trial_id, participant_id, site_id, actor_id, deed, fields, why)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [line.trialId, line.participantId, line.siteId, line.actorId, line.deed, line.fields, line.why],
  );
}
