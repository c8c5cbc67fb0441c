// Questions that recorded values raise: implausible or missing values, and edit checks that are not met.
import { rowGroups } from '../protocol/log.js';
import { formVariables } from '../protocol/rule-scope.js';
import type { EditCheck, Form, Item, Protocol, Text } from '../protocol/schema.js';
import { label } from '../protocol/text.js';
import { calculateItems } from './calculated-item.js';
import { compiledRule } from './compiled-rule.js';
import { type RecordedForm, type Values, valuesOfReads } from './recorded-form.js';

/** A question about a form as it stands. It goes when its cause goes: nothing is stored. */
export interface Question {
  readonly visit: string;
  readonly form: string;
  readonly occurrence: number;
  readonly items: readonly string[];
  /** The row of a group that repeats, where it is about one. */
  readonly rowId?: string;
  /** The id of the edit check, or the kind of a question about one item. */
  readonly check:
    | string
    | 'belowMinimum'
    | 'aboveMaximum'
    | 'required'
    | 'tooFewRows'
    | 'tooManyRows'
    | 'endsBeforeStart'
    | 'endedAndOngoing';
  readonly severity: 'query' | 'warning';
  /** The protocol's words; absent for questions about one item. */
  readonly message?: Text;
}

/** A question in words, with the value that raised it. */
export function wordQuestion(protocol: Protocol, question: Question, forms: readonly RecordedForm[]): string {
  if (question.message !== undefined) return `${question.check}: ${label(question.message)}`;
  const [id = ''] = question.items;
  if (question.check === 'required') return `${id} has no value`;
  if (question.check === 'tooFewRows' || question.check === 'tooManyRows')
    return `${id} has too ${question.check === 'tooFewRows' ? 'few' : 'many'} rows`;
  if (question.check === 'endsBeforeStart') return `${id} lies before ${question.items[1]}`;
  if (question.check === 'endedAndOngoing') return `${id} is given although ${question.items[1]}`;
  const item = protocol.forms.find((one) => one.id === question.form)?.items.find((one) => one.id === id);
  const recorded = forms.find((form) => isAbout(question, form));
  const row = recorded?.rows?.find(({ rowId }) => rowId === question.rowId);
  const value = (row ?? recorded)?.items[id];
  return question.check === 'belowMinimum' ? `${id} ${value} below ${item?.min}` : `${id} ${value} above ${item?.max}`;
}

function isAbout({ visit, form, occurrence }: Question, recorded: RecordedForm): boolean {
  return recorded.visit === visit && recorded.form === form && recorded.occurrence === occurrence;
}

/**
 * All questions about a participant's forms, in their order. A rule over a missing value asks nothing: that the value is missing
 * is a question of its own where it is required.
 */
export function findQuestions(protocol: Protocol, recorded: readonly RecordedForm[]): readonly Question[] {
  const forms = calculateItems(protocol, recorded);
  return forms.flatMap((form) => questionsOn(protocol, form, forms));
}

/** The questions about one form among a participant's forms, all with their calculated items. */
export function questionsOn(
  protocol: Protocol,
  form: RecordedForm,
  forms: readonly RecordedForm[],
): readonly Question[] {
  const definition = protocol.forms.find(({ id }) => id === form.form);
  if (definition === undefined) return [];
  const about = { visit: form.visit, form: form.form, occurrence: form.occurrence };
  const context = { protocol, definition, form, forms };
  const groups = rowGroups(definition);
  const isRow = (item: Item) => item.group !== undefined && groups.has(item.group);
  const places = [...groups].length === 0 ? [] : rowContexts(context);
  return [
    ...definition.items.flatMap((item) =>
      isRow(item)
        ? places.filter(({ group }) => group === item.group).flatMap((place) => itemQuestions(item, place))
        : itemQuestions(item, context),
    ),
    ...rowCounts(context),
    ...logQuestions(context),
    ...(protocol.editChecks ?? []).flatMap((check) => checkQuestions(check, context, places)),
  ].map((found) => ({ ...about, ...found }));
}

/** A check that reads items of rows is held against each row; every other one against the form. */
function checkQuestions(check: EditCheck, context: Context, places: readonly RowContext[]): readonly Found[] {
  if (check.form !== context.form.form || check.visits?.includes(context.form.visit) === false) return [];
  const groups = new Set(
    context.definition.items.flatMap(({ id, group }) =>
      group !== undefined && places.length > 0 && readsOwn(check, context).includes(id) ? [group] : [],
    ),
  );
  const rows = places.filter(({ group }) => groups.has(group));
  const held: readonly Context[] = rows.length > 0 ? rows : [context];
  return held.flatMap((place) => (fails(check, place) ? [{ ...ofRow(place), ...questionOf(check, place) }] : []));
}

