// Expressions of a checked protocol, compiled once.
import { type CompiledExpression, compileExpression, type ExpressionType } from '../protocol/expression/compile.js';
import type { Variables } from '../protocol/rule-scope.js';
import type { Protocol } from '../protocol/schema.js';
import { inEnglish } from '../protocol/sentence.js';

const compiledRules = new WeakMap<Protocol, Map<string, CompiledExpression>>();
/** The same, found without writing the variables down where they are the very same object. */
const compiledFor = new WeakMap<Protocol, WeakMap<Variables, Map<string, CompiledExpression>>>();

/** The expression, compiled for these variables. Throws where the protocol was not checked. */
export function compiledRule(
  protocol: Protocol,
  rule: string,
  { variables, expected = 'boolean' }: { readonly variables: Variables; readonly expected?: ExpressionType },
): CompiledExpression {
  const ofProtocol = compiledFor.get(protocol) ?? new WeakMap<Variables, Map<string, CompiledExpression>>();
  const ofVariables = ofProtocol.get(variables) ?? new Map<string, CompiledExpression>();
  const sameKey = `${expected}\n${rule}`;
  const found = ofVariables.get(sameKey) ?? compiledOnce(protocol, rule, { variables, expected });
  compiledFor.set(protocol, ofProtocol.set(variables, ofVariables.set(sameKey, found)));
  return found;
}

function compiledOnce(
  protocol: Protocol,
  rule: string,
  { variables, expected }: { readonly variables: Variables; readonly expected: ExpressionType },
): CompiledExpression {
  const known = compiledRules.get(protocol) ?? new Map<string, CompiledExpression>();
  compiledRules.set(protocol, known);
  const key = `${expected}\n${rule}\n${Object.entries(variables).flat().join(' ')}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const compiled = compileExpression(rule, variables, expected);
  if (!compiled.ok)
    throw new Error(`the protocol was not checked: ${compiled.issues.map((one) => inEnglish(one.message)).join('; ')}`);
  known.set(key, compiled);
  return compiled;
}
