// Likelihood-ratio tests of whole terms of a negative-binomial regression.
import type { ModelMatrix } from '../model/model-matrix.js';
import { type CountRegressionInput, checkInput } from './count-problem.js';
import { likelihoodRatio, withoutColumns } from './nb-effect.js';
import type { ChiSquareTest } from './nb-glm-fit.js';
import { countRows, largestScore, solveNb } from './nb-solution.js';

/** The test of one term; θ is estimated anew without it. p is absent when one of the fits did not converge. */
export interface TermTest extends Omit<ChiSquareTest, 'p'> {
  readonly p?: number;
  readonly thetaReduced: number;
}

/**
 * Drops each term in turn. df counts the estimable columns that are lost; a term that loses none is left out.
 * @throws RangeError as fitNbGlm
 * @see drop1 in R
 */
export function dropNbTerms(
  input: CountRegressionInput & { readonly design: ModelMatrix },
): Readonly<Record<string, TermTest>> {
  checkInput(input);
  const { design } = input;
  const rows = countRows(input);
  const full = solveNb(rows);
  const isSolved = (solution: typeof full): boolean =>
    (solution.maximum?.isDefinite ?? false) && largestScore(solution) <= 1e-8;
  const tests = design.terms.flatMap((term, index): readonly (readonly [string, TermTest])[] => {
    const columns = design.termOf.flatMap((owner, column) => (owner === index ? [column] : []));
    const reduced = solveNb(withoutColumns(rows, columns));
    const df = rows.columns - full.aliased.length - (reduced.rows.columns - reduced.aliased.length);
    if (df <= 0) return [];
    const { p, ...test } = likelihoodRatio(full, reduced, df);
    const thetaReduced = reduced.maximum?.theta ?? Number.NaN;
    return [[term, { ...test, ...(isSolved(full) && isSolved(reduced) ? { p } : {}), thetaReduced }]];
  });
  return Object.fromEntries(tests);
}
