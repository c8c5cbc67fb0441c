// Exact expectations of a stratum: all states that can be, with their probabilities, entry after entry.
import type { DesignOf } from '../../event/randomisation-design.js';
import { type ProcessState, type StratumDesign, startOf } from '../process.js';
import type { Expectation } from './assessment.js';
import { chanceOfGuess, convergenceGuess, imbalanceOf } from './guess.js';

/** A stratum's expectation, and the distribution of the numbers at its end. */
export interface ExactStratum extends Expectation {
  readonly ends: readonly { readonly counts: readonly number[]; readonly probability: number }[];
}

interface Branch {
  readonly state: ProcessState;
  /** Entries of each sequence. */
  readonly counts: readonly number[];
  probability: number;
}

/** More states than this after an entry, and a simulation is the better answer. */
const mostStates = 20_000;
const certain = 1 - 1e-12;

/**
 * What is expected of a stratum of `participants` entries; undefined where too many states are possible. Exact up to
 * rounding.
 */
export function exactStratum(design: StratumDesign, participants: number): ExactStratum | undefined {
  const sequences = design.sequences.length;
  let branches = new Map<string, Branch>();
  const counts = new Array<number>(sequences).fill(0);
  branches.set('', { state: startOf(design), counts, probability: 1 });
  const sums = { guessed: 0, informed: 0, deterministic: 0, imbalance: 0, largest: 0 };
  let atEnd = 0;
  for (let entry = 0; entry < participants; entry++) {
    const next = new Map<string, Branch>();
    atEnd = 0;
    for (const { state, counts: before, probability } of branches.values()) {
      const { probabilities } = state;
      const most = Math.max(...probabilities);
      sums.guessed += probability * chanceOfGuess(convergenceGuess(design.ratio, before), probabilities);
      sums.informed += probability * most;
      if (most > certain) sums.deterministic += probability;
      for (let sequence = 0; sequence < sequences; sequence++) {
        const chance = probability * (probabilities[sequence] as number);
        if (chance <= 0) continue;
        const after = before.map((count, index) => (index === sequence ? count + 1 : count));
        const following = state.after(sequence);
        const key = `${after.join(',')}|${following.key}`;
        const known = next.get(key);
        if (known) known.probability += chance;
        else next.set(key, { state: following, counts: after, probability: chance });
      }
    }
    if (next.size > mostStates) return undefined;
    branches = next;
    for (const { counts: now, probability } of branches.values()) {
      const imbalance = imbalanceOf(design.ratio, now);
      atEnd += probability * imbalance;
      sums.largest = Math.max(sums.largest, imbalance);
    }
    sums.imbalance += atEnd;
  }
  const share = (sum: number) => (participants === 0 ? 0 : sum / participants);
  return {
    participants,
    correctGuesses: share(sums.guessed),
    informedGuesses: share(sums.informed),
    deterministic: share(sums.deterministic),
    imbalance: { atEnd, during: share(sums.imbalance), largest: sums.largest },
    ends: [...branches.values()].map(({ counts: end, probability }) => ({ counts: end, probability })),
  };
}

/**
 * The shares of a long stratum of blocks of one size, or of a maximal procedure, are those of one block. Where sizes
 * are drawn the convergence guesser expects the guesses of a block of each size over the mean size, for the numbers are
 * balanced wherever a block ends; what an informed observer expects has no such form.
 */
export function longRunOf(
  design: DesignOf<'permutedBlocks' | 'maximalProcedure'>,
): { readonly correctGuesses: number; readonly deterministic?: number; readonly informedGuesses?: number } | undefined {
  if (design.method === 'maximalProcedure') return exactStratum(design, design.length);
  if (design.blockSizes.length === 1) return exactStratum(design, design.blockSizes[0] as number);
  let guessed = 0;
  let entries = 0;
  for (const size of design.blockSizes) {
    const block = exactStratum({ ...design, blockSizes: [size] }, size);
    if (block === undefined) return undefined;
    guessed += block.correctGuesses * size;
    entries += size;
  }
  return { correctGuesses: guessed / entries };
}
