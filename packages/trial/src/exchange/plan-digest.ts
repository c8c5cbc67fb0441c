// The digest by which an import is what its preview showed.
import { canonicalJson } from '../canonical.js';
import { sha256Hex } from '../digest.js';
import type { FormImport, FormImportPlan } from './form-import.js';

/** SHA-256 over the file, every old and new value, and the versions that they rest on. */
export function planDigest(
  { form, sha256 }: Pick<FormImport, 'form' | 'sha256'>,
  { changes, commands }: Pick<FormImportPlan, 'changes' | 'commands'>,
): string {
  const versions = commands.map(({ line, expectedVersion }) => [line, expectedVersion ?? null]);
  return sha256Hex(canonicalJson({ form, file: sha256, changes, versions }));
}
