// Laboratory values as typed, in the types of their items.
import type { Protocol } from '@equipoise/trial';

/** What was filled in, by item; what was left empty is left out. */
export function laboratoryValues(
  items: NonNullable<Protocol['product']>['laboratory'],
  entries: Readonly<Record<string, string>>,
): Record<string, number | boolean | string> {
  return Object.fromEntries(
    items.flatMap(({ id, type }): readonly (readonly [string, number | boolean | string])[] => {
      const typed = (entries[`laboratory.${id}`] ?? '').trim();
      if (typed === '') return [];
      if (type === 'boolean') return [[id, typed === 'true']];
      return [[id, type === 'integer' || type === 'decimal' ? Number(typed) : typed]];
    }),
  );
}
