// All states that a command may depend on, folded from open events only; the browser shares them.
import type { ParticipantState } from './participant-state.js';
import type { StratumState } from './stratum-state.js';
import type { TrialState } from './trial-state.js';

/** `participant` for commands about one; `stratum` for `randomise` only. */
export interface States {
  readonly trial: TrialState;
  readonly participant?: ParticipantState;
  readonly stratum?: StratumState;
}
