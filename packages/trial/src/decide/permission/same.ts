// Whether two recorded values are equal.
import type { ItemValue } from '../../value.js';

/** Whether two recorded values are equal. */
export function same(one: ItemValue | undefined, other: ItemValue | undefined): boolean {
  if (typeof one === 'object' && typeof other === 'object') return one.missing === other.missing;
  return one === other;
}
