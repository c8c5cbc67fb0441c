// Why a design cannot be drawn from: what the checks of a protocol see before, and the record refuses in any case.
import type { RandomisationDesign } from '../event/randomisation-design.js';
import { sumOf } from './method/permuted-block.js';

/** More entries than any stratum needs; counting orders grows with the square. */
export const longestMaximalOrder = 1000;

/** Why allocations cannot be drawn from a design, or undefined where they can. */
export function designProblem(design: RandomisationDesign): string | undefined {
  if (design.method === 'uploadedList') return 'the entries of a list are not drawn';
  const { ratio, sequences } = design;
  if (ratio.length !== sequences.length || ratio.some((share) => !(share > 0))) {
    return 'the ratio must name every sequence';
  }
  switch (design.method) {
    case 'simple':
      return undefined;
    case 'permutedBlocks': {
      if (design.blockSizes.length === 0) return 'a block size is needed';
      const unit = sumOf(ratio);
      const wrong = design.blockSizes.find((size) => size % unit !== 0);
      return wrong === undefined ? undefined : `block size ${wrong} is not a multiple of ${unit}, the sum of the ratio`;
    }
    case 'minimisation': {
      const least = Math.min(...ratio) / sumOf(ratio);
      return design.probability > least ? undefined : probabilityProblem(design.probability, `above ${least}`);
    }
    case 'urn':
      return unequal(ratio) ? 'an urn knows no ratio but equal shares' : undefined;
    default:
      return pairProblem(design);
  }
}

function pairProblem(
  design: Extract<
    RandomisationDesign,
    { method: 'biasedCoin' | 'bigStick' | 'biasedCoinWithTolerance' | 'maximalProcedure' }
  >,
): string | undefined {
  if (design.sequences.length !== 2 || unequal(design.ratio)) return `${design.method} is for two sequences, 1:1`;
  if ('probability' in design && (design.probability < 0.5 || design.probability >= 1)) {
    return probabilityProblem(design.probability, 'from 0.5 to below 1');
  }
  if (design.method !== 'maximalProcedure') return undefined;
  const isWhole = design.length % 2 === 0 && design.length <= longestMaximalOrder;
  return isWhole ? undefined : `length ${design.length} is not an even number up to ${longestMaximalOrder}`;
}

function unequal(ratio: readonly number[]): boolean {
  return ratio.some((share) => share !== ratio[0]);
}

function probabilityProblem(probability: number, allowed: string): string {
  return `probability ${probability} is not allowed; it is ${allowed}`;
}
