// Imputation: what must hold exactly, what must hold on average, and refusals. Reference values are in validation/reference.
import { describe, expect, it } from 'vitest';
import { factor } from '../model/data-frame.js';
import { randomSource } from '../random/random-source.js';
import { imputeCounts } from './impute-counts.js';
import { imputeNormal } from './impute-normal.js';
import { drawInverseWishart } from './multivariate-draw.js';
import { poolImputed } from './pool-imputed.js';
import { distributionUnder, type MissingAssumption } from './reference-distribution.js';

const VISITS = 3;

/** Two groups of 40; about a third drop out after visit 1 or 2, those with high values more often. */
function panel(seed: number, n = 80) {
  const random = randomSource([seed]);
  const group = Array.from({ length: n }, (_, i) => (i % 2 === 0 ? 'C' : 'T'));
  const truth = group.map((own) => {
    const level = random.normal();
    return Array.from({ length: VISITS }, (_, j) => level + random.normal() - (own === 'T' ? 0.8 * j : 0));
  });
  const responses = truth.map((row) => {
    const ends = [1, 2].find((j) => random.uniform() < (row[j - 1]! > 0 ? 0.3 : 0.1)) ?? VISITS;
    return row.map((value, j) => (j < ends ? value : Number.NaN));
  });
  return { responses, truth, group: factor(group, ['C', 'T']) };
}

const lastDifference = (group: readonly (string | undefined)[]) => (set: Float64Array) => {
  const last = (level: string) =>
    [...set].filter((_, at) => at % VISITS === VISITS - 1 && group[Math.floor(at / VISITS)] === level);
  const moments = (values: readonly number[]) => {
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    return {
      mean,
      variance: values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (values.length - 1) / values.length,
    };
  };
  const [c, t] = [moments(last('C')), moments(last('T'))];
  return { estimate: t.mean - c.mean, variance: c.variance + t.variance };
};

describe('imputeNormal', () => {
  const { responses, group } = panel(1);

  it.each(['monotone', 'gibbs'] as const)(
    'keeps what was observed, fills the rest, and repeats itself (%s)',
    (engine) => {
      const run = () => imputeNormal({ responses, group, engine, imputations: 3, random: randomSource([7]) });
      const one = run();
      expect(run()).toEqual(one);
      expect(one.completed).toHaveLength(3);
      for (const set of one.completed) {
        responses.flat().forEach((value, at) => {
          if (!Number.isNaN(value)) expect(set[at]).toBe(value);
          expect(Number.isFinite(set[at])).toBe(true);
        });
      }
    },
  );

  it('adds a delta to what was imputed after the end, and to nothing else', () => {
    const run = (delta: number) =>
      imputeNormal({
        responses,
        group,
        imputations: 2,
        random: randomSource([3]),
        delta: (row) => (row % 2 === 1 ? delta : 0),
      });
    const [plain, shifted] = [run(0), run(1.5)];
    plain.completed[1]!.forEach((value, at) => {
      const isShifted = Number.isNaN(responses.flat()[at]) && Math.floor(at / VISITS) % 2 === 1;
      expect(shifted.completed[1]![at]! - value).toBeCloseTo(isShifted ? 1.5 : 0, 12);
    });
  });

  it('gives the reference group the same under every assumption on means but the last-mean one', () => {
    const control = group.values.map((value) => value === 'C');
    const run = (assumption: MissingAssumption) =>
      imputeNormal({ responses, group, assumption, imputations: 1, random: randomSource([3]) }).completed[0]!;
    const mar = run('missing-at-random');
    for (const assumption of ['jump-to-reference', 'copy-reference', 'copy-increments'] as const) {
      run(assumption).forEach((value, at) => {
        if (control[Math.floor(at / VISITS)]) expect(value).toBeCloseTo(mar[at]!, 9);
      });
    }
  });

  it('covers the full-data difference when values are missing at random, with common and separate covariances', () => {
    const N = 60;
    let covered = 0;
    for (let seed = 1; seed <= N; seed += 1) {
      const { responses: y, group: g } = panel(seed + 100);
      const covariance = seed % 2 === 0 ? 'common' : 'by-group';
      const { completed } = imputeNormal({
        responses: y,
        group: g,
        covariance,
        imputations: 10,
        random: randomSource([seed]),
      });
      const { ci } = poolImputed(completed, lastDifference(g.values), { dfComplete: 78 }).pooled!;
      if (ci![0] <= -1.6 && -1.6 <= ci![1]) covered += 1;
    }
    expect(covered / N).toBeGreaterThan(0.95 - 4 * Math.sqrt((0.95 * 0.05) / N));
  });

  it('says what it can not do: a visit without responses in a group, more visits than rows', () => {
    const empty = responses.map((row, i) => (i % 2 === 0 ? row : [row[0]!, Number.NaN, Number.NaN]));
    for (const engine of ['monotone', 'gibbs'] as const) {
      const result = imputeNormal({ responses: empty, group, engine, random: randomSource([1]) });
      expect(result.flags).toEqual(['not-estimable']);
      expect(result.completed).toEqual([]);
    }
    const full = [
      [1, 2],
      [2, 3],
    ];
    const g = factor(['a', 'a'], ['a']);
    expect(imputeNormal({ responses: full, group: g, imputations: 1, random: randomSource([1]) })).toMatchObject({
      flags: ['nothing-missing'],
      completed: [Float64Array.of(1, 2, 2, 3)],
    });
  });

  it('imputes gaps between responses by the chain', () => {
    const gaps = responses.map((row, i) =>
      i % 9 === 0 && !Number.isNaN(row[2]!) ? [row[0]!, Number.NaN, row[2]!] : row,
    );
    const result = imputeNormal({ responses: gaps, group, imputations: 2, random: randomSource([1]) });
    expect(result.engine).toBe('gibbs');
    expect(result.completed.every((set) => set.every(Number.isFinite))).toBe(true);
    expect(() => imputeNormal({ responses: gaps, group, engine: 'monotone', random: randomSource([1]) })).toThrow(
      /not monotone/,
    );
  });

  it.each([
    [{ responses: [] }, /no rows/],
    [{ responses: [[1, Number.POSITIVE_INFINITY]] }, /Row 1, visit 2 is Infinity/],
    [{ responses: [[1, 2], [1]] }, /Row 2 has 1 visits; the first has 2/],
    [{ responses: [[1, 2]], from: [1] }, /has a response at visit 2, but "from" is 1/],
    [{ responses: [[1, 2]], reference: 'z' }, /reference "z" is no group; allowed are a/],
    [{ responses: [[1, Number.NaN]], covariates: [[Number.NaN]] }, /Covariate 1 of row 1 is NaN/],
    [{ responses: [[Number.NaN, Number.NaN]], assumption: 'last-mean-carried' as const }, /no visit before "from"/],
    [{ responses: [[1, 2]], imputations: 0 }, /number of imputations is 0/],
  ])('refuses %j', (input, message) => {
    const g = factor(
      input.responses.map(() => 'a'),
      ['a'],
    );
    expect(() => imputeNormal({ group: g, random: randomSource([1]), ...input })).toThrow(message);
  });
});

