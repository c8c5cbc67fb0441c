// Checks the expressions of a protocol: that they can be read, name only what they may, and give true or false.
import { compileExpression } from '../expression/compile.js';
import type { Finding, Path } from '../finding.js';
import type { PartialProtocol } from '../prune.js';
import {
  eligibilityVariables,
  gateVariables,
  readableVariables,
  releaseVariables,
  type Variables,
} from '../rule-scope.js';
import { valueAt } from '../schema-finding.js';

const allocationWords = ['treatment', 'sequence', 'allocation', 'arm', 'batch', 'bag'];

/** All rules of a protocol: eligibility, gates, release tests, `readable`. `raw` tells items that other faults hid. */
export function checkRules(protocol: PartialProtocol, raw: unknown): readonly Finding[] {
  const laboratory = releaseVariables(protocol);
  const hidden = hiddenItems(raw, protocol);
  const check = (rule: string, variables: Variables, path: Path, isRelease = false): readonly Finding[] => {
    const compiled = compileExpression(rule, variables);
    if (compiled.ok) return [];
    return compiled.issues.flatMap((issue): Finding[] => {
      const name = /^"([^"]+)"/.exec(issue.message)?.[1] ?? '';
      if (issue.code === 'expression-name' && hidden.has(name)) return [];
      const isSealed = Object.hasOwn(laboratory, name) || allocationWords.includes(name);
      if (issue.code === 'expression-name' && isSealed && !isRelease) {
        const message = `"${name}" is known to unblinded roles only: a rule that blinded people see may not read it`;
        return [{ ...issue, code: 'rule-would-unblind', message, path }];
      }
      return [{ ...issue, path }];
    });
  };

  const scope = eligibilityVariables(protocol);
  const criteria = (protocol.eligibility?.criteria ?? []).flatMap((criterion, index) =>
    check(criterion.rule, scope, ['eligibility', 'criteria', index, 'rule']),
  );
  const overrides = (protocol.nationalTrials ?? []).flatMap((trial, trialIndex) =>
    (trial.eligibility ?? []).flatMap((override, index) =>
      check(override.rule, scope, ['nationalTrials', trialIndex, 'eligibility', index, 'rule']),
    ),
  );
  const gates = (protocol.administrations ?? []).flatMap((administration, index) => {
    const { gate } = administration;
    const isKnown = gate && protocol.visits?.some((visit) => visit.id === gate.visit);
    if (!isKnown) return [];
    return check(gate.rule, gateVariables(protocol, gate.visit), ['administrations', index, 'gate', 'rule']);
  });
  const tests = (protocol.product?.releaseTests ?? []).flatMap((test, index) =>
    check(test.rule, laboratory, ['product', 'releaseTests', index, 'rule'], true),
  );
  const readable = (protocol.endpoints ?? []).flatMap((endpoint, index) => {
    const form = protocol.forms?.find((candidate) => candidate.id === endpoint.item.form);
    if (!form || endpoint.readable === undefined) return [];
    return check(endpoint.readable, readableVariables(form), ['endpoints', index, 'readable']);
  });
  return [...criteria, ...overrides, ...gates, ...tests, ...readable];
}

/** Items that the document declares but that were left out because something in them, or around them, is faulty. */
function hiddenItems(raw: unknown, protocol: PartialProtocol): ReadonlySet<string> {
  const kept = new Set(
    [...(protocol.forms ?? []).flatMap((form) => form.items), ...(protocol.product?.laboratory ?? [])].map(
      (item) => item.id,
    ),
  );
  const forms = valueAt(raw, ['forms']);
  const laboratory = valueAt(raw, ['product', 'laboratory']);
  const items = [...(Array.isArray(forms) ? forms : []).map((form) => valueAt(form, ['items'])), laboratory];
  const ids = items.flatMap((list) => (Array.isArray(list) ? list.map((item) => valueAt(item, ['id'])) : []));
  const isIncomplete = protocol.forms === undefined || protocol.visits === undefined;
  return new Set(ids.filter((id): id is string => typeof id === 'string' && (isIncomplete || !kept.has(id))));
}
