// Which group is active and which is reference, and what the comparison is called.
import type { Analysis, Protocol } from '@equipoise/trial';
import { labelOf } from '../text.js';
import type { ModelRow } from './model-table.js';

/** The group of a row in a comparison: its sequence, its treatment, or its level of a factor. */
export function groupOfRow(row: ModelRow, effect: Analysis['effect']): string | undefined {
  if (effect.factor !== undefined) return row.factors[effect.factor];
  return effect.term === 'sequence' ? row.sequence : row.treatment;
}

/** "Early start against Delayed start": names of both groups, active first. */
export function contrastOf(effect: Analysis['effect'], protocol: Protocol): string {
  const groups = groupsOf(effect, protocol);
  const name = (id: string) => labelOf(groups.find((group) => group.id === id)?.name, id);
  return `${name(effect.active)} against ${name(effect.reference)}`;
}

/** Levels of a factor with the reference first, then the others in protocol order. */
export function levelsOf(effect: Analysis['effect'], protocol: Protocol): readonly string[] {
  const all = groupsOf(effect, protocol).map(({ id }) => id);
  return [effect.reference, ...all.filter((id) => id !== effect.reference)];
}

function groupsOf({ term, factor }: Analysis['effect'], { design, sequences, treatments }: Protocol) {
  if (factor === undefined) return term === 'sequence' ? sequences : treatments;
  return design.type === 'factorial' ? (design.factors.find(({ id }) => id === factor)?.levels ?? []) : [];
}
