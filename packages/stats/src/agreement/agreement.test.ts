// Agreement and blinding against published tables and first principles; R's values are in validation/reference/agreement.json.
import { describe, expect, it } from 'vitest';
import { randomSource } from '../random/random-source.js';
import { blandAltman } from './bland-altman.js';
import { blindingIndices } from './blinding-index.js';
import { intraclassCorrelations } from './intraclass-correlation.js';
import { cohenKappa, fleissKappa } from './kappa.js';

describe('blindingIndices', () => {
  it('gives the published indices of CRISP', () => {
    // Bang, Ni and Davis (2004), table 7: James 0.74793 (0.02174), Bang 0.20578 (0.03524) and 0.01439 (0.05382).
    const { james, bang } = blindingIndices([
      { arm: 'treatment', correct: 82, incorrect: 25, doNotKnow: 170 },
      { arm: 'placebo', correct: 29, incorrect: 27, doNotKnow: 83 },
    ]);
    expect(james.estimate).toBeCloseTo(0.74793, 5);
    expect(james.se).toBeCloseTo(0.02174, 5);
    expect(bang[0]!.estimate).toBeCloseTo(0.20578, 5);
    expect(bang[0]!.se).toBeCloseTo(0.03524, 5);
    expect(bang[1]!.estimate).toBeCloseTo(0.01439, 5);
    expect(bang[1]!.se).toBeCloseTo(0.05382, 5);
  });

  it('is 0 when all guess rightly and one half at random (James); 1, 0 and −1 (Bang)', () => {
    const arm = (correct: number, incorrect: number, doNotKnow = 0) => ({ arm: 'x', correct, incorrect, doNotKnow });
    const right = blindingIndices([arm(50, 0), arm(50, 0)]);
    expect(right.james.estimate).toBeCloseTo(0, 14);
    expect(right.bang[0]!.estimate).toBe(1);
    const random = blindingIndices([arm(25, 25), arm(30, 30)]);
    expect(random.james.estimate).toBeCloseTo(0.5, 14);
    expect(random.bang[1]!.estimate).toBe(0);
    expect(blindingIndices([arm(0, 50), arm(0, 50)]).bang[1]!.estimate).toBe(-1);
    const silent = blindingIndices([arm(0, 0, 9), arm(0, 0, 9)]);
    expect(silent.james.estimate).toBeNaN();
    expect(silent.flags).toEqual(['no-guesses']);
  });

  it('has the standard error of simulated guesses', () => {
    const random = randomSource([31]);
    const draw = (size: number, shares: readonly number[]) => {
      const counts = [0, 0, 0];
      for (let i = 0; i < size; i += 1) counts[random.weighted(shares)]! += 1;
      return { arm: 'x', correct: counts[0]!, incorrect: counts[1]!, doNotKnow: counts[2]! };
    };
    const values: number[] = [];
    for (let k = 0; k < 3000; k += 1) {
      const first = random.weighted([1, 1]) === 0 ? 0 : 1;
      values.push(blindingIndices([draw(200 + first, [0.35, 0.15, 0.5]), draw(200, [0.25, 0.25, 0.5])]).james.estimate);
    }
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    const sd = Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length);
    const { james } = blindingIndices([
      { arm: 'a', correct: 70, incorrect: 30, doNotKnow: 100 },
      { arm: 'b', correct: 50, incorrect: 50, doNotKnow: 100 },
    ]);
    // The relative standard error of a standard deviation from 1000 values is 2.2%.
    expect(Math.abs(sd / james.se - 1)).toBeLessThan(4 * 0.022);
  });

  it('refuses an empty arm and impossible counts', () => {
    const good = { arm: 'a', correct: 1, incorrect: 1, doNotKnow: 1 };
    expect(() => blindingIndices([good, { arm: 'b', correct: 0, incorrect: 0, doNotKnow: 0 }])).toThrow(
      /no participants/,
    );
    expect(() => blindingIndices([good, { ...good, correct: -1 }])).toThrow(/-1 guesses/);
  });
});

