// Checks a protocol against itself: everything that a schema of one part alone can't see.
import { checkAnalyses } from './check/analysis.js';
import { checkConduct } from './check/conduct.js';
import { declaredNames, findDuplicateIds } from './check/declared.js';
import { checkDesign, checkRandomisation } from './check/design.js';
import { checkEndpoints } from './check/endpoint.js';
import { checkRules } from './check/rule.js';
import { checkForms, checkVisits } from './check/visit.js';
import type { Finding } from './finding.js';
import { pruneProtocol } from './prune.js';

/**
 * Finds everything that contradicts itself or names what is not there. Parts that the schema does not accept are left
 * out and their ids still count as known, so that one fault does not cause others.
 *
 * @param raw the document as plain data
 */
export function checkProtocol(raw: unknown): readonly Finding[] {
  const { protocol, originalPath } = pruneProtocol(raw);
  const declared = declaredNames(raw);
  const findings = [
    ...checkDesign(protocol, declared),
    ...checkRandomisation(protocol, declared),
    ...checkVisits(protocol, declared),
    ...checkForms(protocol),
    ...checkConduct(protocol, declared),
    ...checkRules(protocol, raw),
    ...checkEndpoints(protocol, declared, raw),
    ...checkAnalyses(protocol, declared),
  ];
  return [...findDuplicateIds(raw), ...findings.map((finding) => ({ ...finding, path: originalPath(finding.path) }))];
}
