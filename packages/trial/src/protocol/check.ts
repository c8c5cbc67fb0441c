// Checks a protocol against itself: everything that a schema of one part alone can't see.
import { checkAnalyses } from './check/analysis.js';
import { checkCapture } from './check/capture.js';
import { checkConduct } from './check/conduct.js';
import { checkDataReview } from './check/data-review.js';
import { declaredNames, findDuplicateIds } from './check/declared.js';
import { checkDesign } from './check/design.js';
import { checkEditChecks } from './check/edit-check.js';
import { checkEndpoints } from './check/endpoint.js';
import { checkEpochs } from './check/epoch.js';
import { checkEstimands } from './check/estimand.js';
import { checkForms } from './check/form.js';
import { checkLanguages } from './check/language.js';
import { checkNotRun, checkOpenForms } from './check/not-run.js';
import { checkRandomisation } from './check/randomisation.js';
import { checkReads } from './check/reads.js';
import { checkReportedSafety } from './check/reported-safety.js';
import { checkRetention } from './check/retention.js';
import { checkRules } from './check/rule.js';
import { checkSafety } from './check/safety.js';
import { checkScheme } from './check/scheme.js';
import { checkVisits } from './check/visit.js';
import { completeProtocol } from './complete.js';
import type { Finding, Path } from './finding.js';
import { pruneProtocol } from './prune.js';
import type { Protocol } from './schema.js';

/**
 * Finds everything that contradicts itself or names what is not there. Parts that the schema does not accept are left
 * out and their ids still count as known, so that one fault does not cause others.
 *
 * @param raw the document as plain data
 * @param accepted what the schema made of it, where it accepts it
 */
export function checkProtocol(raw: unknown, accepted?: Protocol): readonly Finding[] {
  const { protocol, originalPath } =
    accepted === undefined ? pruneProtocol(raw) : { protocol: accepted, originalPath: (path: Path) => path };
  const declared = declaredNames(raw);
  const findings = [
    ...checkDesign(protocol, declared),
    ...checkRandomisation(accepted === undefined ? protocol : completeProtocol(accepted), declared),
    ...checkScheme(protocol, declared),
    ...checkEpochs(protocol, declared),
    ...checkVisits(protocol, declared),
    ...checkForms(protocol, declared),
    ...checkOpenForms(protocol),
    ...checkCapture(protocol, declared),
    ...checkReads(protocol, declared),
    ...checkEditChecks(protocol, declared),
    ...checkConduct(protocol, declared),
    ...checkDataReview(protocol, declared),
    ...checkSafety(protocol, declared),
    ...checkReportedSafety(protocol, declared),
    ...checkRetention(protocol),
    ...checkRules(protocol, raw),
    ...checkEndpoints(protocol, declared, raw),
    ...checkEstimands(protocol, declared),
    ...checkAnalyses(protocol, declared),
    ...checkNotRun(protocol),
  ];
  return [
    ...findDuplicateIds(raw),
    ...checkLanguages(raw),
    ...findings.map((finding) => ({ ...finding, path: originalPath(finding.path) })),
  ];
}
