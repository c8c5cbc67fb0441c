// A cap's state: how many of its places are taken.
import type { Folded, Versioned } from './recorded.js';

/** The version counts the places: each event of the stream takes one. */
export interface CapState extends Versioned {
  readonly placesTaken: number;
}

export const initialCapState: CapState = { version: 0, placesTaken: 0 };

/** The state after one more event. */
export function evolveCap(state: CapState, _recorded: Folded): CapState {
  return { version: state.version + 1, placesTaken: state.placesTaken + 1 };
}
