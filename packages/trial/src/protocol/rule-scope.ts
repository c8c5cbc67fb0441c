// Which names each kind of rule may read. Allocations, bags and laboratory values are never among them, except in release tests.
import type { VariableType } from './expression/compile.js';
import type { Form, Item, Protocol } from './schema.js';

export type Variables = Readonly<Record<string, VariableType>>;

type Parts = { readonly [K in 'forms' | 'visits' | 'product']?: Protocol[K] | undefined };

const types: Readonly<Record<Item['type'], VariableType>> = {
  integer: 'number',
  decimal: 'number',
  text: 'text',
  boolean: 'boolean',
  date: 'date',
  code: 'text',
};

/** The names of items with the types that they have in expressions. */
export function variablesOf(items: readonly Item[]): Variables {
  return Object.fromEntries(items.map((item) => [item.id, types[item.type]]));
}

/** Items that an eligibility criterion may read: those of forms of the visits before randomisation; of each, the latest value counts. */
export function eligibilityVariables(protocol: Parts): Variables {
  const visits = (protocol.visits ?? []).filter((visit) => visit.period === undefined && !visit.unscheduled);
  return variablesOfForms(protocol, new Set(visits.flatMap((visit) => visit.forms)));
}

/** Items that the gate of an administration may read: those of forms of the gate's visit. */
export function gateVariables(protocol: Parts, visitId: string): Variables {
  const visit = (protocol.visits ?? []).find((candidate) => candidate.id === visitId);
  return variablesOfForms(protocol, new Set(visit?.forms ?? []));
}

/** Laboratory values that release tests may read, and nothing else. */
export function releaseVariables(protocol: Parts): Variables {
  return variablesOf(protocol.product?.laboratory ?? []);
}

/** Items that `readable` of an endpoint may read: those of its form. */
export function readableVariables(form: Form): Variables {
  return variablesOf(form.items);
}

function variablesOfForms(protocol: Parts, formIds: ReadonlySet<string>): Variables {
  const forms = (protocol.forms ?? []).filter((form) => formIds.has(form.id) && !form.repeats);
  return Object.assign({}, ...forms.map((form) => variablesOf(form.items)));
}
