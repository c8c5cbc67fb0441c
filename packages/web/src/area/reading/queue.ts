// The queue of scans as its reader sees it: what comes next, what was done today, and how a scan is told that cannot be read.
import type { Form } from '@equipoise/trial';
import type { RowOf } from '../../api/view.js';
import type { FormValues } from '../form/field-row.js';
import type { KnownForm } from '../form/form-model.js';

export type QueueRow = RowOf<'readingQueue'>;

/** The queue by what can be done with its scans; what was skipped waits behind the rest. */
export interface Queue {
  readonly waiting: readonly QueueRow[];
  readonly repeats: readonly QueueRow[];
  readonly sent: readonly QueueRow[];
  /** Read since midnight here. */
  readonly today: number;
}

/**
 * Divides the rows of the view.
 *
 * @param skipped ids that were put behind the others, in that order
 * @param left ids that wait no more, though the view may not say so yet
 * @param isToday whether an instant is of this day
 */
export function queueOf(
  rows: readonly QueueRow[],
  {
    skipped,
    left,
    isToday,
  }: {
    readonly skipped: readonly string[];
    readonly left: ReadonlySet<string>;
    readonly isToday: (instant: string) => boolean;
  },
): Queue {
  const waiting = rows.filter(({ state, reading_id }) => state === 'waiting' && !left.has(reading_id));
  const later = skipped.flatMap((id) => waiting.find((row) => row.reading_id === id) ?? []);
  const read = rows.filter(({ sent_at }) => sent_at !== null);
  return {
    waiting: [...waiting.filter((row) => !later.includes(row)), ...later],
    repeats: rows.filter(({ state }) => state === 'repeatAsked'),
    sent: read.filter(({ state }) => state === 'sent' || state === 'closed'),
    today: read.filter(({ sent_at }) => sent_at !== null && isToday(sent_at)).length,
  };
}

/** The scan that is open: the one that was chosen, which may be gone; else the next that waits. */
export function openIn({ waiting, repeats, sent }: Queue, chosen: string | undefined): QueueRow | 'gone' | undefined {
  if (chosen === undefined) return waiting[0];
  return [...waiting, ...repeats, ...sent].find((row) => row.reading_id === chosen) ?? 'gone';
}

/** Rows whose id begins or goes on with what was typed. */
export function findScans(rows: readonly QueueRow[], typed: string): readonly QueueRow[] {
  const bare = (text: string) => text.toUpperCase().replaceAll(/[^0-9A-Z]/g, '');
  const wanted = bare(typed);
  return wanted === '' ? rows : rows.filter((row) => bare(row.reading_id).includes(wanted));
}

/** The day of a form whose day the server adds: here it is neither known nor asked for. */
export const dayUnknownHere = { missing: 'notApplicable' } as const;

/** The values of a scan as the form reads them; empty where none was sent. */
export function knownReading({ state, items, rows }: Pick<QueueRow, 'state' | 'items' | 'rows'>): KnownForm {
  return {
    // Versions count what happened to a participant, and are not told: there is something, or nothing.
    version: state === 'waiting' ? 0 : 1,
    happenedOn: state === 'waiting' ? undefined : dayUnknownHere,
    items: (items ?? {}) as KnownForm['items'],
    rows: (rows ?? []) as unknown as KnownForm['rows'],
  };
}

/**
 * What the fields of a scan become that cannot be read: the item of quality says so, and of what is required and not filled, why.
 *
 * @param required names of the fields that are asked for now
 */
export function unreadable(
  quality: string,
  { required, values }: { readonly required: Iterable<string>; readonly values: Readonly<FormValues> },
): FormValues {
  const found: FormValues = { [quality]: 'false' };
  for (const name of required)
    if (name !== quality && (values[name] ?? '') === '') found[name] = { missing: 'unreadable' };
  return found;
}

/** The item that says why a scan cannot be read, where the form has one: the first that is a choice or a text. */
export function reasonItem({ items }: Form, quality: string): string | undefined {
  return items.find(
    ({ id, type, value, group }) =>
      id !== quality && value === undefined && group === undefined && (type === 'code' || type === 'text'),
  )?.id;
}
