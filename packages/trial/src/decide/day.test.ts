import { describe, expect, it } from 'vitest';
import { daysBetween } from '../calendar-day.js';
import { exactDay, workingDaysBetween } from './day.js';

describe('exactDay', () => {
  it.each([
    ['2020-02-29', '2020-02-29'],
    ['2020-02-29T23:59:59.999Z', '2020-02-29'],
    ['2020-02', undefined],
    ['2020', undefined],
    [{ missing: 'unknown' as const }, undefined],
    [undefined, undefined],
  ])('of %o is %s', (when, day) => {
    expect(exactDay(when)).toBe(day);
  });
});

describe('daysBetween', () => {
  it.each([
    ['2020-02-28', '2020-03-01', 2],
    ['2021-02-28', '2021-03-01', 1],
    ['2020-03-01', '2020-02-28', -2],
    ['2020-03-28', '2020-03-30', 2],
  ])('from %s to %s is %i', (from, to, days) => {
    expect(daysBetween(from, to)).toBe(days);
  });
});

describe('workingDaysBetween', () => {
  // 2020-08-10 is a Monday.
  it.each([
    ['2020-08-10', '2020-08-10', 0],
    ['2020-08-10', '2020-08-14', 4],
    ['2020-08-14', '2020-08-16', 0],
    ['2020-08-14', '2020-08-17', 1],
    ['2020-08-10', '2020-08-24', 10],
    ['2020-08-24', '2020-08-10', 0],
  ])('after %s until %s are %i', (from, to, days) => {
    expect(workingDaysBetween(from, to)).toBe(days);
  });
});
