// Values as they are typed.
import { describe, expect, it } from 'vitest';
import { parseTime } from '../../part/moment.js';
import { parseDay, parseRaw, rawOf } from './form-value.js';

describe('what is typed for an item', () => {
  it.each([
    ['integer', '12', 12],
    ['decimal', '1,5', 1.5],
    ['decimal', '.5', 0.5],
    ['boolean', 'false', false],
    ['date', '20261124', '2026-11-24'],
    ['partialDate', '2026-11', '2026-11'],
    ['time', '905', '09:05'],
    ['text', '  a word ', 'a word'],
  ] as const)('%s %s is a value', (type, text, value) => {
    expect(parseRaw({ type }, text)).toEqual({ kind: 'value', value });
  });

  it.each([
    ['integer', '1.5', 'form.problem.integer'],
    ['decimal', '1,000.5', 'form.problem.number'],
    ['decimal', '1e3', 'form.problem.number'],
    ['date', '2026-02-30', 'form.problem.date'],
    ['time', '25:00', 'form.problem.time'],
    ['boolean', 'maybe', 'form.problem.choice'],
  ] as const)('%s %s is none', (type, text, key) => {
    expect(parseRaw({ type }, text)).toMatchObject({ kind: 'problem', problem: { key } });
  });

  it('is held against the hard range, the decimals and the codes of the item', () => {
    expect(parseRaw({ type: 'integer', hardMin: 1 }, '0')).toMatchObject({ problem: { key: 'form.problem.hardMin' } });
    expect(parseRaw({ type: 'integer', hardMax: 9 }, '10')).toMatchObject({ problem: { key: 'form.problem.hardMax' } });
    expect(parseRaw({ type: 'decimal', decimals: 1 }, '1.25')).toMatchObject({
      problem: { key: 'form.problem.decimals' },
    });
    const codes = [{ code: 'a', name: 'A' }];
    expect(parseRaw({ type: 'code', codes }, 'a')).toEqual({ kind: 'value', value: 'a' });
    expect(parseRaw({ type: 'code', codes }, 'b').kind).toBe('problem');
  });

  it('is nothing where nothing is typed, and a reason where one is given', () => {
    expect(parseRaw({ type: 'integer' }, ' ')).toEqual({ kind: 'empty' });
    expect(parseRaw({ type: 'integer' }, { missing: 'notDone' })).toEqual({
      kind: 'value',
      value: { missing: 'notDone' },
    });
  });
});

describe('days', () => {
  it.each([
    ['24 Nov 2026', '2026-11-24'],
    ['1 march 2026', '2026-03-01'],
    ['Nov 2026', '2026-11'],
    ['2026', '2026'],
  ])('%s is read', (text, day) => expect(parseDay(text)).toBe(day));
  it.each(['11/12/2026', '31 Apr 2026', '1 Foo 2026', '26-11-24'])('%s is not guessed', (text) =>
    expect(parseDay(text)).toBeUndefined(),
  );
  it('times are read with or without a colon', () => {
    expect(['9:05', '0905', '14h30', '7'].map(parseTime)).toEqual(['09:05', '09:05', '14:30', undefined]);
  });
});

it('a moment is shown by the clock of the device and read back as the same moment', () => {
  const moment = '2026-11-24T08:15:00.000Z';
  expect(parseRaw({ type: 'instant' }, rawOf({ type: 'instant' }, moment))).toEqual({ kind: 'value', value: moment });
});
