// What blocks a lock, as the server names it, made into something that a page can show and lead to.
import type { RowOf } from '../../api/view.js';
import { fold } from '../../language/fold.js';
import { type Place, placeOfKey } from '../review/protocol-words.js';

export type RoadRow = RowOf<'roadToLock'>;

/** The conditions of a lock, in the order of the columns. */
export const conditionNames = [
  'formsDone',
  'queriesClosed',
  'verified',
  'signed',
  'coded',
  'scansReconciled',
  'adverseEventsResolved',
  'safetyResolved',
  'infusionsReconciled',
] as const;
export type ConditionName = (typeof conditionNames)[number];

export type Block =
  | {
      readonly kind: 'form';
      readonly place: Required<Pick<Place, 'visit' | 'form' | 'occurrence'>>;
      readonly item?: string;
    }
  | { readonly kind: 'casebook' }
  | { readonly kind: 'query'; readonly queryId: string }
  | { readonly kind: 'adverseEvent'; readonly adverseEventId: string }
  | { readonly kind: 'words'; readonly text: string };

const id = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

/** Reads one of the places of a condition. */
export function blockOf(condition: string, text: string): Block {
  const key = condition === 'signed' && text.includes(': ') ? text.slice(text.indexOf(': ') + 2) : text;
  const found = id.exec(key)?.[0];
  if (condition === 'queriesClosed' && found !== undefined) return { kind: 'query', queryId: found };
  if (
    found !== undefined &&
    (condition === 'adverseEventsResolved' || condition === 'safetyResolved' || key.startsWith('adverseEvent/'))
  ) {
    return { kind: 'adverseEvent', adverseEventId: found };
  }
  const place = placeOfKey(key.split('/').slice(0, 3).join('/'));
  if (place !== undefined) {
    const item = key.split('/')[3];
    return { kind: 'form', place, ...(item === undefined ? {} : { item }) };
  }
  return condition === 'signed' ? { kind: 'casebook' } : { kind: 'words', text };
}

/** Where a block is dealt with, below the address of the trial. */
export function pathOf(block: Block, participantId: string): string {
  switch (block.kind) {
    case 'form':
      return `participants/${participantId}/forms/${block.place.visit}/${block.place.form}`;
    case 'query':
      return `queries?query=${block.queryId}`;
    default:
      return `participants/${participantId}`;
  }
}

/** Which participants are shown. */
export type RoadFilter = 'all' | 'blocked' | 'ready' | 'locked';

export function filterRoad(
  rows: readonly RoadRow[],
  {
    filter,
    siteId,
    text,
    number,
  }: {
    readonly filter: RoadFilter;
    readonly siteId: string | null;
    readonly text: string;
    readonly number: (id: string) => string;
  },
): readonly RoadRow[] {
  const wanted = fold(text);
  return rows
    .filter(
      (row) =>
        (siteId === null || row.site_id === siteId) &&
        (filter === 'all' ||
          (filter === 'locked' && row.locked) ||
          (filter === 'ready' && row.ready && !row.locked) ||
          (filter === 'blocked' && !row.ready)) &&
        (wanted === '' || fold(number(row.participant_id)).includes(wanted)),
    )
    .toSorted((a, b) => number(a.participant_id).localeCompare(number(b.participant_id), 'en', { numeric: true }));
}

/** How the trial stands on its road. */
export function standingOf(rows: readonly RoadRow[]) {
  const demanded = conditionNames.filter((name) =>
    rows.some(({ conditions }) => conditions.some((one) => one.condition === name && one.demanded)),
  );
  return {
    total: rows.length,
    locked: rows.filter(({ locked }) => locked).length,
    ready: rows.filter(({ ready, locked }) => ready && !locked).length,
    blocked: rows.filter(({ ready }) => !ready).length,
    demanded: new Set<string>(demanded),
    /** By condition: participants that it is not met for. */
    unmet: new Map(
      conditionNames.map((name) => [
        name as string,
        rows.filter(({ conditions }) => conditions.some((one) => one.condition === name && one.blocks > 0)).length,
      ]),
    ),
  };
}
