// Each criterion beside the values that decide it, by the rules of the server.
import {
  type Criterion,
  calculateItems,
  compiledRule,
  criteriaFor,
  eligibilityVariables,
  findItems,
  type Item,
  type ItemValue,
  isBeforeRandomisation,
  isMissing,
  latestOf,
  type Protocol,
  type RecordedForm,
} from '@equipoise/trial';

/** A value that a criterion reads. */
export interface CriterionFact {
  readonly item: Item | undefined;
  readonly name: string;
  readonly value: ItemValue | undefined;
  /** The latest form that holds it, where it is corrected. */
  readonly at?: { readonly visit: string; readonly form: string; readonly occurrence: number };
}

/** A criterion as the values stand now. */
export interface AssessedCriterion {
  readonly criterion: Criterion;
  /** "unknown": a value that decides it is missing; it is then not met. */
  readonly verdict: 'met' | 'notMet' | 'unknown';
  readonly facts: readonly CriterionFact[];
}

export function assessedCriteria(
  protocol: Protocol,
  siteId: string,
  forms: readonly RecordedForm[],
): readonly AssessedCriterion[] {
  const early = new Set(
    protocol.visits.filter((visit) => isBeforeRandomisation(visit, protocol.epochs)).map(({ id }) => id),
  );
  const counted = calculateItems(protocol, forms).filter(({ visit }) => early.has(visit));
  const values = latestOf(counted);
  const variables = eligibilityVariables(protocol);
  return criteriaFor(protocol, siteId).map((criterion) => {
    const compiled = compiledRule(protocol, criterion.rule, { variables });
    const known = Object.fromEntries(
      compiled.names.flatMap((name) =>
        isMissing(values[name]) || values[name] === undefined ? [] : [[name, values[name]]],
      ),
    );
    const result = compiled.evaluate(known);
    const verdict = !('value' in result) ? 'unknown' : result.value === true ? 'met' : 'notMet';
    return { criterion, verdict, facts: compiled.names.map((name) => factOf(protocol, counted, name, values[name])) };
  });
}

function factOf(
  protocol: Protocol,
  forms: readonly RecordedForm[],
  name: string,
  value: ItemValue | undefined,
): CriterionFact {
  const [found] = findItems(protocol, name);
  const form = forms.findLast((one) => Object.hasOwn(one.items, name));
  return {
    item: found?.item,
    name,
    value,
    ...(form === undefined ? {} : { at: { visit: form.visit, form: form.form, occurrence: form.occurrence } }),
  };
}