describe('fleissKappa', () => {
  it("gives Fleiss' published values", () => {
    // Fleiss (1971), table 1: 30 patients, 6 psychiatrists, 5 diagnoses; kappa 0.430.
    const counts = [
      [0, 0, 0, 6, 0],
      [0, 3, 0, 0, 3],
      [0, 1, 4, 0, 1],
      [0, 0, 0, 0, 6],
      [0, 3, 0, 3, 0],
      [2, 0, 4, 0, 0],
      [0, 0, 4, 0, 2],
      [2, 0, 3, 1, 0],
      [2, 0, 0, 4, 0],
      [0, 0, 0, 0, 6],
      [1, 0, 0, 5, 0],
      [1, 1, 0, 4, 0],
      [0, 3, 3, 0, 0],
      [1, 0, 0, 5, 0],
      [0, 2, 0, 3, 1],
      [0, 0, 5, 0, 1],
      [3, 0, 0, 1, 2],
      [5, 1, 0, 0, 0],
      [0, 2, 0, 4, 0],
      [1, 0, 2, 0, 3],
      [0, 0, 0, 0, 6],
      [0, 1, 0, 5, 0],
      [0, 2, 0, 1, 3],
      [2, 0, 0, 4, 0],
      [1, 0, 0, 4, 1],
      [0, 5, 0, 1, 0],
      [4, 0, 0, 0, 2],
      [0, 2, 0, 4, 0],
      [1, 0, 5, 0, 0],
      [0, 0, 0, 0, 6],
    ];
    const { kappa, z, categories } = fleissKappa(counts);
    expect(kappa).toBeCloseTo(0.43, 3);
    // The z of Fleiss, Nee and Landis (1979) and the kappa of each diagnosis, as irr::kappam.fleiss documents them.
    expect(z).toBeCloseTo(17.652, 2);
    [0.245, 0.245, 0.52, 0.471, 0.566].forEach((want, j) => {
      expect(categories[j]!.kappa).toBeCloseTo(want, 3);
    });
  });

  it('is Cohen-like for two raters with equal margins, and NaN when nothing varies', () => {
    expect(
      fleissKappa([
        [2, 0],
        [0, 2],
        [2, 0],
        [0, 2],
      ]).kappa,
    ).toBeCloseTo(1, 14);
    const nothing = fleissKappa([
      [3, 0],
      [3, 0],
    ]);
    expect(nothing.kappa).toBeNaN();
    expect(nothing.flags).toEqual(['no-variation']);
    expect(() =>
      fleissKappa([
        [3, 0],
        [2, 0],
      ]),
    ).toThrow(/2 ratings/);
  });
});

describe('cohenKappa', () => {
  it('counts a small table by hand', () => {
    // Agreement 0.7, by chance 0.5 × 0.6 + 0.5 × 0.4 = 0.5: kappa 0.4.
    const { kappa, observed, expected } = cohenKappa([
      [20, 5],
      [10, 15],
    ]);
    expect(observed).toBeCloseTo(0.7, 14);
    expect(expected).toBeCloseTo(0.5, 14);
    expect(kappa).toBeCloseTo(0.4, 14);
  });

  it('has equal weights of two categories, and an interval that covers', () => {
    const table = [
      [20, 5],
      [10, 15],
    ];
    expect(cohenKappa(table, { weights: 'linear' })).toEqual(cohenKappa(table));
    expect(cohenKappa(table, { weights: 'quadratic' }).se).toBeCloseTo(cohenKappa(table).se, 14);
  });

  it('says when there is nothing to agree on, and refuses what is no table', () => {
    const nothing = cohenKappa([
      [5, 0],
      [0, 0],
    ]);
    expect(nothing.kappa).toBeNaN();
    expect(nothing.p).toBeNaN();
    expect(nothing.flags).toEqual(['no-variation']);
    expect(() => cohenKappa([[1, 2]])).toThrow(/square/);
    expect(() =>
      cohenKappa([
        [0, 0],
        [0, 0],
      ]),
    ).toThrow(/empty/);
    expect(() =>
      cohenKappa([
        [0.5, 0],
        [0, 1],
      ]),
    ).toThrow(/0.5/);
  });
});

