// The versions of a trial's protocol, parsed once from the sources that the record holds.
import { createHash } from 'node:crypto';
import {
  type AmendmentState,
  type Protocol,
  type ProtocolVersions,
  protocolAt,
  readAcceptedProtocol,
  type TrialId,
} from '@equipoise/trial';
import type pg from 'pg';
import { streamIdOf } from './stream.js';

const parsed = new Map<string, Protocol>();

/** SHA-256 of a protocol's source, as the record names it. */
export function protocolDigest(source: string): string {
  return createHash('sha256').update(source).digest('hex');
}

/** Parses a source that was accepted before. @throws Error when it does not parse: the record or this version is wrong. */
export function requireProtocol(source: string): Protocol {
  const digest = protocolDigest(source);
  const known = parsed.get(digest);
  if (known) return known;
  const protocol = readAcceptedProtocol(source);
  if (parsed.size >= 64) parsed.clear();
  parsed.set(digest, protocol);
  return protocol;
}

/** Every version of a trial's protocol, and by which of them each site works. */
export interface Protocols extends ProtocolVersions {
  /** The latest that counts anywhere: what is about the whole trial goes by it. */
  readonly newest: Protocol;
  /** The one by which a site works. */
  readonly at: (siteId: string) => Protocol;
  /** The version of the creation and the approved ones, in that order. */
  readonly approved: readonly Protocol[];
  /** An amendment that was drafted, and the version that it was compared with. */
  readonly find: (amendmentId: string) => { readonly before: Protocol; readonly after: Protocol } | undefined;
}

/** The latest protocol of a trial that counts anywhere. @throws Error where there is no such trial. */
export async function readProtocolOf(client: pg.ClientBase | pg.Pool, trialId: TrialId): Promise<Protocol> {
  return (await readProtocolsOf(client, trialId)).newest;
}

/** The same; undefined where there is no such trial. */
export async function findProtocolOf(client: pg.ClientBase | pg.Pool, trialId: TrialId): Promise<Protocol | undefined> {
  return (await findProtocolsOf(client, trialId))?.newest;
}

/** The versions of the protocol of a trial. @throws Error where there is no such trial. */
export async function readProtocolsOf(client: pg.ClientBase | pg.Pool, trialId: TrialId): Promise<Protocols> {
  const found = await findProtocolsOf(client, trialId);
  if (!found) throw new Error(`there is no trial ${trialId}`);
  return found;
}

async function findProtocolsOf(client: pg.ClientBase | pg.Pool, trialId: TrialId): Promise<Protocols | undefined> {
  const original = await readVersion(client, trialId, { version: 1 });
  if (original === undefined) return undefined;
  const { rows } = await client.query<DraftRow>({
    name: 'amendments-of-trial',
    text: `select a.amendment_id, a.protocol_digest, a.based_on, a.drafted_version, a.status, a.approved_version, array(
             select s.site_id from read.amendment_site s where s.trial_id = a.trial_id and s.amendment_id = a.amendment_id and s.version =
               (select max(l.version) from read.amendment_site l where l.trial_id = s.trial_id and l.site_id = s.site_id)) as sites
           from read.amendment a where a.trial_id = $1 order by a.approved_version`,
    values: [trialId],
  });
  const drafts = new Map(rows.map((row) => [row.amendment_id, row]));
  const versions = await readVersionsOf(client, trialId, {
    original,
    drafts: Object.fromEntries(
      rows.map((row) => [row.amendment_id, { version: row.drafted_version, protocolDigest: row.protocol_digest }]),
    ),
    wanted: [...drafts.keys()],
  });
  const state: Pick<AmendmentState, 'approved' | 'inForce'> = {
    approved: rows.filter(({ status }) => status === 'approved').map((row) => row.amendment_id),
    inForce: Object.fromEntries(rows.flatMap((row) => row.sites.map((site) => [site, row.amendment_id]))),
  };
  return {
    ...versions,
    newest: protocolAt(versions, state, undefined),
    at: (siteId) => protocolAt(versions, state, siteId),
    approved: [original, ...state.approved.map((id) => versions.of(id))],
    find: (amendmentId) => {
      const draft = drafts.get(amendmentId);
      if (draft === undefined) return undefined;
      const before = draft.based_on === null ? original : versions.of(draft.based_on);
      return { before, after: versions.of(amendmentId) };
    },
  };
}

interface DraftRow {
  readonly amendment_id: string;
  readonly protocol_digest: string;
  readonly based_on: string | null;
  readonly drafted_version: number;
  readonly status: string;
  readonly approved_version: number | null;
  readonly sites: readonly string[];
}

/**
 * Reads the versions that are wanted.
 *
 * @param known.drafts by amendment: the version of the event that holds its protocol
 */
export async function readVersionsOf(
  client: pg.ClientBase | pg.Pool,
  trialId: TrialId,
  known: {
    readonly original: Protocol;
    readonly drafts: Readonly<Record<string, Source>>;
    readonly wanted: readonly string[];
  },
): Promise<ProtocolVersions> {
  const read = new Map<string, Protocol>();
  for (const id of new Set(known.wanted)) {
    const source = known.drafts[id];
    const protocol = source === undefined ? undefined : await readVersion(client, trialId, source);
    if (protocol !== undefined) read.set(id, protocol);
  }
  return {
    original: known.original,
    of: (amendmentId) => {
      const protocol = read.get(amendmentId);
      if (protocol === undefined) throw new Error(`the protocol of the amendment ${amendmentId} is not in the record`);
      return protocol;
    },
  };
}

/** Where the source of a version stands: the version of its event; its digest, where that is known without reading it. */
interface Source {
  readonly version: number;
  readonly protocolDigest?: string;
}

async function readVersion(
  client: pg.ClientBase | pg.Pool,
  trialId: TrialId,
  { version, protocolDigest: digest }: Source,
): Promise<Protocol | undefined> {
  const found = digest === undefined ? undefined : parsed.get(digest);
  if (found) return found;
  const { rows } = await client.query<{ body: Buffer }>({
    name: 'protocol-of-trial',
    text: 'select body from record.payload where trial_id = $1 and stream_id = $2 and version = $3',
    values: [trialId, streamIdOf(trialId, { kind: 'trial' }), version],
  });
  const row = rows[0];
  if (!row) return undefined;
  return requireProtocol((JSON.parse(row.body.toString('utf8')) as { protocolSource: string }).protocolSource);
}
