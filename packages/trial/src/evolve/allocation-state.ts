// What became of the allocation since it was committed: parts of its list, and openings by two people.
import type { Payload } from '../event/catalogue.js';
import type { ActorId } from '../id.js';
import type { Folded } from './recorded.js';

/** One opening of the list: requested by one person, confirmed by another. */
export interface ListOpening {
  readonly requestedBy: ActorId;
  /** UTC instant until which it may be confirmed or, once confirmed, seen. */
  readonly until: string;
  /** Who sees the list; nobody before it is confirmed. */
  readonly shownTo: readonly ActorId[];
}

export interface AllocationState {
  /** The parts of an uploaded list after the first. */
  readonly appended: readonly Payload<'AllocationListAppended'>[];
  /** By opening. */
  readonly listOpenings: Readonly<Record<string, ListOpening>>;
}

export const initialAllocationState: AllocationState = { appended: [], listOpenings: {} };

/** The state after one more event of the trial's stream. */
export function evolveAllocation(state: AllocationState, { event, envelope }: Folded): AllocationState {
  switch (event?.type) {
    case 'AllocationListAppended':
      return { ...state, appended: [...state.appended, event.payload] };
    case 'ListOpeningRequested': {
      const { openingId, until } = event.payload;
      return withOpening(state, openingId, { requestedBy: envelope.actorId, until, shownTo: [] });
    }
    case 'ListOpened': {
      const { openingId, requestedBy, until, shownTo } = event.payload;
      return withOpening(state, openingId, { requestedBy, until, shownTo });
    }
    default:
      return state;
  }
}

/** By stratum: the entries of an uploaded list with all its parts; undefined where there is no list. */
export function listLengths(
  committed: { readonly entries?: Readonly<Record<string, number>> | undefined } | undefined,
  { appended }: AllocationState,
): Readonly<Record<string, number>> | undefined {
  if (committed?.entries === undefined) return undefined;
  const lengths = new Map(Object.entries(committed.entries));
  for (const { entries } of appended) {
    for (const [stratum, added] of Object.entries(entries)) lengths.set(stratum, (lengths.get(stratum) ?? 0) + added);
  }
  return Object.fromEntries(lengths);
}

function withOpening(state: AllocationState, openingId: string, opening: ListOpening): AllocationState {
  return { ...state, listOpenings: { ...state.listOpenings, [openingId]: opening } };
}
