// Forms as they stand, and what rules read of them: their own items, and values of other visits and forms.

import { isMissing } from '../missing.js';
import type { Reads } from '../protocol/schema.js';
import type { ItemValue } from '../value.js';

/** A row of a group that repeats. */
export interface RecordedRow {
  readonly rowId: string;
  readonly group: string;
  readonly items: Readonly<Record<string, ItemValue>>;
}

/** A form of a participant with all corrections applied. */
export interface RecordedForm {
  readonly visit: string;
  readonly form: string;
  readonly occurrence: number;
  /** The day it happened, YYYY-MM-DD or shorter; undefined where that is not known. */
  readonly day: string | undefined;
  readonly items: Readonly<Record<string, ItemValue>>;
  /** The rows of its groups that repeat, in the order in which they were added. */
  readonly rows?: readonly RecordedRow[];
}

export type Values = Readonly<Record<string, ItemValue | undefined>>;

/** Entries by the day they happened; of one day, and where the day is not known, in the order given. */
export function byDay<F extends Pick<RecordedForm, 'day'>>(forms: readonly F[]): readonly F[] {
  return forms.toSorted((a, b) => ((a.day ?? '') < (b.day ?? '') ? -1 : (a.day ?? '') > (b.day ?? '') ? 1 : 0));
}

/** The values that `reads` names; a name for which nothing was recorded is undefined, a count of nothing is 0. */
export function valuesOfReads(reads: Reads | undefined, forms: readonly RecordedForm[]): Values {
  return Object.fromEntries(
    Object.entries(reads ?? {}).map(([name, read]) => {
      const entries = byDay(
        forms.filter(
          ({ form, visit, items, rows }) =>
            (read.form === undefined || form === read.form) &&
            (read.visit === undefined || visit === read.visit) &&
            (Object.hasOwn(items, read.item) || rows?.some((row) => Object.hasOwn(row.items, read.item))),
        ),
      ).flatMap(({ items, rows = [] }) => {
        const all = [items, ...rows.map((row) => row.items)];
        return all.flatMap((each) => (Object.hasOwn(each, read.item) ? [each[read.item]!] : []));
      });
      return [name, valueOfEntries(entries, read.occurrence ?? 'last')] as const;
    }),
  );
}

function valueOfEntries(
  entries: readonly ItemValue[],
  occurrence: NonNullable<Reads[string]['occurrence']>,
): ItemValue | undefined {
  const known = entries.filter((value) => !isMissing(value));
  switch (occurrence) {
    case 'first':
      return entries[0];
    case 'last':
      return entries.at(-1);
    case 'count':
      return known.length;
    case 'sum':
      return known.reduce<number>((sum, value) => sum + Number(value), 0);
    case 'min':
    case 'max':
      return known.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0)).at(occurrence === 'min' ? 0 : -1);
  }
}

/** The latest value of every item, over all forms. */
export function latestOf(forms: readonly RecordedForm[]): Values {
  return Object.assign({}, ...byDay(forms).map(({ items }) => items));
}
