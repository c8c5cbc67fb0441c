// Expressions: real numbers, explicit missing values, and nothing that rules may not name.
import { describe, expect, it } from 'vitest';
import type { ItemValue } from '../../value.js';
import { inEnglish } from '../sentence.js';
import { compileExpression, type VariableType } from './compile.js';

const variables: Record<string, VariableType> = {
  age: 'number',
  edss: 'number',
  course: 'text',
  pregnant: 'boolean',
  onset: 'date',
};

function evaluate(source: string, values: Record<string, ItemValue> = {}) {
  const compiled = compileExpression(source, variables);
  if (!compiled.ok) throw new Error(compiled.issues.map((issue) => issue.message).join('; '));
  return compiled.evaluate(values);
}

describe('compileExpression', () => {
  it.each<[string, Record<string, ItemValue>, boolean]>([
    ['7 / 2 == 3.5', {}, true],
    ['1 / 3 * 3 > 0.99', {}, true],
    ['-7 / 2 == -3.5', {}, true],
    ['age * 2 == 62', { age: 31 }, true],
    ['2 * age == 62', { age: 31 }, true],
    ['age / 2 == 15.5', { age: 31 }, true],
    ['age == 31', { age: 31 }, true],
    ['31 == age', { age: 31 }, true],
    ['0x1F == age', { age: 31 }, true],
    ['age in [30, 31]', { age: 31 }, true],
    ['age + 1 > 31 && age - 1 < 31', { age: 31 }, true],
    ['age > -1', { age: 0 }, true],
    ['edss >= 2.5 && edss <= 6.5', { edss: 6.5 }, true],
    ['edss >= 2.5 && edss <= 6.5', { edss: 7 }, false],
    ['(course == "SPMS" ? edss + 1 : edss) > 5', { course: 'SPMS', edss: 4.5 }, true],
    ['course in ["RRMS", "SPMS"]', { course: 'PPMS' }, false],
    ['course.startsWith("R") && !pregnant', { course: 'RRMS', pregnant: false }, true],
    ['onset >= date("2019-07-01")', { onset: '2019-07-31' }, true],
    ['onset - date("2019-07-01") > duration("24h")', { onset: '2019-07-03' }, true],
    ['onset - date("2019-07-01") > duration("24h")', { onset: '2019-07-02' }, false],
    ['date("2019-07-01") + duration("48h") == onset', { onset: '2019-07-03' }, true],
    ['daysBetween(date("2020-02-28"), onset) == 2', { onset: '2020-03-01' }, true],
    ['addDays(onset, -1) == date("2020-02-29")', { onset: '2020-03-01' }, true],
    ['yearsBetween(date("2000-02-29"), onset) == 20', { onset: '2021-02-28' }, true],
    ['yearsBetween(date("2000-02-29"), onset) == 21', { onset: '2021-03-01' }, true],
    ['monthsBetween(onset, date("2019-01-31")) == -1', { onset: '2019-02-28' }, false],
    ['year(onset) == 2019 && month(onset) == 7', { onset: '2019-07-31' }, true],
    ['max(age, 18) == 31 && min(age, 18) == 18', { age: 31 }, true],
    ['round(edss) == 3 && floor(edss) == 2 && ceil(edss) == 3', { edss: 2.5 }, true],
    ['round(1.005, 2) == 1.01 && round(-1.005, 2) == -1.01', {}, true],
    ['abs(edss - 4) == 1.5 && sqrt(pow(3, 2)) == 3', { edss: 2.5 }, true],
    ['age / 2 / 2 == 7.75 && age / (2 * 2) == 7.75', { age: 31 }, true],
    ['((age + 1)) / (2) == 16', { age: 31 }, true],
    ['age // years / 10\n / 2 == 15.5', { age: 31 }, true],
    ['length(course) == 4', { course: 'RRMS' }, true],
    ['isMissing(edss) || edss > 2', {}, true],
    ['!isMissing(edss) && edss > 2', { edss: { missing: 'notDone' } }, false],
    ['isMissing(edss) && isMissing(onset)', { onset: '2019-07' }, false],
    ['"12 of 3" == course', { course: '12 of 3' }, true],
  ])('gives the value of %s with %j', (source, values, expected) => {
    expect(evaluate(source, values)).toEqual({ value: expected });
  });

  it.each<[string, Record<string, ItemValue>, readonly string[]]>([
    ['edss >= 2.5', {}, ['edss']],
    ['edss >= 2.5', { edss: { missing: 'notDone' } }, ['edss']],
    ['edss >= 2.5 && age >= 18', { age: 20 }, ['edss']],
    ['edss >= 2.5 || pregnant', { pregnant: false }, ['edss']],
    ['edss >= age', {}, ['age', 'edss']],
    ['pregnant ? edss > 1 : age > 1', { edss: 2, age: 2 }, ['pregnant']],
    ['onset > date("2019-07-01")', { onset: '2019-07' }, ['onset']],
    ['age / edss > 1', { age: 2, edss: 0 }, []],
    ['log(edss) > 1', { edss: 0 }, []],
    ['addDays(onset, 1e12) > onset', { onset: '2019-07-31' }, []],
  ])('cannot evaluate %s with %j: it says which items are missing', (source, values, missing) => {
    expect(evaluate(source, values)).toEqual({ missing });
  });

  it.each<[string, Record<string, ItemValue>, boolean]>([
    ['course != "SPMS" || edss >= 4', { course: 'RRMS' }, true],
    ['edss >= 4 || course != "SPMS"', { course: 'RRMS' }, true],
    ['edss >= 4 && pregnant', { pregnant: false }, false],
    ['pregnant ? edss > 1 : age > 1', { pregnant: false, age: 2 }, true],
  ])('evaluates %s with %j, where the rest alone decides', (source, values, expected) => {
    expect(evaluate(source, values)).toEqual({ value: expected });
  });

  it('lists the names that it reads, sorted, once', () => {
    const compiled = compileExpression('edss > 1 || age > 2 || edss > 3', variables);
    expect(compiled.ok && compiled.names).toEqual(['age', 'edss']);
  });

  it.each<[string, string, number]>([
    ['edss >=', 'expression-syntax', 7],
    ['', 'expression-syntax', 0],
    ['edss >= 2 and age > 3', 'expression-syntax', 10],
    ['ages > 3', 'expression-name', 0],
    ['age > 3 && treatment == "msc"', 'expression-name', 11],
    ['age > "3"', 'expression-type', 0],
    ['12 + age', 'expression-type', 0],
    ['age > 1000 && course > 7', 'expression-type', 14],
    ['pregnant + 1 > 1', 'expression-type', 0],
    ['int(age) > 3', 'expression-unsupported', 0],
    ['size(course) > 3', 'expression-unsupported', 0],
    ['course.matches("(a+)+$")', 'expression-unsupported', 0],
    ['age % 2 == 0', 'expression-unsupported', 0],
    ['null == null', 'expression-unsupported', 0],
    ['[1, 2].exists(x, x > age)', 'expression-unsupported', 0],
    ['age.years > 3', 'expression-unsupported', 0],
    ['onset > "2019-07-01"', 'expression-type', 0],
    ['onset > date("2019-02-30")', 'expression-type', 8],
    ['onset > date(course)', 'expression-type', 8],
    ['onset - onset > duration("a day")', 'expression-type', 16],
    ['isMissing(age + 1)', 'expression-type', 0],
    ['age / course > 1', 'expression-type', 0],
    ['dayBetween(onset, onset) > 1', 'expression-unsupported', 0],
  ])('refuses %j as %s at %i', (source, code, offset) => {
    const compiled = compileExpression(source, variables);
    expect(
      compiled.ok ? [] : compiled.issues.map((issue) => ({ code: issue.code, offset: issue.offset })),
    ).toContainEqual({
      code,
      offset,
    });
  });

  it('never holds what is not one of its variables, even where the values have more', () => {
    const compiled = compileExpression('constructor == "x"', variables);
    expect(compiled.ok).toBe(false);
  });

  it('throws where a value is not of its declared type, which is a fault of the caller', () => {
    expect(() => evaluate('edss >= 2.5', { edss: '3' })).toThrow(/holds a string/);
  });

  it('suggests the item that was meant', () => {
    const compiled = compileExpression('eds > 1', variables);
    expect(compiled.ok ? '' : inEnglish(compiled.issues[0]?.message ?? '')).toMatch(/did you mean "edss"/);
  });
});
