// Tests and intervals for one coefficient of a negative-binomial regression.
import { crossProduct } from '../algebra/basis-product.js';
import { invertPositiveDefinite } from '../algebra/cholesky.js';
import { chiSquareUpper } from '../distribution/chi-square.js';
import { normalQuantile, normalTwoSided } from '../distribution/normal.js';
import type { ChiSquareTest, NbInterval, NbWald } from './nb-glm-fit.js';
import { type CountRows, type NbSolution, rowSlopes, rowWeights, solveNb } from './nb-solution.js';
import { profileInterval as profileEnds } from './profile-interval.js';

/** The z test and interval of an estimate on the log scale. */
export function waldOf(estimate: number, se: number, confidence: number): NbWald {
  const half = normalQuantile(0.5 + confidence / 2) * se;
  const z = estimate / se;
  return { se, z, p: normalTwoSided(z), ...intervalOf(estimate - half, estimate + half) };
}

/** The likelihood-ratio test of two nested solutions. */
export function likelihoodRatio(full: NbSolution, reduced: NbSolution, df: number): ChiSquareTest {
  const chisq = Math.max(0, 2 * (full.logLik - reduced.logLik));
  return { chisq, df, p: chiSquareUpper(chisq, df) };
}

/** Rows without some columns of the design. */
export function withoutColumns(rows: CountRows, dropped: readonly number[]): CountRows {
  const kept = Array.from({ length: rows.columns }, (_, j) => j).filter((j) => !dropped.includes(j));
  const n = rows.y.length;
  const values = new Float64Array(n * kept.length);
  let k = 0;
  for (let i = 0; i < n; i += 1) for (const j of kept) values[k++] = rows.values[i * rows.columns + j]!;
  return { ...rows, values, columns: kept.length };
}

/**
 * Rao's score test for adding a column to a solution: U² / (i_ee − i_eb i_bb⁻¹ i_be) with the expected information and
 * the θ of that solution. Undefined when the information is singular or rows were separated.
 * @see Rao (1948); anova(test = "Rao") in R
 */
export function scoreTest(reduced: NbSolution, column: Float64Array): ChiSquareTest | undefined {
  const { basis, maximum } = reduced;
  if (maximum === undefined || reduced.divergent.size > 0) return undefined;
  const { n, p } = basis;
  const weights = rowWeights(reduced);
  const slopes = rowSlopes(reduced);
  const inverse = invertPositiveDefinite(crossProduct(basis, weights), p);
  if (inverse === undefined) return undefined;
  let score = 0;
  let own = 0;
  const cross = new Float64Array(p);
  for (let i = 0; i < n; i += 1) {
    const x = column[i]!;
    score += slopes[i]! * x;
    own += weights[i]! * x * x;
    for (let j = 0; j < p; j += 1) cross[j] = cross[j]! + weights[i]! * x * basis.basis[i * p + j]!;
  }
  let explained = 0;
  for (let j = 0; j < p; j += 1) {
    for (let k = 0; k < p; k += 1) explained += cross[j]! * inverse[j * p + k]! * cross[k]!;
  }
  const information = own - explained;
  if (!(information > 1e-10 * own)) return undefined;
  const chisq = (score * score) / information;
  return { chisq, df: 1, p: chiSquareUpper(chisq, 1) };
}

/** What {@link profileInterval} needs. */
export interface ProfileProblem {
  readonly full: NbSolution;
  /** Index of the column in the design. */
  readonly column: number;
  /** Estimate (±∞ when it diverges) and a scale for the first guess. */
  readonly estimate: number;
  readonly se: number;
  readonly confidence: number;
  /** Hold θ at this value; absent: maximise it anew. */
  readonly theta?: number;
}

/**
 * The values of a coefficient whose profile log likelihood is within half a chi-square quantile of the maximum. An end is
 * infinite where the likelihood never falls so far.
 */
export function profileInterval({ full, column, estimate, se, confidence, theta }: ProfileProblem): NbInterval {
  const { rows } = full;
  const reduced = withoutColumns(rows, [column]);
  const x = Float64Array.from(rows.y, (_, i) => rows.values[i * rows.columns + column]!);
  const profileAt = (value: number) => {
    const offset = rows.offset.map((known, i) => known + value * x[i]!);
    const solution = solveNb({ ...reduced, offset }, theta);
    const slopes = rowSlopes(solution);
    let slope = 0;
    solution.used.forEach((row, i) => {
      slope += slopes[i]! * x[row]!;
    });
    return { logLik: solution.logLik, slope };
  };
  return intervalOf(...profileEnds({ estimate, se, logLik: full.logLik, confidence, profileAt }));
}

function intervalOf(low: number, high: number): NbInterval {
  return { ciLog: [low, high], ci: [Math.exp(low), Math.exp(high)] };
}
