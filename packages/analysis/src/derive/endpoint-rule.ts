// The protocol's rules on endpoints, compiled once: which visits contribute, what is calculated, what is an event, what a code scores.
import {
  compiledRule,
  type Endpoint,
  type Form,
  formVariables,
  type Item,
  type ItemValue,
  type Protocol,
  type Variables,
  valuesOfReads,
} from '@equipoise/trial';
import type { EndpointRules } from './endpoint.js';
import type { FormRecord } from './record.js';

/**
 * The rules of each endpoint; without a rule every recorded visit contributes, and every entry is an event. Throws where a rule can't
 * be compiled: a protocol that was accepted has none.
 */
export function endpointRules(protocol: Protocol): (endpoint: Endpoint) => EndpointRules {
  const rules = new Map(protocol.endpoints.map((endpoint) => [endpoint.id, rulesOf(endpoint, protocol)]));
  return ({ id }) => rules.get(id)!;
}

function rulesOf(endpoint: Endpoint, protocol: Protocol): EndpointRules {
  const form = protocol.forms.find(({ id }) => id === endpoint.item.form);
  const item = form?.items.find(({ id }) => id === endpoint.item.item);
  const readable = booleanRule(protocol, form, endpoint.readable);
  const event = booleanRule(protocol, form, endpoint.event?.rule);
  const competingForm = protocol.forms.find(({ id }) => id === endpoint.event?.competing?.form);
  const competing = booleanRule(protocol, competingForm, endpoint.event?.competing?.rule);
  return {
    readable,
    value: valueRule(endpoint, protocol, form),
    score: scoreOf(endpoint, item),
    event: (record) => event(record) === true,
    competing: (record) => competing(record) === true,
  };
}

function booleanRule(
  protocol: Protocol,
  form: Form | undefined,
  rule: string | undefined,
): (record: FormRecord) => boolean | undefined {
  if (rule === undefined || form === undefined) return () => true;
  const compiled = compiledRule(protocol, rule, { variables: formVariables(protocol, form) });
  return ({ items }) => {
    const evaluation = compiled.evaluate(items);
    return 'value' in evaluation ? evaluation.value === true : undefined;
  };
}

function valueRule(endpoint: Endpoint, protocol: Protocol, form: Form | undefined): EndpointRules['value'] {
  const rule = endpoint.value;
  if (rule === undefined || form === undefined) return undefined;
  const variables: Variables = formVariables(protocol, form, endpoint.reads);
  const compiled = compiledRule(protocol, rule, { variables, expected: 'number' });
  return ({ items }, forms): ItemValue => {
    const recorded = forms.map((one) => ({ ...one, day: one.happenedOn?.latest }));
    const evaluation = compiled.evaluate({ ...items, ...valuesOfReads(endpoint.reads, recorded) });
    return 'value' in evaluation ? evaluation.value : { missing: 'unknown' };
  };
}

/** Numbers are themselves, true is 1, a code is its score, else its place in the list; other texts have no number. */
function scoreOf(endpoint: Endpoint, item: Item | undefined): EndpointRules['score'] {
  const codes = endpoint.type === 'ordinal' ? (item?.codes ?? []) : [];
  const scores = new Map(codes.map(({ code, score }, index) => [code, score ?? index]));
  return (value) => {
    if (typeof value === 'boolean') return Number(value);
    if (typeof value === 'number') return value;
    return typeof value === 'string' ? scores.get(value) : undefined;
  };
}
