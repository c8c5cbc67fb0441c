// The allocation of entry i of a stratum as a pure function of (secret, design, stratum, i): "equipoise-allocation-1".
import { canonicalJson } from '../canonical.js';
import { hexToBytes, sha256Bytes } from '../digest.js';
import type { AllocationSecret } from '../event/catalogue.js';
import type { RandomisationDesign } from '../event/randomisation-design.js';
import { designProblem } from './design-problem.js';
import { createDraw, extractKey } from './draw.js';
import { createKeyExpander } from './hmac-key.js';
import { type DrawnDesign, entriesOfDesign, type StratumEntries } from './stratum-entries.js';

/** Name of the scheme; it is part of every derived key. */
export const allocationScheme = 'equipoise-allocation-1';

/** Gives the index into the design's sequences of entry `index` (0-based) of a stratum. */
export type Allocator = (stratum: string, index: number) => number;

/** The open levels of the factors of minimisation, in the design's order, of whoever took an entry. */
export type ClaimedLevels = (stratum: string, index: number) => readonly string[];

/** One entry: where it is and, for minimisation, the levels of it and of those before it in its stratum. */
export interface AllocationEntry {
  readonly stratum: string;
  readonly index: number;
  readonly levels?: ClaimedLevels | undefined;
}

/**
 * One allocation from a seed of 32 bytes. Throws where the design cannot be drawn from (`designProblem` says why).
 * @see docs/randomisation-scheme.md for the scheme at byte level
 */
export function allocate(
  entry: AllocationEntry & { readonly seed: Uint8Array; readonly design: RandomisationDesign },
): number {
  return allocator(entry.seed, entry.design, entry.levels)(entry.stratum, entry.index);
}

/**
 * Opens many allocations of one seed: in constant time for simple randomisation and blocks of one size, else
 * remembering what came before. `levels` is needed for minimisation alone.
 */
export function allocator(seed: Uint8Array, design: RandomisationDesign, levels?: ClaimedLevels): Allocator {
  const problem = designProblem(design);
  if (problem !== undefined) throw new RangeError(problem);
  if (seed.length !== 32) throw new RangeError(`a seed has 32 bytes, not ${seed.length}`);
  const expander = createKeyExpander(extractKey(seed, sha256Bytes(canonicalJson(design))));
  // A list has a problem above.
  const entriesOf = entriesOfDesign(design as DrawnDesign);
  const strata = new Map<string, StratumEntries>();
  const openStratum = (stratum: string): StratumEntries => {
    const keyOf = expander.numbered(`${allocationScheme}|${stratum}|`);
    const levelsOf = levels === undefined ? undefined : (index: number) => levels(stratum, index);
    const entries = entriesOf((unit) => createDraw(keyOf(unit)), levelsOf);
    strata.set(stratum, entries);
    return entries;
  };
  return (stratum, index) => {
    if (!Number.isSafeInteger(index) || index < 0) throw new RangeError(`no entry ${index}`);
    return (strata.get(stratum) ?? openStratum(stratum))(index);
  };
}

/** The allocator of an opened secret, seed or list. For a list, an entry beyond its end throws. */
export function allocatorOf(secret: AllocationSecret, design: RandomisationDesign, levels?: ClaimedLevels): Allocator {
  if (secret.kind === 'seed') return allocator(hexToBytes(secret.seedHex), design, levels);
  return (stratum, index) => required(secret.entries[stratum]?.[index]);
}

/** The sequence that an opened or revealed secret gives to an entry. */
export function allocationOf(secret: AllocationSecret, design: RandomisationDesign, entry: AllocationEntry): string {
  return required(design.sequences[allocatorOf(secret, design, entry.levels)(entry.stratum, entry.index)]);
}

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new RangeError('no such entry');
  return value;
}
