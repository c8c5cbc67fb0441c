// The fast negative-binomial engine: the same fits as the exhaustive search, on tame and on nasty data.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomSource } from '../random/random-source.js';
import { fitNbGlm } from './fit-nb-glm.js';
import { evaluateWorkspace, linearPredictor, logLikNb } from './nb-evaluate.js';
import { type NbFitter, nbFitter } from './nb-fitter.js';
import { nbWorkspace, reserveNb } from './nb-workspace.js';
import { gatherRows, patternScratch, rowPatterns } from './row-patterns.js';

interface Table {
  readonly counts: readonly number[];
  readonly rows: readonly (readonly number[])[];
  readonly offset?: readonly number[];
}

function inputOf({ counts, rows, offset }: Table) {
  const names = rows[0]!.map((_, j) => `x${j}`);
  const design = { names, values: Float64Array.from(rows.flat()), rows: rows.length };
  return { response: counts, design, ...(offset === undefined ? {} : { offset }) };
}

/** Largest difference, relative to 1 + |value|, from the plain path; θ as θ / (1 + θ). NaN when one has a number and the other none. */
function distanceFromPlain(table: Table, fitter: NbFitter, effect: number): number {
  const input = inputOf(table);
  const fast = fitter.fit(input);
  const plain = fitNbGlm({ ...input, effect: `x${effect}`, detail: 'core', search: 'exhaustive' });
  expect(fast.converged).toBe(plain.converged);
  expect(fast.flags).toEqual(plain.flags);
  const bounded = (theta: number) => (theta === Number.POSITIVE_INFINITY ? 1 : theta / (1 + theta));
  const pairs: (readonly [number, number])[] = [
    [bounded(fast.theta), bounded(plain.theta)],
    [fitter.logLik(), plain.logLik],
    [fitter.p(), plain.p[`x${effect}`] ?? Number.NaN],
    ...input.design.names.flatMap((name, j): (readonly [number, number])[] => [
      [fast.coefficients[j]!, plain.coefficients[name] ?? Number.NaN],
      [fast.seExpected[j]!, plain.seExpected[name] ?? Number.NaN],
      [fast.seObservedJoint[j]!, plain.seObservedJoint[name] ?? Number.NaN],
    ]),
  ];
  return Math.max(
    ...pairs.map(([got, want]) => (Object.is(got, want) ? 0 : Math.abs(got - want) / (1 + Math.abs(want)))),
  );
}

