// From when what is kept runs out: the lock of the trial, by the day of its record, and the closing of its sites.
import type { Folded } from './recorded.js';

export interface RetentionState {
  /** UTC day of the lock that counts. */
  readonly lockedOn?: string;
  /** By site. */
  readonly closedOn: Readonly<Record<string, string>>;
}

export const initialRetentionState: RetentionState = { closedOn: {} };

/** The state after one more event of the trial's stream. */
export function evolveRetention(state: RetentionState, { event, envelope }: Folded): RetentionState {
  const day = envelope.recordedAt.slice(0, 10);
  switch (event?.type) {
    case 'TrialLocked':
      return { ...state, lockedOn: day };
    case 'TrialUnlocked': {
      const { lockedOn: _, ...unlocked } = state;
      return unlocked;
    }
    case 'SiteClosed':
      return { ...state, closedOn: { ...state.closedOn, [event.payload.siteId]: event.payload.closedOn } };
    default:
      return state;
  }
}
