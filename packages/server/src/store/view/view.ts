// Every view by the name under which it is asked for, and the one way to read it.
import type { TrialId } from '@equipoise/trial';
import type { System } from '../../system.js';
import { readAs } from '../pool.js';
import { readProtocolsOf } from '../protocol.js';
import { accessViews } from './access.js';
import { allocationViews } from './allocation.js';
import { amendmentViews } from './amendment.js';
import { captureViews } from './capture.js';
import { closedSafetyViews } from './closed-safety.js';
import type { AnyView } from './contract.js';
import { coreViews } from './core.js';
import { exchangeViews } from './exchange.js';
import { laboratoryViews } from './laboratory.js';
import { openedAllocationViews } from './opened-allocation.js';
import { productViews } from './product.js';
import { reviewViews } from './review.js';
import { safetyViews } from './safety.js';
import { sealedQueryViews } from './sealed-query.js';
import { versionViews } from './version.js';

export const views = {
  ...coreViews,
  ...captureViews,
  ...accessViews,
  ...allocationViews,
  ...openedAllocationViews,
  ...amendmentViews,
  ...reviewViews,
  ...sealedQueryViews,
  ...versionViews,
  ...exchangeViews,
  ...productViews,
  ...laboratoryViews,
  ...safetyViews,
  ...closedSafetyViews,
} as const satisfies Readonly<Record<string, AnyView>>;

export type StoredView = keyof typeof views;

/**
 * The rows of a view that an actor may see; none where no role of the actor has the right.
 *
 * @param asked.params as text, the way a query string gives them
 * @throws ZodError where a parameter is none of the view's or does not fit
 */
export async function readView(
  system: System,
  trialId: TrialId,
  asked: {
    readonly actorId: string;
    readonly view: StoredView;
    readonly params?: Readonly<Record<string, unknown>>;
    readonly now?: string;
  },
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const view: AnyView = views[asked.view];
  const params = view.params.strict().parse(asked.params ?? {}) as never;
  const protocols = await readProtocolsOf(system.pools.writer, trialId);
  const about = {
    trialId,
    actorId: asked.actorId,
    protocol: protocols.newest,
    protocols,
    now: asked.now ?? new Date().toISOString(),
  };
  const { text, values } = view.query(about, params);
  const rows = await readAs(system.pools, asked.actorId, async (client) => {
    const result = await client.query<Record<string, unknown>>(text, [...values]);
    return result.rows;
  });
  if (view.open) return (await view.open(rows, about, system)) as readonly Readonly<Record<string, unknown>>[];
  return view.shape ? (view.shape(rows, about, params) as readonly Readonly<Record<string, unknown>>[]) : rows;
}
