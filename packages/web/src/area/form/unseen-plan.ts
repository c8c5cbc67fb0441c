// Corrections by people who record a form and do not read it: only what they enter anew is sent.
import type { Form } from '@equipoise/trial';
import {
  dayField,
  emptyForm,
  type Field,
  type FormDraft,
  planSave,
  type SavePlan,
  type ValueChange,
} from './form-model.js';
import { parseDay } from './form-value.js';

/** What corrects a recorded form whose values are not known here: what stays empty stays as it is recorded. */
export function planUnseen(form: Form, draft: FormDraft, isAsked: (field: Field) => boolean = () => true): SavePlan {
  const raw = draft.values[dayField] ?? '';
  const day = typeof raw === 'string' ? parseDay(raw) : raw;
  // Nothing is planned without a day; one that stands in is not sent.
  const values = raw === '' ? { ...draft.values, [dayField]: { missing: 'unknown' as const } } : draft.values;
  const { problems, record } = planSave(form, emptyForm, { values, rows: [] }, isAsked);
  const items = record?.items ?? {};
  if (Object.keys(problems).length > 0 || (Object.keys(items).length === 0 && day === undefined))
    return { problems, changes: [] };
  const changes = Object.entries(items).map(([id, to]): ValueChange => {
    const item = form.items.find((one) => one.id === id);
    return { name: id, from: undefined, to, ...(item === undefined ? {} : { item }) };
  });
  return {
    problems,
    changes: day === undefined ? changes : [{ name: dayField, from: undefined, to: day }, ...changes],
    correct: { items, ...(day === undefined ? {} : { happenedOn: day }) },
  };
}
