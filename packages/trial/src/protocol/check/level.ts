// Checks that the levels that are compared are those of a factor of the design.
import { type Finding, fault, listWords, type Path } from '../finding.js';
import type { PartialProtocol } from '../prune.js';
import { say } from '../sentence.js';
import { type Declared, unknownName } from './declared.js';

interface Compared {
  readonly factor: string;
  readonly active: string;
  readonly reference: string;
}

/** Findings where the factor, or a level of it, is not there. */
export function unknownLevels(
  protocol: PartialProtocol,
  compared: Compared,
  { declared, path }: { readonly declared: Declared; readonly path: Path },
): readonly Finding[] {
  const factors = protocol.design?.type === 'factorial' ? protocol.design.factors : [];
  const factor = factors.find(({ id }) => id === compared.factor);
  if (factor === undefined) return unknownName('factor', compared.factor, declared, [...path, 'factor']);
  const levels = factor.levels.map(({ id }) => id);
  return (['active', 'reference'] as const).flatMap((side): Finding[] => {
    if (levels.includes(compared[side])) return [];
    const message = say`the factor "${factor.id}" has no level "${compared[side]}"`;
    return [fault('unknown-level', message, listWords(levels), [...path, side])];
  });
}
