// Proportional hazards and log-rank: derivatives, identities between the two, invariance, and what can't be estimated.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dataFrame, factor } from '../model/data-frame.js';
import { randomSource } from '../random/random-source.js';
import { coxProblem, evaluateCox } from './cox-likelihood.js';
import { fitCox, fitCoxToFrame } from './fit-cox.js';
import { logRank } from './log-rank.js';
import { proportionalHazardsTest } from './proportional-hazards.js';
import { survivalRows } from './survival-data.js';

/** n rows with exponential times, two covariates, ties when `step` is above 0, two strata, and delayed entry. */
function simulate(seed: number, { n = 60, step = 0, effect = 0.5 } = {}) {
  const random = randomSource([seed]);
  const rows = Array.from({ length: n }, (_, i) => {
    const arm = i % 2;
    const x = random.normal();
    const entry = 0.2 * random.uniform();
    const event = entry + random.exponential(Math.exp(-effect * arm - 0.3 * x));
    const censored = entry + random.exponential(2);
    const time = Math.min(event, censored);
    const rounded = step > 0 ? Math.max(entry + step, Math.ceil(time / step) * step) : time;
    return { arm, x, entry, time: rounded, event: event <= censored ? 1 : 0, stratum: random.below(2) };
  });
  return {
    rows,
    time: rows.map((row) => row.time),
    event: rows.map((row) => row.event),
    entry: rows.map((row) => row.entry),
    strata: factor(
      rows.map((row) => String(row.stratum)),
      ['0', '1'],
    ),
    design: { names: ['arm', 'x'], rows: n, values: Float64Array.from(rows.flatMap(({ arm, x }) => [arm, x])) },
  };
}

