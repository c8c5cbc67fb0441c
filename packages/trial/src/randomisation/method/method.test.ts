import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DesignOf, RandomisationDesign } from '../../event/randomisation-design.js';
import { allocator } from '../allocate.js';
import { nextShares } from './counting.js';
import { maximalOrders } from './maximal.js';
import { createMargins } from './minimisation.js';

const seed = Uint8Array.from({ length: 32 }, (_, index) => index);
const anySeed = fc.uint8Array({ minLength: 32, maxLength: 32 });
const two = { sequences: ['a', 'b'], ratio: [1, 1], strata: [] };
const three = { sequences: ['a', 'b', 'c'], ratio: [2, 2, 1], strata: [] };

function leads(design: RandomisationDesign, key: Uint8Array, entries: number): number[] {
  const open = allocator(key, design);
  let lead = 0;
  return Array.from({ length: entries }, (_, index) => {
    lead += open('all', index) === 0 ? 1 : -1;
    return lead;
  });
}

describe('simple randomisation', () => {
  it('keeps the ratio in the long run, and no balance', () => {
    const open = allocator(seed, { method: 'simple', ...three });
    const counts = [0, 0, 0];
    for (let i = 0; i < 20_000; i++) counts[open('all', i)]! += 1;
    [8000, 8000, 4000].forEach((expected, j) => {
      const deviation = Math.sqrt(expected * (1 - expected / 20_000));
      expect(Math.abs(counts[j]! - expected)).toBeLessThan(4 * deviation);
    });
  });
});

describe('coins and sticks', () => {
  it.each([
    [
      'biasedCoin',
      { method: 'biasedCoin', probability: 0.7, ...two },
      [
        [0, 0, 0.5],
        [1, 0, 0.3],
        [0, 2, 0.7],
        [5, 1, 0.3],
      ],
    ],
    [
      'bigStick',
      { method: 'bigStick', maximumImbalance: 2, ...two },
      [
        [0, 0, 0.5],
        [1, 0, 0.5],
        [3, 1, 0],
        [0, 2, 1],
      ],
    ],
    [
      'biasedCoinWithTolerance',
      { method: 'biasedCoinWithTolerance', maximumImbalance: 2, probability: 0.7, ...two },
      [
        [4, 4, 0.5],
        [1, 0, 0.3],
        [0, 1, 0.7],
        [3, 1, 0],
        [0, 2, 1],
      ],
    ],
  ] as const)('give the first sequence its chance: %s', (_name, design, table) => {
    for (const [a, b, expected] of table) {
      const shares = nextShares({ ...design, sequences: ['a', 'b'], ratio: [1, 1], strata: [] } as never, [a, b]);
      expect(shares[0]! / (shares[0]! + shares[1]!), `after ${a} and ${b}`).toBeCloseTo(expected, 12);
    }
  });

  it.each([
    ['bigStick', { method: 'bigStick', maximumImbalance: 3, ...two }],
    ['biasedCoinWithTolerance', { method: 'biasedCoinWithTolerance', maximumImbalance: 3, probability: 0.6, ...two }],
    ['maximalProcedure', { method: 'maximalProcedure', maximumImbalance: 3, length: 60, ...two }],
  ] as const)('never exceed the imbalance: %s', (_name, design) => {
    fc.assert(
      fc.property(anySeed, (key) => {
        const all = leads(design as never, key, 60);
        expect(Math.max(...all.map(Math.abs))).toBeLessThanOrEqual(3);
        if (design.method === 'maximalProcedure') expect(all.at(-1)).toBe(0);
      }),
      { numRuns: 50 },
    );
  });

  it('draw the lagging sequence with the probability of the coin', () => {
    const design: RandomisationDesign = { method: 'biasedCoin', probability: 0.7, ...two };
    let [lagging, tried] = [0, 0];
    for (let stratum = 0; stratum < 400; stratum++) {
      const open = allocator(seed, design);
      const first = Array.from({ length: 20 }, (_, index) => open(`s=${stratum}`, index));
      let lead = 0;
      for (const sequence of first) {
        if (lead !== 0) tried += 1;
        if (lead !== 0 && (sequence === 0) === lead < 0) lagging += 1;
        lead += sequence === 0 ? 1 : -1;
      }
    }
    expect(Math.abs(lagging - 0.7 * tried)).toBeLessThan(4 * Math.sqrt(0.21 * tried));
  });
});

