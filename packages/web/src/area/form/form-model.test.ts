// What is sent for a form as it was typed, and what becomes of a draft when somebody else was first.
import type { Form } from '@equipoise/trial';
import { describe, expect, it } from 'vitest';
import { dayField, draftOf, emptyForm, isDraftOther, type KnownForm, mergeDraft, planSave } from './form-model.js';
import type { Raw } from './form-value.js';

const form: Form = {
  id: 'vitals',
  name: 'Vital signs',
  items: [
    { id: 'weight', name: 'Weight', type: 'decimal', hardMin: 1 },
    { id: 'smoker', name: 'Smoker', type: 'boolean' },
    { id: 'double', name: 'Twice', type: 'decimal', value: 'weight * 2' },
    { id: 'systolic', name: 'Systolic', type: 'integer', group: 'pressures' },
  ],
  groups: [{ id: 'pressures', name: 'Pressures', repeats: true }],
};
const known: KnownForm = {
  version: 7,
  happenedOn: '2026-03-03',
  items: { weight: 70 },
  rows: [{ rowId: 'one', group: 'pressures', items: { systolic: 120 } }],
};
const typed = (values: Readonly<Record<string, Raw>>, base = known) => {
  const draft = draftOf(form, base);
  return { ...draft, values: { ...draft.values, ...values } };
};

describe('what is sent for a form', () => {
  it('is new values by recordForm, with the day', () => {
    const plan = planSave(
      form,
      emptyForm,
      typed({ [dayField]: '3 Mar 2026', weight: '70,5', smoker: 'false' }, emptyForm),
    );
    expect(plan).toEqual({
      problems: {},
      changes: [],
      record: { happenedOn: '2026-03-03', items: { weight: 70.5, smoker: false } },
    });
  });

  it('is changed values by correctValue and new ones beside them by recordForm under the recorded day', () => {
    const plan = planSave(form, known, typed({ weight: '71', smoker: 'true', [dayField]: '2026-03-04' }));
    expect(plan.record).toEqual({ happenedOn: '2026-03-03', items: { smoker: true } });
    expect(plan.correct).toEqual({ happenedOn: '2026-03-04', items: { weight: 71 } });
    expect(plan.changes.map(({ from, to }) => [from, to])).toEqual([
      ['2026-03-03', '2026-03-04'],
      [70, 71],
    ]);
  });

  it('never holds calculated values, nor those of items that are not asked for', () => {
    const draft = typed({ [dayField]: '2026-03-03', weight: '70', smoker: 'true', double: '140' }, emptyForm);
    const plan = planSave(form, emptyForm, draft, ({ item }) => item.id !== 'smoker');
    expect(plan.record?.items).toEqual({ weight: 70 });
  });

  it('adds, changes and removes rows by their ids', () => {
    const draft = typed({ 'two/systolic': '130' });
    const added = planSave(form, known, { ...draft, rows: [...draft.rows, { rowId: 'two', group: 'pressures' }] });
    expect(added.record?.rows).toEqual([{ rowId: 'two', group: 'pressures', items: { systolic: 130 } }]);
    expect(planSave(form, known, typed({ 'one/systolic': '125' })).correct?.rows).toEqual([
      { rowId: 'one', items: { systolic: 125 } },
    ]);
    expect(planSave(form, known, { ...draft, rows: [] }).correct?.removeRows).toEqual(['one']);
  });

  it('is nothing where a value is wrong, was erased, or the day is missing', () => {
    const { problems } = planSave(form, known, typed({ weight: '', 'one/systolic': '12.5', [dayField]: '' }));
    expect(Object.fromEntries(Object.entries(problems).map(([name, { key }]) => [name, key]))).toEqual({
      weight: 'form.problem.saidBefore',
      'one/systolic': 'form.problem.integer',
      [dayField]: 'form.problem.day',
    });
    expect(planSave(form, known, typed({ weight: { missing: 'notDone' } })).correct?.items).toEqual({
      weight: { missing: 'notDone' },
    });
  });

  it('is nothing at all where nothing was typed', () => {
    expect(planSave(form, known, draftOf(form, known))).toEqual({ problems: {}, changes: [] });
    expect(isDraftOther(form, known, draftOf(form, known))).toBe(false);
    expect(isDraftOther(form, known, typed({ weight: '71' }))).toBe(true);
  });
});

describe('a form that somebody else recorded meanwhile', () => {
  const theirs: KnownForm = { ...known, version: 9, items: { weight: 80, smoker: true } };

  it('takes what only they changed, and keeps what only I typed', () => {
    const merged = mergeDraft(form, { base: known, mine: typed({ 'one/systolic': '121' }), theirs });
    expect(merged.conflicts).toEqual([]);
    expect(merged.draft.values).toMatchObject({ weight: '80', smoker: 'true', 'one/systolic': '121' });
  });

  it('tells both values where both changed one, and overwrites neither', () => {
    const merged = mergeDraft(form, { base: known, mine: typed({ weight: '75' }), theirs });
    expect(merged.conflicts).toEqual([{ name: 'weight', mine: '75', theirs: '80' }]);
    expect(merged.draft.values.weight).toBe('75');
  });

  it('asks nothing where both wrote the same, in other words or signs too', () => {
    expect(mergeDraft(form, { base: known, mine: typed({ weight: '80' }), theirs }).conflicts).toEqual([]);
    const own = typed({ [dayField]: '4 Mar 2026', weight: '80,5', 'one/systolic': '0121' });
    const recorded: KnownForm = {
      ...{ ...known, version: 9, happenedOn: '2026-03-04', items: { weight: 80.5 } },
      rows: [{ rowId: 'one', group: 'pressures', items: { systolic: 121 } }],
    };
    const merged = mergeDraft(form, { base: known, mine: own, theirs: recorded });
    expect(merged.conflicts).toEqual([]);
    expect(merged.draft.values).toMatchObject({ [dayField]: '4 Mar 2026', weight: '80,5' });
    expect(isDraftOther(form, recorded, merged.draft)).toBe(false);
    expect(isDraftOther(form, recorded, { ...merged.draft, values: { ...merged.draft.values, weight: '80,' } })).toBe(
      true,
    );
  });

  it('keeps rows that either added, and drops those that they removed and I did not touch', () => {
    const row = (rowId: string) => ({ rowId, group: 'pressures', items: { systolic: 110 } });
    const mine = typed({});
    const merged = mergeDraft(form, {
      base: known,
      mine: { ...mine, rows: [...mine.rows, { rowId: 'mine', group: 'pressures' }] },
      theirs: { ...theirs, rows: [row('theirs')] },
    });
    expect(merged.draft.rows.map(({ rowId }) => rowId)).toEqual(['mine', 'theirs']);
  });
});
