// Separation in log-link count models: the direction found is one, and where none is found the estimate is finite.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { factorCholesky } from '../algebra/cholesky.js';
import { orthogonalBasis } from '../algebra/orthogonal-basis.js';
import { countProblem } from './count-problem.js';
import { maximiseAtTheta, startGamma } from './maximise-nb.js';
import { findSeparation } from './separation.js';

function problemOf(rows: readonly (readonly number[])[], counts: readonly number[]) {
  const basis = orthogonalBasis(Float64Array.from(rows.flat()), rows.length, rows[0]!.length);
  return countProblem(Float64Array.from(counts), basis, new Float64Array(rows.length));
}

/** Small designs with an intercept and mostly zero counts, in which separation is frequent but not the rule. */
const data = fc.array(
  fc.record({
    x: fc.tuple(fc.nat({ max: 1 }), fc.integer({ min: -3, max: 3 }), fc.integer({ min: -4, max: 4 })),
    y: fc.constantFrom(0, 0, 1, 3),
  }),
  { minLength: 4, maxLength: 14 },
);

describe('findSeparation', () => {
  it('finds a direction that separates, or the likelihood has a finite maximum', () => {
    const seen = { separated: 0, finite: 0 };
    fc.assert(
      fc.property(data, (rows) => {
        fc.pre(rows.some(({ y }) => y > 0));
        const problem = problemOf(
          rows.map(({ x: [a, b, c] }) => [1, a, b, c / 4]),
          rows.map(({ y }) => y),
        );
        const { groups, p, basis, total } = problem;
        const { isSeparated, direction } = findSeparation(problem);
        const moves = Array.from({ length: groups }, (_, g) => {
          let sum = 0;
          for (let j = 0; j < p; j += 1) sum += basis[g * p + j]! * direction[j]!;
          return sum;
        });
        if (isSeparated.includes(true)) {
          seen.separated += 1;
          moves.forEach((move, g) => {
            if (total[g]! > 0) expect(Math.abs(move)).toBeLessThan(1e-7);
            else expect(move).toBeLessThan(1e-7);
            if (isSeparated[g]) expect(move).toBeLessThan(-1e-7);
          });
          return;
        }
        seen.finite += 1;
        const { gamma, point, isDefinite } = maximiseAtTheta(problem, Number.POSITIVE_INFINITY, startGamma(problem));
        expect(isDefinite).toBe(true);
        expect(Math.max(...point.score.map(Math.abs))).toBeLessThan(1e-9);
        const means = Array.from({ length: groups }, (_, g) => {
          let eta = 0;
          for (let j = 0; j < p; j += 1) eta += basis[g * p + j]! * gamma[j]!;
          return Math.exp(eta);
        });
        // A mean near zero is that of a finite maximum where no direction moves such rows alone: the others span the design.
        const spans = (isCounted: (g: number) => boolean) => {
          const gram = new Float64Array(p * p);
          for (let g = 0; g < groups; g += 1) {
            if (!isCounted(g)) continue;
            for (let j = 0; j < p; j += 1)
              for (let k = 0; k < p; k += 1) gram[j * p + k]! += basis[g * p + j]! * basis[g * p + k]!;
          }
          return factorCholesky(gram, p, new Float64Array(p * p));
        };
        expect(means.every((mean) => mean > 1e-13) || spans((g) => total[g]! > 0 || means[g]! > 1e-6)).toBe(true);
      }),
      { numRuns: 800 },
    );
    expect(seen.separated).toBeGreaterThan(20);
    expect(seen.finite).toBeGreaterThan(20);
  });

  it('separates every row that can be, in several directions at once', () => {
    // Two strata without events, each with a column of its own, and a third with events.
    const strata = [0, 0, 1, 1, 2, 2, 2];
    const problem = problemOf(
      strata.map((stratum) => [1, stratum === 0 ? 1 : 0, stratum === 1 ? 1 : 0]),
      [0, 0, 0, 0, 2, 0, 1],
    );
    expect(findSeparation(problem).isSeparated).toEqual([true, true, false]);
  });

  it('does not take a nearly separated row for a separated one', () => {
    const rows = [
      [1, 1, -1.4773163278277253, 2, 2],
      [1, 0, 1.1289916255800252, 5, 0],
      [1, 1, 0.4130896393661021, 0, 0],
      [1, 1, -0.9866601739765883, 4, 4],
      [1, 0, -1.2260941334709474, 4, 0],
      [1, 1, 1.2408594290474904, 3, 3],
      [1, 0, 1.3850447096779805, 5, 0],
      [1, 1, 0.5609827635631071, 2, 2],
    ];
    // R's glm finds this maximum: all fitted means are above 0.002.
    expect(findSeparation(problemOf(rows, [1, 0, 7, 0, 1, 0, 1, 0])).isSeparated).not.toContain(true);
  });
});
