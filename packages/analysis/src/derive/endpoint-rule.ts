// The protocol's rules on which visits contribute to an endpoint, compiled once.
import { compileExpression, type Endpoint, type Protocol, readableVariables } from '@equipoise/trial';
import type { ReadableRule } from './endpoint.js';

/**
 * The `readable` rule of each endpoint; without one every recorded visit contributes. Throws where a rule can't be compiled:
 * a protocol that was accepted has none.
 */
export function readableRules(protocol: Protocol): (endpoint: Endpoint) => ReadableRule {
  const rules = new Map(protocol.endpoints.map((endpoint) => [endpoint.id, compile(endpoint, protocol)]));
  return (endpoint) => rules.get(endpoint.id) ?? (() => true);
}

function compile(endpoint: Endpoint, protocol: Protocol): ReadableRule {
  const form = protocol.forms.find(({ id }) => id === endpoint.item.form);
  if (endpoint.readable === undefined || form === undefined) return () => true;
  const compiled = compileExpression(endpoint.readable, readableVariables(form));
  if (!compiled.ok) {
    throw new Error(`the rule "readable" of endpoint ${endpoint.id} can't be used: ${compiled.issues[0]?.message}`);
  }
  return (items) => {
    const evaluation = compiled.evaluate(items);
    return 'value' in evaluation ? evaluation.value === true : undefined;
  };
}
