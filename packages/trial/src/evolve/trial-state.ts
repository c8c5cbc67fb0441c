// The trial's own state, folded from the open events of the trial's stream.
import type { Payload } from '../event/catalogue.js';
import { type AccessState, evolveAccess, initialAccessState } from './access-state.js';
import { type AllocationState, evolveAllocation, initialAllocationState } from './allocation-state.js';
import { type AmendmentState, evolveAmendments, initialAmendmentState } from './amendment-state.js';
import { type BoardState, evolveBoard, initialBoardState } from './board-state.js';
import type { Folded, Versioned } from './recorded.js';
import { evolveRetention, initialRetentionState, type RetentionState } from './retention-state.js';
import { evolveTrialReview, initialTrialReviewState, type TrialReviewState } from './trial-review-state.js';

/** Plain data. Nothing in it depends on an allocation. */
export interface TrialState extends Versioned {
  readonly creation?: Omit<Payload<'TrialCreated'>, 'protocolSource'>;
  /** Who may do what, and where. */
  readonly access: AccessState;
  readonly allocation?: Payload<'AllocationCommitted'>;
  /** What became of the allocation since. */
  readonly allocationLater: AllocationState;
  /** Visits of monitors, synonyms, dictionary versions, a request to unlock. */
  readonly reviewLater: TrialReviewState;
  /** The safety board, and the last listing of the safety database. */
  readonly board: BoardState;
  /** The versions of the protocol, and by which of them each site works. */
  readonly amendments: AmendmentState;
  /** From when what is kept runs out. */
  readonly retention: RetentionState;
  readonly isLive: boolean;
  readonly plan?: Payload<'AnalysisPlanCommitted'>;
  /** What laboratories call normal, as it reads now. */
  readonly referenceRanges: readonly Payload<'ReferenceRangeSet'>[];
  /** By cut: its visits and audience as they were when it was made. */
  readonly cuts: Readonly<Record<string, { readonly visits: readonly string[]; readonly audience: readonly string[] }>>;
  readonly openedCuts: readonly string[];
  /** What marks the end, as it reads now: one for each milestone and place but halts and restarts, which may repeat. */
  readonly ends: readonly Payload<'TrialEndRecorded'>[];
  readonly isLocked: boolean;
  readonly isUnblinded: boolean;
}

export const initialTrialState: TrialState = {
  version: 0,
  access: initialAccessState,
  allocationLater: initialAllocationState,
  reviewLater: initialTrialReviewState,
  board: initialBoardState,
  retention: initialRetentionState,
  amendments: initialAmendmentState,
  isLive: false,
  referenceRanges: [],
  cuts: {},
  openedCuts: [],
  ends: [],
  isLocked: false,
  isUnblinded: false,
};

/** The state after one more event of the trial's stream. */
export function evolveTrial(state: TrialState, folded: Folded): TrialState {
  const { event } = folded;
  const allocationLater = evolveAllocation(state.allocationLater, folded);
  const version = state.version + 1;
  const board = evolveBoard(state.board, folded);
  const reviewLater = evolveTrialReview(state.reviewLater, folded);
  const access = evolveAccess(state.access, folded, version);
  const amendments = evolveAmendments(state.amendments, folded, version);
  const next = {
    ...state,
    version,
    retention: evolveRetention(state.retention, folded),
    board,
    access,
    allocationLater,
    reviewLater,
    amendments,
  };
  switch (event?.type) {
    case 'TrialCreated': {
      const { protocolSource: _, ...creation } = event.payload;
      return { ...next, creation };
    }
    case 'AllocationCommitted':
      return { ...next, allocation: event.payload };
    case 'WentLive':
      return { ...next, isLive: true };
    case 'AnalysisPlanCommitted':
      return { ...next, plan: event.payload };
    case 'DataCutMade': {
      const { cut, visits, audience } = event.payload;
      return { ...next, cuts: { ...state.cuts, [cut]: { visits, audience } } };
    }
    case 'DataCutOpened':
      return {
        ...next,
        openedCuts: [...state.openedCuts.filter((cut) => cut !== event.payload.cut), event.payload.cut],
      };
    case 'ReferenceRangeSet': {
      const others = state.referenceRanges.filter(({ rangeId }) => rangeId !== event.payload.rangeId);
      return { ...next, referenceRanges: [...others, event.payload] };
    }
    case 'TrialEndRecorded': {
      const { milestone, nationalTrial } = event.payload;
      const repeats = milestone === 'halt' || milestone === 'restart';
      const others = state.ends.filter(
        (one) => repeats || one.milestone !== milestone || one.nationalTrial !== nationalTrial,
      );
      return { ...next, ends: [...others, event.payload] };
    }
    case 'TrialLocked':
      return { ...next, isLocked: true };
    case 'TrialUnlocked':
      return { ...next, isLocked: false };
    case 'TrialUnblinded':
      return { ...next, isUnblinded: true };
    default:
      return next;
  }
}
