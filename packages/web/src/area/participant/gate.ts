// The gate of an administration as the values stand now, by the rule of the server.
import {
  type Administration,
  calculateItems,
  compiledRule,
  gateVariables,
  type ItemValue,
  isMissing,
  latestOf,
  type Protocol,
  type RecordedForm,
} from '@equipoise/trial';

/** What a gate says now. */
export interface GateNow {
  readonly isOpen: boolean;
  /** Every value that the rule reads; undefined where there is none yet. */
  readonly facts: Readonly<Record<string, ItemValue | undefined>>;
}

/** A rule over a value that is missing is not met. */
export function gateNow(
  protocol: Protocol,
  gate: NonNullable<Administration['gate']>,
  forms: readonly RecordedForm[],
): GateNow {
  const values = latestOf(calculateItems(protocol, forms).filter(({ visit }) => visit === gate.visit));
  const compiled = compiledRule(protocol, gate.rule, { variables: gateVariables(protocol, gate.visit) });
  const facts = Object.fromEntries(compiled.names.map((name) => [name, values[name]]));
  const known = Object.fromEntries(
    Object.entries(facts).flatMap(([name, value]) => (value === undefined || isMissing(value) ? [] : [[name, value]])),
  );
  const result = compiled.evaluate(known);
  return { isOpen: 'value' in result && result.value === true, facts };
}
