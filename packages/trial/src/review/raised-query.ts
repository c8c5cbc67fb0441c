// Queries that the protocol's checks raise when a form is saved, and close when the value no longer raises them.

import { canonicalJson } from '../canonical.js';
import { calculateItems } from '../capture/calculated-item.js';
import { type Question, questionsOn, wordQuestion } from '../capture/question.js';
import type { RecordedForm } from '../capture/recorded-form.js';
import { recordedForms } from '../decide/rule.js';
import type { Payload } from '../event/catalogue.js';
import { formKey, type ParticipantState } from '../evolve/participant-state.js';
import { placeValues, type QueryState } from '../evolve/review-state.js';
import type { Protocol } from '../protocol/schema.js';

/** What happens to the queries of checks. */
export type RaisedQuery =
  | { readonly type: 'DataQueryOpened'; readonly payload: Omit<Payload<'DataQueryOpened'>, 'queryId'> }
  | { readonly type: 'DataQueryReopened'; readonly payload: Payload<'DataQueryReopened'> }
  | { readonly type: 'DataQueryClosed'; readonly payload: Payload<'DataQueryClosed'> };

/**
 * What the forms as they stand now do to the queries of checks: a question of a form that changed opens a query, one for
 * each check and place; a query whose question is no longer asked closes. One that a person closed stays closed while the values
 * are those that the person saw.
 */
export function raisedQueries(
  protocol: Protocol,
  before: ParticipantState,
  after: ParticipantState,
): readonly RaisedQuery[] {
  if (before.forms === after.forms) return [];
  const known = Object.entries(after.review.queries).filter(([, { check }]) => check !== undefined);
  const changed = new Set(Object.keys(after.forms).filter((key) => before.forms[key] !== after.forms[key]));
  const concerned = new Set([
    ...changed,
    ...known.filter(([, { status }]) => status !== 'closed').map(([, one]) => keyOf(one)),
  ]);
  const forms = calculateItems(protocol, recordedForms(after));
  const asked = forms
    .filter((form) => concerned.has(formKey(form)))
    .flatMap((form) => questionsOn(protocol, form, forms))
    .filter(({ severity }) => severity === 'query');
  const names = new Set(asked.map(nameOf));
  const byName = new Map(known.map(([queryId, query]) => [nameOfQuery(query), { queryId, query }]));
  const closed = known
    .filter(([, query]) => query.status !== 'closed' && !names.has(nameOfQuery(query)))
    .map(([queryId]): RaisedQuery => ({ type: 'DataQueryClosed', payload: { queryId, by: 'check' } }));
  const raised = asked
    .filter((question) => changed.has(formKey(question)) || byName.has(nameOf(question)))
    .flatMap((question) => raise(protocol, question, { forms, known: byName.get(nameOf(question)) }));
  return [...closed, ...raised];
}

function raise(
  protocol: Protocol,
  question: Question,
  {
    forms,
    known,
  }: {
    readonly forms: readonly RecordedForm[];
    readonly known: { readonly queryId: string; readonly query: QueryState } | undefined;
  },
): readonly RaisedQuery[] {
  const { visit, form, occurrence, items, rowId, check } = question;
  const own = forms.find((one) => formKey(one) === formKey(question));
  const values = own === undefined ? {} : placeValues(own, { items, rowId });
  if (known === undefined) {
    const place = {
      visit,
      form,
      occurrence,
      ...(items.length === 0 ? {} : { items: [...items] }),
      ...(rowId === undefined ? {} : { rowId }),
    };
    const text = wordQuestion(protocol, question, forms);
    return [{ type: 'DataQueryOpened', payload: { place, category: 'editCheck', check, text, values } }];
  }
  const { queryId, query } = known;
  if (query.status !== 'closed') return [];
  const isAsSeen = query.closedBy === 'person' && canonicalJson(query.values) === canonicalJson(values);
  return isAsSeen ? [] : [{ type: 'DataQueryReopened', payload: { queryId, by: 'check', values } }];
}

function nameOf({ visit, form, occurrence, items, rowId, check }: Question): string {
  return `${visit}/${form}/${occurrence}/${rowId ?? ''}/${check}/${items.join(',')}`;
}

function nameOfQuery({ place, check }: QueryState): string {
  return `${keyOf({ place })}/${place.rowId ?? ''}/${check}/${(place.items ?? []).join(',')}`;
}

function keyOf({ place }: Pick<QueryState, 'place'>): string {
  return `${place.visit}/${place.form}/${place.occurrence}`;
}
