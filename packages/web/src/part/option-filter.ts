// Finds options of a list by what is typed, in any case and without accents.
import type { ComboboxItem, ComboboxParsedItem, OptionsFilter } from '@mantine/core';
import { fold } from '../language/fold.js';

/** The filter of every list that is searched. */
export const optionFilter: OptionsFilter = ({ options, search, limit }) => {
  const wanted = fold(search);
  let left = limit;
  const fitting = (items: readonly ComboboxItem[]) => {
    const some = items.filter(({ label }) => fold(label).includes(wanted)).slice(0, left);
    left -= some.length;
    return some;
  };
  return options.flatMap<ComboboxParsedItem>((item) =>
    'group' in item ? [{ group: item.group, items: fitting(item.items) }] : fitting([item]),
  );
};
