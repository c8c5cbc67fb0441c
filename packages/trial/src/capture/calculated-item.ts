// Calculated items: never typed in, always as their inputs stand now.

import { isMissing } from '../missing.js';
import type { ExpressionType } from '../protocol/expression/compile.js';
import { isInRows } from '../protocol/log.js';
import { formVariables, typeOfItem } from '../protocol/rule-scope.js';
import type { Form, Item, Protocol } from '../protocol/schema.js';
import type { ItemValue } from '../value.js';
import { compiledRule } from './compiled-rule.js';
import { type RecordedForm, type Values, valuesOfReads } from './recorded-form.js';

/**
 * The forms with their calculated items. An item whose inputs are missing, or whose arithmetic has no result, is missing as
 * "unknown"; one that is not asked for (`visibleWhen`) as "notApplicable". Whole-number items are rounded, others to their decimals.
 */
export function calculateItems<F extends RecordedForm>(protocol: Protocol, forms: readonly F[]): readonly F[] {
  const definitions = calculatedForms(protocol);
  if (definitions.size === 0) return forms;
  const passes = [...definitions.values()].reduce((sum, { items }) => sum + items.length, 0);
  let current = forms;
  for (let pass = 0; pass < passes; pass += 1) {
    const next = current.map((form) => calculateForm(protocol, definitions.get(form.form), { form, forms: current }));
    if (next.every((form, index) => form === current[index])) return next;
    current = next;
  }
  return current;
}

interface CalculatedForm {
  readonly definition: Form;
  readonly items: readonly Item[];
}

const known = new WeakMap<Protocol, ReadonlyMap<string, CalculatedForm>>();

function calculatedForms(protocol: Protocol): ReadonlyMap<string, CalculatedForm> {
  const found = known.get(protocol);
  if (found !== undefined) return found;
  const forms = new Map(
    protocol.forms.flatMap((definition): [string, CalculatedForm][] => {
      const items = definition.items.filter(({ value }) => value !== undefined);
      return items.length === 0 ? [] : [[definition.id, { definition, items }]];
    }),
  );
  known.set(protocol, forms);
  return forms;
}

function calculateForm<F extends RecordedForm>(
  protocol: Protocol,
  calculated: CalculatedForm | undefined,
  { form, forms }: { readonly form: F; readonly forms: readonly F[] },
): F {
  if (calculated === undefined) return form;
  const { definition } = calculated;
  const fill = (given: RecordedForm['items'], around: RecordedForm['items'], group?: string) => {
    let items = given;
    for (const item of calculated.items) {
      if ((isInRows(definition, item) ? item.group : undefined) !== group) continue;
      const values = { ...around, ...items, ...valuesOfReads(item.reads, forms) };
      const value = calculate(protocol, definition, { item, values });
      if (!isSame(items[item.id], value)) items = { ...items, [item.id]: value };
    }
    return items;
  };
  const items = fill(form.items, {});
  const rows = form.rows?.map((row) => {
    const filled = fill(row.items, items, row.group);
    return filled === row.items ? row : { ...row, items: filled };
  });
  const isOther = rows?.some((row, index) => row !== form.rows?.[index]) === true;
  if (items === form.items && !isOther) return form;
  return { ...form, items, ...(rows === undefined ? {} : { rows }) };
}

function calculate(
  protocol: Protocol,
  form: Form,
  { item, values }: { readonly item: Item; readonly values: Values },
): ItemValue {
  const variables = formVariables(protocol, form, item.reads);
  if (item.visibleWhen !== undefined) {
    const visible = compiledRule(protocol, item.visibleWhen, { variables }).evaluate(values);
    if (!('value' in visible && visible.value === true)) return { missing: 'notApplicable' };
  }
  const type = typeOfItem(item);
  const expected: ExpressionType = type === 'instant' ? 'date' : type;
  const result = compiledRule(protocol, item.value!, { variables, expected }).evaluate(values);
  if (!('value' in result)) return { missing: 'unknown' };
  if (typeof result.value !== 'number') return result.value === '' ? { missing: 'unknown' } : result.value;
  const decimals = item.type === 'integer' ? 0 : item.decimals;
  return decimals === undefined ? result.value : Number(result.value.toFixed(decimals));
}

function isSame(a: ItemValue | undefined, b: ItemValue): boolean {
  if (a === undefined) return false;
  return isMissing(a) && isMissing(b) ? a.missing === b.missing : a === b;
}
