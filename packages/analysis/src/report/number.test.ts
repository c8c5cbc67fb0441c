// Numbers as they are printed.
import { describe, expect, test } from 'vitest';
import {
  countPercent,
  effectInterval,
  effectValue,
  fixed,
  pDigits,
  percent,
  plain,
  pValue,
  ratio,
  typeset,
} from './number.js';

describe('p-values', () => {
  test.each([
    [0.84, 'p = 0.84'],
    [0.8351, 'p = 0.84'],
    [0.0317, 'p = 0.032'],
    [0.00099, 'p < 0.001'],
    [0.001, 'p = 0.001'],
    [0.9951, 'p > 0.99'],
    [0.0997, 'p = 0.10'],
  ])('%s reads "%s"', (p, text) => expect(pValue(p)).toBe(text));

  test.each([
    [0.0496, '0.0496'],
    [0.0504, '0.0504'],
    [0.05, '0.050'],
    [0.02496, '0.0250'],
    [0.0099, '0.0099'],
  ])('%s is not rounded on to a threshold: %s', (p, text) => expect(pDigits(p)).toBe(text));
});

describe('estimates', () => {
  test('have two decimals, small ratios more, large ones fewer', () => {
    expect([0.9351, 1.7849, 0.0432, 0.0041, 123.456].map(ratio)).toEqual(['0.94', '1.78', '0.043', '0.0041', '123.5']);
  });

  test('have a true minus sign and never a negative zero', () => {
    expect(fixed(-6.5, 2)).toBe('\u22126.50');
    expect(fixed(-0.001, 2)).toBe('0.00');
  });

  test('of risks are percentage points', () => {
    expect(effectValue(-0.0893, 'risk difference')).toBe('\u22128.9');
    expect(effectInterval([-0.2603, 0.0881], 'risk difference')).toBe('\u221226.0 to 8.8');
  });

  test('may have an open interval', () => {
    expect(effectInterval([0.2, Number.POSITIVE_INFINITY], 'rate ratio')).toBe('0.20 to \u221e');
  });

  test('that are absent are dashes', () => {
    expect([fixed(null, 2), fixed(Number.NaN, 1), plain(undefined), percent(0, 0)]).toEqual(Array(4).fill('\u2013'));
  });
});

test('per cent are whole below 200 participants and have one decimal from there on', () => {
  expect([countPercent(35, 69), countPercent(35, 690), percent(1, 200)]).toEqual(['35 (51%)', '35 (5.1%)', '0.5%']);
});

test('quartiles have no trailing zeros', () => {
  expect([plain(12.5, 2), plain(120), plain(0), plain(98.25, 2), plain(100.04)]).toEqual([
    '12.5',
    '120',
    '0',
    '98.25',
    '100',
  ]);
});

test('sentences get minus signs where numbers are, not where words are', () => {
  expect(typeset('two-sided, -6.50 (95% CI -12.84 to -0.16), p = 0.045')).toBe(
    'two-sided, \u22126.50 (95%\u00a0CI\u00a0\u221212.84 to \u22120.16), p\u00a0=\u00a00.045',
  );
});
