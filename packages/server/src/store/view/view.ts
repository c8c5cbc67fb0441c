// Every view by the name under which it is asked for, and all of its rows at once.
import type { TrialId } from '@equipoise/trial';
import type { System } from '../../system.js';
import { readProtocolsOf } from '../protocol.js';
import { accessViews } from './access.js';
import { allocationViews } from './allocation.js';
import { amendmentViews } from './amendment.js';
import { captureViews } from './capture.js';
import { closedSafetyViews } from './closed-safety.js';
import { codingViews } from './coding.js';
import type { AnyView } from './contract.js';
import { coreViews } from './core.js';
import { exchangeViews } from './exchange.js';
import { formStateViews } from './form-state.js';
import { laboratoryViews } from './laboratory.js';
import { openedAllocationViews } from './opened-allocation.js';
import { participantCourseViews } from './participant-course.js';
import { participantHistoryViews } from './participant-history.js';
import { productViews } from './product.js';
import { readingViews } from './reading.js';
import { recordVerificationViews } from './record-verification.js';
import { reviewViews } from './review.js';
import { openViewRows } from './rows.js';
import { safetyViews } from './safety.js';
import { sealedQueryViews } from './sealed-query.js';
import { treatmentGuessViews } from './treatment-guess.js';
import { versionViews } from './version.js';

export const views = {
  ...coreViews,
  ...captureViews,
  ...readingViews,
  ...accessViews,
  ...allocationViews,
  ...openedAllocationViews,
  ...amendmentViews,
  ...reviewViews,
  ...codingViews,
  ...sealedQueryViews,
  ...versionViews,
  ...exchangeViews,
  ...productViews,
  ...laboratoryViews,
  ...safetyViews,
  ...closedSafetyViews,
  ...participantCourseViews,
  ...participantHistoryViews,
  ...formStateViews,
  ...treatmentGuessViews,
  ...recordVerificationViews,
} as const satisfies Readonly<Record<string, AnyView>>;

export type StoredView = keyof typeof views;

/**
 * The rows of a view that an actor may see; none where no role of the actor has the right, which `openViewRows` sees to for
 * everybody who asks for a view.
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
  const found = await openViewRows(system, view, {
    trialId,
    actorId: asked.actorId,
    now: asked.now ?? new Date().toISOString(),
    protocols: () => readProtocolsOf(system.pools.writer, trialId),
    params,
    page: {},
  });
  if (found.kind === 'refused') return [];
  if (found.kind === 'whole') return found.rows as readonly Readonly<Record<string, unknown>>[];
  const rows: Readonly<Record<string, unknown>>[] = [];
  for await (const batch of found.batches) rows.push(...batch);
  return rows;
}
