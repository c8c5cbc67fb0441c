// What stands behind a number: how many participants and records, and a digest of exactly those records.
import { canonicalJson, sha256Hex } from '@equipoise/trial';
import type { AnalysisResult } from '../output.js';
import { byCodeUnits } from '../text.js';

/** Participants and records behind a number; the digest is SHA-256 over the canonical list of the records' hashes in code-unit order. */
export function traceOf(participants: readonly string[], hashes: readonly string[]): AnalysisResult['trace'] {
  const distinct = [...new Set(hashes)].sort(byCodeUnits);
  return {
    participants: new Set(participants).size,
    records: distinct.length,
    digest: sha256Hex(canonicalJson(distinct)),
  };
}
