// A stratum's state: the next free entry of its allocation. Public, and independent of what the entries hold.
import type { Folded, Versioned } from './recorded.js';

/** Entry i of a stratum is claimed by the stream's event i + 1, so that the version says which entry is next. */
export interface StratumState extends Versioned {
  /** 0-based. */
  readonly nextIndex: number;
}

export const initialStratumState: StratumState = { version: 0, nextIndex: 0 };

/** The state after one more event; an erased claim still holds its entry. */
export function evolveStratum(state: StratumState, _recorded: Folded): StratumState {
  return { version: state.version + 1, nextIndex: state.nextIndex + 1 };
}