describe('the maximal procedure', () => {
  it.each([
    [4, 1, 4n],
    [4, 2, 6n],
    [6, 2, 18n],
    [8, 2, 54n],
    [8, 4, 70n],
  ])('of length %i and imbalance %i has %s orders', (length, maximumImbalance, count) => {
    const design: DesignOf<'maximalProcedure'> = { method: 'maximalProcedure', length, maximumImbalance, ...two };
    expect(maximalOrders(design).count).toBe(count);
  });

  it('makes all orders equally likely', () => {
    const design: RandomisationDesign = { method: 'maximalProcedure', length: 6, maximumImbalance: 2, ...two };
    const open = allocator(seed, design);
    const orders = new Map<string, number>();
    const draws = 18_000;
    for (let i = 0; i < draws; i++) {
      const order = [0, 1, 2, 3, 4, 5].map((entry) => open('all', 6 * i + entry)).join('');
      orders.set(order, (orders.get(order) ?? 0) + 1);
    }
    expect(orders.size).toBe(18);
    const statistic = [...orders.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    // The 0.999 quantile of χ² with 17 degrees of freedom is 40.790.
    expect(statistic).toBeLessThan(40.79);
  });
});

describe('the urn', () => {
  const urn: DesignOf<'urn'> = {
    method: 'urn',
    initialBalls: 2,
    addedBalls: 3,
    sequences: ['a', 'b', 'c'],
    ratio: [1, 1, 1],
    strata: [],
  };

  it('holds the initial balls and those added for each draw of another sequence', () => {
    expect(nextShares(urn, [0, 0, 0])).toEqual([2, 2, 2]);
    // Drawn: a twice, c once. a: 2 + 3·1; b: 2 + 3·3; c: 2 + 3·2.
    expect(nextShares(urn, [2, 0, 1])).toEqual([5, 11, 8]);
    expect(nextShares({ ...urn, initialBalls: 0 }, [0, 0, 0])).toEqual([1, 1, 1]);
    expect(nextShares({ ...urn, initialBalls: 0 }, [1, 0, 0])).toEqual([0, 3, 3]);
  });
});

describe('minimisation', () => {
  const design: DesignOf<'minimisation'> = {
    method: 'minimisation',
    factors: [
      { id: 'sex', weight: 1 },
      { id: 'age', weight: 1 },
      { id: 'centre', weight: 1 },
    ],
    measure: 'range',
    probability: 0.8,
    ...two,
  };
  const past = [
    [['f', 'old', '1'], 0],
    [['f', 'young', '1'], 0],
    [['m', 'old', '2'], 1],
    [['f', 'old', '2'], 1],
  ] as const;

  function marginsAfter(changed: Partial<typeof design> = {}) {
    const margins = createMargins({ ...design, ...changed });
    for (const [levels, sequence] of past) margins.add(levels, sequence);
    return margins;
  }

  it('starts with what unbalances least', () => {
    expect(createMargins(design).nextShares(['f', 'old', '1'])).toEqual([1, 1]);
    // One of c (share 1) weighs as much as two of a or b, so a and b are preferred: (1 − 0.8) / 4 = 0.05 is left for c,
    // and each of them has ½ (1 − 3 · 0.05) + ½ · 2 · 0.05.
    const shares = createMargins({ ...design, ...three }).nextShares(['f', 'old', '1']);
    expect(shares.map((share) => Number(share.toFixed(12)))).toEqual([0.475, 0.475, 0.05]);
  });

  it('prefers by the range of what is counted by hand', () => {
    // f: 2 and 1; old: 1 and 2; centre 1: 2 and 0. With a: |3−1| + |2−2| + |3−0| = 5; with b: |2−2| + |1−3| + |2−1| = 3.
    expect(marginsAfter().nextShares(['f', 'old', '1'])).toEqual([expect.closeTo(0.2, 12), expect.closeTo(0.8, 12)]);
    // centre 2 mirrors it: f 2/1, old 1/2, centre 0/2. a: 2 + 0 + 1 = 3; b: 0 + 2 + 3 = 5.
    expect(marginsAfter().nextShares(['f', 'old', '2'])).toEqual([expect.closeTo(0.8, 12), expect.closeTo(0.2, 12)]);
    // m: 0 and 1; young: 1 and 0; centre 3: none. a: 0 + 2 + 1 = 3; b: 2 + 0 + 1 = 3: a tie.
    expect(marginsAfter().nextShares(['m', 'young', '3'])).toEqual([1, 1]);
  });

  it('lets weights and the measure decide', () => {
    // With weight 5 for sex: a: 5·|0+1 − 1| + 2 + 1 = 3, b: 5·2 + 0 + 1 = 11.
    const weighted = design.factors.map((factor) => ({ ...factor, weight: factor.id === 'sex' ? 5 : 1 }));
    const shares = marginsAfter({ factors: weighted }).nextShares(['m', 'young', '3']);
    expect(shares).toEqual([expect.closeTo(0.8, 12), expect.closeTo(0.2, 12)]);
    // Range and variance disagree where one large difference stands against several small ones: f, old, centre 1 in favour
    // of b in both; with two sequences (x − y)² and |x − y| order single margins alike, so the sum is what differs.
    const margins = (measure: 'range' | 'variance') => {
      const made = createMargins({ ...design, measure });
      for (let i = 0; i < 3; i++) made.add(['f', `p${i}`, `q${i}`], 0);
      made.add(['x', 'old', 'q9'], 1);
      made.add(['x', 'old', 'q9'], 1);
      made.add(['y', 'p9', '1'], 1);
      made.add(['y', 'p9', '1'], 1);
      return made.nextShares(['f', 'old', '1'])[0]!;
    };
    // f: 3/0, old: 0/2, centre 1: 0/2. Range: a 4+1+1 = 6, b 2+3+3 = 8. Variance: a 16+1+1 = 18, b 4+9+9 = 22: a in both.
    expect([margins('range'), margins('variance')]).toEqual([expect.closeTo(0.8, 12), expect.closeTo(0.8, 12)]);
  });

  it('gives the least share its probability and the others their part of the rest (Han, Enas and McEntegart 2009)', () => {
    const unequal = createMargins({ ...design, ...three, factors: [{ id: 'sex', weight: 1 }], probability: 0.6 });
    // u = 5, r = 1: each other sequence i of a preferred one has rᵢ (1 − 0.6) / 4 = 0.1 rᵢ.
    for (const [sequence, times] of [
      [0, 2],
      [1, 2],
    ] as const)
      for (let i = 0; i < times; i++) unequal.add(['f'], sequence);
    // c lags behind: c 0.6, a and b 0.2 each.
    expect(unequal.nextShares(['f']).map((share) => Number(share.toFixed(12)))).toEqual([0.2, 0.2, 0.6]);
    for (let i = 0; i < 2; i++) unequal.add(['f'], 2);
    unequal.add(['f'], 0);
    unequal.add(['f'], 0);
    // a 4, b 2, c 2 of shares 2:2:1, so b lags: a 0.2, c 0.1, b the rest.
    expect(unequal.nextShares(['f']).map((share) => Number(share.toFixed(12)))).toEqual([0.2, 0.7, 0.1]);
  });

  it('draws the preferred sequence with its probability', () => {
    const levels = (index: number) => [String(index % 2), String((index * 7) % 3), String(((index * 5) % 11) % 4)];
    const open = allocator(seed, design, (_stratum, index) => levels(index));
    const margins = createMargins(design);
    let [preferred, tried] = [0, 0];
    for (let index = 0; index < 4000; index++) {
      const shares = margins.nextShares(levels(index));
      const sequence = open('all', index);
      if (shares[0] !== shares[1]) {
        tried += 1;
        if (shares[sequence]! > 0.5) preferred += 1;
      }
      margins.add(levels(index), sequence);
    }
    expect(tried).toBeGreaterThan(1000);
    expect(Math.abs(preferred - 0.8 * tried)).toBeLessThan(4 * Math.sqrt(0.16 * tried));
  });

  it('keeps an unequal ratio, as a whole and within the levels', () => {
    const unequal: RandomisationDesign = { ...design, ...three };
    const levels = (index: number) => [String(index % 2), String((index * 7) % 3), String(((index * 5) % 11) % 4)];
    const open = allocator(seed, unequal, (_stratum, index) => levels(index));
    const counts = [0, 0, 0];
    for (let index = 0; index < 1000; index++) counts[open('all', index)]! += 1;
    [400, 400, 200].forEach((expected, j) => {
      expect(Math.abs(counts[j]! - expected)).toBeLessThan(12);
    });
  });

  it('rests on the past of its stratum alone, and on nothing that comes later', () => {
    const levels = (index: number) => [String(index % 2), 'x', 'y'];
    const all = allocator(seed, design, (_stratum, index) => levels(index));
    const changed = allocator(seed, design, (stratum, index) =>
      stratum === 's' && index < 10 ? levels(index) : ['z', 'z', 'z'],
    );
    for (let index = 0; index < 10; index++) expect(changed('s', index)).toBe(all('s', index));
  });

  it('refuses to be drawn without levels', () => {
    expect(() => allocator(seed, design)('all', 0)).toThrow('needs the levels');
    expect(() => allocator(seed, design, () => ['f'])('all', 0)).toThrow('needs a level for factor 2');
  });
});
