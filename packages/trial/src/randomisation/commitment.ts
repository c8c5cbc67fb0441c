// The public commitment to a secret allocation: made before the first participant, checked after unblinding.
import { canonicalJson } from '../canonical.js';
import { concatBytes, hexToBytes, sha256Hex, utf8Bytes } from '../digest.js';
import type { AllocationSecret } from '../event/catalogue.js';
import type { RandomisationDesign } from '../event/randomisation-design.js';
import { allocationScheme } from './allocate.js';

const domainTag = `${allocationScheme}|commitment|`;

/**
 * SHA-256(domain tag ‖ salt ‖ RFC 8785 JSON of { design, secret }) as hexadecimal, where the secret stands without its
 * salt. The salt (32 bytes) hides the secret even where few lists are possible; the design is bound with it.
 * @see docs/randomisation-scheme.md
 */
export function commitment(secret: AllocationSecret, design: RandomisationDesign): string {
  const { saltHex, ...bound } = secret;
  const committed = utf8Bytes(canonicalJson({ design, secret: bound }));
  return sha256Hex(concatBytes(utf8Bytes(domainTag), hexToBytes(saltHex), committed));
}

/** Whether a revealed secret is the one that was committed to under this design. */
export function verifyReveal(
  committed: { readonly commitment: string; readonly design: RandomisationDesign },
  revealed: AllocationSecret,
): boolean {
  return commitment(revealed, committed.design) === committed.commitment;
}