describe('fitCox', () => {
  it.each(['efron', 'breslow'] as const)('has the derivatives that finite differences give (%s)', (ties) => {
    const { time, event, entry, strata, design } = simulate(1, { step: 0.25 });
    const rows = survivalRows({ time, event, entry, strata });
    const problem = coxProblem(rows, { ties, p: 2, basis: design.values, offset: new Float64Array(rows.n) });
    const at = Float64Array.of(0.3, -0.6);
    const point = evaluateCox(problem, at);
    const h = 1e-5;
    for (const j of [0, 1]) {
      const shifted = (by: number) =>
        evaluateCox(
          problem,
          at.map((value, k) => (k === j ? value + by : value)),
        );
      const [up, down] = [shifted(h), shifted(-h)];
      expect(point.score[j]).toBeCloseTo((up.logLik - down.logLik) / (2 * h), 6);
      for (const k of [0, 1]) {
        expect(point.information[j * 2 + k]).toBeCloseTo(-(up.score[k]! - down.score[k]!) / (2 * h), 6);
      }
    }
  });

  it('gives the log-rank statistic as its score test when there are no ties', () => {
    for (const seed of [1, 2, 3]) {
      const { time, event, entry, strata, rows } = simulate(seed);
      const group = factor(
        rows.map(({ arm }) => String(arm)),
        ['0', '1'],
      );
      const design = { names: ['arm'], rows: rows.length, values: Float64Array.from(rows, ({ arm }) => arm) };
      const { score } = fitCox({ time, event, entry, strata, design });
      expect(score!.chisq).toBeCloseTo(logRank({ time, event, entry, strata, group }).chisq!, 9);
    }
  });

  it('does not change when an observation is cut into intervals, nor by order, units or origin', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.double({ min: 0.01, max: 100, noNaN: true }), (seed, unit) => {
        const { rows } = simulate(seed, { step: 0.25 });
        const table = (list: readonly { arm: number; x: number; entry: number; time: number; event: number }[]) =>
          dataFrame({
            arm: list.map(({ arm }) => arm),
            x: list.map(({ x }) => x),
            entry: list.map(({ entry }) => entry),
            time: list.map(({ time }) => time),
            event: list.map(({ event }) => event),
          });
        const model = { time: 'time', event: 'event', entry: 'entry', terms: ['arm', 'x'] };
        const whole = fitCoxToFrame(table(rows), model).fit;
        const cut = rows.flatMap((row) => {
          const middle = 0.5 * (row.entry + row.time);
          return [
            { ...row, time: middle, event: 0 },
            { ...row, entry: middle },
          ];
        });
        const pieces = fitCoxToFrame(table(cut.reverse()), model).fit;
        const scaled = rows.map((row) => ({
          ...row,
          time: row.time * unit,
          entry: row.entry * unit,
          x: 7 + row.x * unit,
        }));
        const other = fitCoxToFrame(table(scaled), model).fit;
        expect(pieces.coefficients.arm).toBeCloseTo(whole.coefficients.arm!, 8);
        expect(pieces.se.x).toBeCloseTo(whole.se.x!, 8);
        expect(other.coefficients.arm).toBeCloseTo(whole.coefficients.arm!, 8);
        expect(other.coefficients.x! * unit).toBeCloseTo(whole.coefficients.x!, 7);
      }),
      { numRuns: 10 },
    );
  });

  it('covers the true hazard ratio as often as it says', () => {
    const N = 200;
    let covered = 0;
    for (let seed = 1; seed <= N; seed += 1) {
      const { time, event, entry, design } = simulate(1000 + seed, { n: 80 });
      const { ci } = fitCox({ time, event, entry, design });
      if (ci.arm![0] <= Math.exp(0.5) && Math.exp(0.5) <= ci.arm![1]) covered += 1;
    }
    expect(Math.abs(covered / N - 0.95)).toBeLessThan(4 * Math.sqrt((0.95 * 0.05) / N));
  });

  it('agrees between model and robust errors when the model holds, and sums within clusters', () => {
    const { time, event, entry, design } = simulate(5, { n: 1000 });
    const fit = fitCox({ time, event, entry, design, cluster: 'rows' });
    expect(fit.robust!.se.arm! / fit.se.arm!).toBeCloseTo(1, 1);
    // Every row twice in one cluster: the information doubles, the robust variance does not.
    const twice = <V>(list: readonly V[]): V[] => list.flatMap((value) => [value, value]);
    const ids = twice(time.map((_, i) => String(i)));
    const double = fitCox({
      time: twice(time),
      event: twice(event),
      entry: twice(entry),
      ties: 'breslow',
      cluster: factor(ids, [...new Set(ids)]),
      design: {
        ...design,
        rows: 2 * design.rows,
        values: Float64Array.from(
          twice(time.map((_, i) => i)).flatMap((i) => [...design.values.subarray(2 * i, 2 * i + 2)]),
        ),
      },
    });
    expect(double.robust!.se.arm).toBeCloseTo(fit.robust!.se.arm!, 8);
    expect(double.se.arm! * Math.SQRT2).toBeCloseTo(fit.se.arm!, 8);
  });

  it('flags an arm without events: infinite coefficient, no p-value, but a likelihood ratio', () => {
    const fit = fitCoxToFrame(
      dataFrame({
        time: [1, 2, 3, 4, 5, 6],
        event: [1, 1, 1, 0, 0, 0],
        arm: factor(['a', 'a', 'a', 'b', 'b', 'b'], ['a', 'b']),
      }),
      { time: 'time', event: 'event', terms: ['arm'] },
    ).fit;
    expect(fit.converged).toBe(false);
    expect(fit.flags).toEqual(['monotone-likelihood']);
    expect(fit.coefficients.armb).toBe(Number.NEGATIVE_INFINITY);
    expect([fit.p, fit.se, fit.ci, fit.wald]).toEqual([{}, {}, {}, undefined]);
    // Closed form: at each event those of arm a at risk share it, the others weigh nothing.
    expect(fit.logPartialLik[1]).toBeCloseTo(-Math.log(3 * 2), 9);
    expect(fit.lrt!.chisq).toBeCloseTo(2 * (Math.log(6 * 5 * 4) - Math.log(6)), 9);
  });

  it('names aliased columns, also those constant within strata', () => {
    const { time, event, strata, design, rows } = simulate(3);
    const values = Float64Array.from(rows.flatMap(({ arm, stratum }) => [arm, stratum, 2 * arm + 1]));
    const fit = fitCox({ time, event, strata, design: { ...design, names: ['arm', 'stratum', 'copy'], values } });
    expect(fit.aliased).toEqual(['stratum', 'copy']);
    expect(Object.keys(fit.coefficients)).toEqual(['arm']);
    expect(fit.converged).toBe(true);
  });

  it.each([
    ['no event', [0, 0, 0], [0, 1, 0], ['no-events', 'not-converged']],
    ['one arm', [1, 1, 0], [1, 1, 1], ['aliased', 'not-converged']],
  ])('gives no p-value for %s', (_, event, values, flags) => {
    const fit = fitCox({
      time: [1, 2, 3],
      event,
      design: { names: ['x'], rows: 3, values: Float64Array.from(values) },
    });
    expect(fit.converged).toBe(false);
    expect(fit.p).toEqual({});
    expect([...fit.flags].sort()).toEqual(flags);
  });

  it('refuses a design that does not fit', () => {
    const design = { names: ['x'], rows: 1, values: Float64Array.of(Number.NaN) };
    expect(() => fitCox({ time: [1], event: [1], design })).toThrow(/column "x" is NaN in row 1/);
    expect(() => fitCox({ time: [1], event: [1], design: { names: [], rows: 1, values: new Float64Array() } })).toThrow(
      /at least one covariate/,
    );
    expect(() => fitCox({ time: [1, 2], event: [1, 1], design })).toThrow(/2 rows × 1 columns/);
  });
});

