// The list of queries as it is filtered, and what a person may do with those that are chosen.
import type { RowOf } from '../../api/view.js';
import { groupBy } from './group-by.js';
import type { Place } from './protocol-words.js';

export type QueryRow = RowOf<'queries'>;

/** What is shown of the queries. */
export interface QueryFilter {
  readonly state: 'unclosed' | 'open' | 'answered' | 'closed' | 'all';
  readonly mine: boolean;
  readonly siteId: string | null;
  readonly minimumAgeDays: number;
}

export const usualFilter: QueryFilter = { state: 'unclosed', mine: false, siteId: null, minimumAgeDays: 0 };

/** The filter as parameters of the view. */
export function paramsOf({ state, mine, siteId, minimumAgeDays }: QueryFilter) {
  return {
    ...(state === 'all' ? {} : { status: state }),
    ...(mine ? { mine: 'true' as const } : {}),
    ...(siteId === null ? {} : { siteId }),
    ...(minimumAgeDays > 0 ? { minimumAgeDays } : {}),
  };
}

/** The place of a query. */
export function placeOfQuery(query: Pick<QueryRow, 'place'>): Place {
  return (query.place ?? {}) as Place;
}

/** Queries by participant, as one command closes them: at most 200 of one participant. */
export function closings(
  rows: readonly QueryRow[],
): readonly { readonly participantId: string; readonly queryIds: readonly string[] }[] {
  const byParticipant = groupBy(
    rows.filter(({ status }) => status !== 'closed'),
    ({ participant_id }) => participant_id,
  );
  return [...byParticipant].flatMap(([participantId, queries]) => {
    const ids = queries.map(({ query_id }) => query_id);
    return Array.from({ length: Math.ceil(ids.length / 200) }, (_, part) => ({
      participantId,
      queryIds: ids.slice(part * 200, part * 200 + 200),
    }));
  });
}
