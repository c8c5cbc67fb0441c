// The allocation of entry i of a stratum as a pure function of (secret, design, stratum, i): "equipoise-allocation-1".
import { canonicalJson } from '../canonical.js';
import { hexToBytes, sha256Bytes, utf8Bytes } from '../digest.js';
import type { AllocationSecret, RandomisationDesign } from '../event/catalogue.js';
import { createDraw, expandKey, extractKey } from './draw.js';

/** Name of the scheme; it is part of every derived key. */
export const allocationScheme = 'equipoise-allocation-1';

/** Gives the index into the design's sequences of entry `index` (0-based) of a stratum. */
export type Allocator = (stratum: string, index: number) => number;

/**
 * One allocation from a seed of 32 bytes. Throws where the design cannot be drawn from (`designProblem` says why).
 * @see docs/randomisation-scheme.md for the scheme at byte level
 */
export function allocate(entry: {
  readonly seed: Uint8Array;
  readonly design: RandomisationDesign;
  readonly stratum: string;
  readonly index: number;
}): number {
  return allocator(entry.seed, entry.design)(entry.stratum, entry.index);
}

/** Opens many allocations of one seed: constant time for one block size, remembering where blocks begin for several. */
export function allocator(seed: Uint8Array, design: RandomisationDesign): Allocator {
  const problem = designProblem(design);
  if (problem !== undefined) throw new RangeError(problem);
  if (seed.length !== 32) throw new RangeError(`a seed has 32 bytes, not ${seed.length}`);
  const extracted = extractKey(seed, sha256Bytes(canonicalJson(design)));
  const blocks = new Map<string, number[][]>();
  let last = { stratum: '', block: -1, entries: [] as number[] };
  const openBlock = (stratum: string, block: number) =>
    permutedBlock(expandKey(extracted, utf8Bytes(`${allocationScheme}|${stratum}|${block}`)), design);
  const fixedSize = design.blockSizes?.length === 1 ? design.blockSizes[0] : undefined;

  return (stratum, index) => {
    if (!Number.isSafeInteger(index) || index < 0) throw new RangeError(`no entry ${index}`);
    if (fixedSize !== undefined) {
      const block = Math.floor(index / fixedSize);
      if (last.stratum !== stratum || last.block !== block) {
        last = { stratum, block, entries: openBlock(stratum, block) };
      }
      return required(last.entries[index % fixedSize]);
    }
    const known = blocks.get(stratum) ?? [];
    blocks.set(stratum, known);
    let start = 0;
    for (let block = 0; ; block++) {
      const entries = known[block] ?? openBlock(stratum, block);
      known[block] = entries;
      if (index < start + entries.length) return required(entries[index - start]);
      start += entries.length;
    }
  };
}

/** The allocator of an opened secret, seed or list. For a list, an entry beyond its end throws. */
export function allocatorOf(secret: AllocationSecret, design: RandomisationDesign): Allocator {
  if (secret.kind === 'seed') return allocator(hexToBytes(secret.seedHex), design);
  return (stratum, index) => required(secret.entries[stratum]?.[index]);
}

/** The sequence that an opened or revealed secret gives to an entry. */
export function allocationOf(
  secret: AllocationSecret,
  design: RandomisationDesign,
  stratum: string,
  index: number,
): string {
  return required(design.sequences[allocatorOf(secret, design)(stratum, index)]);
}

/** Why permuted blocks cannot be drawn from a design, or undefined where they can. */
export function designProblem(design: RandomisationDesign): string | undefined {
  if (design.method !== 'permutedBlocks') return 'only permuted blocks are drawn from a seed';
  const { ratio, blockSizes, sequences } = design;
  if (ratio === undefined || ratio.length !== sequences.length) return 'the ratio must name every sequence';
  if (blockSizes === undefined || blockSizes.length === 0) return 'a block size is needed';
  const unit = ratio.reduce((sum, share) => sum + share, 0);
  const wrong = blockSizes.find((size) => size % unit !== 0);
  return wrong === undefined ? undefined : `block size ${wrong} is not a multiple of ${unit}, the sum of the ratio`;
}

function permutedBlock(key: Uint8Array, design: RandomisationDesign): number[] {
  const { blockSizes = [], ratio = [] } = design;
  const draw = createDraw(key);
  const size = required(blockSizes.length === 1 ? blockSizes[0] : blockSizes[draw(blockSizes.length)]);
  const unit = ratio.reduce((sum, share) => sum + share, 0);
  const entries = ratio.flatMap((share, sequence) => Array<number>((share * size) / unit).fill(sequence));
  for (let i = entries.length - 1; i > 0; i--) {
    const j = draw(i + 1);
    const swapped = required(entries[i]);
    entries[i] = required(entries[j]);
    entries[j] = swapped;
  }
  return entries;
}

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new RangeError('no such entry');
  return value;
}
