// Summary statistics on samples small enough to check by hand.
import { describe, expect, it } from 'vitest';
import { describeSample, quantile } from './describe.js';

describe('describeSample', () => {
  it('counts missing values and leaves them out', () => {
    expect(describeSample([10, 2, Number.NaN, 3, 1])).toEqual({
      n: 4,
      missing: 1,
      mean: 4,
      sd: Math.sqrt(50 / 3),
      min: 1,
      lowerQuartile: 1.75,
      median: 2.5,
      upperQuartile: 4.75,
      max: 10,
    });
  });

  it('gives no mean for an empty sample and no standard deviation for one value', () => {
    expect(describeSample([])).toEqual({ n: 0, missing: 0 });
    expect(describeSample([7])).not.toHaveProperty('sd');
  });

  it('refuses a probability above 1', () => {
    expect(() => quantile([1], 1.1)).toThrow(RangeError);
  });
});
