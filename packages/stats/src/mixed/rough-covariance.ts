// A rough covariance of the visits, from least-squares residuals: where the search for the best one starts.
import { factorCholesky } from '../algebra/cholesky.js';
import { type Pattern, projectMoments } from './repeated-moments.js';
import type { WorkingDesign } from './working-design.js';

/** A positive definite m × m matrix, and whether every pair of visits was seen together in some participant. */
export interface RoughCovariance {
  readonly matrix: Float64Array;
  readonly isIdentified: boolean;
}

/** Pairwise moments of the residuals; correlations are shrunk until the matrix is definite. The working response is residuals. */
export function roughCovariance(patterns: readonly Pattern[], { p, n }: WorkingDesign, m: number): RoughCovariance {
  const sums = new Float64Array(m * m);
  const counts = new Float64Array(m * m);
  const response = new Float64Array(p + 1);
  response[p] = 1;
  for (const pattern of patterns) {
    const { visits, size } = pattern;
    const products = projectMoments(pattern, response);
    let end = -1;
    visits.forEach((visitA, a) => {
      visits.slice(0, a + 1).forEach((visitB, b) => {
        end += p + 1;
        const value = a === b ? products[end]! : 0.5 * products[end]!;
        for (const at of a === b ? [visitA * m + visitB] : [visitA * m + visitB, visitB * m + visitA]) {
          sums[at]! += value;
          counts[at]! += size;
        }
      });
    });
  }
  const correction = n / Math.max(1, n - p);
  const matrix = new Float64Array(m * m);
  for (let a = 0; a < m; a += 1) {
    const own = counts[a * m + a]! > 0 ? (correction * sums[a * m + a]!) / counts[a * m + a]! : 1;
    matrix[a * m + a] = Math.max(own, 1e-10);
  }
  for (let a = 0; a < m; a += 1) {
    for (let b = 0; b < m; b += 1) {
      if (a !== b && counts[a * m + b]! > 0) {
        const limit = 0.99 * Math.sqrt(matrix[a * m + a]! * matrix[b * m + b]!);
        matrix[a * m + b] = Math.max(-limit, Math.min(limit, (correction * sums[a * m + b]!) / counts[a * m + b]!));
      }
    }
  }
  return { matrix: shrunkUntilDefinite(matrix, m), isIdentified: counts.every((count) => count > 0) };
}

function shrunkUntilDefinite(matrix: Float64Array, m: number): Float64Array {
  let shrunk = matrix;
  for (let share = 1; share > 1e-3; share *= 0.9) {
    shrunk = matrix.map((value, at) => (at % (m + 1) === 0 ? value : value * share));
    const isSafe = shrunk.map((value, at) => (at % (m + 1) === 0 ? value * 0.98 : value));
    if (factorCholesky(isSafe, m, new Float64Array(m * m))) return shrunk;
  }
  return shrunk;
}
