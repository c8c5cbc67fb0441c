import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AdjustmentMethod, adjustP, type PValue } from './adjust-p.js';
import { graphicalBonferroni, type TestingGraph } from './graphical-bonferroni.js';
import { parallelGatekeepingGraph, testingProcedure } from './testing-procedure.js';

const METHODS: readonly AdjustmentMethod[] = [
  'fixed-sequence',
  'bonferroni',
  'holm',
  'hochberg',
  'hommel',
  'benjamini-hochberg',
];
const p = fc.double({ min: 0, max: 1, noNaN: true });
const family = fc.array(p, { minLength: 1, maxLength: 6 });

/** Closed testing from its definition: the largest p of all intersections that hold the hypothesis. */
function closed(values: readonly number[], local: (subset: readonly number[]) => number): readonly number[] {
  return values.map((_, i) => {
    let largest = 0;
    for (let set = 1; set < 1 << values.length; set += 1) {
      if ((set & (1 << i)) === 0) continue;
      largest = Math.max(largest, local(values.filter((__, j) => (set & (1 << j)) !== 0)));
    }
    return Math.min(1, largest);
  });
}
const simes = (values: readonly number[]): number =>
  Math.min(...[...values].sort((a, b) => a - b).map((value, i) => (value * values.length) / (i + 1)));

describe('adjustP', () => {
  it('is the closed test with Simes (Hommel) and with Bonferroni (Holm) of every intersection', () => {
    fc.assert(
      fc.property(family, (values) => {
        closed(values, simes).forEach((want, i) => {
          expect(adjustP(values, 'hommel')[i]).toBeCloseTo(want, 12);
        });
        closed(values, (subset) => Math.min(...subset) * subset.length).forEach((want, i) => {
          expect(adjustP(values, 'holm')[i]).toBeCloseTo(want, 12);
        });
      }),
    );
  });

  it('never falls below p, and Hommel ≤ Hochberg ≤ Holm ≤ Bonferroni', () => {
    fc.assert(
      fc.property(family, (values) => {
        const of = (method: AdjustmentMethod, i: number): number => adjustP(values, method)[i]!;
        values.forEach((value, i) => {
          for (const method of METHODS) expect(of(method, i)).toBeGreaterThanOrEqual(value);
          expect(of('hommel', i)).toBeLessThanOrEqual(of('hochberg', i) + 1e-12);
          expect(of('hochberg', i)).toBeLessThanOrEqual(of('holm', i) + 1e-12);
          expect(of('holm', i)).toBeLessThanOrEqual(of('bonferroni', i) + 1e-12);
        });
      }),
    );
  });

  it('does not depend on the order of the hypotheses, but for the fixed sequence', () => {
    fc.assert(
      fc.property(family, (values) => {
        for (const method of METHODS.slice(1)) {
          expect(adjustP([...values].reverse(), method)).toEqual([...adjustP(values, method)].reverse());
        }
      }),
    );
  });

  it('counts a missing p-value in the family and never rejects it', () => {
    expect(adjustP([0.01, undefined, 0.02], 'holm')).toEqual([0.03, undefined, 0.04]);
    expect(adjustP([0.01, undefined, 0.02], 'fixed-sequence')).toEqual([0.01, undefined, 1]);
    expect(adjustP([], 'hommel')).toEqual([]);
  });

  it.each([-0.1, 1.1, Number.NaN])('refuses the p-value %s', (wrong) => {
    expect(() => adjustP([0.1, wrong], 'holm')).toThrow(`hypothesis 2 is ${wrong}`);
  });
});

/** Algorithm 1 of Bretz et al.: reject at level α while a p is at most its share. */
function stepwise(
  values: readonly number[],
  { weights, transitions }: TestingGraph,
  alpha: number,
): readonly boolean[] {
  const w = [...weights];
  let g = transitions.map((row) => [...row]);
  const open = new Set(values.keys());
  for (;;) {
    const j = [...open].find((i) => values[i]! <= alpha * w[i]!);
    if (j === undefined) return values.map((_, i) => !open.has(i));
    open.delete(j);
    for (const l of open) w[l] = w[l]! + w[j]! * g[j]![l]!;
    g = g.map((row, l) =>
      row.map((old, k) => {
        const loop = g[l]![j]! * g[j]![l]!;
        return l === k || !open.has(l) || !open.has(k) || loop >= 1 ? 0 : (old + g[l]![j]! * g[j]![k]!) / (1 - loop);
      }),
    );
  }
}

