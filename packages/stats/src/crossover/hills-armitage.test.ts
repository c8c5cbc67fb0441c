// The crossover analysis on data small enough to check by hand, and its refusals.
import { describe, expect, it } from 'vitest';
import { hillsArmitage } from './hills-armitage.js';

const treatments = { active: 'A', control: 'B' };

describe('hillsArmitage', () => {
  it('halves the difference between the sequences', () => {
    // A first: differences 3, 5; B first: differences −1, −3. Treatment (4 − −2)/2 = 3, period (4 + −2)/2 = 1.
    const result = hillsArmitage({
      groups: [
        { name: 'AB', period1: [5, 9], period2: [2, 4] },
        { name: 'BA', period1: [1, 0], period2: [2, 3] },
      ],
      treatments,
    });
    expect(result.treatment.estimate).toBe(3);
    expect(result.period.estimate).toBe(1);
    // Pooled variance (2 + 2)/2 = 2, so the standard error is half of √(2 (1/2 + 1/2)).
    expect(result.treatment.se).toBeCloseTo(Math.SQRT2 / 2, 14);
    // Sums 7, 13 and 3, 3.
    expect(result.carryover.estimate).toBe(7);
    expect(result.keyed.treatmentEffectAminusB).toBe(3);
    expect(result.keyed.carryoverSumDiffABminusBA).toBe(7);
    expect(result.keyed.wilcoxonW_AB).toBe(4);
    // Six assignments; the observed one and its mirror image are the most extreme.
    expect(result.randomisationExactP).toBeCloseTo(1 / 3, 14);
    expect(result.wilcoxon.exactP).toBeCloseTo(1 / 3, 14);
  });

  it('gives the same effect whichever sequence comes first', () => {
    const one = { name: 'x', first: 'A', period1: [5, 9, 3], period2: [2, 4, 3] };
    const two = { name: 'y', first: 'B', period1: [1, 0], period2: [2, 3] };
    const forward = hillsArmitage({ groups: [one, two], treatments });
    const backward = hillsArmitage({ groups: [two, one], treatments });
    expect(backward.treatment).toEqual(forward.treatment);
    expect(backward.period.estimate).toBeCloseTo(forward.period.estimate, 14);
    expect(backward.carryover.estimate).toBeCloseTo(-forward.carryover.estimate, 14);
    expect(backward.randomisationExactP).toBeCloseTo(forward.randomisationExactP!, 14);
  });

  it('gives no t and no p when nothing varies', () => {
    const { treatment } = hillsArmitage({
      groups: [
        { name: 'AB', period1: [1, 1], period2: [0, 0] },
        { name: 'BA', period1: [1, 1], period2: [1, 1] },
      ],
      treatments,
    });
    expect(treatment.p).toBeUndefined();
    expect(treatment.t).toBeUndefined();
  });

  it.each([
    [{ name: 'AB', period1: [1], period2: [2] }, /1 participants; at least 2/],
    [{ name: 'AB', period1: [1, 2], period2: [2] }, /2 values in period 1 and 1 in period 2/],
    [{ name: 'AB', period1: [1, Number.NaN], period2: [2, 3] }, /holds NaN/],
    [{ name: 'first', period1: [1, 2], period2: [2, 3] }, /first treatment unknown/],
    [{ name: 'BA', period1: [1, 2], period2: [2, 3] }, /Both sequences start with B/],
  ])('refuses %j', (group, message) => {
    const other = { name: 'BA', period1: [1, 2], period2: [2, 3] };
    expect(() => hillsArmitage({ groups: [group, other], treatments })).toThrow(message);
  });
});
