// Questions that recorded values raise: implausible or missing values, and edit checks that are not met.
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
  /** The id of the edit check, or the kind of a question about one item. */
  readonly check: string | 'belowMinimum' | 'aboveMaximum' | 'required';
  readonly severity: 'query' | 'warning';
  /** The protocol's words; absent for questions about one item. */
  readonly message?: Text;
}

/** A question in words, with the value that raised it. */
export function wordQuestion(protocol: Protocol, question: Question, forms: readonly RecordedForm[]): string {
  if (question.message !== undefined) return `${question.check}: ${label(question.message)}`;
  const [id = ''] = question.items;
  if (question.check === 'required') return `${id} has no value`;
  const item = protocol.forms.find((one) => one.id === question.form)?.items.find((one) => one.id === id);
  const value = forms.find((form) => isAbout(question, form))?.items[id];
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
  return [
    ...definition.items.flatMap((item) => itemQuestions(item, context)).map((found) => ({ ...about, ...found })),
    ...(protocol.editChecks ?? []).flatMap((check) =>
      fails(check, context) ? [{ ...about, ...questionOf(check, context) }] : [],
    ),
  ];
}

interface Context {
  readonly protocol: Protocol;
  readonly definition: Form;
  readonly form: RecordedForm;
  readonly forms: readonly RecordedForm[];
}

type Found = Pick<Question, 'items' | 'check' | 'severity'>;

function itemQuestions(item: Item, context: Context): readonly Found[] {
  const value = context.form.items[item.id];
  const ask = (check: Found['check']): readonly Found[] => [{ items: [item.id], check, severity: 'query' }];
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
  const { protocol, definition, form } = context;
  if (check.form !== form.form || check.visits?.includes(form.visit) === false) return false;
  const variables = formVariables(protocol, definition, check.reads);
  const result = compiledRule(protocol, check.rule, { variables }).evaluate(valuesFor(context, check.reads));
  return 'value' in result && result.value === false;
}

function questionOf(check: EditCheck, { protocol, definition }: Context) {
  const variables = formVariables(protocol, definition, check.reads);
  const own = new Set(definition.items.map(({ id }) => id));
  const read = compiledRule(protocol, check.rule, { variables }).names.filter((name) => own.has(name));
  return { items: check.items ?? read, check: check.id, severity: check.severity, message: check.message };
}

function valuesFor({ form, forms }: Context, reads: Item['reads']): Values {
  return { ...form.items, ...valuesOfReads(reads, forms) };
}
