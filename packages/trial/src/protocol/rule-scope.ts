// Which names each kind of rule may read, and the items behind them. Allocations and bags are never among them.
import type { VariableType } from './expression/compile.js';
import { isInRows } from './log.js';
import type { Form, Item, Protocol, Reads } from './schema.js';
import { isBeforeRandomisation } from './visit-kind.js';

export type Variables = Readonly<Record<string, VariableType>>;

/** A name that a rule may read, with the items whose values it can stand for, each as "form.item". */
interface ScopedName {
  readonly type: VariableType;
  readonly origins: readonly string[];
}

/** The names that a rule may read. */
export type Scope = Readonly<Record<string, ScopedName>>;

type Parts = { readonly [K in 'epochs' | 'forms' | 'visits' | 'product']?: Protocol[K] | undefined };

/** The form name under which laboratory values of the product stand among origins. */
export const LABORATORY = 'laboratory';

const types: Readonly<Record<Item['type'], VariableType>> = {
  integer: 'number',
  decimal: 'number',
  text: 'text',
  boolean: 'boolean',
  date: 'date',
  partialDate: 'date',
  time: 'text',
  instant: 'instant',
  code: 'text',
};

/** The type that an item has in expressions. */
export function typeOfItem(item: Pick<Item, 'type'>): VariableType {
  return types[item.type];
}

/** A scope as compilation takes it. */
export function variablesOf(scope: Scope): Variables {
  const known = variablesByScope.get(scope);
  if (known !== undefined) return known;
  const variables = Object.fromEntries(Object.entries(scope).map(([name, { type }]) => [name, type]));
  variablesByScope.set(scope, variables);
  return variables;
}

/** Many rules of a form share its scope. */
const variablesByScope = new WeakMap<Scope, Variables>();

/** Items that an eligibility criterion may read: those of forms of the visits before randomisation; of each, the latest value counts. */
export function eligibilityVariables(protocol: Parts): Variables {
  return variablesOf(eligibilityScope(protocol));
}

/** Items that the gate of an administration may read: those of forms of the gate's visit. */
export function gateVariables(protocol: Parts, visitId: string): Variables {
  return variablesOf(gateScope(protocol, visitId));
}

/** Laboratory values that release tests may read, and nothing else. */
export function releaseVariables(protocol: Parts): Variables {
  return variablesOf(releaseScope(protocol));
}

/** Items that `readable` of an endpoint may read: those of its form. */
export function readableVariables(form: Form): Variables {
  return variablesOf(formScope(form));
}

/** Names that a rule on a form may read: its items, and what `reads` names. */
export function formVariables(protocol: Parts, form: Form, reads?: Reads): Variables {
  const ofForms = variablesByForm.get(protocol) ?? new WeakMap<Form, Map<Reads | undefined, Variables>>();
  const ofForm = ofForms.get(form) ?? new Map<Reads | undefined, Variables>();
  const known = ofForm.get(reads);
  if (known !== undefined) return known;
  const variables = variablesOf({ ...formScope(form), ...readsScope(protocol, reads) });
  variablesByForm.set(protocol, ofForms.set(form, ofForm.set(reads, variables)));
  return variables;
}

/** Asked for with every save of a form, for each of its checks. Protocols never change. */
const variablesByForm = new WeakMap<Parts, WeakMap<Form, Map<Reads | undefined, Variables>>>();

/** Names that a rule on a visit may read: the latest value of every item of a form that does not repeat, and what `reads` names. */
export function visitVariables(protocol: Parts, reads?: Reads): Variables {
  return variablesOf({ ...everyItemScope(protocol), ...readsScope(protocol, reads) });
}

export function eligibilityScope(protocol: Parts): Scope {
  const visits = (protocol.visits ?? []).filter((visit) => isBeforeRandomisation(visit, protocol.epochs));
  return scopeOfForms(protocol, new Set(visits.flatMap((visit) => visit.forms)));
}

export function gateScope(protocol: Parts, visitId: string): Scope {
  const visit = (protocol.visits ?? []).find((candidate) => candidate.id === visitId);
  return scopeOfForms(protocol, new Set(visit?.forms ?? []));
}

export function releaseScope(protocol: Parts): Scope {
  return scopeOfItems(LABORATORY, protocol.product?.laboratory ?? []);
}

export function formScope(form: Form): Scope {
  return scopeOfItems(form.id, form.items);
}

export function everyItemScope(protocol: Parts): Scope {
  return scopeOfForms(protocol, new Set((protocol.forms ?? []).map((form) => form.id)));
}

/** What `reads` names: the item's own type, or a number where entries are counted or added up. */
export function readsScope(protocol: Parts, reads: Reads | undefined): Scope {
  const entries = Object.entries(reads ?? {}).flatMap(([name, read]): [string, ScopedName][] => {
    const found = findItems(protocol, read.item, read.form);
    const [first] = found;
    if (first === undefined) return [];
    const isNumber = read.occurrence === 'count' || read.occurrence === 'sum';
    return [
      [
        name,
        {
          type: isNumber ? 'number' : typeOfItem(first.item),
          origins: found.map(({ form, item }) => `${form.id}.${item.id}`),
        },
      ],
    ];
  });
  return Object.fromEntries(entries);
}

/** The items of this name, on one form or on all. */
export function findItems(
  protocol: Parts,
  itemId: string,
  formId?: string,
): readonly { readonly form: Form; readonly item: Item }[] {
  return (protocol.forms ?? [])
    .filter((form) => formId === undefined || form.id === formId)
    .flatMap((form) => form.items.filter((item) => item.id === itemId).map((item) => ({ form, item })));
}

function scopeOfForms(protocol: Parts, formIds: ReadonlySet<string>): Scope {
  const forms = (protocol.forms ?? []).filter(
    (form) => formIds.has(form.id) && !form.repeats && form.log === undefined,
  );
  const scope: Record<string, ScopedName> = {};
  for (const form of forms) {
    for (const [name, { type, origins }] of Object.entries(
      scopeOfItems(
        form.id,
        form.items.filter((item) => !isInRows(form, item)),
      ),
    )) {
      scope[name] = { type, origins: [...(scope[name]?.origins ?? []), ...origins] };
    }
  }
  return scope;
}

function scopeOfItems(form: string, items: readonly Item[]): Scope {
  return Object.fromEntries(
    items.map((item) => [item.id, { type: typeOfItem(item), origins: [`${form}.${item.id}`] }] as const),
  );
}
