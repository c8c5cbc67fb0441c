// What is openly known of the safety board, and the last listing of the safety database: part of the trial's state.
import type { Payload } from '../event/catalogue.js';
import type { Folded } from './recorded.js';

export interface BoardState {
  /** By meeting. */
  readonly meetings: Readonly<
    Record<string, { readonly isOpened: boolean; readonly recommendation?: Payload<'BoardRecommended'> }>
  >;
  /** The last listing that was imported: the cases that it replaces are gone. */
  readonly listing?: Payload<'SafetyListingImported'>;
}

export const initialBoardState: BoardState = { meetings: {} };

/** The state after one more event of the trial's stream. */
export function evolveBoard(state: BoardState, { event }: Folded): BoardState {
  switch (event?.type) {
    case 'SafetyTablesOpened': {
      const { meeting } = event.payload;
      return { ...state, meetings: { ...state.meetings, [meeting]: { ...state.meetings[meeting], isOpened: true } } };
    }
    case 'BoardRecommended': {
      const { meeting } = event.payload;
      const known = state.meetings[meeting] ?? { isOpened: false };
      return { ...state, meetings: { ...state.meetings, [meeting]: { ...known, recommendation: event.payload } } };
    }
    case 'SafetyListingImported':
      return { ...state, listing: event.payload };
    default:
      return state;
  }
}
