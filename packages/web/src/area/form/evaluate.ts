// A form while it is typed: what is calculated, what is asked for, and what the checks ask, by the same rules as on the server.
import {
  calculateItems,
  compiledRule,
  type FlaggedValue,
  type Form,
  flagValue,
  formVariables,
  type Item,
  type ItemValue,
  type Protocol,
  type Question,
  questionsOn,
  type RecordedForm,
  type ReferenceRange,
  valuesOfReads,
} from '@equipoise/trial';
import { type Field, fieldName, fieldsOf } from './form-model.js';

/** A laboratory value beside what its site calls normal. */
export interface Flagged extends FlaggedValue {
  readonly range?: ReferenceRange | undefined;
}

export interface Evaluated {
  /** Values of calculated items, by the name of the field. */
  readonly calculated: Readonly<Record<string, ItemValue>>;
  /** Names of fields that are not asked for now. */
  readonly hidden: ReadonlySet<string>;
  readonly required: ReadonlySet<string>;
  /** Questions by the name of the first field that they are about; those about rows under the group. */
  readonly questions: Readonly<Record<string, readonly Question[]>>;
  readonly flags: Readonly<Record<string, Flagged>>;
}

export interface Surroundings {
  readonly protocol: Protocol;
  readonly form: Form;
  readonly siteId: string;
  /** The other forms of the participant. */
  readonly others: readonly RecordedForm[];
  readonly ranges: readonly ReferenceRange[];
}

/** Evaluates a form as it stands. */
export function evaluateForm(around: Surroundings, recorded: RecordedForm): Evaluated {
  const { protocol, form } = around;
  const forms = calculateItems(protocol, [...around.others, recorded]);
  const own = forms.at(-1) ?? recorded;
  const fields = fieldsOf(form, own.rows ?? []);
  const calculated: Record<string, ItemValue> = {};
  const hidden = new Set<string>();
  const required = new Set<string>();
  const flags: Record<string, Flagged> = {};
  for (const field of fields) {
    const { name, item } = field;
    const items = itemsFor(own, field);
    const value = items[item.id];
    if (item.value !== undefined && value !== undefined) calculated[name] = value;
    const values = () => ({ ...items, ...valuesOfReads(item.reads, forms) });
    if (!holds(around, item, item.visibleWhen, true, values)) hidden.add(name);
    else if (item.required === true || holds(around, item, item.requiredWhen, false, values)) required.add(name);
    const flag = flagOf(around, { item, items, own });
    if (flag !== undefined) flags[name] = flag;
  }
  const questions: Record<string, Question[]> = {};
  for (const question of questionsOn(protocol, own, forms)) {
    const name = fieldName(question.items[0] ?? '', question.rowId);
    questions[name] = [...(questions[name] ?? []), question];
  }
  return { calculated, hidden, required, questions, flags };
}

function itemsFor(own: RecordedForm, { rowId }: Field): Readonly<Record<string, ItemValue>> {
  if (rowId === undefined) return own.items;
  return { ...own.items, ...own.rows?.find((row) => row.rowId === rowId)?.items };
}

function holds(
  { protocol, form }: Surroundings,
  item: Item,
  rule: string | undefined,
  without: boolean,
  values: () => Readonly<Record<string, ItemValue | undefined>>,
): boolean {
  if (rule === undefined) return without;
  const result = compiledRule(protocol, rule, { variables: formVariables(protocol, form, item.reads) }).evaluate(
    values(),
  );
  return 'value' in result && result.value === true;
}

function flagOf(
  { protocol, form, siteId, others, ranges }: Surroundings,
  {
    item,
    items,
    own,
  }: { readonly item: Item; readonly items: Readonly<Record<string, ItemValue>>; readonly own: RecordedForm },
): Flagged | undefined {
  const value = items[item.id];
  const unit = item.unitItem === undefined ? item.unit : items[item.unitItem];
  if (item.analyte === undefined || typeof value !== 'number' || typeof unit !== 'string') return undefined;
  const { laboratory } = protocol;
  const last = (place: { readonly form: string; readonly item: string } | undefined) =>
    place === undefined
      ? undefined
      : [...others, own].findLast((one) => one.form === place.form && one.items[place.item] !== undefined)?.items[
          place.item
        ];
  const [sex, age] = [last(laboratory?.sex), last(laboratory?.ageYears)];
  const start = form.log === undefined ? undefined : items[form.log.startItem];
  const flagged = flagValue(protocol, ranges, {
    siteId,
    analyte: item.analyte,
    unit,
    value,
    day: typeof start === 'string' ? start : own.day,
    ...(typeof sex === 'string' ? { sex } : {}),
    ...(typeof age === 'number' ? { ageYears: age } : {}),
  });
  return { ...flagged, range: ranges.find(({ rangeId }) => rangeId === flagged.rangeId) };
}