describe('proportionalHazardsTest', () => {
  it('rejects a true null hypothesis about as often as it says, and finds a reversal', () => {
    const N = 150;
    let rejected = 0;
    for (let seed = 1; seed <= N; seed += 1) {
      const { time, event, design } = simulate(5000 + seed, { n: 80 });
      if (proportionalHazardsTest({ time, event, design }).columns.arm!.p <= 0.05) rejected += 1;
    }
    expect(rejected / N).toBeLessThan(0.05 + 4 * Math.sqrt((0.05 * 0.95) / N));
    const random = randomSource([9]);
    // Arm 1 has a falling hazard (shape 1/2), arm 0 a rising one (shape 2).
    const time = Array.from({ length: 200 }, (_, i) => random.exponential(1) ** (i % 2 === 0 ? 0.5 : 2));
    const design = { names: ['arm'], rows: 200, values: Float64Array.from(time, (_, i) => i % 2) };
    for (const transform of ['km', 'identity', 'log', 'rank'] as const) {
      const { columns, global } = proportionalHazardsTest({ time, event: time.map(() => 1), design }, { transform });
      expect(global!.p).toBeLessThan(0.001);
      expect(columns.arm!.chisq).toBeCloseTo(global!.chisq, 9);
    }
  });

  it('gives nothing without a converged fit', () => {
    const design = { names: ['x'], rows: 3, values: Float64Array.of(0, 1, 0) };
    expect(proportionalHazardsTest({ time: [1, 2, 3], event: [0, 0, 0], design })).toEqual({
      transform: 'km',
      columns: {},
      converged: false,
    });
  });
});

describe('logRank', () => {
  it('does not depend on the order of groups, and its observed and expected add up alike', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 1 }), fc.constantFrom('a', 'b', 'c')),
          {
            minLength: 3,
            maxLength: 40,
          },
        ),
        fc.constantFrom(0, 0.5, 1),
        (rows, rho) => {
          const input = (levels: readonly string[]) => ({
            time: rows.map(([time]) => time),
            event: rows.map(([, event]) => event),
            group: factor(
              rows.map(([, , group]) => group),
              levels,
            ),
          });
          const one = logRank(input(['a', 'b', 'c']), { rho });
          const other = logRank(input(['c', 'a', 'b']), { rho });
          const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
          expect(sum(one.observed)).toBeCloseTo(sum(one.expected), 9);
          if (one.chisq === undefined) expect(other.chisq).toBeUndefined();
          else expect(other.chisq).toBeCloseTo(one.chisq, 7);
        },
      ),
      { numRuns: 80 },
    );
  });

  it('rejects a true null hypothesis as often as it says', () => {
    const N = 1000;
    let rejected = 0;
    const random = randomSource([20261122]);
    for (let trial = 0; trial < N; trial += 1) {
      const time = Array.from({ length: 60 }, () => random.exponential(1));
      const group = factor(
        time.map((_, i) => (i % 2 === 0 ? 'a' : 'b')),
        ['a', 'b'],
      );
      const { p } = logRank({
        time: time.map((t) => Math.min(t, 1.5)),
        event: time.map((t) => (t < 1.5 ? 1 : 0)),
        group,
      });
      if (p! <= 0.05) rejected += 1;
    }
    // 60 observations: the chi-square approximation itself is off by up to 0.005.
    expect(Math.abs(rejected / N - 0.05)).toBeLessThan(4 * Math.sqrt((0.05 * 0.95) / N) + 0.005);
  });

  it('compares nothing without two groups at risk at an event', () => {
    const test = logRank({ time: [1, 2, 3], event: [1, 1, 0], group: factor(['a', 'a', 'a'], ['a', 'b']) });
    expect(test.flags).toEqual(['not-comparable']);
    expect(test.p).toBeUndefined();
    expect(() => logRank({ time: [1], event: [1] })).toThrow(/no group to compare/);
    expect(() => logRank({ time: [1], event: [1], group: factor(['a'], ['a']) }, { rho: Number.NaN })).toThrow(
      /ρ is NaN/,
    );
  });
});
