// What is sent where somebody corrects a form that they may not read.
import type { Form } from '@equipoise/trial';
import { describe, expect, it } from 'vitest';
import { dayField } from './form-model.js';
import { planUnseen } from './unseen-plan.js';

const form: Form = {
  id: 'edss',
  name: 'EDSS',
  items: [
    { id: 'score', name: 'Score', type: 'decimal', hardMax: 10 },
    { id: 'walked', name: 'Walked', type: 'boolean' },
  ],
};
const plan = (values: Readonly<Record<string, string>>) => planUnseen(form, { values, rows: [] });

describe('a correction of what is not shown', () => {
  it('holds what was filled in alone, and no day where none was', () => {
    expect(plan({ [dayField]: '', score: '3,5', walked: '' }).correct).toEqual({ items: { score: 3.5 } });
    expect(plan({ [dayField]: '', score: '3,5', walked: '' }).changes).toMatchObject([{ from: undefined, to: 3.5 }]);
  });

  it('is of the day alone where only the day was filled in', () => {
    expect(plan({ [dayField]: '3 Mar 2026' }).correct).toEqual({ items: {}, happenedOn: '2026-03-03' });
  });

  it('is nothing where nothing was filled in, or something that is no value', () => {
    expect(plan({ [dayField]: '' })).toEqual({ problems: {}, changes: [] });
    expect(plan({ [dayField]: '', score: '11' })).toMatchObject({ problems: { score: {} }, changes: [] });
    expect(plan({ [dayField]: 'soon', score: '3' }).correct).toBeUndefined();
  });
});
