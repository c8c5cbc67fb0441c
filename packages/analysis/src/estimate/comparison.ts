// Which group is active and which is reference, and what the comparison is called.
import type { Analysis, Protocol } from '@equipoise/trial';
import { labelOf } from '../text.js';
import type { ModelRow } from './model-table.js';

/** The group of a row in a comparison: its sequence or its treatment. */
export function groupOfRow(row: ModelRow, effect: Analysis['effect']): string | undefined {
  return effect.term === 'sequence' ? row.sequence : row.treatment;
}

/** "Early MSC against Delayed MSC": names of both groups, active first. */
export function contrastOf(effect: Analysis['effect'], protocol: Protocol): string {
  const groups = effect.term === 'sequence' ? protocol.sequences : protocol.treatments;
  const name = (id: string) => labelOf(groups.find((group) => group.id === id)?.name, id);
  return `${name(effect.active)} against ${name(effect.reference)}`;
}

/** Levels of a factor with the reference first, then the others in protocol order. */
export function levelsOf(effect: Analysis['effect'], protocol: Protocol): readonly string[] {
  const all = (effect.term === 'sequence' ? protocol.sequences : protocol.treatments).map(({ id }) => id);
  return [effect.reference, ...all.filter((id) => id !== effect.reference)];
}
