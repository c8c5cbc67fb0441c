// Terms to code, gathered by what is written: the same words are coded once.
import type { RowOf } from '../../api/view.js';
import { groupBy } from './group-by.js';

export type CodingRow = RowOf<'codingList'>;

/** All places of a coding where the same words are written. */
export interface TermGroup {
  readonly id: string;
  readonly coding: string;
  readonly verbatim: string;
  readonly state: CodingRow['state'];
  readonly rows: readonly CodingRow[];
  readonly suggestions: CodingRow['suggestions'];
  readonly code: string | null;
  readonly term: string | null;
}

export function groupTerms(rows: readonly CodingRow[]): readonly TermGroup[] {
  const groups = groupBy(rows, ({ coding, verbatim, state, code }) =>
    [coding, verbatim, state, code ?? ''].join('\u0000'),
  );
  return [...groups].flatMap(([id, own]) => {
    const [first] = own;
    if (first === undefined) return [];
    const { coding, verbatim, state, suggestions, code, term } = first;
    return [{ id, coding, verbatim, state, suggestions, code, term, rows: own }];
  });
}

/** Who has terms of a coding that wait: each is coded automatically by one command. */
export function participantsToCode(rows: readonly CodingRow[]) {
  const waiting = rows.filter(({ state }) => state !== 'coded');
  const keys = new Map(
    waiting.map(({ participant_id, coding }) => [
      `${participant_id} ${coding}`,
      { participantId: participant_id, coding },
    ]),
  );
  return [...keys.values()];
}

/** What a command of coding names. */
export function thingOf({ place }: CodingRow): unknown {
  return place;
}

/** The place that a query about a term names. */
export function placeOf({ place }: CodingRow): unknown {
  const { item, ...form } = place as { readonly item?: string };
  return item === undefined ? place : { ...form, items: [item] };
}

interface Level {
  readonly level: string;
  readonly term: string;
}

/** The levels above a term, from the narrowest to the widest, as one line. */
export function pathText(path: unknown): string {
  if (!Array.isArray(path)) return '';
  return (path as readonly Level[]).map(({ term }) => term).join(' › ');
}