describe('distributionUnder', () => {
  const own = { mean: Float64Array.of(1, 2, 3), covariance: Float64Array.of(4, 1, 1, 1, 3, 1, 1, 1, 2) };
  const reference = { mean: Float64Array.of(0, 0, 0.5), covariance: Float64Array.of(2, 1, 0.5, 1, 2, 1, 0.5, 1, 3) };

  it('sets the means of each assumption', () => {
    const mean = (assumption: MissingAssumption) => [
      ...distributionUnder(assumption, { own, reference, from: 2 })!.mean,
    ];
    expect(mean('missing-at-random')).toEqual([1, 2, 3]);
    expect(mean('jump-to-reference')).toEqual([1, 2, 0.5]);
    expect(mean('copy-reference')).toEqual([0, 0, 0.5]);
    expect(mean('copy-increments')).toEqual([1, 2, 2.5]);
    expect(mean('last-mean-carried')).toEqual([1, 2, 2]);
  });

  it('spreads as the own group before and, given that, as the reference group after', () => {
    const { covariance } = distributionUnder('jump-to-reference', { own, reference, from: 1 })!;
    expect(covariance[0]).toBe(4);
    // One visit before: slope 1/2 and 1/4 of the reference; the rest of the variance is the reference's.
    expect(covariance[3]).toBeCloseTo(2, 12);
    expect(covariance[4]).toBeCloseTo(2 - 0.5 + 0.25 * 4, 12);
    expect(covariance[8]).toBeCloseTo(3 - 0.125 + 0.0625 * 4, 12);
    expect(covariance[5]).toBeCloseTo(1 - 0.25 + 0.125 * 4, 12);
  });
});

describe('drawInverseWishart', () => {
  it('has the mean S / (ν − p − 1)', () => {
    const scale = Float64Array.of(4, 1, 1, 3);
    const N = 4000;
    const random = randomSource([11]);
    const draws = Array.from({ length: N }, () => drawInverseWishart(scale, 2, { df: 14, random })!);
    for (const [at, want] of [
      [0, 4 / 11],
      [1, 1 / 11],
      [3, 3 / 11],
    ] as const) {
      const values = draws.map((draw) => draw[at]!);
      const mean = values.reduce((a, b) => a + b, 0) / N;
      const sd = Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / N);
      expect(Math.abs(mean - want)).toBeLessThan((4 * sd) / Math.sqrt(N));
    }
  });
});