describe('intraclassCorrelations', () => {
  const shroutFleiss = [
    [9, 2, 5, 8],
    [6, 1, 3, 2],
    [8, 4, 6, 8],
    [7, 1, 2, 6],
    [10, 5, 6, 9],
    [6, 2, 4, 7],
  ];

  it("gives Shrout and Fleiss' published values", () => {
    const icc = intraclassCorrelations(shroutFleiss);
    expect(icc.oneWay.estimate).toBeCloseTo(0.17, 2);
    expect(icc.agreement.estimate).toBeCloseTo(0.29, 2);
    expect(icc.consistency.estimate).toBeCloseTo(0.71, 1);
    expect(icc.oneWayMean.estimate).toBeCloseTo(0.44, 2);
    expect(icc.agreementMean.estimate).toBeCloseTo(0.62, 2);
    expect(icc.consistencyMean.estimate).toBeCloseTo(0.91, 2);
  });

  it('does not change with units or the order of rows, leaves out missing rows, flags constants', () => {
    const icc = intraclassCorrelations(shroutFleiss);
    const other = intraclassCorrelations([...shroutFleiss].reverse().map((row) => row.map((x) => 3.5 * x - 100)));
    expect(other.agreement.estimate).toBeCloseTo(icc.agreement.estimate, 12);
    expect(other.agreement.ci[0]).toBeCloseTo(icc.agreement.ci[0], 10);
    const holed = intraclassCorrelations([...shroutFleiss, [1, 2, Number.NaN, 4]]);
    expect(holed.missing).toBe(1);
    expect(holed.oneWay).toEqual(icc.oneWay);
    expect(
      intraclassCorrelations([
        [1, 1],
        [1, 1],
        [1, 1],
      ]).flags,
    ).toEqual(['no-variation']);
    expect(() => intraclassCorrelations([[1, 2]])).toThrow(/at least 2/);
  });
});

describe('blandAltman', () => {
  it('has the intervals of a shift and a scale: they move with the data', () => {
    const first = [12.1, 9.8, 11.4, 10.9, 13.2, 8.7];
    const second = [11.6, 10.1, 10.2, 11.3, 12.0, 9.9];
    const one = blandAltman(first, second);
    const other = blandAltman(
      first.map((x) => 3 * x + 5),
      second.map((x) => 3 * x),
    );
    expect(other.upper.ci[1]).toBeCloseTo(3 * one.upper.ci[1] + 5, 10);
    expect(other.lower.ci[0]).toBeCloseTo(3 * one.lower.ci[0] + 5, 10);
    const swapped = blandAltman(second, first);
    expect(swapped.lower.ci[0]).toBeCloseTo(-one.upper.ci[1], 12);
    expect(swapped.lower.ci[1]).toBeCloseTo(-one.upper.ci[0], 12);
  });

  it('counts differences by hand, and refuses too few pairs', () => {
    const result = blandAltman([2, 4, 6, Number.NaN], [1, 2, 3, 1]);
    expect(result).toMatchObject({ bias: 2, sd: 1, n: 3, missing: 1 });
    expect(result.upper.estimate).toBeCloseTo(2 + 1.959963984540054, 12);
    // Differences 1, 2, 3 on means 1.5, 3, 4.5.
    expect(result.slopeOnMean).toBeCloseTo(2 / 3, 12);
    expect(blandAltman([1, 2, 3], [1, 2, 3]).flags).toEqual(['no-variation']);
    expect(() => blandAltman([1, 2], [1, 2])).toThrow(/2 complete pairs/);
  });
});
