// Design matrices: names as in R, missing rows, and messages that say where the fault is.
import { describe, expect, it } from 'vitest';
import { dataFrame, factor } from './data-frame.js';
import { evaluateExpression, parseExpression } from './expression.js';
import { parseFormula } from './formula.js';
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
    const { names, values } = modelMatrix(['y', 'treatment:y'], data, { intercept: false });
    expect(names).toEqual(['y', 'y:treatmentN']);
    expect([...values]).toEqual([3, 0, 0, 0, 7, 7, 1, 0]);
  });

  // Names and order as colnames(model.matrix(...)) in R 4.2.2 prints them.
  it.each([
    [['treatment*y'], true, ['(Intercept)', 'treatmentN', 'y', 'treatmentN:y']],
    [['treatment:y', 'treatment'], true, ['(Intercept)', 'treatmentN', 'treatmentP:y', 'treatmentN:y']],
    [
      ['site', 'site:treatment'],
      true,
      ['(Intercept)', 'siteb', 'sitec', 'sitea:treatmentN', 'siteb:treatmentN', 'sitec:treatmentN'],
    ],
    [
      ['treatment', 'site', 'site:treatment'],
      true,
      ['(Intercept)', 'treatmentN', 'siteb', 'sitec', 'treatmentN:siteb', 'treatmentN:sitec'],
    ],
    [
      ['treatment:site'],
      true,
      [
        '(Intercept)',
        'treatmentP:sitea',
        'treatmentN:sitea',
        'treatmentP:siteb',
        'treatmentN:siteb',
        'treatmentP:sitec',
        'treatmentN:sitec',
      ],
    ],
    [['treatment', 'site'], 'none', ['treatmentP', 'treatmentN', 'siteb', 'sitec']],
    [['y', 'treatment:y'], 'none', ['y', 'y:treatmentP', 'y:treatmentN']],
    [['I(y^2)', 'log1p(y)', 'y*2'], true, ['(Intercept)', 'I(y^2)', 'log1p(y)', 'y * 2']],
  ] as const)('codes %j as R does', (terms, intercept, names) => {
    expect(modelMatrix(terms, data, { intercept }).names).toEqual(names);
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

describe('parseFormula', () => {
  // Labels as attr(terms(formula), "term.labels") in R 4.2.2 prints them.
  it.each([
    ['y ~ treatment', ['treatment']],
    ['y ~ a*b', ['a', 'b', 'a:b']],
    ['y ~ b:a + a + b', ['a', 'b', 'b:a']],
    ['y ~ a*b*c', ['a', 'b', 'c', 'a:b', 'a:c', 'b:c', 'a:b:c']],
    ['y ~ (a + b + c)^2', ['a', 'b', 'c', 'a:b', 'a:c', 'b:c']],
    ['y ~ a*b - a', ['b', 'a:b']],
    ['y ~ (a + b):c', ['a:c', 'b:c']],
    ['y ~ log(x+1) + I(x^2) + a:log(x + 1)', ['log(x + 1)', 'I(x^2)', 'log(x + 1):a']],
    ['~ 1', []],
  ])('orders the terms of %s', (source, terms) => {
    expect(parseFormula(source).terms).toEqual(terms);
  });

  it('reads response, offset and intercept', () => {
    expect(parseFormula('log(y + 1) ~ 0 + a + offset(log(weeks))')).toEqual({
      response: 'log(y + 1)',
      terms: ['a'],
      offset: 'log(weeks)',
      intercept: false,
    });
    expect(parseFormula('y ~ a - 1').intercept).toBe(false);
    expect(parseFormula('y ~ offset(a) + offset(b)')).toMatchObject({ terms: [], offset: 'a + b', intercept: true });
  });

  it.each(['y', 'y ~', 'y ~ a +', 'y ~ a ~ b', 'y ~ sin(a)', 'y ~ (a', 'y ~ (a - b):c'])('refuses %s', (source) => {
    expect(() => parseFormula(source)).toThrow(RangeError);
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
