// The protocol's rules over made values: what `decide` will find when the same values are recorded.
import {
  type CompiledExpression,
  compileExpression,
  criteriaFor,
  eligibilityVariables,
  gateVariables,
  type ItemValue,
  inEnglish,
  type Protocol,
  releaseVariables,
} from '@equipoise/trial';

type Values = Readonly<Record<string, ItemValue>>;
type Rule = (values: Values) => boolean;

/** The rules of one protocol, compiled once. A rule over a missing value is not satisfied. */
export interface Rules {
  /** Whether every criterion of a site is satisfied. */
  readonly isEligible: (siteId: string, values: Values) => boolean;
  /** Whether every release test is passed. */
  readonly isReleasable: (laboratory: Values) => boolean;
  /** Whether every test of the day of use is passed. */
  readonly isUsable: (laboratory: Values) => boolean;
  /** Whether the gate of an administration is open; true where it has none. */
  readonly isGateOpen: (administration: string, values: Values) => boolean;
}

/** Compiles the rules of a protocol that was checked; throws where one can't be compiled. */
export function compileRules(protocol: Protocol): Rules {
  const scope = eligibilityVariables(protocol);
  const bySite = new Map(
    protocol.sites.map((site) => [site.id, criteriaFor(protocol, site.id).map(({ rule }) => compile(rule, scope))]),
  );
  const ofLaboratory = ({ rule }: { readonly rule: string }) => compile(rule, releaseVariables(protocol));
  const release = (protocol.product?.releaseTests ?? []).map(ofLaboratory);
  const dayOfUse = (protocol.product?.dayOfUse?.tests ?? []).map(ofLaboratory);
  const gates = new Map(
    protocol.administrations.flatMap(({ id, gate }) =>
      gate === undefined ? [] : [[id, compile(gate.rule, gateVariables(protocol, gate.visit))] as const],
    ),
  );
  return {
    isEligible: (siteId, values) => (bySite.get(siteId) ?? []).every((rule) => rule(values)),
    isReleasable: (laboratory) => release.every((rule) => rule(laboratory)),
    isUsable: (laboratory) => dayOfUse.every((rule) => rule(laboratory)),
    isGateOpen: (administration, values) => gates.get(administration)?.(values) ?? true,
  };
}

function compile(source: string, variables: Parameters<typeof compileExpression>[1]): Rule {
  const compiled = compileExpression(source, variables);
  if (!compiled.ok) {
    throw new Error(
      `the protocol was not checked: ${compiled.issues.map((issue) => inEnglish(issue.message)).join('; ')}`,
    );
  }
  return (values) => holds(compiled, values);
}

function holds(compiled: CompiledExpression, values: Values): boolean {
  const evaluation = compiled.evaluate(values);
  return 'value' in evaluation && evaluation.value === true;
}