describe('graphicalBonferroni', () => {
  const graph = fc.integer({ min: 2, max: 5 }).chain((m) =>
    fc.record({
      p: fc.array(fc.double({ min: 1e-6, max: 0.2, noNaN: true }), { minLength: m, maxLength: m }),
      weights: fc.array(fc.double({ min: 0.01, max: 1, noNaN: true }), { minLength: m, maxLength: m }),
      rows: fc.array(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: m, maxLength: m }), {
        minLength: m,
        maxLength: m,
      }),
    }),
  );
  const share = (values: readonly number[]): readonly number[] => {
    const sum = values.reduce((a, b) => a + b, 0);
    return sum > 0 ? values.map((value) => value / sum / 1.0001) : values;
  };

  it('rejects by its adjusted p what the sequential algorithm rejects, at every level', () => {
    fc.assert(
      fc.property(graph, fc.constantFrom(0.01, 0.05, 0.2), ({ p: values, weights, rows }, alpha) => {
        const input = {
          weights: share(weights),
          transitions: rows.map((row, i) => share(row.map((value, k) => (i === k ? 0 : value)))),
        };
        const { rejected } = graphicalBonferroni({ p: values, ...input, alpha });
        expect(rejected).toEqual(stepwise(values, input, alpha));
      }),
    );
  });

  it('forgives the last digit: 0.015 with a weight of 0.3 is rejected at 0.05', () => {
    const transitions = [
      [0, 0],
      [0, 0],
    ];
    expect(graphicalBonferroni({ p: [0.015, 1], weights: [0.3, 0.7], transitions }).rejected).toEqual([true, false]);
  });

  it.each([
    [{ weights: [0.6, 0.6] }, 'sum to 1.2'],
    [{ weights: [-0.1, 0.6] }, 'hold -0.1'],
    [{ weights: [1] }, '1 weights for 2'],
    [
      {
        transitions: [
          [0.5, 0.5],
          [1, 0],
        ],
      },
      'passes 0.5 on to itself',
    ],
    [{ transitions: [[0, 1]] }, '1 rows of transitions'],
    [{ alpha: 0 }, 'level is 0'],
  ])('refuses %j', (change, message) => {
    const input = {
      p: [0.01, 0.02],
      weights: [0.5, 0.5],
      transitions: [
        [0, 1],
        [1, 0],
      ],
    };
    expect(() => graphicalBonferroni({ ...input, ...change })).toThrow(message);
  });
});

describe('testingProcedure', () => {
  const named = (values: readonly PValue[]) => values.map((value, i) => ({ name: `H${i + 1}`, p: value }));

  it('stops a fixed sequence at its first hypothesis that is not rejected', () => {
    const decisions = testingProcedure({
      hypotheses: named([0.01, 0.2, 0.001]),
      procedure: { kind: 'fixed-sequence' },
    });
    expect(decisions.map(({ rejected }) => rejected)).toEqual([true, false, false]);
    expect(decisions.map(({ adjustedP }) => adjustedP)).toEqual([0.01, 0.2, 0.2]);
  });

  it('opens a serial gate only when the whole family before it is rejected', () => {
    const procedure = {
      kind: 'serial-gatekeeping',
      families: [
        { hypotheses: ['H1', 'H2'], method: 'holm' },
        { hypotheses: ['H3'], method: 'bonferroni' },
      ],
    } as const;
    const of = (values: readonly PValue[]) =>
      testingProcedure({ hypotheses: named(values), procedure }).map(({ rejected }) => rejected);
    expect(of([0.01, 0.04, 0.05])).toEqual([true, true, true]);
    expect(of([0.01, 0.06, 0.0001])).toEqual([true, false, false]);
    expect(of([0.01, undefined, 0.0001])).toEqual([true, false, false]);
  });

  it('passes on through a parallel gate what each rejected hypothesis had', () => {
    const graph = parallelGatekeepingGraph(2, 2);
    const of = (values: readonly number[]) =>
      testingProcedure({ hypotheses: named(values), procedure: { kind: 'graph', ...graph } }).map(
        ({ rejected }) => rejected,
      );
    // Only H1 is rejected at 0.025: the second family has 0.0125 for each, and by Holm 0.025 for the last.
    expect(of([0.02, 0.5, 0.012, 0.024])).toEqual([true, false, true, true]);
    expect(of([0.02, 0.5, 0.013, 0.024])).toEqual([true, false, false, false]);
    expect(of([0.03, 0.5, 0.001, 0.001])).toEqual([false, false, false, false]);
  });

  it.each([
    [[], { kind: 'holm' }, 'no hypotheses'],
    [['A', 'A'], { kind: 'holm' }, '"A" is named twice'],
    [['A', 'B'], { kind: 'serial-gatekeeping', families: [{ hypotheses: ['A', 'C'], method: 'holm' }] }, 'unknown: C'],
  ] as const)('refuses the hypotheses %j with %j', (names, procedure, message) => {
    const hypotheses = names.map((name) => ({ name, p: 0.01 }));
    expect(() => testingProcedure({ hypotheses, procedure })).toThrow(message);
  });

  it('refuses families without members', () => {
    expect(() => parallelGatekeepingGraph(0, 2)).toThrow('size is 0');
  });
});
