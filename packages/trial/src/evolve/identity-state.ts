// Which identifiers of a participant are kept; what they say is in no state.
import type { IdentifierField } from '../protocol/schema/retention.js';
import type { Folded } from './recorded.js';

export interface IdentityState {
  /** None where nothing is kept, or no longer. */
  readonly fields: readonly IdentifierField[];
}

export const initialIdentityState: IdentityState = { fields: [] };

/** The state after one more event of the participant's stream. */
export function evolveIdentity(state: IdentityState, { event }: Folded): IdentityState {
  switch (event?.type) {
    case 'IdentifiersKept':
      return { fields: event.payload.fields };
    case 'IdentifiersErased':
      return initialIdentityState;
    default:
      return state;
  }
}