/** Designs of all kinds: with rare levels, collinear columns, no intercept, distinct rows, exposures. */
const table: fc.Arbitrary<Table> = fc
  .record({
    kind: fc.constantFrom('arm', 'arm + x', 'arm + z', 'levels', 'mean', 'no intercept', 'interaction', 'collinear'),
    scale: fc.constantFrom(1, 4, 40, 400),
    hasOffset: fc.boolean(),
    rows: fc.array(
      fc.record({
        arm: fc.nat({ max: 1 }),
        x: fc.nat({ max: 5 }),
        z: fc.double({ min: -2, max: 2, noNaN: true }),
        // Squared twice, so that most counts are small and some are far out.
        height: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
      { minLength: 3, maxLength: 40 },
    ),
  })
  .map(({ kind, scale, hasOffset, rows }) => ({
    counts: rows.map(({ height }) => Math.floor(scale * 5 * height ** 4)),
    rows: rows.map(({ arm, x, z }) => {
      if (kind === 'mean') return [1];
      if (kind === 'arm') return [1, arm];
      if (kind === 'no intercept') return [arm, 1 - arm];
      if (kind === 'arm + x') return [1, arm, Math.log(x + 1)];
      if (kind === 'arm + z') return [1, arm, z];
      if (kind === 'levels') return [1, arm, ...[1, 2, 3].map((level) => (x === level ? 1 : 0))];
      if (kind === 'interaction') return [1, arm, x, arm * x];
      return [1, arm, x, 3 * x - 2 * arm];
    }),
    ...(hasOffset ? { offset: rows.map(({ x }) => Math.log(1 + (x % 3))) } : {}),
  }));

describe('nbFitter', () => {
  it('gives the fit of the exhaustive search to 1e-10, whatever the data', () => {
    const fitter = nbFitter();
    fc.assert(
      fc.property(table, (data) => {
        const effect = Math.min(1, data.rows[0]!.length - 1);
        expect(distanceFromPlain(data, fitter, effect)).toBeLessThanOrEqual(1e-10);
      }),
      { numRuns: 1000 },
    );
  });

  it('does so by the fast path for trials as they are, from a few coefficients to many', () => {
    const source = randomSource([20261122]);
    const fitter = nbFitter();
    let fast = 0;
    const trials = 120;
    for (let trial = 0; trial < trials; trial += 1) {
      const theta = [0.3, 0.6, 1.5, 4][trial % 4]!;
      const hasCovariates = trial % 3 === 2;
      const rows = Array.from({ length: 144 }, (_, i) => {
        const baseline = source.negativeBinomial(3, 0.6);
        const country = source.below(9);
        const dummies = [1, 2, 3, 4, 5, 6, 7, 8].map((level) => (country === level ? 1 : 0));
        return hasCovariates
          ? [1, i % 2, Math.log(baseline + 1), ...dummies, 18 + 32 * source.uniform()]
          : [1, i % 2, Math.log(baseline + 1)].slice(0, 2 + (trial % 2));
      });
      const counts = rows.map((row) =>
        source.negativeBinomial(Math.exp(1 - 0.3 * row[1]! + 0.4 * (row[2] ?? 0)), theta),
      );
      if (fitter.fit(inputOf({ counts, rows })).path === 'fast') fast += 1;
      expect(distanceFromPlain({ counts, rows }, fitter, 1)).toBeLessThanOrEqual(1e-10);
    }
    expect(fast).toBeGreaterThanOrEqual(0.9 * trials);
  });

  it('leaves it to the exhaustive search when θ has two maxima', () => {
    // One arm all but Poisson, the other mostly zero with a few very large counts.
    const calm = Array.from({ length: 60 }, (_, i) => 20 + ((i * 7) % 9) - 4);
    const wild = Array.from({ length: 60 }, (_, i) => (i < 57 ? 0 : 400));
    const data = { counts: [...calm, ...wild], rows: [...calm.map(() => [1, 0]), ...wild.map(() => [1, 1])] };
    expect(distanceFromPlain(data, nbFitter(), 1)).toBeLessThanOrEqual(1e-10);
  });

  it('does not depend on the order of the rows, nor on the unit or origin of a covariate', () => {
    fc.assert(
      fc.property(
        table.filter(({ rows }) => rows[0]!.length === 3),
        fc.constantFrom(1e-5, 12, 1e6),
        (drawn, unit) => {
          // In steps of 1/64, so that moving the origin loses nothing.
          const data = { ...drawn, rows: drawn.rows.map(([a, b, c]) => [a!, b!, Math.round(c! * 64) / 64]) };
          const one = nbFitter().fit(inputOf(data));
          const reversed = nbFitter().fit(
            inputOf({
              counts: [...data.counts].reverse(),
              rows: [...data.rows].reverse(),
              ...(data.offset === undefined ? {} : { offset: [...data.offset].reverse() }),
            }),
          );
          const rescaled = nbFitter().fit(
            inputOf({ ...data, rows: data.rows.map(([a, b, c]) => [a!, b!, (c! - 0.5) * unit]) }),
          );
          expect(reversed.converged).toBe(one.converged);
          expect(rescaled.converged).toBe(one.converged);
          if (!one.converged || one.flags.includes('aliased') || one.flags.includes('separation')) return;
          expect(reversed.effect).toBeCloseTo(one.effect, 9);
          expect(rescaled.effect).toBeCloseTo(one.effect, 8);
          expect(rescaled.coefficients[2]! * unit).toBeCloseTo(one.coefficients[2]!, 7);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('forgets one problem when it is given the next', () => {
    const small = { counts: [3, 0, 5, 1, 9, 2], rows: [0, 0, 0, 1, 1, 1].map((arm) => [1, arm]) };
    const large = {
      counts: Array.from({ length: 90 }, (_, i) => (i * i) % 17),
      rows: Array.from({ length: 90 }, (_, i) => [1, i % 2, i % 7, (i * 5) % 11]),
    };
    const fit = nbFitter();
    const alone = nbFitter().fit(inputOf(small));
    fit.fit(inputOf(large));
    const after = fit.fit(inputOf(small));
    expect([after.effect, after.theta, after.z]).toEqual([alone.effect, alone.theta, alone.z]);
  });

  it('tests the effect that it is asked for', () => {
    const data = { counts: [3, 0, 5, 1, 9, 2, 4, 4], rows: [0, 0, 0, 1, 1, 1, 0, 1].map((arm, i) => [1, arm, i % 4]) };
    const result = nbFitter({ effect: 2 }).fit(inputOf(data));
    expect(result.effect).toBe(result.coefficients[2]);
    expect(result.z).toBe(result.coefficients[2]! / result.seExpected[2]!);
    expect(() => nbFitter({ effect: 3 }).fit(inputOf(data))).toThrow(/The effect is column 3; .* 0 to 2/);
  });
});

describe('on bad input, the fast and the plain path', () => {
  const design = { names: ['(Intercept)', 'arm'], values: new Float64Array([1, 0, 1, 0, 1, 1, 1, 1]), rows: 4 };
  it.each([
    ['a negative count', { response: [1, -2, 3, 4], design }, /Count 2 is -2; allowed are whole numbers/],
    ['a fraction', { response: [0.5, 1, 2, 3], design }, /Count 1 is 0.5/],
    ['NaN', { response: [1, Number.NaN, 2, 3], design }, /Count 2 is NaN/],
    ['too few counts', { response: [1, 2], design }, /2 counts for 4 rows/],
    ['an infinite offset', { response: [1, 2, 3, 4], design, offset: [0, 0, -1 / 0, 0] }, /Offset 3 is -Infinity/],
    ['too few offsets', { response: [1, 2, 3, 4], design, offset: [0] }, /1 offsets for 4 rows/],
    ['no rows', { response: [], design: { names: ['a'], values: new Float64Array(0), rows: 0 } }, /no rows/],
    ['no columns', { response: [1], design: { names: [], values: new Float64Array(0), rows: 1 } }, /no columns/],
    [
      'a covariate that is NaN',
      { response: [1, 2], design: { names: ['a'], values: new Float64Array([1, Number.NaN]), rows: 2 } },
      /column "a" is NaN in row 2/,
    ],
  ])('both refuse %s', (_, input, message) => {
    expect(() => nbFitter().fit(input)).toThrow(message);
    expect(() => fitNbGlm(input)).toThrow(message);
  });

  const arms = (counts: readonly number[], treated: readonly number[]): Table => ({
    counts: [...counts, ...treated],
    rows: [...counts.map(() => [1, 0]), ...treated.map(() => [1, 1])],
  });
  it.each([
    ['every count is zero', arms([0, 0, 0], [0, 0])],
    ['one arm has no events', arms([3, 5, 1, 0], [0, 0, 0])],
    ['there is one arm only', arms([3, 5, 1, 0], [])],
    ['there are fewer rows than coefficients', { counts: [3], rows: [[1, 0]] }],
    [
      'there is a coefficient for each row',
      {
        counts: [3, 4],
        rows: [
          [1, 0],
          [1, 1],
        ],
      },
    ],
    ['counts go to a billion', arms([1e9, 2e9, 1, 0], [3e9, 5, 1e9, 9])],
    ['counts hardly vary', arms([1e9, 1e9 + 3, 1e9 - 7], [2e9, 2e9 + 1, 2e9 - 2])],
    ['the data are less variable than Poisson', arms([4, 4, 5, 4, 5], [4, 5, 4, 4, 4])],
  ])('agree where %s', (_, data) => {
    const input = inputOf(data);
    const fitter = nbFitter();
    const fast = fitter.fit(input);
    const plain = fitNbGlm({ ...input, effect: 'x1', detail: 'core', search: 'exhaustive' });
    expect(fast.converged).toBe(plain.converged);
    expect(fast.flags).toEqual(plain.flags);
    expect(fast.theta).toBe(plain.theta);
    const pairs = [
      [fitter.p(), plain.p.x1 ?? Number.NaN],
      [fast.effect, plain.coefficients.x1 ?? Number.NaN],
    ] as const;
    for (const [got, want] of pairs) {
      if (Number.isFinite(want)) expect(got).toBeCloseTo(want, 10);
      else expect(got).toBe(want);
    }
  });
});

describe('evaluateWorkspace', () => {
  it('has the gradient and the Hessian that finite differences of the log likelihood give', () => {
    const source = randomSource([7]);
    for (const theta of [0.3, 2, 30]) {
      const work = nbWorkspace();
      const groups = 12;
      const counts = Array.from({ length: groups }, () => source.negativeBinomial(4, 0.8));
      const largest = Math.max(...counts);
      reserveNb(work, { groups, columns: 2, largest });
      Object.assign(work, { groups, p: 2, rows: groups, largest, dense: 2, theta });
      work.order.set([0, 1]);
      counts.forEach((y, g) => {
        work.size[g] = 1;
        work.total[g] = y;
        for (let m = 0; m < y; m += 1) work.above[m]! += 1;
        work.x[g] = source.normal();
        work.x[work.stride + g] = source.normal();
      });
      const at = (change: readonly number[]): number => {
        work.gamma.set([0.4 + change[0]!, -0.3 + change[1]!]);
        work.theta = theta * Math.exp(change[2]!);
        linearPredictor(work);
        return logLikNb(work);
      };
      const h = 1e-4;
      const shift = (k: number, size: number) => [0, 1, 2].map((j) => (j === k ? size : 0));
      const gradient = [0, 1, 2].map((k) => (at(shift(k, h)) - at(shift(k, -h))) / (2 * h));
      const curvature = [0, 1, 2].map((k) => (at(shift(k, h)) - 2 * at([0, 0, 0]) + at(shift(k, -h))) / (h * h));
      at([0, 0, 0]);
      evaluateWorkspace(work);
      [work.score[0]!, work.score[1]!, work.scoreLogTheta].forEach((value, k) => {
        expect(value).toBeCloseTo(gradient[k]!, 5);
      });
      [work.information[0]!, work.information[3]!, work.informationLogTheta].forEach((value, k) => {
        expect(value).toBeCloseTo(-curvature[k]!, 3);
      });
    }
  });
});

describe('gatherRows', () => {
  it('puts equal rows, and only these, into one group', () => {
    const row = fc.record({
      a: fc.constantFrom(0, -0, 1, 1e-300, 1e300),
      b: fc.integer({ min: -2, max: 2 }),
      known: fc.nat({ max: 1 }),
    });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 60 }), (rows) => {
        const values = Float64Array.from(rows.flatMap(({ a, b }) => [a, b]));
        const offset = rows.map(({ known }) => known);
        const patterns = rowPatterns();
        gatherRows({ values, rows: rows.length, columns: 2, offset }, patterns, patternScratch());
        const keys = rows.map(({ a, b, known }) => `${a + 0} ${b} ${known}`);
        expect(patterns.groups).toBe(new Set(keys).size);
        keys.forEach((key, i) => {
          expect(keys[patterns.first[patterns.member[i]!]!]).toBe(key);
        });
      }),
      { numRuns: 200 },
    );
  });
});
