// Design matrices: names as in R, missing rows, and messages that say where the fault is.
import { describe, expect, it } from 'vitest';
import { dataFrame, factor } from './data-frame.js';
import { evaluateExpression, parseExpression } from './expression.js';
import { modelMatrix } from './model-matrix.js';

const data = dataFrame({
  y: [3, 0, 7, 1],
  baseline: [0, 4, Number.NaN, 9],
  treatment: factor(['P', 'N', 'N', 'P'], ['P', 'N']),
  site: factor(['a', 'b', undefined, 'c'], ['a', 'b', 'c']),
});

describe('modelMatrix', () => {
  it('names columns as R does', () => {
    const { names, termOf } = modelMatrix(['treatment', 'log(baseline+1)', 'site', 'baseline/4'], data);
    expect(names).toEqual(['(Intercept)', 'treatmentN', 'log(baseline + 1)', 'siteb', 'sitec', 'baseline/4']);
    expect(termOf).toEqual([-1, 0, 1, 2, 2, 3]);
  });

  it('codes factors by treatment contrasts', () => {
    const { values, rows } = modelMatrix(['treatment'], data);
    expect(rows).toBe(4);
    expect([...values]).toEqual([1, 0, 1, 1, 1, 1, 1, 0]);
  });

  it('leaves out rows with missing values and says why', () => {
    const { rowIndex, complete, missing } = modelMatrix(['log(baseline + 1)', 'site'], data, { required: ['y'] });
    expect(rowIndex).toEqual([0, 1, 3]);
    expect(complete).toEqual([true, true, false, true]);
    expect(missing).toEqual([{ row: 2, columns: ['baseline', 'site'] }]);
  });

  it('multiplies the columns of an interaction', () => {
    const { names, values } = modelMatrix(['treatment:y'], data, { intercept: false });
    expect(names).toEqual(['treatmentN:y']);
    expect([...values]).toEqual([0, 0, 7, 0]);
  });

  it.each([
    ['dose', /no column "dose"; the columns are y, baseline, treatment, site/],
    ['log(site)', /"site" is a factor/],
    ['log(baseline', /found the end at character \d+; allowed here: "\)" or an operator/],
    ['sin(y)', /the functions log, sqrt, exp/],
    ['log(y)', /"log\(y\)" is not a finite number in row 2/],
    ['y $ 2', /character at 2 is not allowed/],
    ['y +', /found the end/],
  ])('refuses the term %s', (term, message) => {
    expect(() => modelMatrix([term], data)).toThrow(message);
  });

  it('refuses a term given twice', () => {
    expect(() => modelMatrix(['y', 'y'], data)).toThrow(/"y" is given twice/);
  });
});

describe('expressions', () => {
  const value = (source: string): number => evaluateExpression(parseExpression(source), dataFrame({ x: [3] }))[0]!;

  it.each([
    ['1 + 2 * 3', 7],
    ['2 ^ 3 ^ 2', 512],
    ['-x ^ 2', -9],
    ['(1 - 4) / 2', -1.5],
    ['2 ^ -1', 0.5],
    ['sqrt(x * 12) - exp(0)', 5],
    ['1e3 / 4', 250],
    ['10 - 4 - 3', 3],
  ])('evaluates %s', (source, want) => {
    expect(value(source)).toBeCloseTo(want, 14);
  });
});

describe('dataFrame', () => {
  it('refuses columns of unequal length and values that are no level', () => {
    expect(() => dataFrame({ a: [1], b: [1, 2] })).toThrow(/"b" has 2 values; the first column has 1/);
    expect(() => dataFrame({ a: factor(['x'], ['y']) })).toThrow(/value "x"; its levels are y/);
  });
});
