// Units in UCUM.
import { describe, expect, it } from 'vitest';
import { checkUnit } from './unit.js';

describe('checkUnit', () => {
  // Codes of the UCUM specification's table of examples and of this project's protocols.
  it.each([
    'kg',
    'mm[Hg]',
    '/min',
    'Cel',
    '10*9/L',
    '10*6/kg',
    '[EU]/mL',
    'mm3',
    'mg/d',
    '%',
    'a',
    'd',
    'm2',
    'kg/m2',
    'mmol/L',
    'ug/L',
    'mL/min/{1.73_m2}',
    '{copies}/mL',
    '[iU]/L',
    'm[iU]/mL',
    'meq/L',
    'kPa',
    '[degF]',
    '10*-3',
    'mg/(24.h)',
    'umol/mol{creatinine}',
    "[arb'U]",
    'dB',
    'deg',
    'g/dL',
    '[lb_av]',
    'L/s',
    'ng/mL',
    'nmol/s/L',
    '1',
    '{score}',
    'wk',
    'mo',
  ])('accepts %s', (unit) => {
    expect(checkUnit(unit, [])).toEqual([]);
  });

  it.each(['', 'mg//dL', 'km/', 'm[Hg', 'kg m', '(mg', 'mg)', '{unclosed', 'mg/'])('cannot read %j', (unit) => {
    expect(checkUnit(unit, [])).toMatchObject([{ code: 'unit-syntax' }]);
  });

  it.each(['furlong', 'Mmhg', 'beats/min', 'KG'])('warns of %s', (unit) => {
    expect(checkUnit(unit, [])).toMatchObject([{ code: 'unit-unknown', severity: 'warning' }]);
  });
});
