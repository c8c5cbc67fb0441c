// Reads views for a file: all from one state of the database, as the actor, batch by batch, however many rows there are.
import type { TrialId, ViewName } from '@equipoise/trial';
import type pg from 'pg';
import type { z } from 'zod';
import type { System } from '../system.js';
import { type Membership, selectMembership } from './membership.js';
import type { Protocols } from './protocol.js';
import type { AnyView, Asked } from './view/contract.js';
import { isPlain } from './view/rows.js';

export type ExportRow = Readonly<Record<string, unknown>>;

/** An event as the archive of a site holds it; what is null is not shown. */
export interface ArchivedEvent extends Readonly<Record<string, string | number | null>> {
  readonly version: number;
  readonly type: string;
  readonly payload: string | null;
  readonly salt: string | null;
  readonly payloadDigest: string | null;
  readonly prevHash: string;
  readonly hash: string;
  /** Why not all is here: `erased`, `items` (only other roles see some values), `moment` (only the day is shown). */
  readonly withheld: string | null;
}

/** Rows that are held in memory at a time. */
const batchSize = 500;

/** One transaction that reads as an actor. It holds a connection until it is closed. */
export class ExportReader {
  #cursors = 0;
  #isClosed = false;

  private constructor(
    private readonly client: pg.PoolClient,
    readonly asked: Asked,
    readonly membership: Membership,
  ) {}

  static async open(
    system: System,
    about: { readonly trialId: TrialId; readonly actorId: string; readonly protocols: Protocols; readonly now: string },
  ): Promise<ExportReader> {
    const client = await system.pools.reader.connect();
    try {
      await client.query('begin isolation level repeatable read read only');
      await client.query("select set_config('app.actor', $1, true)", [about.actorId]);
      const asked = { ...about, protocol: about.protocols.newest, idKey: system.keyring.commandKey };
      return new ExportReader(client, asked, await selectMembership(client, about.trialId));
    } catch (cause) {
      client.release(true);
      throw cause;
    }
  }

  /** The sites at which the actor has a right; `all` where it counts everywhere. */
  sitesWith(right: string): 'all' | ReadonlySet<string> {
    const sites = this.membership.roles.filter(({ rights }) => rights.includes(right)).map(({ siteId }) => siteId);
    return sites.includes('*') ? 'all' : new Set(sites);
  }

  sees(right: ViewName): boolean {
    return this.membership.roles.some(({ rights }) => rights.includes(right));
  }

  /**
   * The rows of a view, those of sites at which the actor also has the right to take them out; none for who does not have
   * the right of the view. A row without a site belongs to the whole trial.
   */
  async *rows(
    view: AnyView,
    params: Readonly<Record<string, unknown>>,
    exportRight: string,
  ): AsyncGenerator<readonly ExportRow[], void, undefined> {
    if (view.open !== undefined) throw new Error('what only unblinded people see is never exported');
    if (!this.sees(view.right)) return;
    const sites = this.sitesWith(exportRight);
    const shown = this.sitesWith(view.right);
    // The same sites for both: what is on the screen is in the file, whatever site stands in the row.
    const isSame = sites === 'all' || (shown !== 'all' && [...shown].every((site) => sites.has(site)));
    for await (const rows of this.#batches(view, view.params.strict().parse(params))) {
      yield isSame ? rows : rows.filter(({ site_id }) => typeof site_id === 'string' && sites.has(site_id));
    }
  }

  async *#batches(view: AnyView, params: z.output<z.ZodObject>): AsyncGenerator<readonly ExportRow[], void, undefined> {
    const { text, values } = view.query(this.asked, params as never);
    if (!isPlain(view)) {
      const { rows } = await this.client.query<Record<string, unknown>>(text, [...values]);
      yield ((await view.shape?.(rows, this.asked, params as never)) ?? rows) as readonly ExportRow[];
      return;
    }
    this.#cursors += 1;
    const cursor = `export_${this.#cursors}`;
    await this.client.query('set local cursor_tuple_fraction = 1');
    await this.client.query(`declare ${cursor} no scroll cursor for ${text}`, [...values]);
    for (;;) {
      const { rows } = await this.client.query<Record<string, unknown>>(`fetch ${batchSize} from ${cursor}`);
      if (rows.length > 0) yield rows;
      if (rows.length < batchSize) break;
    }
    await this.client.query(`close ${cursor}`);
  }

  /** The events of a participant with their hashes, for who may take the archive of the participant's site. */
  async archiveEvents(participantId: string): Promise<readonly ArchivedEvent[]> {
    const { rows } = await this.client.query<ArchivedEvent>({
      name: 'archive-events',
      text: `select version, type, site_id as "siteId", schema_version as "schemaVersion", visibility, actor_id as "actorId",
               recorded_at as "recordedAt", command_id as "commandId", reason, protocol_version as "protocolVersion",
               software_version as "softwareVersion", key_id as "keyId", payload_digest as "payloadDigest", salt, payload,
               prev_hash as "prevHash", hash, withheld
             from api.archive_event($1, $2)`,
      values: [this.asked.trialId, participantId],
    });
    return rows;
  }

  /** Gives the connection back; a second call does nothing. Whoever still reads meets an error. */
  async close({ isWhole }: { readonly isWhole: boolean }): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    if (isWhole) await this.client.query('rollback').catch(() => undefined);
    // A query may still be under way: such a connection is not used again.
    this.client.release(!isWhole);
  }
}
