// The rows of a view for the web server: asked once, all at once where they are few, batch by batch where they are many.
import type { TrialId } from '@equipoise/trial';
import type { System } from '../../system.js';
import { type Membership, selectMembership } from '../membership.js';
import type { AnyView, Asked } from './contract.js';

/** Rows that fit in one answer in memory. */
const batchSize = 1000;

type Row = Readonly<Record<string, unknown>>;

/** What came of asking for a view. */
export type ViewRows =
  /** The actor has no part in the trial, or no role with the view's right. */
  | { readonly kind: 'refused'; readonly membership: Membership }
  | { readonly kind: 'whole'; readonly rows: readonly unknown[] }
  /** Too many for one answer in memory; whoever takes them takes them to the end or returns early. */
  | { readonly kind: 'batches'; readonly batches: AsyncGenerator<readonly Row[], void, undefined> };

/** A page of a long view; both in rows. */
export interface Page {
  readonly limit?: number;
  readonly offset?: number;
}

/** Whether a view's rows are those of its query, so that they can be cut into pages and sent while they are read. */
export function isPlain(view: AnyView): boolean {
  return view.shape === undefined && view.open === undefined;
}

/**
 * Asks for a view as an actor: membership and rows from one state of the database.
 *
 * @param about.protocols are asked for only once the actor turned out to have the right
 */
export async function openViewRows(
  system: System,
  view: AnyView,
  about: {
    readonly trialId: TrialId;
    readonly actorId: string;
    readonly now: string;
    readonly protocols: () => Promise<Asked['protocols']>;
    readonly params: unknown;
    readonly page: Page;
  },
): Promise<ViewRows> {
  const client = await system.pools.reader.connect();
  let isHandedOver = false;
  try {
    await client.query('begin isolation level repeatable read read only');
    await client.query("select set_config('app.actor', $1, true)", [about.actorId]);
    const membership = await selectMembership(client, about.trialId);
    if (!membership.roles.some(({ rights }) => rights.includes(view.right))) return { kind: 'refused', membership };
    const protocols = await about.protocols();
    const asked: Asked = {
      trialId: about.trialId,
      actorId: about.actorId,
      protocol: protocols.newest,
      protocols,
      now: about.now,
      idKey: system.keyring.commandKey,
    };
    const params = about.params as never;
    const { text, values } = paged(view.query(asked, params), about.page);
    if (!isPlain(view)) {
      const { rows } = await client.query<Record<string, unknown>>(text, [...values]);
      await client.query('commit');
      if (view.open) return { kind: 'whole', rows: await view.open(rows, asked, system) };
      return { kind: 'whole', rows: view.shape ? await view.shape(rows, asked, params) : rows };
    }
    // All rows are wanted: a plan that is quick to the first ones would be the wrong one.
    await client.query('set local cursor_tuple_fraction = 1');
    await client.query(`declare view_rows no scroll cursor for ${text}`, [...values]);
    const first = await fetchBatch();
    if (first.length < batchSize) {
      await client.query('commit');
      return { kind: 'whole', rows: first };
    }
    isHandedOver = true;
    return { kind: 'batches', batches: rest(first) };
  } finally {
    if (!isHandedOver) await endAndRelease();
  }

  async function fetchBatch(): Promise<readonly Row[]> {
    return (await client.query<Record<string, unknown>>(`fetch ${batchSize} from view_rows`)).rows;
  }

  async function* rest(first: readonly Row[]): AsyncGenerator<readonly Row[], void, undefined> {
    try {
      let batch = first;
      while (batch.length > 0) {
        yield batch;
        batch = batch.length < batchSize ? [] : await fetchBatch();
      }
    } finally {
      await endAndRelease();
    }
  }

  async function endAndRelease(): Promise<void> {
    // After a commit this does nothing; after an error or an early return it ends the transaction.
    await client.query('rollback').catch(() => undefined);
    client.release();
  }
}

function paged(
  { text, values }: { readonly text: string; readonly values: readonly unknown[] },
  { limit, offset }: Page,
): { readonly text: string; readonly values: readonly unknown[] } {
  if (limit === undefined && offset === undefined) return { text, values };
  // Every view's query ends with its order, after which a limit may stand.
  return {
    text: `${text} limit $${values.length + 1} offset $${values.length + 2}`,
    values: [...values, limit ?? null, offset ?? 0],
  };
}
