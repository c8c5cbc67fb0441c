// Openings of the list of allocations, put together from the log of openings: requested by one person, approved by another.
import type { RowOf } from '../../api/view.js';

export interface ListOpening {
  readonly openingId: string;
  readonly requestedBy: string;
  readonly requestedAt: string;
  readonly reason: string | null;
  /** Until when it can be approved; once it is, until when the list is shown. */
  readonly until: string;
  readonly approvedBy: string | undefined;
  readonly shownTo: readonly string[];
}

interface Facts {
  readonly openingId: string;
  readonly until: string;
  readonly shownTo?: readonly string[];
}

/** The last request first. */
export function listOpenings(rows: readonly RowOf<'openings'>[]): readonly ListOpening[] {
  const opened = new Map(
    rows.filter(({ kind }) => kind === 'ListOpened').map((row) => [(row.facts as Facts).openingId, row]),
  );
  return rows
    .filter(({ kind }) => kind === 'ListOpeningRequested')
    .map((row) => {
      const { openingId, until } = row.facts as Facts;
      const approval = opened.get(openingId);
      const facts = approval?.facts as Facts | undefined;
      return {
        ...{ openingId, requestedBy: row.actor_id, requestedAt: row.opened_at, reason: row.reason },
        ...{ until: facts?.until ?? until, approvedBy: approval?.actor_id, shownTo: facts?.shownTo ?? [] },
      };
    })
    .toReversed();
}

/** Where an opening stands at a moment, in milliseconds. */
export function openingState(
  { approvedBy, until }: ListOpening,
  now: number,
): 'waiting' | 'expired' | 'shown' | 'over' {
  const isGood = now < Date.parse(until);
  if (approvedBy === undefined) return isGood ? 'waiting' : 'expired';
  return isGood ? 'shown' : 'over';
}

/** The opening by which a person sees the list at a moment. */
export function openTo(openings: readonly ListOpening[], actorId: string, now: number): ListOpening | undefined {
  return openings.find((one) => openingState(one, now) === 'shown' && one.shownTo.includes(actorId));
}

/** The factors of a stratum with their values, as its key names them; none where the whole trial is one. */
export function stratumParts(key: string): readonly { readonly factor: string; readonly value: string }[] {
  return key.split(';').flatMap((part) => {
    const [factor, value] = part.split('=').map(decodeURIComponent);
    return factor === undefined || value === undefined ? [] : [{ factor, value }];
  });
}