interface RowContext extends Context {
  readonly rowId: string;
  readonly group: string;
}

/** The form as each of its rows sees it: the row's items beside those of the form. */
function rowContexts(context: Context): readonly RowContext[] {
  return (context.form.rows ?? []).map(({ rowId, group, items }) => ({
    ...context,
    form: { ...context.form, items: { ...context.form.items, ...items } },
    rowId,
    group,
  }));
}

function ofRow(context: Context): { readonly rowId?: string } {
  return context.rowId === undefined ? {} : { rowId: context.rowId };
}

function rowCounts({ definition, form }: Context): readonly Found[] {
  return (definition.groups ?? []).flatMap((group): readonly Found[] => {
    if (group.repeats !== true) return [];
    const count = (form.rows ?? []).filter((row) => row.group === group.id).length;
    if (count < (group.minRows ?? 0)) return [{ items: [group.id], check: 'tooFewRows', severity: 'query' }];
    if (count <= (group.maxRows ?? Number.POSITIVE_INFINITY)) return [];
    return [{ items: [group.id], check: 'tooManyRows', severity: 'query' }];
  });
}

/** An entry of a log that ends before it starts, or that has ended and goes on. Partial days are compared as far as both go. */
function logQuestions({ definition, form }: Context): readonly Found[] {
  const { log } = definition;
  if (log?.endItem === undefined) return [];
  const [start, end] = [form.items[log.startItem], form.items[log.endItem]];
  if (typeof end !== 'string') return [];
  const length = typeof start === 'string' ? Math.min(start.length, end.length) : 0;
  const isEarly = typeof start === 'string' && end.slice(0, length) < start.slice(0, length);
  const goesOn = log.ongoingItem !== undefined && form.items[log.ongoingItem] === true;
  return [
    ...(isEarly ? [{ items: [log.endItem, log.startItem], check: 'endsBeforeStart', severity: 'query' } as const] : []),
    ...(goesOn
      ? [{ items: [log.endItem, log.ongoingItem!], check: 'endedAndOngoing', severity: 'query' } as const]
      : []),
  ];
}

interface Context {
  readonly protocol: Protocol;
  readonly definition: Form;
  readonly form: RecordedForm;
  readonly forms: readonly RecordedForm[];
  /** Where a row is asked about. */
  readonly rowId?: string;
}

type Found = Pick<Question, 'items' | 'check' | 'severity' | 'rowId' | 'message'>;

function itemQuestions(item: Item, context: Context): readonly Found[] {
  const value = context.form.items[item.id];
  const ask = (check: Found['check']): readonly Found[] => [
    { items: [item.id], check, severity: 'query', ...ofRow(context) },
  ];
  if (!holds(item.visibleWhen, item, context, true)) return [];
  if (value === undefined) {
    const isRequired = item.required === true || holds(item.requiredWhen, item, context, false);
    return isRequired && item.value === undefined ? ask('required') : [];
  }
  if (typeof value !== 'number') return [];
  if (item.min !== undefined && value < item.min) return ask('belowMinimum');
  return item.max !== undefined && value > item.max ? ask('aboveMaximum') : [];
}

function holds(rule: string | undefined, item: Item, context: Context, without: boolean): boolean {
  if (rule === undefined) return without;
  const { protocol, definition } = context;
  const variables = formVariables(protocol, definition, item.reads);
  const result = compiledRule(protocol, rule, { variables }).evaluate(valuesFor(context, item.reads));
  return 'value' in result && result.value === true;
}

function fails(check: EditCheck, context: Context): boolean {
  const { protocol, definition } = context;
  const variables = formVariables(protocol, definition, check.reads);
  const result = compiledRule(protocol, check.rule, { variables }).evaluate(valuesFor(context, check.reads));
  return 'value' in result && result.value === false;
}

/** The items of its form that a check reads. */
function readsOwn(check: EditCheck, { protocol, definition }: Context): readonly string[] {
  const variables = formVariables(protocol, definition, check.reads);
  const own = new Set(definition.items.map(({ id }) => id));
  return compiledRule(protocol, check.rule, { variables }).names.filter((name) => own.has(name));
}

function questionOf(check: EditCheck, context: Context): Found {
  const items = check.items ?? readsOwn(check, context);
  return { items, check: check.id, severity: check.severity, message: check.message };
}

function valuesFor({ form, forms }: Context, reads: Item['reads']): Values {
  return { ...form.items, ...valuesOfReads(reads, forms) };
}
