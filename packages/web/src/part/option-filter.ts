// Finds options of a list by what is typed, in any case and without accents.
import type { ComboboxItem, ComboboxItemGroup, OptionsFilter } from '@mantine/core';
import { fold } from '../language/fold.js';

/** The filter of every list that is searched. */
export const optionFilter: OptionsFilter = ({ options, search, limit }) => {
  const wanted = fold(search);
  const fits = ({ label }: ComboboxItem) => fold(label).includes(wanted);
  let left = limit;
  const taken = <T>(items: readonly T[]): T[] => {
    const some = items.slice(0, left);
    left -= some.length;
    return some;
  };
  const isGroup = (item: ComboboxItem | ComboboxItemGroup<ComboboxItem>) => 'group' in item;
  return options.flatMap((item) =>
    isGroup(item)
      ? [{ ...item, items: taken((item as ComboboxItemGroup<ComboboxItem>).items.filter(fits)) }]
      : taken([item as ComboboxItem].filter(fits)),
  );
};
