// The analysis plan of a protocol, as digests: what is committed to before anybody is unblinded.
import { canonicalJson } from '../canonical.js';
import { sha256Hex } from '../digest.js';
import type { Payload } from '../event/catalogue.js';
import type { Protocol } from '../protocol/schema.js';

/**
 * The digest of each analysis with its endpoint and analysis set, of each safety comparison with its set, and of the
 * whole with the testing procedure. An analysis whose digest is not in the committed plan is post hoc.
 */
export function analysisPlanOf(protocol: Protocol): Payload<'AnalysisPlanCommitted'> {
  const setOf = (id: string) => protocol.analysisSets.find((set) => set.id === id) ?? null;
  const endpointOf = (id: string) => protocol.endpoints.find((endpoint) => endpoint.id === id) ?? null;
  const planned = [
    ...protocol.analyses.map((analysis) => ({
      id: analysis.id,
      analysis,
      endpoint: endpointOf(analysis.endpoint),
      set: setOf(analysis.set),
    })),
    ...(protocol.safetyComparisons ?? []).map((analysis) => ({ id: analysis.id, analysis, set: setOf(analysis.set) })),
  ];
  const analyses = planned.map((one) => ({ id: one.id, digest: sha256Hex(canonicalJson(one)) }));
  return { planDigest: sha256Hex(canonicalJson({ analyses, testing: protocol.testing })), analyses };
}