describe('imputeCounts', () => {
  function counts(seed: number, n = 400) {
    const random = randomSource([seed]);
    const group = Array.from({ length: n }, (_, i) => (i % 2 === 0 ? 'C' : 'T'));
    const rate = group.map((own) => (own === 'C' ? 0.5 : 0.25) * random.gamma(1.5, 1 / 1.5));
    const exposure = group.map((_, i) => (i % 5 === 0 ? 4 : 12));
    return {
      group: factor(group, ['C', 'T']),
      exposure,
      planned: group.map(() => 12),
      events: exposure.map((time, i) => random.poisson(rate[i]! * time)),
    };
  }

  it('keeps complete participants, adds to the others, and repeats itself', () => {
    const data = counts(1);
    const run = () => imputeCounts({ ...data, imputations: 3, random: randomSource([2]) });
    const one = run();
    expect(run()).toEqual(one);
    expect([one.incomplete, one.flags]).toEqual([80, []]);
    expect(one.missingShare).toBeCloseTo((80 * 8) / (400 * 12), 12);
    for (const set of one.completed) {
      set.forEach((count, i) => {
        if (data.exposure[i] === 12) expect(count).toBe(data.events[i]);
        else expect(count).toBeGreaterThanOrEqual(data.events[i]!);
      });
    }
  });

  it('expects of the rest what the gamma posterior of the rate expects', () => {
    const data = counts(3, 4000);
    const { completed } = imputeCounts({ ...data, imputations: 100, random: randomSource([4]) });
    // λ (θ + y) / (θ + λt) times the time left, at the true parameters.
    let want = 0;
    let got = 0;
    data.exposure.forEach((time, i) => {
      if (time === 12) return;
      const rate = i % 2 === 0 ? 0.5 : 0.25;
      want += ((rate * (1.5 + data.events[i]!)) / (1.5 + rate * time)) * 8;
      got += completed.reduce((sum, set) => sum + set[i]! - data.events[i]!, 0) / 100;
    });
    // The parameters are known to about 2% from 4000 participants.
    expect(Math.abs(got / want - 1)).toBeLessThan(0.08);
  });

  it('orders the assumptions as their rates, and scales by the factor', () => {
    const data = counts(5);
    const added = (options: object) => {
      const { completed } = imputeCounts({ ...data, ...options, imputations: 50, random: randomSource([6]) });
      const treated = (set: Float64Array) =>
        set.reduce((sum, count, i) => (i % 2 === 1 ? sum + count - data.events[i]! : sum), 0);
      return completed.reduce((sum, set) => sum + treated(set), 0) / 50;
    };
    const mar = added({});
    const jump = added({ assumption: 'jump-to-reference' });
    const copy = added({ assumption: 'copy-reference' });
    expect(jump).toBeGreaterThan(copy);
    expect(copy).toBeGreaterThan(mar);
    expect(added({ rateFactor: () => 0 })).toBe(0);
    expect(added({ rateFactor: () => 2 }) / mar).toBeCloseTo(2, 0);
  });

  it('says when the observed counts have no extra-Poisson variation or can not be fitted', () => {
    const group = factor(['C', 'C', 'T', 'T'], ['C', 'T']);
    const base = { group, exposure: [10, 10, 10, 5], planned: [10, 10, 10, 10], random: randomSource([1]) };
    expect(imputeCounts({ ...base, events: [5, 5, 4, 2] }).flags).toEqual(['poisson-limit']);
    const none = imputeCounts({ ...base, events: [5, 3, 0, 0] });
    expect(none.flags).toEqual(['not-estimable']);
    expect(none.completed).toEqual([]);
    expect(imputeCounts({ ...base, events: [5, 3, 0, 0], planned: base.exposure }).flags).toEqual(['nothing-missing']);
  });

  it('imputes participants who were never observed, from their group', () => {
    const data = counts(7);
    const exposure = data.exposure.map((time, i) => (i === 0 ? 0 : time));
    const events = data.events.map((count, i) => (i === 0 ? 0 : count));
    const { completed } = imputeCounts({ ...data, exposure, events, imputations: 200, random: randomSource([8]) });
    const mean = completed.reduce((sum, set) => sum + set[0]!, 0) / 200;
    expect(mean).toBeGreaterThan(3);
    expect(mean).toBeLessThan(10);
  });

  it.each([
    [{ events: [1.5] }, /Count 1 is 1.5/],
    [{ events: [1], exposure: [0] }, /Exposure 1 is 0 with a count of 1/],
    [{ planned: [0.5] }, /Planned exposure 1 is 0.5; allowed are finite numbers from the observed 1/],
    [{ reference: 'z' }, /reference "z"/],
    [{ covariates: [[Number.NaN]] }, /covariate of row 1 is NaN/],
    [{ events: [] }, /no rows/],
  ])('refuses %j', (change, message) => {
    const base = { events: [1], exposure: [1], planned: [2], group: factor(['a'], ['a']), random: randomSource([1]) };
    expect(() => imputeCounts({ ...base, ...change })).toThrow(message);
  });
});
