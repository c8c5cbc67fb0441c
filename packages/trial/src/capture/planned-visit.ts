// Conditional visits: planned only where their rule is true of what is recorded.
import { visitVariables } from '../protocol/rule-scope.js';
import type { Protocol } from '../protocol/schema.js';
import { calculateItems } from './calculated-item.js';
import { compiledRule } from './compiled-rule.js';
import { latestOf, type RecordedForm, valuesOfReads } from './recorded-form.js';

/** Whether a visit is planned for a participant; undefined where the values that its rule needs are missing. */
export function isPlanned(protocol: Protocol, visitId: string, recorded: readonly RecordedForm[]): boolean | undefined {
  const visit = protocol.visits.find(({ id }) => id === visitId);
  if (visit === undefined) return false;
  if (visit.when === undefined) return true;
  const forms = calculateItems(protocol, recorded);
  const variables = visitVariables(protocol, visit.reads);
  const values = { ...latestOf(forms), ...valuesOfReads(visit.reads, forms) };
  const result = compiledRule(protocol, visit.when, { variables }).evaluate(values);
  return 'value' in result ? result.value === true : undefined;
}
