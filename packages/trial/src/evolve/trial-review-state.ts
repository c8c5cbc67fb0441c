// What the review of data adds to the trial's own state: visits of monitors, synonyms, dictionary versions, a request to unlock.

import type { DictionaryTerm } from '../event/review-part.js';
import type { ActorId } from '../id.js';
import { normaliseTerm } from '../review/coding.js';
import type { DateOrMissing } from '../value.js';
import type { Folded } from './recorded.js';

/** What a monitor's visit asked for. */
export interface ActionItem {
  readonly siteId: string;
  readonly monitoringVisitId: string;
  readonly text: string;
  readonly dueOn: DateOrMissing;
  readonly isClosed: boolean;
  readonly comment?: string;
}

/** Plain data. Nothing in it depends on an allocation. */
export interface TrialReviewState {
  readonly monitoringVisitIds: readonly string[];
  /** By action item. */
  readonly actionItems: Readonly<Record<string, ActionItem>>;
  /** By coding, then by the normalised words. */
  readonly synonyms: Readonly<Record<string, Readonly<Record<string, DictionaryTerm>>>>;
  /** By coding, where it is another than the protocol's. */
  readonly dictionaryVersions: Readonly<Record<string, string>>;
  readonly unlockRequestedBy?: ActorId;
}

export const initialTrialReviewState: TrialReviewState = {
  monitoringVisitIds: [],
  actionItems: {},
  synonyms: {},
  dictionaryVersions: {},
};

/** The state after one more event of the trial's stream. */
export function evolveTrialReview(state: TrialReviewState, { event, envelope }: Folded): TrialReviewState {
  switch (event?.type) {
    case 'MonitoringVisitRecorded': {
      const { monitoringVisitId, siteId, actionItems } = event.payload;
      const added = actionItems.map(
        ({ actionItemId, text, dueOn }) =>
          [actionItemId, { siteId, monitoringVisitId, text, dueOn, isClosed: false }] as const,
      );
      return {
        ...state,
        monitoringVisitIds: [...state.monitoringVisitIds, monitoringVisitId],
        actionItems: { ...state.actionItems, ...Object.fromEntries(added) },
      };
    }
    case 'ActionItemClosed': {
      const { actionItemId, comment } = event.payload;
      const known = state.actionItems[actionItemId];
      if (known === undefined) return state;
      return { ...state, actionItems: { ...state.actionItems, [actionItemId]: { ...known, isClosed: true, comment } } };
    }
    case 'SynonymAdded': {
      const { coding, verbatim, to } = event.payload;
      const known = { ...state.synonyms[coding], [normaliseTerm(verbatim)]: to };
      return { ...state, synonyms: { ...state.synonyms, [coding]: known } };
    }
    case 'DictionaryVersionChanged': {
      const { coding, to } = event.payload;
      return { ...state, dictionaryVersions: { ...state.dictionaryVersions, [coding]: to } };
    }
    case 'TrialUnlockRequested':
      return { ...state, unlockRequestedBy: envelope.actorId };
    case 'TrialLocked':
    case 'TrialUnlocked': {
      const { unlockRequestedBy: _, ...rest } = state;
      return rest;
    }
    default:
      return state;
  }
}
