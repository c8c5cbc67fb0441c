// The analysis plan that was committed before the arms were known: what is not in it is post hoc.
import { type Analysis, analysisPlanOf, type Payload, type Protocol, type SafetyComparison } from '@equipoise/trial';
import { orderEvents } from '../derive/event-order.js';
import type { PlanProvenance } from '../output.js';
import type { Snapshot, SnapshotEvent } from '../snapshot.js';

/** The last plan before the arms of this snapshot became known to its audience. */
export interface CommittedPlan {
  readonly provenance: PlanProvenance;
  /** Digest of each analysis by id; undefined where no plan was committed. */
  readonly digests: ReadonlyMap<string, string> | undefined;
  /** Whether the arms are known to this audience. */
  readonly isOpen: boolean;
}

/**
 * Finds the last AnalysisPlanCommitted before TrialUnblinded or, for a data cut, before that cut's DataCutOpened. While neither
 * happened, the last one there is.
 */
export function committedPlan(snapshot: Snapshot): CommittedPlan {
  const ordered = orderEvents(snapshot.events);
  const opening = ordered.find((event) => opensArms(event, snapshot.cut?.id));
  const plans = ordered.filter(
    (event): event is Extract<SnapshotEvent, { type: 'AnalysisPlanCommitted' }> =>
      event.type === 'AnalysisPlanCommitted' && (opening === undefined || isBefore(event, opening)),
  );
  const last = plans.at(-1);
  const isImported = snapshot.mode === 'imported';
  return {
    provenance: {
      committed: last !== undefined,
      digest: last?.payload.planDigest ?? null,
      // Of an imported trial the record shows when it was imported, not when its plan was made.
      committedAt: isImported ? null : (last?.envelope.recordedAt ?? null),
      unblindedAt: isImported ? null : (opening?.envelope.recordedAt ?? null),
    },
    digests: last && new Map(planned(last.payload)),
    isOpen: snapshot.allocation.kind === 'actual',
  };
}

/**
 * Whether an analysis, or a safety comparison, is post hoc: not in the committed plan with its endpoint and set word for word. While
 * the trial is blind and has no plan yet, those of the protocol are not; those asked for beside it are.
 */
export function isPostHoc(
  analysis: Analysis | SafetyComparison,
  {
    plan,
    protocol,
    isAdditional,
  }: { readonly plan: CommittedPlan; readonly protocol: Protocol; readonly isAdditional: boolean },
): boolean {
  const alone =
    'endpoint' in analysis
      ? { ...protocol, analyses: [analysis], safetyComparisons: [] }
      : { ...protocol, analyses: [], safetyComparisons: [analysis] };
  if (plan.digests !== undefined && plan.digests.get(analysis.id) === analysisPlanOf(alone).analyses[0]?.digest)
    return false;
  return isAdditional || plan.isOpen || plan.digests !== undefined;
}

function opensArms(event: SnapshotEvent, cut: string | undefined): boolean {
  if (event.type === 'TrialUnblinded') return true;
  return cut !== undefined && event.type === 'DataCutOpened' && event.payload.cut === cut;
}

/** Both are in the trial's own stream, where the version says which came first. */
function isBefore(one: SnapshotEvent, other: SnapshotEvent): boolean {
  return one.envelope.version < other.envelope.version;
}

function planned({ analyses }: Payload<'AnalysisPlanCommitted'>): readonly (readonly [string, string])[] {
  return analyses.map(({ id, digest }) => [id, digest]);
}
