// Calculated items, edit checks and conditional visits, on a protocol of a few lines.
import { describe, expect, it } from 'vitest';
import { Protocol } from '../protocol/schema.js';
import type { ItemValue } from '../value.js';
import { calculateItems } from './calculated-item.js';
import { isPlanned } from './planned-visit.js';
import { findQuestions, wordQuestion } from './question.js';
import type { RecordedForm } from './recorded-form.js';

const protocol = Protocol.parse({
  equipoise: 1,
  id: 'tiny',
  version: '1',
  title: 'Tiny',
  acronym: 'TINY',
  design: 'parallel',
  treatments: [
    { id: 'a', name: 'A', kind: 'active' },
    { id: 'b', name: 'B', kind: 'placebo' },
  ],
  periods: [{ id: 'p', name: 'P' }],
  sequences: [
    { id: 'a', name: 'A', treatments: ['a'] },
    { id: 'b', name: 'B', treatments: ['b'] },
  ],
  sites: [{ id: 's', name: 'S' }],
  consents: [],
  eligibility: { stages: [], criteria: [] },
  administrations: [],
  visits: [
    { id: 'v0', name: 'V0', anchor: 'screening', forms: ['body'] },
    { id: 'v1', name: 'V1', anchor: 'randomisation', period: 'p', forms: ['body'] },
    {
      id: 'extra',
      name: 'Extra',
      anchor: 'randomisation',
      period: 'p',
      forms: ['body'],
      when: 'lost > 5',
      reads: { lost: { form: 'body', item: 'lossKg', visit: 'v1' } },
    },
  ],
  forms: [
    {
      id: 'body',
      name: 'Body',
      items: [
        { id: 'heightCm', name: 'Height', type: 'decimal', min: 100, max: 250 },
        { id: 'weightKg', name: 'Weight', type: 'decimal', min: 20, max: 300, required: true },
        { id: 'bmi', name: 'BMI', type: 'decimal', decimals: 1, value: 'weightKg / pow(heightCm / 100, 2)' },
        { id: 'isObese', name: 'Obese', type: 'boolean', value: 'bmi >= 30' },
        {
          id: 'lossKg',
          name: 'Loss',
          type: 'decimal',
          value: 'before - weightKg',
          reads: { before: { form: 'body', item: 'weightKg', visit: 'v0' } },
        },
        { id: 'diet', name: 'Diet', type: 'text', visibleWhen: 'isObese', requiredWhen: 'isObese' },
      ],
    },
  ],
  editChecks: [
    { id: 'fastLoss', form: 'body', visits: ['v1'], rule: 'lossKg < 20', message: 'So much?', severity: 'query' },
  ],
  randomisation: { method: 'uploadedList', strata: [] },
  blinding: { masked: [] },
  analysisSets: [{ id: 'FAS', name: 'FAS', kind: 'asRandomised' }],
  endpoints: [
    {
      id: 'w',
      name: 'W',
      type: 'continuous',
      role: 'primary',
      item: { form: 'body', item: 'weightKg' },
      summary: 'value',
    },
  ],
  analyses: [
    {
      id: 'primary',
      name: 'Primary',
      endpoint: 'w',
      set: 'FAS',
      role: 'primary',
      method: 'summary',
      effect: { term: 'sequence', active: 'a', reference: 'b' },
    },
  ],
  testing: { procedure: 'fixedSequence', order: [], alpha: 0.05 },
});

const form = (visit: string, items: Record<string, ItemValue>, day = '2026-01-01'): RecordedForm => ({
  visit,
  form: 'body',
  occurrence: 1,
  day,
  items,
});

describe('calculateItems', () => {
  it('calculates from items of the form, of other visits, and from calculated items, whatever the order', () => {
    const forms = [form('v1', { heightCm: 200, weightKg: 80 }), form('v0', { heightCm: 200, weightKg: 121 })];
    expect(calculateItems(protocol, forms).map(({ items }) => items)).toEqual([
      { heightCm: 200, weightKg: 80, bmi: 20, isObese: false, lossKg: 41 },
      { heightCm: 200, weightKg: 121, bmi: 30.3, isObese: true, lossKg: 0 },
    ]);
  });

  it('says that a value is unknown where an input is missing or the arithmetic has no result', () => {
    const [made] = calculateItems(protocol, [form('v1', { heightCm: 0, weightKg: 80 })]);
    expect(made?.items).toMatchObject({
      bmi: { missing: 'unknown' },
      isObese: { missing: 'unknown' },
      lossKg: { missing: 'unknown' },
    });
  });

  it('leaves what was given untouched', () => {
    const forms = [form('v1', { heightCm: 200, weightKg: 80 })];
    const before = structuredClone(forms);
    calculateItems(protocol, forms);
    expect(forms).toEqual(before);
  });
});

describe('findQuestions', () => {
  const words = (forms: readonly RecordedForm[]) =>
    findQuestions(protocol, forms).map((question) => wordQuestion(protocol, question, calculateItems(protocol, forms)));

  it('asks for what is required, and for a detail only where it is asked for', () => {
    expect(words([form('v0', { heightCm: 180 })])).toEqual(['weightKg has no value']);
    expect(words([form('v0', { heightCm: 180, weightKg: 120 })])).toEqual(['diet has no value']);
    expect(words([form('v0', { heightCm: 180, weightKg: 120, diet: { missing: 'refused' } })])).toEqual([]);
  });

  it('asks about implausible values, and by edit checks at their visits alone', () => {
    const heavy = form('v0', { heightCm: 260, weightKg: 150 });
    expect(words([heavy, form('v1', { heightCm: 260, weightKg: 100 })])).toEqual([
      'heightCm 260 above 250',
      'heightCm 260 above 250',
      'fastLoss: So much?',
    ]);
  });
});

describe('isPlanned', () => {
  it.each([
    [[form('v0', { weightKg: 80 }), form('v1', { weightKg: 70 })], true],
    [[form('v0', { weightKg: 80 }), form('v1', { weightKg: 79 })], false],
    [[form('v0', { weightKg: 80 })], undefined],
  ])('follows the rule of the visit (%#)', (forms, expected) => {
    expect(isPlanned(protocol, 'extra', forms)).toBe(expected);
  });

  it('plans every visit without a rule, and none that the protocol lacks', () => {
    expect(isPlanned(protocol, 'v1', [])).toBe(true);
    expect(isPlanned(protocol, 'other', [])).toBe(false);
  });
});
