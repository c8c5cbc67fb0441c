// F tests of whole terms of a linear model.
import { orthogonalBasis } from '../algebra/orthogonal-basis.js';
import { fUpper } from '../distribution/f-distribution.js';
import { fitLinear, type LinearInput } from './fit-linear.js';

/** The test that several coefficients are zero. */
export interface LinearTermTest {
  readonly sumOfSquares: number;
  readonly df: number;
  readonly f: number;
  /** Absent without residual degrees of freedom. */
  readonly p?: number;
}

/**
 * The F test of each term given all others (type III for treatment contrasts; type II where no interaction holds the term).
 * @throws RangeError as {@link fitLinear}
 * @see drop1(test = "F") in R
 */
export function dropLinearTerms(
  input: LinearInput & { readonly design: { readonly terms: readonly string[]; readonly termOf: readonly number[] } },
): Readonly<Record<string, LinearTermTest>> {
  const { design } = input;
  const full = fitLinear(input);
  const squares = full.sigma * full.sigma * full.df;
  const tests = design.terms.flatMap((term, index): readonly (readonly [string, LinearTermTest])[] => {
    const kept = design.names.flatMap((_, column) => (design.termOf[column] === index ? [] : [column]));
    const values = new Float64Array(design.rows * kept.length);
    let k = 0;
    for (let i = 0; i < design.rows; i += 1) {
      for (const column of kept) values[k++] = design.values[i * design.names.length + column]!;
    }
    const { effect: _, ...rest } = input;
    const reducedDesign = { names: kept.map((column) => design.names[column]!), values, rows: design.rows };
    const squaresWithout = kept.length === 0 ? sumOfSquares(input) : squaresOf({ ...rest, design: reducedDesign });
    const rank = design.names.length - full.aliased.length;
    const df = rank - (kept.length === 0 ? 0 : rankOf(reducedDesign));
    if (df <= 0) return [];
    const gained = Math.max(0, squaresWithout - squares);
    const f = gained / df / (squares / full.df);
    return [[term, { sumOfSquares: gained, df, f, ...(full.converged ? { p: fUpper(f, df, full.df) } : {}) }]];
  });
  return Object.fromEntries(tests);
}

function squaresOf(input: LinearInput): number {
  const { sigma, df } = fitLinear(input);
  return sigma * sigma * df;
}

function sumOfSquares({ response, offset, weights }: LinearInput): number {
  return Array.from(response).reduce((sum, y, i) => sum + (weights?.[i] ?? 1) * (y - (offset?.[i] ?? 0)) ** 2, 0);
}

function rankOf({ values, rows, names }: LinearInput['design']): number {
  return orthogonalBasis(values, rows, names.length).p;
}
