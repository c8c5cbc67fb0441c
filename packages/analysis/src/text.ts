// Labels and order: one text of a label, and order by code units, so that no locale plays a part.
import { label, type Text } from '@equipoise/trial';

/** The English text of a label, else its first; the id where there is no label. */
export function labelOf(text: Text | undefined, id: string): string {
  return text === undefined ? id : label(text);
}

/** Compares by UTF-16 code units: the same order under every locale. */
export function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
