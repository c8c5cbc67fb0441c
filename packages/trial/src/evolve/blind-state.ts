// All states that a command may depend on, folded from open events only; the browser shares them.
import type { CapState } from './cap-state.js';
import type { ParticipantState } from './participant-state.js';
import type { StratumState } from './stratum-state.js';
import type { TrialState } from './trial-state.js';

/** `participant` for commands about one; the others for `randomise` only. */
export interface States {
  readonly trial: TrialState;
  readonly participant?: ParticipantState;
  readonly stratum?: StratumState;
  /** By cap: the places taken. A cap that is not here has none taken. */
  readonly caps?: Readonly<Record<string, CapState>>;
  /** The participant who is to be replaced or, for a code break, who shares the entry. */
  readonly replaced?: ParticipantState;
}
