// Tests and intervals for one coefficient of a Poisson or logistic regression, and tests of whole terms.
import { crossProduct } from '../algebra/basis-product.js';
import { invertPositiveDefinite } from '../algebra/cholesky.js';
import { chiSquareUpper } from '../distribution/chi-square.js';
import { normalQuantile, normalTwoSided } from '../distribution/normal.js';
import { profileInterval } from '../regression/profile-interval.js';
import type { GlmEffect, GlmWald } from './glm-fit.js';
import type { Covariances, RobustKind } from './sandwich.js';
import { type GlmRows, type GlmSolution, solveGlm } from './solve-glm.js';

/** The z test and interval of an estimate on the log scale. */
export function waldOf(estimate: number, se: number, confidence: number): GlmWald {
  const half = normalQuantile(0.5 + confidence / 2) * se;
  const z = estimate / se;
  return { se, z, p: normalTwoSided(z), ...intervalOf([estimate - half, estimate + half]) };
}

/** Rows without some columns of the design. */
export function withoutGlmColumns(rows: GlmRows, dropped: readonly number[]): GlmRows {
  const kept = Array.from({ length: rows.columns }, (_, j) => j).filter((j) => !dropped.includes(j));
  const n = rows.y.length;
  const values = new Float64Array(n * kept.length);
  let k = 0;
  for (let i = 0; i < n; i += 1) for (const j of kept) values[k++] = rows.values[i * rows.columns + j]!;
  return { ...rows, values, columns: kept.length };
}

/** The log likelihood without any column is that of the offset alone. */
export function solveWithout(rows: GlmRows, dropped: readonly number[]): GlmSolution {
  return solveGlm(withoutGlmColumns(rows, dropped));
}

/** What {@link effectOf} needs. */
export interface EffectProblem {
  readonly solution: GlmSolution;
  readonly covariances: Covariances;
  readonly name: string;
  /** Index in the design, and in the basis where the estimate is finite. */
  readonly column: number;
  readonly at: number | undefined;
  readonly estimate: number;
  readonly confidence: number;
  readonly isSolved: boolean;
}

/** Wald, robust Wald, likelihood ratio, score, profile interval. The last three exist for an infinite estimate, too. */
export function effectOf(problem: EffectProblem): GlmEffect {
  const { solution, covariances, name, column, at, estimate, confidence } = problem;
  const p = solution.basis.p;
  const wald = (matrix: Float64Array | undefined): GlmWald | undefined =>
    at === undefined || matrix === undefined || !problem.isSolved
      ? undefined
      : waldOf(estimate, Math.sqrt(matrix[at * p + at]!), confidence);
  const model = wald(covariances.model);
  const kinds: readonly RobustKind[] = ['HC0', 'HC1', 'HC2', 'HC3'];
  const robust = Object.fromEntries(
    kinds.flatMap((kind) => {
      const test = wald(covariances[kind]);
      return test === undefined ? [] : [[kind, test] as const];
    }),
  );
  const effect = {
    term: name,
    estimate,
    ratio: Math.exp(estimate),
    ...(model === undefined ? {} : { wald: model, robust }),
  };
  if (!problem.isSolved && Number.isFinite(estimate)) return effect;
  const { rows, logLik } = solution;
  const reduced = solveWithout(rows, [column]);
  const chisq = Math.max(0, 2 * (logLik - reduced.logLik));
  const x = Float64Array.from(rows.y, (_, i) => rows.values[i * rows.columns + column]!);
  const score = scoreTest(reduced, x);
  const without = withoutGlmColumns(rows, [column]);
  const ends = profileInterval({
    estimate,
    se: model?.se ?? 1,
    logLik,
    confidence,
    profileAt: (value) => {
      const held = solveGlm({ ...without, offset: rows.offset.map((known, i) => known + value * x[i]!) });
      let slope = 0;
      held.used.forEach((row, i) => {
        slope += rows.weight[row]! * (rows.y[row]! - held.mu[i]!) * x[row]!;
      });
      return { logLik: held.logLik, slope };
    },
  });
  return {
    ...effect,
    lrt: { chisq, df: 1, p: chiSquareUpper(chisq, 1), logLikNull: reduced.logLik },
    ...(score === undefined ? {} : { score }),
    profileCi: intervalOf(ends),
  };
}

/** Rao's test for adding a column. Undefined when rows were separated or the information is singular. @see Rao (1948) */
function scoreTest(reduced: GlmSolution, x: Float64Array): GlmEffect['score'] {
  const { basis, rows, variance, mu } = reduced;
  if (reduced.divergent.size > 0) return undefined;
  const { n, p } = basis;
  const inverse = p === 0 ? new Float64Array(0) : invertPositiveDefinite(crossProduct(basis, variance), p);
  if (inverse === undefined) return undefined;
  let score = 0;
  let own = 0;
  const cross = new Float64Array(p);
  for (let i = 0; i < n; i += 1) {
    score += rows.weight[i]! * (rows.y[i]! - mu[i]!) * x[i]!;
    own += variance[i]! * x[i]! * x[i]!;
    for (let j = 0; j < p; j += 1) cross[j] = cross[j]! + variance[i]! * x[i]! * basis.basis[i * p + j]!;
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

function intervalOf(ciLog: readonly [number, number]) {
  return { ciLog, ci: [Math.exp(ciLog[0]), Math.exp(ciLog[1])] as const };
}
