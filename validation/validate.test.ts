// The runner of reference cases: nothing passes that should fail, and nothing is skipped in silence.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataFrame, factor } from '@equipoise/stats';
import { afterAll, describe, expect, it } from 'vitest';
import type { Expected } from './case-file.js';
import { compare } from './compare.js';
import { readPassRules } from './pass-rule.js';
import { PROCEDURES } from './procedure.js';
import { subsetOf } from './subset.js';
import { validate } from './validate.js';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

const TOLERANCE = { rel: 1e-6, abs: 1e-8 };
/** Four participants in each arm; the difference in means is largest for the observed arrangement: p = 2/70. */
const CSV = 'arm,y,extra\nA,1,\nA,2,3\nA,3,4\nA,4,5\nB,5,6\nB,6,7\nB,7,8\nB,8,9\nB,,1\n';
const COLUMNS = { arm: { type: 'factor', levels: ['A', 'B'] }, y: { type: 'count', missing: 'drop row' } };
const PERMUTATION = {
  id: 'one',
  procedure: 'permutation-test',
  spec: { response: 'y', group: 'arm', statistic: 'difference in means', note: 'prose' },
  expected: { pExactTwoSided: 2 / 70 },
  tolerance: TOLERANCE,
};
const DATA = { file: 'case.csv', rows: 9, columns: COLUMNS };

function run(content: object | string, csv: string | null = CSV) {
  const folder = mkdtempSync(join(tmpdir(), 'validate-'));
  folders.push(folder);
  if (csv !== null) writeFileSync(join(folder, 'case.csv'), csv);
  writeFileSync(join(folder, 'case.json'), typeof content === 'string' ? content : JSON.stringify(content));
  const lines: string[] = [];
  const counted = validate([folder], PROCEDURES, (line) => lines.push(line));
  return { ...counted, lines };
}

const caseWith = (change: object, data: object | null = DATA) => ({ data, analyses: [{ ...PERMUTATION, ...change }] });

