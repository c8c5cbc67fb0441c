// The protocol's expressions, evaluated over what is recorded: criteria, gates and release tests.
import { calculateItems } from '../capture/calculated-item.js';
import { compiledRule } from '../capture/compiled-rule.js';
import { latestOf, type RecordedForm } from '../capture/recorded-form.js';
import type { Payload } from '../event/catalogue.js';
import type { FormState, ParticipantState } from '../evolve/participant-state.js';
import { isMissing } from '../missing.js';
import { criteriaFor } from '../protocol/criteria.js';
import { eligibilityVariables, gateVariables, releaseVariables, type Variables } from '../protocol/rule-scope.js';
import type { Administration, Protocol } from '../protocol/schema.js';
import { isBeforeRandomisation } from '../protocol/visit-kind.js';
import type { ItemValue } from '../value.js';

/** One rule with the facts that its result rests on. A rule over a missing value is not satisfied. */
export type RuleResult = Payload<'EligibilityAssessed'>['criteria'][number];

/** The value of every item of these visits, the latest by the day it happened (then by order of recording). */
export function latestValues(
  protocol: Protocol,
  participant: ParticipantState,
  visits?: ReadonlySet<string>,
): Readonly<Record<string, ItemValue>> {
  const forms = calculateItems(protocol, recordedForms(participant)).filter(({ visit }) => visits?.has(visit) ?? true);
  return latestOf(forms) as Readonly<Record<string, ItemValue>>;
}

/** The forms of a participant as rules read them. */
export function recordedForms(participant: ParticipantState): readonly RecordedForm[] {
  return Object.values(participant.forms).map((form) => {
    const known = knownForms.get(form);
    if (known !== undefined) return known;
    const read = recordedForm(form);
    knownForms.set(form, read);
    return read;
  });
}

/** Of a participant's many forms a save changes one; the others are read as before. */
const knownForms = new WeakMap<FormState, RecordedForm>();

function recordedForm({ rows, ...form }: FormState): RecordedForm {
  return {
    ...form,
    day: dayOf(form),
    ...(rows === undefined ? {} : { rows: Object.entries(rows).map(([rowId, row]) => ({ rowId, ...row })) }),
  };
}

/** As `latestValues`, without what was found after the day of randomisation. */
export function valuesAtRandomisation(
  protocol: Protocol,
  participant: ParticipantState,
): Readonly<Record<string, ItemValue>> {
  const until = participant.randomisation?.randomisedOn;
  const isBefore = (form: FormState) => typeof until !== 'string' || dayOf(form).slice(0, until.length) <= until;
  const forms = Object.entries(participant.forms).filter(([, form]) => isBefore(form));
  return latestValues(protocol, { ...participant, forms: Object.fromEntries(forms) });
}

/** The criteria of a site, over the values as they are now. */
export function assessCriteria(
  protocol: Protocol,
  participant: ParticipantState,
  siteId: string,
): readonly RuleResult[] {
  const visits = protocol.visits.filter((visit) => isBeforeRandomisation(visit, protocol.epochs));
  const values = latestValues(protocol, participant, new Set(visits.map((visit) => visit.id)));
  const variables = eligibilityVariables(protocol);
  return criteriaFor(protocol, siteId).map(({ id, rule }) => evaluateRule(protocol, { id, rule, variables, values }));
}

/** The rule of a gate, over the items of the gate's visit. */
export function assessGate(
  protocol: Protocol,
  participant: ParticipantState,
  gate: NonNullable<Administration['gate']>,
): RuleResult {
  const values = latestValues(protocol, participant, new Set([gate.visit]));
  return evaluateRule(protocol, {
    id: gate.visit,
    rule: gate.rule,
    variables: gateVariables(protocol, gate.visit),
    values,
  });
}

/** The release tests of the protocol's product, over the laboratory values of a batch. */
export function assessRelease(
  protocol: Protocol,
  laboratory: Readonly<Record<string, ItemValue>>,
): readonly RuleResult[] {
  const variables = releaseVariables(protocol);
  const tests = protocol.product?.releaseTests ?? [];
  return tests.map(({ id, rule }) => evaluateRule(protocol, { id, rule, variables, values: laboratory }));
}

/** The tests of the day of use, over the laboratory values of a bag that holds the product. */
export function assessDayOfUse(
  protocol: Protocol,
  laboratory: Readonly<Record<string, ItemValue>>,
): readonly RuleResult[] {
  const variables = releaseVariables(protocol);
  const tests = protocol.product?.dayOfUse?.tests ?? [];
  return tests.map(({ id, rule }) => evaluateRule(protocol, { id, rule, variables, values: laboratory }));
}

/** The ids of the rules that are not satisfied. */
export function failedRules(results: readonly RuleResult[]): readonly string[] {
  return results.filter((result) => !result.satisfied).map((result) => result.id);
}

interface Asked {
  readonly id: string;
  readonly rule: string;
  readonly variables: Variables;
  readonly values: Readonly<Record<string, ItemValue>>;
}

function evaluateRule(protocol: Protocol, { id, rule, variables, values }: Asked): RuleResult {
  const compiled = compiledRule(protocol, rule, { variables });
  const facts = Object.fromEntries(
    compiled.names.map((name) => [name, ownValue(values, name) ?? { missing: 'notDone' as const }]),
  );
  const known = Object.fromEntries(Object.entries(facts).filter(([, value]) => !isMissing(value)));
  const evaluation = compiled.evaluate(known);
  return { id, rule, satisfied: 'value' in evaluation && evaluation.value === true, facts };
}

function ownValue(values: Readonly<Record<string, ItemValue>>, name: string): ItemValue | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}

function dayOf(form: FormState): string {
  return typeof form.happenedOn === 'string' ? form.happenedOn : '';
}