describe('validate', () => {
  it('passes a right value, and counts it in the last line', () => {
    expect(run(caseWith({})).lines).toEqual(['pass  case/one (permutation-test)', '1 passed, 0 failed']);
  });

  it('prints each key that differs with what it got, wanted and tolerated', () => {
    const { lines, failed } = run(caseWith({ expected: { pExactTwoSided: 0.0286, other: 3, none: null } }));
    expect(failed).toBe(1);
    expect(lines).toEqual([
      `FAIL  case/one pExactTwoSided got ${2 / 70} want 0.0286 tolerance 0.000001 relative, 1e-8 absolute`,
      'FAIL  case/one other got nothing want 3 tolerance 0.000001 relative, 1e-8 absolute',
      '0 passed, 1 failed',
    ]);
  });

  it.each([
    ['an unknown procedure', { procedure: 'tea-leaves' }, /unknown procedure "tea-leaves"/],
    ['an unknown key of the spec', { spec: { ...PERMUTATION.spec, tails: 1 } }, /unknown spec key "tails" \(1\)/],
    [
      'a spec that asks for something else',
      { spec: { ...PERMUTATION.spec, statistic: 'medians' } },
      /statistic is "medians"; permutation-test knows difference in means/,
    ],
    ['a column that is not there', { spec: { ...PERMUTATION.spec, response: 'z' } }, /no column "z"/],
    [
      'a subset that cannot be read',
      { spec: { ...PERMUTATION.spec, response: 'y', subset: 'y === 2' } },
      /subset "y === 2" can't be read/,
    ],
    ['an empty list of expected values', { expected: {} }, /want \{\}/],
  ])('fails %s', (_, change, message) => {
    const { lines, passed, failed } = run(caseWith(change));
    expect([passed, failed]).toEqual([0, 1]);
    expect(lines.join('\n')).toMatch(message);
  });

  it('says of a known procedure without a runner that it is not implemented, and counts it as failed', () => {
    const lines: string[] = [];
    const folder = mkdtempSync(join(tmpdir(), 'validate-'));
    folders.push(folder);
    writeFileSync(join(folder, 'case.json'), JSON.stringify(caseWith({ procedure: 'cox' }, null)));
    expect(validate([folder], new Map(), (line) => lines.push(line))).toEqual({ passed: 0, failed: 1 });
    expect(lines[0]).toBe('not implemented  case/one (cox)');
  });

  it.each([
    ['a file that is not JSON', '{', CSV, /case\.json: it is not JSON/],
    ['a file without analyses', { data: null }, CSV, /no list "analyses"/],
    ['a data file that is missing', caseWith({}), null, /names the data file case\.csv, which is not beside it/],
    ['a table with a row too few', caseWith({}), CSV.replace('B,8,9\n', ''), /has 8 rows; the case says 9/],
    ['a table without a column', caseWith({}), CSV.replace('arm,y', 'arm,x'), /has no column y/],
    ['a count that is a word', caseWith({}), CSV.replace('A,1,', 'A,one,'), /column y has "one" in row 1/],
    ['a value that is no level', caseWith({}), CSV.replace('A,1,', 'C,1,'), /"arm" has the value "C"/],
    [
      'a column of an unknown type',
      caseWith({}, { ...DATA, columns: { ...COLUMNS, extra: { type: 'colour' } } }),
      CSV,
      /extra has the type "colour"/,
    ],
    ['an analysis without tolerance', caseWith({ tolerance: null }), CSV, /needs a "tolerance"/],
  ])('counts %s as failed and goes on', (_, content, csv, message) => {
    const { lines, failed } = run(content, csv);
    expect(failed).toBe(1);
    expect(lines[0]).toMatch(/^FAIL {2}/);
    expect(lines[0]).toMatch(message);
    expect(lines.at(-1)).toBe('0 passed, 1 failed');
  });

  it('counts a folder that is not there, or holds no case, as failed', () => {
    const folder = mkdtempSync(join(tmpdir(), 'validate-'));
    folders.push(folder);
    const lines: string[] = [];
    expect(validate([folder, join(folder, 'no')], PROCEDURES, (line) => lines.push(line)).failed).toBe(2);
    expect(lines[0]).toMatch(/holds no case file/);
    expect(lines[1]).toMatch(/no such file or folder/);
  });

  it('drops the rows that miss a used "drop row" column, and only those', () => {
    const columns = { ...COLUMNS, extra: { type: 'number', missing: 'drop row' } };
    expect(run(caseWith({}, { ...DATA, columns })).passed).toBe(1);
    const onExtra = { spec: { ...PERMUTATION.spec, response: 'extra' }, expected: { pExactTwoSided: 1 } };
    expect(run(caseWith(onExtra, { ...DATA, columns })).lines[0]).toMatch(/got 0\.\d+ want 1/);
  });

  it('computes a defined column that the table does not hold, and reads one that the case does not describe', () => {
    const columns = { ...COLUMNS, double: { type: 'number', definition: 'y * 2' } };
    const spec = { ...PERMUTATION.spec, response: 'double', subset: 'extra >= 3 | is.na(extra)' };
    expect(run(caseWith({ spec }, { ...DATA, columns })).lines[0]).toBe('pass  case/one (permutation-test)');
  });
});

describe('subsetOf', () => {
  const data = dataFrame({
    period: factor(['1', '2', '1', '2'], ['1', '2']),
    sex: factor(['male', 'female', undefined, 'male'], ['male', 'female', 'other']),
    x: [1, 2, Number.NaN, -4],
  });
  it.each([
    ['period == 1', [0, 2]],
    ['sex == male', [0, 3]],
    ['sex != "male"', [1]],
    ['!(sex == "male")', [1]],
    ["sex == 'male' & x > 0", [0]],
    ['x < 0 || period == 1 && x >= 1', [0, 3]],
    ['x <= -4', [3]],
    ['is.na(x) | x == 2', [1, 2]],
    ['sex %in% c("female", "other")', [1]],
    ['!is.na(sex) & period %in% c(2)', [1, 3]],
  ])('keeps the rows with %s', (condition, rows) => {
    const numbered = dataFrame({ ...Object.fromEntries(data.columns), row: [0, 1, 2, 3] });
    expect(Array.from(subsetOf(numbered, condition).columns.get('row')!.values, Number)).toEqual(rows);
  });
  it('drops unused levels while two remain', () => {
    expect(subsetOf(data, 'x > -9').columns.get('sex')).toMatchObject({ levels: ['male', 'female'] });
    expect(subsetOf(data, 'sex == male').columns.get('sex')).toMatchObject({ levels: ['male', 'female', 'other'] });
  });
  it.each(['a == 1', 'x ==', 'x = 1', '(x > 1', 'x > 1)'])('refuses %s', (condition) => {
    expect(() => subsetOf(data, condition)).toThrow(/subset/);
  });
});

describe('compare', () => {
  const passes = (got: unknown, want: Expected, notes?: string): boolean => {
    const rules = readPassRules({ expected: want, ...(notes === undefined ? {} : { notes }) });
    return compare(got, want, TOLERANCE, rules).differences.length === 0;
  };

  it.each<readonly [string, unknown, Expected, boolean]>([
    ['within the relative tolerance', { a: 1000.0009 }, { a: 1000 }, true],
    ['beyond it', { a: 1000.002 }, { a: 1000 }, false],
    ['a small p on its logarithm', { p: 1.0001e-40 }, { p: 1e-40 }, true],
    ['another small p, though within the absolute tolerance', { p: 1.01e-40 }, { p: 1e-40 }, false],
    ['a p of zero for a small one', { p: { armB: 0 } }, { p: { armB: 1e-40 } }, false],
    ['infinity', { theta: Number.POSITIVE_INFINITY }, { theta: 'Inf' }, true],
    ['a huge number for infinity', { theta: 1e12 }, { theta: 'Inf' }, false],
    ['the other infinity', { b: Number.POSITIVE_INFINITY }, { b: '-Inf' }, false],
    ['NaN', { b: Number.NaN }, { b: 'NaN' }, true],
    ['NaN for a number', { b: Number.NaN }, { b: 1 }, false],
    ['nothing for null', {}, { b: null }, true],
    ['zero for null', { b: 0 }, { b: null }, false],
    ['a list of another length', { b: [1, 2, 3] }, { b: [1, 2] }, false],
    ['a typed array', { b: Float64Array.of(1, 2) }, { b: [1, 2] }, true],
    ['a list of one for its element', { aliased: ['x'] }, { aliased: 'x' }, true],
    ['an element for a list of one', { aliased: 'x' }, { aliased: ['x'] }, true],
    ['a list of two for an element', { aliased: ['x', 'y'] }, { aliased: 'x' }, false],
    ['an interval by the names of its ends', { ci: [1, 2] }, { ci: { '2.5 %': 1, '97.5 %': 2 } }, true],
    ['another interval by the names of its ends', { ci: [1, 2] }, { ci: { '2.5 %': 1, '97.5 %': 3 } }, false],
    ['an alias that nobody expects', { aliased: ['x'] }, { aliased: [] }, false],
    ['a smaller gradient', { maxAbsGradient: 1e-13 }, { maxAbsGradient: 4.9e-6 }, true],
    ['a larger gradient', { maxAbsGradient: 1e-3 }, { maxAbsGradient: 4.9e-6 }, false],
    ['no gradient', {}, { maxAbsGradient: 4.9e-6 }, false],
    ['what is printed with two decimals', { published: { i: 62.6641 } }, { published: { i: 62.66 } }, true],
    ['what would be printed otherwise', { published: { i: 62.6651 } }, { published: { i: 62.66 } }, false],
    ['a printed whole number that is off by one', { published: 166 }, { published: 167 }, false],
    [
      'an infinite estimate where the term is said to diverge',
      { divergentTerms: ['b'], coefficients: { b: Number.NEGATIVE_INFINITY }, p: {} },
      { divergentTerms: ['b'], coefficients: { b: -32.1 }, p: { b: 0.99 } },
      true,
    ],
    [
      'a finite estimate where the term is said to diverge',
      { divergentTerms: ['b'], coefficients: { b: -30 } },
      { divergentTerms: ['b'], coefficients: { b: -32.1 } },
      false,
    ],
    [
      'a p-value where the term is said to diverge',
      { divergentTerms: ['b'], p: { b: 0.5 } },
      { divergentTerms: ['b'], p: { b: 0.99 } },
      false,
    ],
  ])('judges %s', (_, got, want, verdict) => {
    expect(passes(got, want)).toBe(verdict);
  });

  it.each([
    ["lme4's logLik omits constants: do not compare.", { logLik: -3, b: 1 }, true],
    ["lme4's logLik omits constants: do not compare.", { logLik: -3, b: 2 }, false],
    ['R stops early. Never compare with Laplace.', { logLik: -3, b: 1 }, false],
    ['Any logLik at least -4 passes.', { logLik: -3, b: 1 }, true],
    ['logLik >= -4 is accepted', { logLik: -3, b: 1 }, true],
    ['logLik above -2 passes', { logLik: -3, b: 1 }, false],
    ['logLik below -2.5 passes; nothing else', { logLik: -3, b: 1 }, true],
    ['R gives a logLik > -4 here', { logLik: -3, b: 1 }, false],
    ['b above -100 passes', { logLik: -3, b: 1 }, false],
  ])('obeys the note "%s"', (notes, got, verdict) => {
    expect(passes(got, { logLik: -99, b: 1 }, notes)).toBe(verdict);
  });
});
